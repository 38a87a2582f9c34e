"""The hyperplane of the largest margin, as a person can read and check it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from glassnet.separation.exact import common_denominator, rounded, whole_rows
from glassnet.separation.linear_program import Separator
from glassnet.separation.nearest_points import Corral, exactly_nearest, nearest
from glassnet.separation.scaling import Gap, ScaledPoints

# Of weights that a person reads.
FEW_DIGITS = 6
# Up to here fractions take a moment.
FEW_FEATURES, FEW_ROWS = 30, 100
# Coefficients that a person still reads as whole numbers.
LARGEST_INTEGER = 10_000
# How far weights may be from fractions that they are taken for, and a margin from the largest.
CLOSE = 1e-9


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


def max_margin(points: ScaledPoints, found: Separator, end: float) -> Hyperplane:
    """The hyperplane of the largest margin; across `found`, which separates, if rounding spoils it.

    end: time limit, by time.monotonic().
    """
    largest = max(map(abs, found.weights))
    towards = np.array([float(weight / largest) for weight in found.weights])
    corral = nearest(points, towards, end)
    limits = [_distance(points, corral) / 2]
    directions = [points.unscaled(corral.direction, points.unit), found.weights]
    best = _widest(points, directions)
    few = points.x.shape[1] <= FEW_FEATURES
    if found.margin_limit is not None:
        limits.append(found.margin_limit)
    elif few and min(limits) > _margin(*best) * (1 + CLOSE):
        rows = np.union1d(np.array(corral.pairs).ravel(), best[1].support[:FEW_ROWS])
        exact, _ = exactly_nearest(points, rows, corral.pairs, end)
        if exact is not None:
            limits.append(exact.length / 2)
            best = _widest(points, [exact.direction, *directions])
    return _hyperplane(points, *best, min(limits))


def _widest(
    points: ScaledPoints, directions: Sequence[Sequence[Fraction]]
) -> tuple[Sequence[Fraction], Gap]:
    """The separating direction of largest margin among the candidates, and its gap."""
    gaps = [(weights, points.gap(weights)) for weights in directions]
    apart = [(weights, gap) for weights, gap in gaps if gap is not None and gap.is_open]
    return max(apart, key=lambda each: _margin(*each))


def _distance(points: ScaledPoints, corral: Corral) -> float:
    """The distance of the corral's two points, one in each hull, exact but for its last digit."""
    shares, _ = common_denominator(map(Fraction, corral.shares.tolist()))
    count = len(shares)
    whole, units = whole_rows(points.x[[pair[k] for k in (0, 1) for pair in corral.pairs]])
    apart: list[float] = []
    for column, unit in zip(zip(*whole, strict=True), units, strict=True):
        low, high = column[:count], column[count:]
        total = sum(s * (b - a) for s, a, b in zip(shares, low, high, strict=True))
        apart.append(float(Fraction(total, unit * sum(shares))))
    return math.hypot(*apart)


def _margin(weights: Sequence[Fraction], gap: Gap) -> float:
    largest = max(map(abs, weights))
    length = math.hypot(*(float(weight / largest) for weight in weights))
    return float((gap.above - gap.below) / (2 * largest)) / length


def _hyperplane(
    points: ScaledPoints, weights: Sequence[Fraction], gap: Gap, limit: float
) -> Hyperplane:
    """The hyperplane halfway across a direction, in whole numbers where some are close enough."""
    margin = _margin(weights, gap)
    numbers = _weights_and_bias(weights, gap)
    integers = None
    whole = _near_integers(list(map(float, numbers)))
    simple = [Fraction(each) for each in whole[:-1]] if whole else []
    simple_gap = points.gap(simple) if any(simple) else None
    if simple_gap is not None and simple_gap.is_open:
        simple_margin = _margin(simple, simple_gap)
        simple_numbers = _weights_and_bias(simple, simple_gap)
        if simple_margin >= margin * (1 - CLOSE):
            integers = _smallest_integers(simple_numbers)
        if integers is not None:
            margin, gap, numbers = simple_margin, simple_gap, simple_numbers
    *own, bias = map(float, numbers)
    decimals = _decimals(points, numbers)
    return Hyperplane(tuple(own), bias, decimals, margin, max(limit, margin), gap.support, integers)


def _weights_and_bias(weights: Sequence[Fraction], gap: Gap) -> list[Fraction]:
    """Weights and bias scaled so that the nearest rows have 1 and -1."""
    width = gap.above - gap.below
    return [*(2 * weight / width for weight in weights), -(gap.above + gap.below) / width]


def _near_integers(numbers: Sequence[float]) -> tuple[int, ...] | None:
    """The smallest integers that are proportional to floats; None if they are large."""
    largest = max(map(abs, numbers))
    if not largest:
        return None
    near = [Fraction(number / largest).limit_denominator(LARGEST_INTEGER) for number in numbers]
    if any(abs(float(f) - x / largest) > CLOSE for f, x in zip(near, numbers, strict=True)):
        return None
    return _smallest_integers(near)


def _smallest_integers(numbers: Sequence[Fraction]) -> tuple[int, ...] | None:
    """The smallest integers that are proportional to fractions; None if they are large."""
    found, _ = common_denominator(numbers)
    common = math.gcd(*found) or 1
    found = [each // common for each in found]
    return tuple(found) if max(map(abs, found)) <= LARGEST_INTEGER else None


def _decimals(points: ScaledPoints, numbers: Sequence[Fraction]) -> tuple[Decimal, ...]:
    """Weights and bias in the fewest digits, six at least, that keep every row on its side."""
    digits = FEW_DIGITS
    while True:  # ends: with all digits they are the numbers themselves, as near as is wanted
        weights = [rounded(number, digits) for number in numbers[:-1]]
        gap = points.gap([Fraction(weight) for weight in weights])
        if gap is not None and gap.is_open:
            # The bias as it is, or the middle across the rounded weights.
            for bias in (numbers[-1], -(gap.above + gap.below) / 2):
                last = rounded(bias, digits)
                if gap.below < -Fraction(last) < gap.above:
                    return (*weights, last)
        digits += 1 + digits // 20
