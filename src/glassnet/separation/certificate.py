"""What proves that two classes can be separated, or that they cannot, in exact fractions.

A number stands for the decimal that it is written as: 0.1 is 1/10.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from glassnet.separation.exact import (
    Points,
    common_denominator,
    dependence,
    solve,
    whole_rows,
)
from glassnet.separation.scaling import Rows, Sides

Shares = tuple[tuple[int, Fraction], ...]


@dataclass(frozen=True)
class Hyperplane:
    """weights·x + bias is above 0 for the second class and below 0 for the first.

    Attributes:
        weights: n numbers, scaled so that the nearest rows have 1 or -1. 64-bit floats: rows that
            are apart by less than these tell may lie on the hyperplane.
        bias: a number, scaled alike.
        decimals: weights and bias, n + 1 numbers of as few digits as have every row on its side,
            six at least; this is proved exactly.
        margin: the distance of the nearest rows, in the points' own unit: 1/|weights|.
        margin_limit: no hyperplane's margin is larger; half the distance of a point of one class'
            hull to one of the other's.
        support: indices of the rows that are nearest.
        integers: the smallest whole numbers proportional to weights and bias; None if they are
            large.
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

    Attributes:
        point: n coordinates.
        first: of the first class (row index, weight) pairs: the weights are above 0, their sum is
            1, and the sum of weight·row is the point, all exactly.
        second: of the second class, alike; n + 2 rows in all at most.
    """

    point: tuple[Fraction, ...]
    first: Shares
    second: Shares

    @property
    def rows(self) -> tuple[int, ...]:
        return tuple(row for row, _ in (*self.first, *self.second))


def common_point(x: Points, side: Sides, rows: Rows, end: float) -> CommonPoint | None:
    """The point that some rows prove common; None if they prove nothing, or not one point.

    Args:
        x: [rows, n].
        side: [rows], -1 for the first class and 1 for the second.
        rows: indices of rows.
        end: of the time, by time.monotonic(): a system of 400 columns takes about 10 s.
    """
    if len(rows) > x.shape[1] + 2:
        return None
    weights = solve(_equations(x, side, rows, right=True), len(rows), end)
    if weights is None or min(weights) < 0:
        return None
    return common_point_of(x, side, dict(zip(rows.tolist(), weights, strict=True)), end)


def common_point_of(
    x: Points, side: Sides, weights: dict[int, Fraction], end: float
) -> CommonPoint | None:
    """The common point of given weights, of n + 2 rows at most; None if there is no time.

    weights: by rows, not below 0, those of each class of sum 1. More rows than needed depend on
    each other, so that one can be left out (Carathéodory).
    """
    weights = {row: weight for row, weight in weights.items() if weight}
    while len(weights) > x.shape[1] + 2:
        rows = list(weights)
        found = dependence(_equations(x, side, np.array(rows), right=False), len(rows), end)
        if found is None:
            return None
        step = min(weights[r] / d for r, d in zip(rows, found, strict=True) if d > 0)
        moved = {r: weights[r] - step * d for r, d in zip(rows, found, strict=True)}
        weights = {row: weight for row, weight in moved.items() if weight}
    shares = sorted(weights.items())
    first = tuple(each for each in shares if side[each[0]] < 0)
    second = tuple(each for each in shares if side[each[0]] > 0)
    point, other = _mean(x, first), _mean(x, second)
    proved = point == other and all(sum(w for _, w in part) == 1 for part in (first, second))
    return CommonPoint(point, first, second) if proved else None


def _mean(x: Points, shares: Shares) -> tuple[Fraction, ...]:
    """The sum of weight·row."""
    whole, units = whole_rows(x[[row for row, _ in shares]])
    weights, below = common_denominator(weight for _, weight in shares)
    return tuple(
        Fraction(sum(map(int.__mul__, weights, column)), below * unit)
        for column, unit in zip(zip(*whole, strict=True), units, strict=True)
    )


def _equations(x: Points, side: Sides, rows: Rows, *, right: bool) -> list[list[int]]:
    """Of the rows' weights: each class' add up to 1, and both mixtures are the same point."""
    signs = side[rows].astype(int).tolist()
    whole, _ = whole_rows(x[rows])
    system = [[int(sign == which) for sign in signs] + [1] * right for which in (-1, 1)]
    for column in zip(*whole, strict=True):
        system.append([v * s for v, s in zip(column, signs, strict=True)] + [0] * right)
    return system
