"""The hyperplane of the largest margin, as a person can read and check it."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np

from glassnet.separation.certificate import Hyperplane
from glassnet.separation.decimals import common_denominator, rounded, whole_rows
from glassnet.separation.exact_hulls import Nearest, Pair, Rows, exactly_nearest
from glassnet.separation.nearest_points import Corral, nearest
from glassnet.separation.scaling import Between, Boxed, Line
from glassnet.separation.whole_numbers import CLOSE, proportional, whole_numbers

# Of weights that a person reads.
FEW_DIGITS = 6
# Up to here fractions take a moment.
FEW_FEATURES, MOST_ROWS = 30, 100


def widest(boxed: Boxed, found: Line, end: float) -> Hyperplane:
    """The hyperplane of the largest margin; across `found` if rounding spoils it.

    found: separates the classes. end: of the time, by time.monotonic().
    """
    largest = max(map(abs, found.weights))
    towards = np.array([float(weight / largest) for weight in found.weights])
    corral = nearest(boxed, towards, end)
    across = boxed.own(corral.direction, 0.0, boxed.size).weights
    limits = [_distance(boxed, corral) / 2]
    directions = [across, found.weights]
    best = _best(boxed, directions)
    few = boxed.x.shape[1] <= FEW_FEATURES
    if found.limit is not None:
        limits.append(found.limit)
    elif few and min(limits) > _margin(*best) * (1 + CLOSE):
        rows = np.union1d(np.array(corral.pairs).ravel(), best[1].nearest[:MOST_ROWS])
        exact = _across_all(boxed, rows, corral.pairs, end)
        if exact is not None:
            limits.append(exact.length / 2)
            best = _best(boxed, [exact.direction, *directions])
    return _hyperplane(boxed, *best, min(limits))


def _across_all(boxed: Boxed, rows: Rows, pairs: Sequence[Pair], end: float) -> Nearest | None:
    """The nearest points of the hulls, exactly; of the rows that matter, to begin with of `rows`.

    If the time is over before, those of the rows so far, which are no nearer than all.
    """
    found: Nearest | None = None
    while time.monotonic() < end:
        exact = exactly_nearest(boxed.x, boxed.side, rows, pairs, end)
        if exact is None or exact.meet:
            break
        found, pairs = exact, exact.pairs
        between = boxed.between(exact.direction)
        if between is None or set(between.pair) <= set(rows.tolist()):
            break
        rows = np.union1d(rows, between.pair)
    return found


def _best(
    boxed: Boxed, directions: Sequence[Sequence[Fraction]]
) -> tuple[Sequence[Fraction], Between]:
    """Of directions, of which one has the classes apart, that with most room."""
    every = [(weights, boxed.between(weights)) for weights in directions]
    apart = [(w, each) for w, each in every if each is not None and each.apart]
    return max(apart, key=lambda each: _margin(*each))


def _distance(boxed: Boxed, corral: Corral) -> float:
    """Of a point of one class' hull to one of the other's, exactly but for its last digit."""
    shares, _ = common_denominator(map(Fraction, corral.shares.tolist()))
    count = len(shares)
    whole, units = whole_rows(boxed.x[[pair[k] for k in (0, 1) for pair in corral.pairs]])
    apart: list[float] = []
    for column, unit in zip(zip(*whole, strict=True), units, strict=True):
        low, high = column[:count], column[count:]
        total = sum(s * (b - a) for s, a, b in zip(shares, low, high, strict=True))
        apart.append(float(Fraction(total, unit * sum(shares))))
    return math.hypot(*apart)


def _margin(weights: Sequence[Fraction], between: Between) -> float:
    largest = max(map(abs, weights))
    length = math.hypot(*(float(weight / largest) for weight in weights))
    return float((between.above - between.below) / (2 * largest)) / length


def _hyperplane(
    boxed: Boxed, weights: Sequence[Fraction], between: Between, limit: float
) -> Hyperplane:
    """In the middle across a direction; of whole numbers close by those."""
    margin = _margin(weights, between)
    numbers = _scaled(weights, between)
    integers = None
    whole = whole_numbers(list(map(float, numbers[:-1])), float(numbers[-1]))
    if whole is not None and any(whole[:-1]):
        simple = [Fraction(each) for each in whole[:-1]]
        of_simple = boxed.between(simple)
        if of_simple is not None and of_simple.apart:
            whole_margin = _margin(simple, of_simple)
            integers = proportional(_scaled(simple, of_simple))
            if integers is not None and whole_margin >= margin * (1 - CLOSE):
                margin, between, numbers = whole_margin, of_simple, _scaled(simple, of_simple)
            else:
                integers = None
    return Hyperplane(
        tuple(map(float, numbers[:-1])),
        float(numbers[-1]),
        _decimals(boxed, numbers),
        margin,
        max(limit, margin),
        between.nearest,
        integers,
    )


def _scaled(weights: Sequence[Fraction], between: Between) -> list[Fraction]:
    """Weights and bias, so that the nearest rows have 1 and -1."""
    gap = between.above - between.below
    return [*(2 * weight / gap for weight in weights), -(between.above + between.below) / gap]


def _decimals(boxed: Boxed, numbers: Sequence[Fraction]) -> tuple[Decimal, ...]:
    """Weights and bias of the fewest digits that have every row on its side, from a reader's on."""
    digits = FEW_DIGITS
    while True:  # ends: with all digits they are the numbers themselves, as near as is wanted
        weights = [rounded(number, digits) for number in numbers[:-1]]
        between = boxed.between([Fraction(weight) for weight in weights])
        if between is not None and between.apart:
            # The bias as it is, or the middle across the rounded weights.
            for bias in (numbers[-1], -(between.above + between.below) / 2):
                last = rounded(bias, digits)
                if between.below < -Fraction(last) < between.above:
                    return (*weights, last)
        digits += 1 + digits // 20
