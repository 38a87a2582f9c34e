"""A single layer on data that no hyperplane separates."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from glassnet.diagnosis.baselines import Table
from glassnet.diagnosis.checks.losses import number_of
from glassnet.diagnosis.context import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.layer_gradients import layer_of, listed
from glassnet.diagnosis.output_head import Ending, activation_of
from glassnet.diagnosis.pairs import Pair, pairs
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


def not_separable(of: Examination) -> Iterator[Finding]:
    """An output is linear, and a point lies in the hulls of two of its classes."""
    if len(of.x) == 1:
        for ending in of.unlearned:
            yield from _of_ending(of, ending)


def _of_ending(of: Examination, ending: Ending) -> Iterator[Finding]:
    table = Table.of(of, ending) if _is_linear(of, ending) else None
    if table is None or table.classes < 2:
        return
    pair = max(pairs(table, of.x[0]), key=lambda each: each.cost)
    if pair.cost < WORSE:
        return
    some = np.linspace(0, len(pair.rows) - 1, min(len(pair.rows), MOST_ROWS)).astype(np.int64)
    pair = pair._replace(rows=pair.rows[some], labels=pair.labels[some])
    x = of.x[0][pair.rows]
    proof = separate(x.reshape(len(x), -1), pair.labels).common
    if proof is not None:
        yield _finding(ending, pair, proof)


def _finding(ending: Ending, pair: Pair, proof: CommonPoint) -> Finding:
    sides = [
        [(int(pair.rows[row]), float(share)) for row, share in side]
        for side in (proof.first, proof.second)
    ]
    first, second = (listed(np.asarray([row for row, _ in side])) for side in sides)
    one, other = map(number_of, pair.classes)
    point = ", ".join(format_number(float(each)) for each in proof.point[:SHOWN])
    evidence = {
        "one": str(one),
        "other": str(other),
        "first": first,
        "second": second,
        "point": f"({point}{', …' if len(proof.point) > SHOWN else ''})",
        "linear": f"{pair.line:.0%}",
    }
    said = " = ".join(map(_sum, sides))
    return Finding("not-separable", 0.9, ending.layer, evidence | ending.named, said)


def _sum(side: list[tuple[int, float]]) -> str:
    """The point as a mean of rows of one class."""
    terms = [f"{format_number(share)} · x[{row}]" for row, share in side[:SHOWN]]
    return " + ".join([*terms, *(["…"] if len(side) > SHOWN else [])])


def _is_linear(of: Examination, ending: Ending) -> bool:
    """Whether nothing but the output's own activation bends what leads to it."""
    behind = {layer_of(node).split("/")[0] for node in of.behind(ending)}
    layers = [each for each in getattr(of.model, "layers", []) if each.name in behind]
    kinds = {type(each).__name__ for each in layers}
    bends = (
        activation_of(each) not in ("", "linear") for each in layers if each.name != ending.layer
    )
    chain = "Dense" in kinds and kinds <= {*PASSING, "Dense"} and not any(bends)
    # Where Keras knows the outputs its layers are all there is.
    known = bool(getattr(of.model, "outputs", None))
    return chain and (known or _is_plain_between(of, ending))


def _is_plain_between(of: Examination, ending: Ending) -> bool:
    """Whether a `call` in Python only moves numbers outside of layers."""
    between = [step for step in of.graph.steps if not step.results[0].layer]
    behind = of.behind(ending)
    moves = all(step.operation in MOVES for step in between if step.results[0] in behind)
    return bool(ending.layer and ending.activation) and moves
