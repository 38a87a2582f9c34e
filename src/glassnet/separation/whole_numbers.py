"""Weights that a person reads as whole numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

# Coefficients that a person still reads as whole numbers.
LARGEST_INTEGER = 10_000
# How far weights may be from fractions that they are taken for, and a margin from the largest.
CLOSE = 1e-9


def whole_numbers(weights: Sequence[float], bias: float) -> tuple[int, ...] | None:
    """The smallest integers that are proportional to these numbers; None if they are large."""
    numbers = (*weights, bias)
    largest = max(map(abs, numbers))
    if not largest:
        return None
    near = [Fraction(number / largest).limit_denominator(LARGEST_INTEGER) for number in numbers]
    if any(abs(float(f) - x / largest) > CLOSE for f, x in zip(near, numbers, strict=True)):
        return None
    return proportional(near)


def proportional(numbers: Sequence[Fraction]) -> tuple[int, ...] | None:
    """The smallest integers that are proportional to fractions; None if they are large."""
    scale = math.lcm(*(each.denominator for each in numbers))
    found = [int(each * scale) for each in numbers]
    common = math.gcd(*found) or 1
    found = [each // common for each in found]
    return tuple(found) if max(map(abs, found)) <= LARGEST_INTEGER else None
