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
    """Encoded targets.

    Attributes:
        columns: [rows, columns] one-hot classes, or the ranks of quantities: none lies far out.
        values: the classes in order, as given; None for quantities.
        balance: 1 where all values are equally frequent, near 0 where nearly all are the same.
    """

    columns: Array
    values: Array | None
    balance: float

    @property
    def classes(self) -> int:
        """Number of classes; 0 for quantities."""
        return 0 if self.values is None else len(self.values)

    @cached_property
    def numbers(self) -> Array:
        """[rows] class numbers."""
        return self.columns.argmax(axis=1)

    @property
    def weight(self) -> float:
        """Number of balanced rows that tell as much: 4·n·p·(1 − p) for two classes.

        400 rows with 8 in a hundred of one class weigh 118.
        """
        return self.balance * len(self.columns)


def encode_targets(targets: Array | None, units: int | None = None) -> Targets | None:
    """Encode targets as classes or as quantities.

    Args:
        targets: [rows, …].
        units: of the output: one unit tells two classes apart, and other whole numbers, such as
            ratings, are quantities then.

    Returns:
        None for no rows, no numbers, too many classes, or a class at every place of a row.
    """
    if targets is None or not targets.size or targets.dtype.kind not in "fiub":
        return None
    y = targets.reshape(len(targets), -1)
    if y.shape[1] > 1 and _is_one_hot(y):
        y = y.argmax(axis=1)[:, None]
    elif y.shape[1] > 1:
        several = y.dtype.kind in "iu" and units not in (None, targets.shape[-1])
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
    """Ranks in each column, from 0 to 1; equal numbers have one rank."""
    for column in y.T:
        _, place, frequency = np.unique(column, return_inverse=True, return_counts=True)
        yield ((np.cumsum(frequency) - (frequency + 1) / 2) / len(y))[place.ravel()]


def _balance(values: Array) -> float:
    shares = np.unique(values, return_counts=True)[1] / len(values)
    count = len(shares)
    return float((1 - np.sum(shares**2)) * count / (count - 1)) if count > 1 else 0.0


def _is_one_hot(y: Array) -> bool:
    return bool(np.all((y == 0) | (y == 1)) and np.all(y.sum(axis=1) == 1))
