"""Rows of two classes in a box of size 1, in which floats tell the most; what they cannot tell of
a line is computed exactly.

Throughout: x: [rows, n] float64; side: [rows], -1 for the first class and 1 for the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.separation.decimals import Points, heights

Sides = NDArray[np.float64]
Rows = NDArray[np.int64]
EPS = float(np.finfo(np.float64).eps)


def alike(x: Points) -> Rows:
    """[rows], the same number for the same rows, counted up as they come. x: no -0.0."""
    row = np.dtype((np.void, x.shape[1] * x.itemsize))
    numbers: dict[bytes, int] = {}
    each: Any = np.ascontiguousarray(x).view(row).ravel().tolist()
    return np.array([numbers.setdefault(signs, len(numbers)) for signs in each], np.int64)


@dataclass(frozen=True)
class Line:
    """weights·x + bias, in the rows' own unit; above 0 for the second class.

    limit: half the distance of the classes' hulls, which no margin passes; None if it is not known.
    """

    weights: tuple[Fraction, ...]
    bias: Fraction
    limit: float | None = None


@dataclass(frozen=True)
class Between:
    """What lies between the classes across a direction; they are apart if below < above.

    above: of the second class the lowest height, below: of the first the highest, weights·row.
    pair: a row of the first class and one of the second that have them. nearest: all that do, but
    for rounding.
    """

    above: Fraction
    below: Fraction
    pair: tuple[int, int]
    nearest: tuple[int, ...]

    @property
    def apart(self) -> bool:
        return self.below < self.above


@dataclass(frozen=True, eq=False)
class Boxed:
    """Two classes; their own numbers, and those in a box."""

    x: Points
    side: Sides

    @cached_property
    def middle(self) -> Points:
        """[n], of each column."""
        low, high = self.x.min(axis=0), self.x.max(axis=0)
        return low + (high / 2 - low / 2)

    @cached_property
    def scale(self) -> Points:
        """[n], a power of 2 at half the width of each column; of a constant one at its size."""
        half = self.x.max(axis=0) / 2 - self.x.min(axis=0) / 2
        size = np.abs(self.x).max(axis=0)
        wide = np.where(half > 0, half, np.where(size > 0, size, 1.0))
        return np.ldexp(1.0, np.frexp(wide)[1])  # so that fractions of it stay short

    @cached_property
    def rows(self) -> Points:
        """[rows, n], from -1 to 1."""
        return (self.x - self.middle) / self.scale

    @cached_property
    def size(self) -> float:
        """The largest half width of a column that is not the same everywhere."""
        return float(np.max(self.scale, initial=0.0, where=np.ptp(self.rows, axis=0) > 0)) or 1.0

    @cached_property
    def even(self) -> Points:
        """[rows, n], in one unit for all columns, so that distances are what they are."""
        return (self.x - self.middle) / self.size

    def among(self, rows: Rows) -> Boxed:
        return Boxed(self.x[rows], self.side[rows])

    def own(self, weights: Points, bias: float, unit: Points | float) -> Line:
        """The line that weights and bias are of `rows` or `even`. unit: `scale` or `size`."""
        units = np.broadcast_to(unit, weights.shape).tolist()
        exact = tuple(
            Fraction(w) / Fraction(u) for w, u in zip(weights.tolist(), units, strict=True)
        )
        middles = map(Fraction, self.middle.tolist())
        moved = sum((w * m for w, m in zip(exact, middles, strict=True)), Fraction(0))
        return Line(exact, Fraction(bias) - moved)

    def between(self, weights: Sequence[Fraction]) -> Between | None:
        """Exactly. None for weights that are all 0."""
        near = self._in_box(weights)
        if near is None:
            return None
        height, bound = near
        ends: list[Fraction] = []
        pair: list[int] = []
        nearest: list[int] = []
        for which in (-1, 1):
            of_class = np.flatnonzero(self.side == which)
            lowest, room = which * height[of_class], bound[of_class]
            # Every row that may be the lowest.
            close = of_class[lowest - room <= (lowest + room).min()]
            exact = [which * each for each in heights(self.x[close], weights)]
            least = min(exact)
            ends.append(which * least)
            pair.append(int(close[exact.index(least)]))
            touching = lowest <= lowest.min() + 0.5e-7 * max(self._gap(height), 0.0) + 2 * room
            nearest += of_class[touching].tolist()
        below, above = ends
        return Between(above, below, (pair[0], pair[1]), tuple(sorted(nearest)))

    def _gap(self, height: Points) -> float:
        return float(height[self.side > 0].min() - height[self.side < 0].max())

    def _in_box(self, weights: Sequence[Fraction]) -> tuple[Points, Points] | None:
        """Heights of the rows but for a constant, in a unit in which weights are 1, and what
        rounding may have made of each; None for weights of 0.

        Higham (2002), Accuracy and Stability of Numerical Algorithms, 3.1.
        """
        scales = map(Fraction, self.scale.tolist())
        boxed = [weight * scale for weight, scale in zip(weights, scales, strict=True)]
        largest = max(map(abs, boxed))
        if not largest:
            return None
        w = np.array([float(weight / largest) for weight in boxed])
        size = np.abs(w)
        # A row in the box errs by its rounding there, and by its decimal's; subnormal ones by less
        # than the last term.
        bound = (self.x.shape[1] + 8) * EPS * (np.abs(self.rows) @ size)
        bound += EPS * (np.abs(self.x) @ (size / self.scale)) + 1e-150
        return self.rows @ w, bound
