"""Two classes at a time: what a line gets right of them, and what their nearest rows do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.baselines import Table, nearest
from glassnet.diagnosis.similarity import standardised

Array = NDArray[Any]
FEW = 40  # rows: a neighbour says nothing of a truth table


class Pair(NamedTuple):
    """rows: [rows] those of both classes, their numbers in the data. labels: [rows] 0 of the first
    and 1 of the second. classes: as they are given. line: the share of them that the line of least
    squares gets right, which has seen them. cost: what it gets wrong and the nearest rows get
    right, as a share of the rows of all classes."""

    rows: Array
    labels: Array
    classes: tuple[Any, Any]
    line: float
    cost: float


def pairs(table: Table, x: Array) -> Iterator[Pair]:
    """Every two classes. A linear softmax has a line between each two: its argmax is the first's
    where w₁·x + b₁ > w₂·x + b₂. x: [rows, …] of all data."""
    numbers, values = table.targets.numbers, table.targets.values
    assert values is not None
    for one, other in combinations(range(len(values)), 2):
        places = np.flatnonzero((numbers == one) | (numbers == other))
        labels = (numbers[places] == other).astype(np.int64)
        rows = table.rows[places]
        line = _line(x[rows].reshape(len(rows), -1), labels)
        near = nearest(table.alike[np.ix_(places, places)]) @ labels
        reach = 1.0 if len(numbers) < FEW else _share(near > 0.5, labels)
        cost = (reach - line) * len(rows) / len(numbers)
        yield Pair(rows, labels, (values[one], values[other]), line, cost)


def _line(flat: Array, labels: Array) -> float:
    design = np.concatenate([standardised(flat), np.ones((len(flat), 1))], axis=1)
    weights, *_ = np.linalg.lstsq(design, labels - 0.5, rcond=None)
    return _share(design @ weights > 0, labels)


def _share(found: Array, labels: Array) -> float:
    return float(np.mean(found == (labels > 0)))
