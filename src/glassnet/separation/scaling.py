"""Points of two classes scaled to where floats tell the most; what they cannot tell is exact.

Throughout: x: [rows, n] float64; side: [rows], -1 for the first class and 1 for the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from glassnet.separation.exact import Points, dot_products

Sides = NDArray[np.float64]
Rows = NDArray[np.int64]
EPS = float(np.finfo(np.float64).eps)


def row_ids(x: Points) -> Rows:
    """[rows], equal for equal rows, counted up as they come. x: without -0.0."""
    row = np.ascontiguousarray(x).view(np.dtype((np.void, x.shape[1] * x.itemsize))).ravel()
    _, first, place = np.unique(row, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[place]


def lowest_rows(height: Points, among: NDArray[np.bool_], most: int) -> Rows:
    """The rows among some that have the lowest height, `most` at most."""
    rows = np.flatnonzero(among)
    return rows[np.argsort(height[rows], kind="stable")[:most]]


@dataclass(frozen=True)
class Gap:
    """The gap between the classes along a direction w.

    Attributes:
        below: the largest w·row of the first class.
        above: the smallest w·row of the second class.
        pair: a row of the first class and one of the second that have these.
        support: all rows that have them, but for rounding.
    """

    below: Fraction
    above: Fraction
    pair: tuple[int, int]
    support: tuple[int, ...]

    @property
    def is_open(self) -> bool:
        """Whether a hyperplane across the direction separates the classes."""
        return self.below < self.above


@dataclass(frozen=True, eq=False)
class ScaledPoints:
    """Points of two classes as they are, and scaled."""

    x: Points
    side: Sides

    @cached_property
    def middle(self) -> Points:
        """[n], the middle of each column."""
        low, high = self.x.min(axis=0), self.x.max(axis=0)
        return low + (high / 2 - low / 2)

    @cached_property
    def scale(self) -> Points:
        """[n], a power of 2 at half the width of each column; for a constant one, at its size."""
        half = self.x.max(axis=0) / 2 - self.x.min(axis=0) / 2
        size = np.abs(self.x).max(axis=0)
        wide = np.where(half > 0, half, np.where(size > 0, size, 1.0))
        return np.ldexp(1.0, np.frexp(wide)[1])  # so that fractions of it stay short

    @cached_property
    def scaled(self) -> Points:
        """[rows, n], from -1 to 1, each column in its `scale`."""
        return (self.x - self.middle) / self.scale

    @cached_property
    def unit(self) -> float:
        """The largest half width of a column that is not the same everywhere."""
        return float(np.max(self.scale, initial=0.0, where=np.ptp(self.scaled, axis=0) > 0)) or 1.0

    @cached_property
    def in_one_unit(self) -> Points:
        """[rows, n], every column in `unit`, so that distances are what they are."""
        return (self.x - self.middle) / self.unit

    @property
    def between_means(self) -> Points:
        """[n], from the first class' mean to the second's, scaled."""
        return self.scaled[self.side > 0].mean(axis=0) - self.scaled[self.side < 0].mean(axis=0)

    @property
    def has_both(self) -> bool:
        """Whether there are rows of both classes."""
        return len(np.unique(self.side)) == 2

    def subset(self, rows: Rows) -> ScaledPoints:
        return ScaledPoints(self.x[rows], self.side[rows])

    def unscaled(self, weights: Points, scale: Points | float) -> tuple[Fraction, ...]:
        """Weights for `scaled` or `in_one_unit` as weights for x, by that `scale` or `unit`."""
        scales = np.broadcast_to(scale, weights.shape).tolist()
        return tuple(
            Fraction(w) / Fraction(s) for w, s in zip(weights.tolist(), scales, strict=True)
        )

    def gap(self, weights: Sequence[Fraction]) -> Gap | None:
        """The gap between the classes along weights, exactly; None for weights of 0."""
        scaled = [w * Fraction(s) for w, s in zip(weights, self.scale.tolist(), strict=True)]
        largest = max(map(abs, scaled))
        if not largest:
            return None
        direction = np.array([float(weight / largest) for weight in scaled])
        height, error = self.scaled @ direction, self._rounding(np.abs(direction))
        width = height[self.side > 0].min() - height[self.side < 0].max()
        ends: list[Fraction] = []
        pair: list[int] = []
        support: list[int] = []
        for which in (-1, 1):
            rows = np.flatnonzero(self.side == which)
            low, room = which * height[rows], error[rows]
            # Every row that may be the lowest.
            close = rows[low - room <= (low + room).min()]
            exact = [which * each for each in dot_products(self.x[close], weights)]
            ends.append(which * min(exact))
            pair.append(int(close[exact.index(min(exact))]))
            support += rows[low <= low.min() + 0.5e-7 * max(width, 0.0) + 2 * room].tolist()
        return Gap(ends[0], ends[1], (pair[0], pair[1]), tuple(sorted(support)))

    def _rounding(self, size: Points) -> Points:
        """[rows], how far `scaled @ direction` may be off. size: sizes of the direction's numbers.

        Higham (2002), Accuracy and Stability of Numerical Algorithms, 3.1. A row errs by its
        rounding when scaled, and by its decimal's; subnormal ones by less than the last term.
        """
        bound = (self.x.shape[1] + 8) * EPS * (np.abs(self.scaled) @ size)
        return bound + EPS * (np.abs(self.x) @ (size / self.scale)) + 1e-150
