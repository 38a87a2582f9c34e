"""Inputs that make learning slow, targets that say nothing, and targets far from the outputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.baselines import Baselines
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding, first_few
from glassnet.diagnosis.output_head import INFINITE, RANGES, OutputHead
from glassnet.diagnosis.range_test import STEPS
from glassnet.graph.graph import Node

Array = NDArray[Any]

# A gradient step's best size differs between columns by the square of their scales.
# By ranges, not deviations: a pixel that is seldom set has a small deviation and the others' range.
SCALES = 100.0  # largest range by smallest
OFFSET = 20.0  # mean by deviation; of a word in nearly every text it is as large, but not by range
TABLE = 30  # columns: in wider rows, of pixels or words, some are rightly empty or faint
PIECE = 1 << 18  # numbers that are summed up at once
LARGE = 30.0  # root mean square: pixels of 0 to 255 have 70 to 150

# A larger p-value of the permutation test: the targets look shuffled. This share of shuffled ones
# is missed.
BY_CHANCE = 0.05

# The targets' distance by the outputs' own size. Fresh networks lie at 2 to 8 from standardised
# targets, at 30 to 70 from 20 ± 9.
FAR = 50.0
# Of the loss, gained in the range test's steps: at that pace thousands are to come. Of 152 ± 77
# (blood sugar after a year) Adam's default gains 0.3 % with 16 hidden units, 1.7 % with 64, 64.
COMES_NEARER = 0.01


class Columns(NamedTuple):
    """Statistics of what reaches the first weights: in images or sequences every place is a row."""

    where: str  # the input or layer
    is_table: bool  # whether there are several rows, each one of the data
    mean: Array  # [columns]
    deviation: Array  # [columns]
    range: Array  # [columns] the largest less the least
    size: float  # root mean square of all numbers
    largest: float  # absolute number

    @property
    def varying(self) -> Array:
        """[columns] whether there are several values."""
        return self.deviation > 1e-6 * np.maximum(np.abs(self.mean), 1e-30)


def input_scales(context: Context) -> Iterator[Finding]:
    """Inputs that reach the first weights without being prepared."""
    inputs = list(_inputs(context))
    if len(inputs) > 1 and (evidence := _scale_ratio(inputs)):
        yield Finding("inputs-scales", 0.92, "x", evidence)
        return
    for columns in inputs:
        yield from _of_columns(columns)


def _inputs(context: Context) -> Iterator[Columns]:
    seen: set[Node] = set()
    for number, reached in enumerate(context.first_weight_inputs):
        where = "x" if len(context.x) == 1 else f"x/{number}"
        for node in reached.nodes:
            if node in seen:
                continue
            seen.add(node)
            is_raw = node is reached.input
            values = context.x[number] if is_raw else context.value(node)
            if values.dtype.kind in "fiub" and values.size:
                found = _columns(where if is_raw else node.layer or where, values)
                if np.isfinite(found.size):
                    yield found


def _columns(where: str, values: Array) -> Columns:
    """Sum up columns in pieces: as float64 a whole data set would be held several times over."""
    flat = values.reshape(-1, values.shape[-1] if values.ndim > 1 else 1)
    rows = max(1, PIECE // flat.shape[1])
    pieces = range(0, len(flat), rows)
    total, squares = np.zeros(flat.shape[1]), np.zeros(flat.shape[1])
    with np.errstate(all="ignore"):  # what is not finite is left out by its size
        for at in pieces:
            total += flat[at : at + rows].sum(axis=0, dtype=np.float64)
        mean = total / len(flat)
        for at in pieces:
            squares += np.square(flat[at : at + rows] - mean).sum(axis=0)
    least, most = flat.min(axis=0).astype(np.float64), flat.max(axis=0).astype(np.float64)
    deviation = np.sqrt(squares / len(flat))
    size = float(np.sqrt(np.mean(np.square(mean) + np.square(deviation))))
    largest = float(np.maximum(np.abs(least), np.abs(most)).max())
    is_table = values.ndim == 2 and len(flat) > 1
    return Columns(where, is_table, mean, deviation, most - least, size, largest)


def _scale_ratio(inputs: Sequence[Columns]) -> dict[str, float]:
    """Evidence that columns that are learned from together have ranges far apart; else nothing."""
    ranges = np.concatenate([each.range[each.varying] for each in inputs])
    if not ranges.size or ranges.max() / ranges.min() <= SCALES:
        return {}
    if len(ranges) > TABLE and max(each.largest for each in inputs) <= 1:
        return {}  # pixels that are scaled, some of which are hardly ever set
    largest, smallest = float(ranges.max()), float(ranges.min())
    return {"largest": largest, "smallest": smallest, "ratio": largest / smallest}


def _of_columns(columns: Columns) -> Iterator[Finding]:
    where, varying = columns.where, columns.varying
    if columns.is_table and not varying.all() and len(varying) <= TABLE:
        constant = np.flatnonzero(~varying)
        value = float(columns.mean[constant[0]])
        evidence = {"columns": first_few(constant), "count": len(constant), "value": value}
        yield Finding("inputs-constant", 0.3, where, evidence)
    if not varying.any():
        return
    size = np.abs(columns.mean[varying])
    offset = np.where(size > columns.range[varying], size / columns.deviation[varying], 0.0)
    if apart := _scale_ratio([columns]):
        yield Finding("inputs-scales", 0.92, where, apart)
    elif offset.max() > OFFSET:
        worst = int(np.flatnonzero(varying)[int(offset.argmax())])
        mean, deviation = float(columns.mean[worst]), float(columns.deviation[worst])
        evidence = {"column": worst, "mean": mean, "spread": deviation}
        yield Finding("inputs-offset", 0.92, where, evidence)
    elif columns.size > LARGE:
        evidence = {"size": columns.size, "most": columns.largest}
        yield Finding("inputs-large", 0.91, where, evidence)


def constant_targets(context: Context) -> Iterator[Finding]:
    """Outputs with the same target in every row. A loss of one's own may take them for nothing, as
    one of triplets."""
    for head in context.heads:
        targets = context.targets_of(head)
        if targets is None or not targets.size or head.spec is None:
            continue
        targets = targets[context.usable_rows(head)]
        if len(targets) > 1 and bool(np.all(targets == targets[:1])):
            evidence = {"value": float(targets.flat[0]), "rows": len(targets)}
            yield Finding("labels-constant", 0.97, head.where, evidence | head.evidence)


def constant_inputs(context: Context) -> Iterator[Finding]:
    """Rows that are all alike: nothing tells their targets apart."""
    if _are_alike(context):
        evidence = {"count": "all", "rows": len(context.x[0])}
        yield Finding("inputs-constant", 0.98, "x", evidence)


def _are_alike(context: Context) -> bool:
    return len(context.x[0]) > 1 and all(bool(np.all(x == x[:1])) for x in context.x)


def shuffled_targets(context: Context) -> Iterator[Finding]:
    """Targets that neither the nearest other rows nor a linear nor a quadratic rule tells from
    their own shuffles."""
    for head in [] if _are_alike(context) else context.unlearned:
        rules = Baselines.of(context, head)
        if rules is None or not rules.can_tell or rules.p_value <= BY_CHANCE:
            continue
        evidence: dict[str, Any] = {"rows": len(rules.rows), "shuffles": f"{rules.p_value:.0%}"}
        evidence |= head.evidence
        if rules.targets.classes:
            evidence |= {name: f"{score:.0%}" for name, score in rules.scores.items()}
            evidence["commonest"] = f"{rules.chance['nearest']:.0%}"
        else:
            evidence |= rules.scores
        key = "labels-random" if rules.targets.classes else "targets-random"
        yield Finding(key, 0.75, head.where, evidence)


def far_targets(context: Context) -> Iterator[Finding]:
    """Quantities that the outputs are far from and come no nearer to."""
    for head in context.unlearned:
        targets = _quantities(head)
        if targets is None:
            continue
        outputs = head.predictions[0].astype(np.float64)
        away, size = _rms(targets - outputs), _rms(outputs)
        if away > FAR * size and abs(context.range_test.gain) < COMES_NEARER:
            evidence: dict[str, Any] = {
                "mean": float(targets.mean()),
                "spread": float(targets.std()),
                "size": size,
                "gain": f"{context.range_test.gain:.2%}",
                "steps": STEPS,
            }
            yield Finding("targets-far", 0.8, head.where, evidence | head.evidence)


def _quantities(head: OutputHead) -> Array | None:
    """Targets in the outputs' shape; None for classes, and where outputs have an upper bound."""
    spec, (_, most) = head.spec, RANGES.get(head.activation or "linear", (0.0, 0.0))
    if spec is None or (spec.least, spec.most) != (-INFINITE, INFINITE) or most < INFINITE:
        return None
    targets, outputs = head.targets, head.predictions[0]
    if targets is None or targets.size != outputs.size or bool(np.isin(targets, (0, 1)).all()):
        return None
    return targets.reshape(outputs.shape).astype(np.float64)


def _rms(values: Array) -> float:
    return float(np.sqrt(np.mean(np.square(values))))
