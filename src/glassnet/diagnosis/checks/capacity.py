"""A model that is linear, on classes that no hyperplane separates."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.diagnosis.baselines import Baselines, ClassPair, class_pairs
from glassnet.diagnosis.checks.losses import class_number
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding, first_few
from glassnet.diagnosis.layer_gradients import layer_of
from glassnet.diagnosis.output_head import OutputHead, activation_of
from glassnet.graph.operations import MOVES
from glassnet.separation import separate
from glassnet.separation.certificate import CommonPoint
from glassnet.text.numbers import format_number

MOST_ROWS = 300  # a common point of some rows is one of all
# The best line is this much worse than the nearest neighbours, or than all rows of a truth table:
# below it classes overlap, and a line may be right.
WORSE = 0.06
SHOWN = 6  # terms of a proof
# A factor and an offset for each feature: what is separable before is so after, and the other way.
BY_FEATURE = ("BatchNormalization", "Normalization", "Rescaling")
PASSING = ("InputLayer", "Flatten", "Dropout", "Activation", "Reshape", *BY_FEATURE)


def not_separable(context: Context) -> Iterator[Finding]:
    """An output is linear, and a point lies in the convex hulls of two of its classes."""
    if len(context.x) == 1:
        for head in context.unlearned:
            yield from _of_output(context, head)


def _of_output(context: Context, head: OutputHead) -> Iterator[Finding]:
    baselines = Baselines.of(context, head) if _is_linear(context, head) else None
    if baselines is None or baselines.classes < 2:
        return
    pair = max(class_pairs(baselines, context.x[0]), key=lambda each: each.linear_gap)
    if pair.linear_gap < WORSE:
        return
    some = np.linspace(0, len(pair.rows) - 1, min(len(pair.rows), MOST_ROWS)).astype(np.int64)
    pair = pair._replace(rows=pair.rows[some], labels=pair.labels[some])
    x = context.x[0][pair.rows]
    proof = separate(x.reshape(len(x), -1), pair.labels).common
    if proof is not None:
        yield _finding(head, pair, proof)


def _finding(head: OutputHead, pair: ClassPair, proof: CommonPoint) -> Finding:
    sides = [
        [(int(pair.rows[row]), float(share)) for row, share in side]
        for side in (proof.first, proof.second)
    ]
    first, second = (first_few([row for row, _ in side]) for side in sides)
    point = first_few([format_number(float(each)) for each in proof.point], SHOWN)
    evidence = {
        "one": str(class_number(pair.classes[0])),
        "other": str(class_number(pair.classes[1])),
        "first": first,
        "second": second,
        "point": f"({point})",
        "linear": f"{pair.linear_accuracy:.0%}",
    }
    sums = " = ".join(map(_as_mean, sides))
    return Finding("not-separable", 0.9, head.layer, evidence | head.evidence, sums)


def _as_mean(side: list[tuple[int, float]]) -> str:
    """The point as a weighted mean of rows of one class."""
    terms = [f"{format_number(share)} · x[{row}]" for row, share in side[:SHOWN]]
    return " + ".join([*terms, *(["…"] if len(side) > SHOWN else [])])


def _is_linear(context: Context, head: OutputHead) -> bool:
    """Whether nothing but the output's own activation is nonlinear on the way to it."""
    ancestors = context.ancestors_of(head)
    names = {layer_of(node).split("/")[0] for node in ancestors}
    layers = [each for each in getattr(context.model, "layers", []) if each.name in names]
    kinds = {type(each).__name__ for each in layers}
    hidden = [each for each in layers if each.name != head.layer]
    if "Dense" not in kinds or not kinds <= {*PASSING, "Dense"}:
        return False
    if any(activation_of(each) not in ("", "linear") for each in hidden):
        return False
    if getattr(context.model, "outputs", None):
        return True  # where Keras knows the outputs its layers are all there is
    # A `call` in Python may only move numbers outside of layers.
    between = (step for step in context.graph.steps if not step.results[0].layer)
    moves = all(step.operation in MOVES for step in between if step.results[0] in ancestors)
    return bool(head.layer and head.activation) and moves
