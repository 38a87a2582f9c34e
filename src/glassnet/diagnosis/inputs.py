"""Inputs that make learning slow: scales far apart, offsets, large numbers, constant columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.examination import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.layers import listed
from glassnet.graph.graph import Node

Array = NDArray[Any]

# A gradient step's best size differs between columns by the square of their scales.
# By ranges, not deviations: a pixel that is seldom set has a small deviation and the others' range.
SCALES = 100.0  # largest range by smallest
OFFSET = 20.0  # mean by spread
TABLE = 30  # columns: in wider rows, of pixels or words, some are rightly empty
LARGE = 30.0  # root mean square: pixels of 0 to 255 have 70 to 150


class Columns(NamedTuple):
    """What arrives at the first weights. flat: [rows, columns]; of whole images or sequences every
    place is a row. table: whether each row is one of the data."""

    flat: Array
    where: str
    table: bool


def scales(of: Examination) -> Iterator[Finding]:
    """What arrives at the first weights and is not prepared, with what is wrong with it."""
    arrays = list(_arriving(of))
    if len(arrays) > 1 and (found := _far_apart([each.flat for each in arrays])):
        yield Finding("inputs-scales", 0.92, "x", found)
        return
    for each in arrays:
        yield from _of_columns(each.flat, each.where, table=each.table)


def _arriving(of: Examination) -> Iterator[Columns]:
    seen: set[Node] = set()
    for number, arrival in enumerate(of.arrivals):
        where = "x" if len(of.x) == 1 else f"x/{number}"
        for node in arrival.nodes:
            if node in seen:
                continue
            seen.add(node)
            as_given = node is arrival.input
            values = of.x[number] if as_given else of.value(node)
            if values.dtype.kind in "fiub" and values.size and np.isfinite(values).all():
                flat = values.reshape(-1, values.shape[-1] if values.ndim > 1 else 1)
                named = where if as_given else node.layer or where
                yield Columns(flat.astype(np.float64), named, values.ndim == 2)


def _moving(flat: Array) -> Array:
    """[columns] whether there are several values."""
    return flat.std(axis=0) > 1e-6 * np.maximum(np.abs(flat.mean(axis=0)), 1e-30)


def _far_apart(arrays: Sequence[Array]) -> dict[str, float]:
    """The ranges of columns, which are learned from together, if they are of other sizes."""
    ranges = np.concatenate([np.ptp(each[:, _moving(each)], axis=0) for each in arrays])
    if not ranges.size or ranges.max() / ranges.min() <= SCALES:
        return {}
    largest, smallest = float(ranges.max()), float(ranges.min())
    return {"largest": largest, "smallest": smallest, "ratio": largest / smallest}


def _of_columns(flat: Array, where: str, *, table: bool) -> Iterator[Finding]:
    spread, mean = flat.std(axis=0), flat.mean(axis=0)
    moving = _moving(flat)
    if table and not moving.all() and len(flat) > 1 and flat.shape[1] <= TABLE:
        columns = np.flatnonzero(~moving)
        evidence = {"columns": listed(columns), "value": float(mean[columns[0]])}
        yield Finding("inputs-constant", 0.3, where, evidence)
    if not moving.any():
        return
    offset = np.abs(mean[moving]) / spread[moving]
    size = float(np.sqrt(np.mean(flat**2)))
    if apart := _far_apart([flat]):
        yield Finding("inputs-scales", 0.92, where, apart)
    elif offset.max() > OFFSET:
        worst = int(np.flatnonzero(moving)[int(offset.argmax())])
        evidence = {"column": worst, "mean": float(mean[worst]), "spread": float(spread[worst])}
        yield Finding("inputs-offset", 0.92, where, evidence)
    elif size > LARGE:
        yield Finding(
            "inputs-large", 0.91, where, {"size": size, "most": float(np.abs(flat).max())}
        )
