"""What proves that two classes can be separated, or that they cannot, checked without rounding.

A number stands for the decimal that it is written as: 0.1 is 1/10.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Sides = NDArray[np.float64]
Shares = tuple[tuple[int, Fraction], ...]

# An exact system of this many columns takes 0.1 s; its numbers grow with its size.
MOST_EXACT = 60
# Coefficients that a person still reads as whole numbers.
LARGEST_INTEGER = 10_000
# How far weights may be from fractions that they are taken for, and a margin from the largest.
CLOSE = 1e-9


@dataclass(frozen=True)
class Hyperplane:
    """weights·x + bias is above 0 for the second class and below 0 for the first.

    weights: n numbers, bias: scaled so that it is 1 or -1 for the nearest rows.
    margin: the distance of the nearest rows, in the points' own unit: 1/|weights|.
    margin_limit: no hyperplane's margin is larger; half the distance of a point of one class' hull
        to one of the other's.
    support: indices of the rows that are nearest.
    integers: the smallest whole numbers proportional to weights and bias; None if they are large.
    """

    weights: tuple[float, ...]
    bias: float
    margin: float
    margin_limit: float
    support: tuple[int, ...]
    integers: tuple[int, ...] | None

    @property
    def rows(self) -> tuple[int, ...]:
        return self.support

    @property
    def largest(self) -> bool:
        """Whether this margin is proved to be the largest, but for rounding."""
        return self.margin_limit <= self.margin * (1 + 1e-6)


@dataclass(frozen=True)
class CommonPoint:
    """A point in the convex hulls of both classes, which therefore no hyperplane separates.

    point: n coordinates. first, second: for each class (row index, weight) pairs; the weights are
    above 0, their sum is 1, and the sum of weight·row is the point. n + 2 rows do at most.
    gap: the largest difference between the two sums; 0 if `exact`, which is proved by fractions.
    """

    point: tuple[Fraction, ...]
    first: Shares
    second: Shares
    gap: float

    @property
    def exact(self) -> bool:
        return self.gap == 0

    @property
    def rows(self) -> tuple[int, ...]:
        return tuple(row for row, _ in (*self.first, *self.second))


def fraction(number: float) -> Fraction:
    """The decimal that a float is written as."""
    return Fraction(repr(float(number)))


def fractions(row: Sequence[float] | Points) -> list[Fraction]:
    return [fraction(number) for number in row]


def common_point(x: Points, side: Sides, rows: NDArray[np.int64]) -> CommonPoint | None:
    """The point that these rows prove common; None if they prove nothing, or not one point.

    x: [rows, n]. side: [rows], -1 for the first class and 1 for the second.
    """
    if len(rows) > x.shape[1] + 2 or x.shape[1] > MOST_EXACT:
        return None
    exact = [fractions(x[row]) for row in rows]
    of_class = [[int(side[row] == which) for row in rows] for which in (-1, 1)]
    system = [[*shares, 1] for shares in of_class]
    for column in zip(*exact, strict=True):
        scale = math.lcm(*(value.denominator for value in column))
        signed = zip(column, rows, strict=True)
        system.append([int(value * scale) * int(side[row]) for value, row in signed] + [0])
    weights = _solved(system, len(rows))
    if weights is None or min(weights) < 0:
        return None
    shares = [(int(row), weight) for row, weight in zip(rows, weights, strict=True) if weight]
    first = tuple(each for each in shares if side[each[0]] < 0)
    second = tuple(each for each in shares if side[each[0]] > 0)
    point, other = sum_of(x, first), sum_of(x, second)
    proved = point == other and all(sum(w for _, w in part) == 1 for part in (first, second))
    return CommonPoint(point, first, second, 0.0) if proved else None


def nearly_common_point(x: Points, side: Sides, weights: Points) -> CommonPoint:
    """The same, of weights that are rounded. weights: [rows], those of each class sum up to 1."""
    parts: list[Shares] = []
    for which in (-1, 1):
        rows = np.flatnonzero((side == which) & (weights > 0))
        total = weights[rows].sum()
        parts.append(tuple((int(row), Fraction(float(weights[row] / total))) for row in rows))
    first, second = (x[[r for r, _ in p]].T @ [float(w) for _, w in p] for p in parts)
    point = tuple(Fraction(float(value)) for value in first)
    return CommonPoint(point, parts[0], parts[1], float(np.abs(first - second).max()) or 1e-300)


def sum_of(x: Points, shares: Shares) -> tuple[Fraction, ...]:
    """The sum of weight·row."""
    rows = [(fractions(x[row]), weight) for row, weight in shares]
    zero = Fraction(0)
    return tuple(sum((row[i] * w for row, w in rows), zero) for i in range(x.shape[1]))


def separates(x: Points, side: Sides, weights: Sequence[float], bias: float) -> bool:
    """Whether every row is on its class' side, exactly where rounding could matter.

    x: [rows, n]; side: [rows], -1 and 1.
    """
    w = np.asarray(weights, np.float64)
    height = side * (x @ w + bias)
    # Higham (2002), Accuracy and Stability of Numerical Algorithms, 3.1; one more for the decimals.
    bound = (x.shape[1] + 4) * np.finfo(np.float64).eps * (np.abs(x) @ np.abs(w) + abs(bias))
    if (height < -bound).any() or not np.isfinite(height).all():
        return False
    exact, b = [Fraction(float(weight)) for weight in w], Fraction(bias)
    return all(
        int(side[row]) * sum(map(Fraction.__mul__, exact, fractions(x[row])), b) > 0
        for row in np.flatnonzero(height <= bound)
    )


def whole_numbers(weights: Sequence[float], bias: float) -> tuple[int, ...] | None:
    """The smallest integers that are proportional to these numbers; None if they are large."""
    numbers = (*weights, bias)
    largest = max(map(abs, numbers))
    near = [Fraction(number / largest).limit_denominator(LARGEST_INTEGER) for number in numbers]
    if any(abs(float(f) - x / largest) > CLOSE for f, x in zip(near, numbers, strict=True)):
        return None
    scale = math.lcm(*(each.denominator for each in near))
    found = [int(each * scale) for each in near]
    common = math.gcd(*found) or 1
    found = [each // common for each in found]
    return tuple(found) if max(map(abs, found)) <= LARGEST_INTEGER else None


def _solved(rows: list[list[int]], unknowns: int) -> list[Fraction] | None:
    """The only solution of a linear system, its right side in the last column; None without one.

    Bareiss, E. H. (1968), Sylvester's identity and multistep integer-preserving Gaussian
    elimination: every division leaves no remainder.
    """
    divisor = 1
    for k in range(unknowns):
        pivot = next((r for r in range(k, len(rows)) if rows[r][k]), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        top = rows[k]
        for r in range(k + 1, len(rows)):
            row = rows[r]
            rows[r] = [(top[k] * a - row[k] * b) // divisor for a, b in zip(row, top, strict=True)]
        divisor = top[k]
    if any(row[-1] for row in rows[unknowns:]):
        return None
    found: list[Fraction] = []
    for k in reversed(range(unknowns)):
        known = sum(
            (a * b for a, b in zip(rows[k][k + 1 : -1], reversed(found), strict=True)), Fraction(0)
        )
        found.append((rows[k][-1] - known) / Fraction(rows[k][k]))
    return found[::-1]
