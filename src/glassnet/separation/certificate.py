"""What proves that two classes can be separated, or that they cannot, in exact fractions.

A number stands for the decimal that it is written as: 0.1 is 1/10.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from glassnet.separation.decimals import Points, common_denominator, whole_rows
from glassnet.separation.exact import dependence, solved
from glassnet.separation.lifting import lifted
from glassnet.separation.scaling import Rows, Sides

# From here on lifting is quicker than elimination.
FEW_UNKNOWNS = 40
Shares = tuple[tuple[int, Fraction], ...]


@dataclass(frozen=True)
class Hyperplane:
    """weights·x + bias is above 0 for the second class and below 0 for the first.

    weights: n numbers, bias: scaled so that it is 1 or -1 for the nearest rows; 64-bit floats, so
    that rows that are apart by less than those tell may lie on the line.
    decimals: weights and bias, n + 1 numbers of as few digits as have every row on its side, six
    at least; this is proved exactly.
    margin: the distance of the nearest rows, in the points' own unit: 1/|weights|.
    margin_limit: no hyperplane's margin is larger; half the distance of a point of one class' hull
        to one of the other's.
    support: indices of the rows that are nearest.
    integers: the smallest whole numbers proportional to weights and bias; None if they are large.
    """

    weights: tuple[float, ...]
    bias: float
    decimals: tuple[Decimal, ...]
    margin: float
    margin_limit: float
    support: tuple[int, ...]
    integers: tuple[int, ...] | None

    @property
    def largest(self) -> bool:
        """Whether this margin is proved to be the largest, but for rounding."""
        return self.margin_limit <= self.margin * (1 + 1e-6)


@dataclass(frozen=True)
class CommonPoint:
    """A point in the convex hulls of both classes, which therefore no hyperplane separates.

    point: n coordinates. first, second: for each class (row index, weight) pairs; the weights are
    above 0, their sum is 1, and the sum of weight·row is the point, all exactly. n + 2 rows do at
    most.
    """

    point: tuple[Fraction, ...]
    first: Shares
    second: Shares

    @property
    def rows(self) -> tuple[int, ...]:
        return tuple(row for row, _ in (*self.first, *self.second))


def common_point(x: Points, side: Sides, rows: Rows, end: float) -> CommonPoint | None:
    """The point that these rows prove common; None if they prove nothing, or not one point.

    x: [rows, n]. side: [rows], -1 for the first class and 1 for the second. end: of the time, by
    time.monotonic(): an exact system of 400 columns takes about 10 s.
    """
    if len(rows) > x.shape[1] + 2:
        return None
    solve = solved if len(rows) <= FEW_UNKNOWNS else lifted
    weights = solve(_system(x, side, rows, right=True), len(rows), end)
    if weights is None or min(weights) < 0:
        return None
    return mixed(x, side, dict(zip(rows.tolist(), weights, strict=True)), end)


def mixed(x: Points, side: Sides, weights: dict[int, Fraction], end: float) -> CommonPoint | None:
    """The common point of these weights, of n + 2 rows at most; None if they prove none in time.

    weights: by rows, not below 0, those of each class of sum 1. More rows than needed depend on
    each other, so that one can be left out (Carathéodory).
    """
    weights = {row: weight for row, weight in weights.items() if weight}
    while len(weights) > x.shape[1] + 2:
        rows = list(weights)
        found = dependence(_system(x, side, np.array(rows), right=False), len(rows), end)
        if found is None:
            return None
        step = min(weights[r] / d for r, d in zip(rows, found, strict=True) if d > 0)
        moved = {r: weights[r] - step * d for r, d in zip(rows, found, strict=True)}
        weights = {row: weight for row, weight in moved.items() if weight}
    shares = sorted(weights.items())
    first = tuple(each for each in shares if side[each[0]] < 0)
    second = tuple(each for each in shares if side[each[0]] > 0)
    point, other = sum_of(x, first), sum_of(x, second)
    proved = point == other and all(sum(w for _, w in part) == 1 for part in (first, second))
    return CommonPoint(point, first, second) if proved else None


def sum_of(x: Points, shares: Shares) -> tuple[Fraction, ...]:
    """The sum of weight·row."""
    whole, units = whole_rows(x[[row for row, _ in shares]])
    weights, below = common_denominator(weight for _, weight in shares)
    return tuple(
        Fraction(sum(map(int.__mul__, weights, column)), below * unit)
        for column, unit in zip(zip(*whole, strict=True), units, strict=True)
    )


def _system(x: Points, side: Sides, rows: Rows, *, right: bool) -> list[list[int]]:
    """Equations of the rows' weights: each class' add up, and both mixtures are the same point."""
    signs = side[rows].astype(int).tolist()
    whole, _ = whole_rows(x[rows])
    system = [[int(sign == which) for sign in signs] + [1] * right for which in (-1, 1)]
    for column in zip(*whole, strict=True):
        system.append([v * s for v, s in zip(column, signs, strict=True)] + [0] * right)
    return system
