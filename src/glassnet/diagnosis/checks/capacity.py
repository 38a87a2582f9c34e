"""Models that can do less than the data or their size need: a linear one, on classes that no
hyperplane separates; units of one layer that are copies of each other, and stay so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.baselines import Baselines
from glassnet.diagnosis.checks.losses import class_number
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding, first_few
from glassnet.diagnosis.kernels import nearest, standardised
from glassnet.diagnosis.model_ends import activation_of, layer_of
from glassnet.diagnosis.output_head import OutputHead
from glassnet.diagnosis.traced_rows import evenly
from glassnet.graph.operations import MOVES
from glassnet.separation import separate
from glassnet.separation.linear_program import CommonPoint
from glassnet.text.numbers import brief, format_number

Array = NDArray[Any]

MOST_ROWS = 300  # a common point of some rows is one of all
# The best line is this much worse than the nearest neighbours, or than all rows of a truth table:
# below it classes overlap, and a line may be right.
WORSE = 0.06
SHOWN = 6  # terms of a proof
# A factor and an offset for each feature: what is separable before is so after, and the other way.
BY_FEATURE = ("BatchNormalization", "Normalization", "Rescaling")
PASSING = ("InputLayer", "Flatten", "Dropout", "Activation", "Reshape", *BY_FEATURE)
BENT = 0.1  # correlation with unseen targets, beyond that of a linear rule
FEWEST_ROWS = 20
FEW = 40  # rows: a neighbour says nothing of a truth table
# Relative to the largest: float32 sums of other orders differ in the seventh digit.
EQUAL = 1e-5


class ClassPair(NamedTuple):
    """Two classes, and how well a line tells them apart."""

    rows: Array  # indices of the rows of both
    labels: Array  # [rows] 0 for the first class, 1 for the second
    classes: tuple[Any, Any]  # as given
    linear_accuracy: float  # of the least-squares line, on the rows it was fitted to
    linear_gap: float  # what it lacks beside the nearest rows, as a share of all classes' rows


def not_separable(context: Context) -> Iterator[Finding]:
    """An output is linear, and a point lies in the convex hulls of two of its classes."""
    if len(context.x) == 1:
        for head in context.unlearned:
            yield from _of_output(context, head)


def _of_output(context: Context, head: OutputHead) -> Iterator[Finding]:
    baselines = Baselines.of(context, head) if _is_linear(context, head) else None
    if baselines is None or baselines.targets.classes < 2:
        return
    pair = max(class_pairs(baselines, context.x[0]), key=lambda each: each.linear_gap)
    if pair.linear_gap < WORSE:
        return
    some = evenly(len(pair.rows), MOST_ROWS)
    pair = pair._replace(rows=pair.rows[some], labels=pair.labels[some])
    x = context.x[0][pair.rows]
    proof = separate(x.reshape(len(x), -1), pair.labels).common
    if proof is not None:
        yield _finding(head, pair, proof)


def linear_network(context: Context) -> Iterator[Finding]:
    """An output is a linear function of its inputs, and quantities follow another rule: the nearest
    rows or a quadratic rule predict rows they have not seen far better than a linear one."""
    for head in context.unlearned if len(context.x) == 1 else ():
        baselines = Baselines.of(context, head) if _is_linear(context, head) else None
        if baselines is None or baselines.targets.classes or len(baselines.rows) < FEWEST_ROWS:
            continue
        scores = baselines.scores
        best = max(("nearest", "quadratic"), key=lambda name: scores[name])
        if scores[best] - scores["linear"] > BENT:
            evidence: dict[str, Any] = {"rule": best, "bent": scores[best]}
            evidence |= {"linear": scores["linear"], **head.evidence}
            yield Finding("linear-network", 0.85, head.layer, evidence)


def _finding(head: OutputHead, pair: ClassPair, proof: CommonPoint) -> Finding:
    sides = [
        [(int(pair.rows[row]), float(share)) for row, share in side]
        for side in (proof.first, proof.second)
    ]
    first, second = (first_few([row for row, _ in side]) for side in sides)
    terms = ([f"{format_number(share)} · x[{row}]" for row, share in side] for side in sides)
    means = (first_few(each, SHOWN, " + ") for each in terms)  # both are the point
    point = first_few([format_number(float(each)) for each in proof.point], SHOWN)
    evidence = {
        "one": str(class_number(pair.classes[0])),
        "other": str(class_number(pair.classes[1])),
        "first": first,
        "second": second,
        "point": f"({point})",
        "linear": f"{pair.linear_accuracy:.0%}",
    }
    return Finding("not-separable", 0.9, head.layer, evidence | head.evidence, " = ".join(means))


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


def class_pairs(baselines: Baselines, x: Array) -> Iterator[ClassPair]:
    """Every two classes. x: [rows, …] of all data.

    A linear softmax has a line between each two: its argmax is the first's where
    w₁·x + b₁ > w₂·x + b₂.
    """
    numbers, values = baselines.targets.numbers, baselines.targets.values
    assert values is not None
    for one, other in combinations(range(len(values)), 2):
        places = np.flatnonzero((numbers == one) | (numbers == other))
        labels = (numbers[places] == other).astype(np.int64)
        rows = baselines.rows[places]
        line = _linear_accuracy(x[rows].reshape(len(rows), -1), labels)
        near = nearest(baselines.similarity[np.ix_(places, places)]) @ labels
        reach = 1.0 if len(numbers) < FEW else _accuracy(near > 0.5, labels)
        gap = (reach - line) * len(rows) / len(numbers)
        yield ClassPair(rows, labels, (values[one], values[other]), line, gap)


def _linear_accuracy(flat: Array, labels: Array) -> float:
    design = np.concatenate([standardised(flat), np.ones((len(flat), 1))], axis=1)
    weights, *_ = np.linalg.lstsq(design, labels - 0.5, rcond=None)
    return _accuracy(design @ weights > 0, labels)


def _accuracy(predicted: Array, labels: Array) -> float:
    return float(np.mean(predicted == (labels > 0)))


def copies(context: Context) -> Iterator[Finding]:
    """Units with the same weights and the same gradients: what leaves them is the same as well,
    or their gradients would differ."""
    trace = context.trace
    for names in _weights_by_layer(context):
        values = [table[name] for table in (trace.values, trace.gradients) for name in names]
        columns = np.concatenate([_rounded(each) for each in values])
        _, kinds, sizes = np.unique(columns, axis=1, return_inverse=True, return_counts=True)
        distinct, units = len(sizes), columns.shape[1]
        if distinct < units:
            equal = np.flatnonzero(kinds.ravel() == int(sizes.argmax()))
            evidence = {"units": units, "distinct": distinct, "alike": first_few(equal)}
            one, other = (f"∂L/∂{names[0]}[…, {unit}]" for unit in equal[:2])
            product = f"{one} = {other} = {brief(trace.gradients[names[0]][..., equal[0]])}"
            likelihood = 0.5 + 0.45 * (units - distinct) / units
            yield Finding("copies", likelihood, names[0], evidence, product)


def _weights_by_layer(context: Context) -> Iterator[list[str]]:
    """The variables whose last axis is a layer's units, first a matrix.

    Together: among a wide GRU's biases, which all begin at 0, some gradients are equal by chance.
    """
    layers: dict[tuple[str, int], list[str]] = {}
    for name, node in context.parameters.items():
        if node in context.unlearned_ancestors and node.shape and node.shape[-1] > 1:
            layers.setdefault((name.rpartition("/")[0], node.shape[-1]), []).append(name)
    for names in layers.values():
        names.sort(key=lambda name: len(context.parameters[name].shape) < 2)
        if len(context.parameters[names[0]].shape) > 1:
            yield names


def _rounded(values: Array) -> Array:
    """[numbers, units], rounded to what counts as equal."""
    flat = values.reshape(-1, values.shape[-1]).astype(np.float64)
    largest = np.abs(flat).max(initial=0.0) or 1.0
    return np.round(flat / largest / EQUAL)
