"""What three plain methods make of the data: the nearest other row, a linear and a quadratic rule.

None trains a network: where one of them predicts well, the data have something to learn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.ending import Ending
from glassnet.diagnosis.examination import Examination

Array = NDArray[Any]
MOST_ROWS = 1000  # all pairs of rows are compared
MOST_COLUMNS = 5000
MOST_CLASSES = 50  # whole numbers; targets with more values are quantities
RIDGE = 0.03  # of the mean of a kernel's diagonal


@dataclass(frozen=True)
class Table:
    """x: [rows, columns], each column of mean 0 and deviation 1. targets: [rows] class numbers from
    0, or quantities where `classes` is 0."""

    x: Array
    targets: Array
    classes: int

    @classmethod
    def of(cls, examined: Examination, ending: Ending) -> Table | None:
        """Of one output. None where there are no such numbers: word numbers, whole images."""
        return cls.from_arrays(examined.quantities or [], examined.given(ending))

    @classmethod
    def from_arrays(cls, inputs: Sequence[Array], given: Array | None) -> Table | None:
        """inputs: [rows, …] each. given: targets, one number or a class in one-hot a row."""
        x, y = _features(inputs), single_targets(given)
        if x is None or y is None:
            return None
        some = np.linspace(0, len(x) - 1, min(len(x), MOST_ROWS)).astype(np.int64)
        x, y = x[some], y[some]
        whole = bool(np.all(y == np.round(y)))
        values, numbers = np.unique(y, return_inverse=True)
        if whole and len(values) <= MOST_CLASSES:
            return cls(x, numbers.ravel(), len(values))
        return cls(x, y.astype(np.float64), 0)

    @cached_property
    def chance(self) -> float:
        """What drawing from the classes gets right."""
        return float(np.sum((np.bincount(self.targets) / len(self.targets)) ** 2))

    @cached_property
    def largest(self) -> float:
        """What the commonest class gets right."""
        return float(np.bincount(self.targets).max() / len(self.targets))

    @cached_property
    def nearest(self) -> float:
        """By the nearest other row: the share that is right, or the correlation with quantities."""
        square = np.sum(self.x**2, axis=1)
        distance = square[:, None] + square[None, :] - 2 * self.x @ self.x.T
        np.fill_diagonal(distance, np.inf)
        return self._agreement(self.targets[np.argmin(distance, axis=1)])

    @cached_property
    def linear(self) -> float:
        """By a linear rule that has not seen the row."""
        return self._left_out(self.x @ self.x.T)

    @cached_property
    def quadratic(self) -> float:
        """By products of two columns, alike: XOR is one."""
        columns = max(self.x.shape[1], 1)
        return self._left_out((1 + self.x @ self.x.T / columns) ** 2)

    @cached_property
    def rules(self) -> Mapping[str, float]:
        """What each of the three makes of a row that it has not seen."""
        return {"nearest": self.nearest, "linear": self.linear, "quadratic": self.quadratic}

    @property
    def bars(self) -> Mapping[str, float]:
        """What each of them reaches where there is nothing to learn."""
        bars = (self.chance, self.largest, self.largest) if self.classes else (0.0, 0.0, 0.0)
        return dict(zip(self.rules, bars, strict=True))

    @cached_property
    def sureness(self) -> Mapping[str, float]:
        """By how many standard deviations of chance each lies above its bar.

        A correlation of nothing has the deviation 1/√rows.
        """
        spread = (self.chance * (1 - self.chance)) ** 0.5 if self.classes else 1.0
        deviation = max(spread, 1e-12) / len(self.targets) ** 0.5
        return {name: (self.rules[name] - bar) / deviation for name, bar in self.bars.items()}

    @cached_property
    def line(self) -> float:
        """The share that a linear rule gets right of classes that it has seen."""
        design = np.concatenate([self.x, np.ones((len(self.x), 1))], axis=1)
        weights, *_ = np.linalg.lstsq(design, self._columns, rcond=None)
        return self._agreement((design @ weights).argmax(axis=1))

    @property
    def _columns(self) -> Array:
        """[rows, classes] one-hot, or [rows, 1]."""
        return np.eye(self.classes)[self.targets] if self.classes else self.targets[:, None]

    def _left_out(self, kernel: Array) -> float:
        """Ridge regression on a kernel; each row's prediction without its own target."""
        rows, targets = len(kernel), self._columns
        mean = targets.mean(axis=0)
        ridge = RIDGE * max(float(np.trace(kernel)) / rows, 1e-12)
        hat = kernel @ np.linalg.inv(kernel + ridge * np.eye(rows))
        own = np.diagonal(hat)[:, None]
        centred = targets - mean
        found = mean + (hat @ centred - own * centred) / np.maximum(1 - own, 1e-6)
        return self._agreement(found.argmax(axis=1) if self.classes else found[:, 0])

    def _agreement(self, found: Array) -> float:
        if self.classes:
            return float(np.mean(found == self.targets))
        if found.std() == 0 or self.targets.std() == 0:
            return 0.0
        return float(np.corrcoef(found, self.targets)[0, 1])


def _features(inputs: Sequence[Array]) -> Array | None:
    if any(leaf.dtype.kind not in "fiub" for leaf in inputs) or not inputs:
        return None
    flat = np.concatenate([leaf.reshape(len(leaf), -1) for leaf in inputs], axis=1)
    if flat.shape[1] > MOST_COLUMNS or not np.isfinite(flat).all():
        return None
    flat = flat.astype(np.float64)
    spread = flat.std(axis=0)
    return (flat - flat.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def single_targets(given: Array | None) -> Array | None:
    """[rows] one number a row, of one-hot targets the class; None of others."""
    if given is None:
        return None
    y = given.reshape(len(given), -1)
    if y.shape[1] == 1:
        return y[:, 0]
    one_hot = bool(np.all((y == 0) | (y == 1)) and np.all(y.sum(axis=1) == 1))
    return y.argmax(axis=1) if one_hot else None
