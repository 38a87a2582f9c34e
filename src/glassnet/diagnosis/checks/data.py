"""Inputs that make learning slow: scales far apart, offsets, large numbers, constant columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.context import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.layer_gradients import listed
from glassnet.graph.graph import Node

Array = NDArray[Any]

# A gradient step's best size differs between columns by the square of their scales.
# By ranges, not deviations: a pixel that is seldom set has a small deviation and the others' range.
SCALES = 100.0  # largest range by smallest
OFFSET = 20.0  # mean by spread
TABLE = 30  # columns: in wider rows, of pixels or words, some are rightly empty
PIECE = 1 << 18  # numbers that are summed up at once
LARGE = 30.0  # root mean square: pixels of 0 to 255 have 70 to 150


class Columns(NamedTuple):
    """What arrives at the first weights: of whole images or sequences every place is a row.

    mean, spread, span: [columns] spread is the standard deviation, span the largest less the least.
    size, most: of all numbers, the root mean square and the largest. table: of several rows, each
    one of the data.
    """

    where: str
    table: bool
    mean: Array
    spread: Array
    span: Array
    size: float
    most: float

    @property
    def moving(self) -> Array:
        """[columns] whether there are several values."""
        return self.spread > 1e-6 * np.maximum(np.abs(self.mean), 1e-30)


def scales(of: Examination) -> Iterator[Finding]:
    """What arrives at the first weights and is not prepared, with what is wrong with it."""
    arrays = list(_arriving(of))
    if len(arrays) > 1 and (found := _far_apart(arrays)):
        yield Finding("inputs-scales", 0.92, "x", found)
        return
    for each in arrays:
        yield from _of_columns(each)


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
            if values.dtype.kind in "fiub" and values.size:
                found = _columns(where if as_given else node.layer or where, values)
                if np.isfinite(found.size):
                    yield found


def _columns(where: str, values: Array) -> Columns:
    """Summed up in pieces: as float64 a whole data set would be held several times over."""
    flat = values.reshape(-1, values.shape[-1] if values.ndim > 1 else 1)
    rows = max(1, PIECE // flat.shape[1])
    pieces = range(0, len(flat), rows)
    total, around = np.zeros(flat.shape[1]), np.zeros(flat.shape[1])
    with np.errstate(all="ignore"):  # what is not finite is left out by its size
        for at in pieces:
            total += flat[at : at + rows].sum(axis=0, dtype=np.float64)
        mean = total / len(flat)
        for at in pieces:
            around += np.square(flat[at : at + rows] - mean).sum(axis=0)
    least, most = flat.min(axis=0).astype(np.float64), flat.max(axis=0).astype(np.float64)
    spread = np.sqrt(around / len(flat))
    size = float(np.sqrt(np.mean(np.square(mean) + np.square(spread))))
    furthest = float(np.maximum(np.abs(least), np.abs(most)).max())
    table = values.ndim == 2 and len(flat) > 1
    return Columns(where, table, mean, spread, most - least, size, furthest)


def _far_apart(arrays: Sequence[Columns]) -> dict[str, float]:
    """The ranges of columns, which are learned from together, if they are of other sizes."""
    spans = np.concatenate([each.span[each.moving] for each in arrays])
    if not spans.size or spans.max() / spans.min() <= SCALES:
        return {}
    largest, smallest = float(spans.max()), float(spans.min())
    return {"largest": largest, "smallest": smallest, "ratio": largest / smallest}


def _of_columns(of: Columns) -> Iterator[Finding]:
    moving = of.moving
    if of.table and not moving.all() and len(moving) <= TABLE:
        columns = np.flatnonzero(~moving)
        evidence = {"columns": listed(columns), "value": float(of.mean[columns[0]])}
        yield Finding("inputs-constant", 0.3, of.where, evidence)
    if not moving.any():
        return
    offset = np.abs(of.mean[moving]) / of.spread[moving]
    if apart := _far_apart([of]):
        yield Finding("inputs-scales", 0.92, of.where, apart)
    elif offset.max() > OFFSET:
        worst = int(np.flatnonzero(moving)[int(offset.argmax())])
        mean, spread = float(of.mean[worst]), float(of.spread[worst])
        evidence = {"column": worst, "mean": mean, "spread": spread}
        yield Finding("inputs-offset", 0.92, of.where, evidence)
    elif of.size > LARGE:
        yield Finding("inputs-large", 0.91, of.where, {"size": of.size, "most": of.most})
