"""Targets as columns of numbers, in which any connection with the rows would show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
MOST_CLASSES = 50  # whole numbers; targets with more values are quantities
MOST_COLUMNS = 50  # of several quantities a row, evenly chosen


@dataclass(frozen=True, eq=False)
class Targets:
    """columns: [rows, columns] one-hot of classes; of quantities their ranks, of which none lies
    far out. values: the classes in order, as they are given; None of quantities. balance: 1 where
    all values are as frequent, near 0 where nearly all are the same."""

    columns: Array
    values: Array | None
    balance: float

    @property
    def classes(self) -> int:
        """How many; 0 of quantities."""
        return 0 if self.values is None else len(self.values)

    @cached_property
    def numbers(self) -> Array:
        """[rows] of classes."""
        return self.columns.argmax(axis=1)

    @property
    def weight(self) -> float:
        """How many rows with values as frequent as each other would tell as much: 4·n·p·(1 − p) of
        two classes. Of 400 rows with 8 in a hundred of a class, 118."""
        return self.balance * len(self.columns)


def targets_of(given: Array | None, units: int | None = None) -> Targets | None:
    """given: [rows, …]. units: of the output: from one unit only two classes come, and other whole
    numbers, such as ratings, are quantities.

    None of no rows, of no numbers, of too many classes and of a class at every place of a row.
    """
    if given is None or not given.size or given.dtype.kind not in "fiub":
        return None
    y = given.reshape(len(given), -1)
    if y.shape[1] > 1 and _is_one_hot(y):
        y = y.argmax(axis=1)[:, None]
    elif y.shape[1] > 1:
        several = y.dtype.kind in "iu" and units not in (None, given.shape[-1])
        return None if several else _quantities(y)
    values = np.unique(y)
    if not np.all(values == np.round(values)) or (units == 1 and len(values) > 2):
        return _quantities(y)
    if len(values) > MOST_CLASSES:
        return None if units else _quantities(y)
    return Targets((y == values).astype(np.float64), values, _balance(y[:, 0]))


def _quantities(y: Array) -> Targets:
    moving = np.flatnonzero((y != y[:1]).any(axis=0))
    if not len(moving):
        return Targets(np.zeros((len(y), 1)), None, 0.0)
    some = moving[np.linspace(0, len(moving) - 1, min(len(moving), MOST_COLUMNS)).astype(np.int64)]
    columns = np.stack([*_ranks(y[:, some])], axis=1)
    return Targets(columns, None, float(np.mean([_balance(each) for each in y[:, some].T])))


def _ranks(y: Array) -> Iterator[Array]:
    """Of each column, from 0 to 1; alike numbers have one rank."""
    for column in y.T:
        _, place, often = np.unique(column, return_inverse=True, return_counts=True)
        yield ((np.cumsum(often) - (often + 1) / 2) / len(y))[place.ravel()]


def _balance(values: Array) -> float:
    shares = np.unique(values, return_counts=True)[1] / len(values)
    count = len(shares)
    return float((1 - np.sum(shares**2)) * count / (count - 1)) if count > 1 else 0.0


def _is_one_hot(y: Array) -> bool:
    return bool(np.all((y == 0) | (y == 1)) and np.all(y.sum(axis=1) == 1))
