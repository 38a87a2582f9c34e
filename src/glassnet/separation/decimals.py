"""Numbers as the decimals that they are written as: 0.1 is 1/10."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


def fraction(number: float) -> Fraction:
    """The decimal that a float is written as."""
    return Fraction(repr(float(number)))


def fractions(row: Sequence[float] | Points) -> list[Fraction]:
    return [fraction(number) for number in row]


def whole_rows(x: Points) -> tuple[list[list[int]], list[int]]:
    """The same rows in a unit a column in which they are whole: the rows, and units in 1.

    x: [rows, n]. 0.25 and 1.5 are 25 and 150 of 100 in 1, or 1 and 6 of 4.
    """
    units: list[int] = []
    columns: list[list[int]] = []
    for column in x.T.tolist():
        ratios = [Decimal(repr(value)).as_integer_ratio() for value in column]
        units.append(math.lcm(*(below for _, below in ratios)))
        columns.append([above * (units[-1] // below) for above, below in ratios])
    return [list(row) for row in zip(*columns, strict=True)], units


def heights(x: Points, weights: Sequence[Fraction]) -> list[Fraction]:
    """weights·row, exactly. x: [rows, n]."""
    rows, units = whole_rows(x)
    own = [weight / unit for weight, unit in zip(weights, units, strict=True)]
    whole, below = common_denominator(own)
    return [Fraction(sum(map(int.__mul__, whole, row)), below) for row in rows]


def common_denominator(numbers: Iterable[Fraction]) -> tuple[list[int], int]:
    """Numerators over one denominator."""
    numbers = list(numbers)
    below = math.lcm(*(number.denominator for number in numbers))
    return [number.numerator * (below // number.denominator) for number in numbers], below


def rounded(number: Fraction, digits: int) -> Decimal:
    """The decimal of so many digits that is next to it."""
    context = Context(prec=digits, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999)
    return context.divide(Decimal(number.numerator), Decimal(number.denominator))
