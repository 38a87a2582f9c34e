"""Exact arithmetic: floats as the decimals that they are written as, and linear systems.

Systems of whole numbers are solved in two ways: elimination is quicker for a few unknowns, lifting
for many (16-digit numbers: 22 unknowns take 4 and 8 ms, 62 take 530 and 42 ms). Both end with None
when `time.monotonic()` reaches `end`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Integers = NDArray[np.int64]

# Up to here elimination is quicker than lifting.
FEW_UNKNOWNS = 40
PRIME = 2**30 - 35
# Bits of a number's parts, so that sums of their products with halves of digits are exact floats.
PART, HALF = 26, 15


def fractions(row: Points) -> tuple[Fraction, ...]:
    """The decimals that floats are written as: 0.1 is 1/10."""
    return tuple(Fraction(repr(number)) for number in row.tolist())


def whole_rows(x: Points) -> tuple[list[list[int]], list[int]]:
    """Scale each column of x: [rows, n] until its decimals are whole numbers.

    Returns:
        The scaled rows, and each column's factor: 0.25 and 1.5 are 1 and 6 by a factor of 4.
    """
    units: list[int] = []
    columns: list[list[int]] = []
    for column in x.T.tolist():
        ratios = [Decimal(repr(value)).as_integer_ratio() for value in column]
        units.append(math.lcm(*(below for _, below in ratios)))
        columns.append([above * (units[-1] // below) for above, below in ratios])
    return [list(row) for row in zip(*columns, strict=True)], units


def dot_products(x: Points, weights: Sequence[Fraction]) -> list[Fraction]:
    """weights·row for each row of x: [rows, n]."""
    rows, units = whole_rows(x)
    scaled = [weight / unit for weight, unit in zip(weights, units, strict=True)]
    whole, below = common_denominator(scaled)
    return [Fraction(sum(map(int.__mul__, whole, row)), below) for row in rows]


def common_denominator(numbers: Iterable[Fraction]) -> tuple[list[int], int]:
    """Numerators over one denominator."""
    numbers = list(numbers)
    below = math.lcm(*(number.denominator for number in numbers))
    return [number.numerator * (below // number.denominator) for number in numbers], below


def rounded(number: Fraction, digits: int) -> Decimal:
    """The nearest decimal of so many digits."""
    context = Context(prec=digits, rounding=ROUND_HALF_EVEN, Emin=-999_999, Emax=999_999)
    return context.divide(Decimal(number.numerator), Decimal(number.denominator))


def solve(rows: list[list[int]], unknowns: int, end: float) -> list[Fraction] | None:
    """The only solution of a system whose right side is the last column; None without one.

    For more than FEW_UNKNOWNS unknowns, solve as many equations and try the solution in the others.
    """
    way = eliminate if unknowns <= FEW_UNKNOWNS else lift
    return way(rows, unknowns, end)


def eliminate(rows: list[list[int]], unknowns: int, end: float) -> list[Fraction] | None:
    echelon = _reduced(rows, unknowns, end)
    if echelon is None:
        return None
    reduced, pivots = echelon
    if len(pivots) < unknowns or any(row[-1] for row in reduced[unknowns:]):
        return None
    return [Fraction(row[-1], row[k]) for k, row in enumerate(reduced[:unknowns])]


def dependence(rows: list[list[int]], unknowns: int, end: float) -> list[Fraction] | None:
    """Numbers, not all 0, with which the columns add up to 0; None if there are none.

    rows: without a right side.
    """
    echelon = _reduced(rows, unknowns, end)
    if echelon is None or len(echelon[1]) == unknowns:
        return None
    reduced, pivots = echelon
    # The first column without a pivot is a sum of those before it, which all have one.
    free = next(k for k in range(unknowns) if k not in pivots)
    before = [Fraction(-row[free], row[k]) for k, row in enumerate(reduced[:free])]
    return [*before, Fraction(1), *[Fraction(0)] * (unknowns - free - 1)]


def _reduced(
    rows: list[list[int]], unknowns: int, end: float
) -> tuple[list[list[int]], list[int]] | None:
    """Rows with one entry in each pivot's column, and these columns.

    Bareiss, E. H. (1968), Sylvester's identity and multistep integer-preserving Gaussian
    elimination: every division leaves no remainder.
    """
    rows, divisor = list(rows), 1
    pivots: list[int] = []
    for k in range(unknowns):
        at = len(pivots)
        pivot = next((r for r in range(at, len(rows)) if rows[r][k]), None)
        if pivot is None:
            continue
        if time.monotonic() > end:
            return None
        rows[at], rows[pivot] = rows[pivot], rows[at]
        top = rows[at]
        for r, row in enumerate(rows):
            if r != at:
                rows[r] = [
                    (top[k] * a - row[k] * b) // divisor for a, b in zip(row, top, strict=True)
                ]
        divisor = top[k]
        pivots.append(k)
    return rows, pivots


def lift(rows: list[list[int]], unknowns: int, end: float) -> list[Fraction] | None:
    """`solve` modulo a prime, then digit by digit modulo its powers.

    Dixon, J. D. (1982), Exact solution of linear equations using p-adic expansions. Of more
    equations than unknowns some that are independent modulo the prime are solved.
    """
    chosen = _independent([[value % PRIME for value in row[:-1]] for row in rows], unknowns)
    if chosen is None:
        return None
    square = [rows[k] for k in chosen]
    inverse = _inverse(np.array([[v % PRIME for v in row[:-1]] for row in square], np.int64))
    # Hadamard's bound, of numerators and of the denominator.
    bits = sum(sum(value * value for value in row).bit_length() + 1 for row in square) // 2 + 1
    digits = _digits(square, inverse, (2 * bits + 2) // 29 + 1, end)
    if digits is None:
        return None
    values = [0] * unknowns
    for digit in reversed(digits):
        values = [value * PRIME + d for value, d in zip(values, digit.tolist(), strict=True)]
    return _fractions(values, PRIME ** len(digits), 1 << bits)


def _independent(rows: list[list[int]], unknowns: int) -> list[int] | None:
    """Rows independent modulo the prime, as many as there are unknowns; None without them."""
    left = np.array(rows, np.int64)
    order = np.arange(len(rows))
    for k in range(unknowns):
        found = np.flatnonzero(left[k:, k])
        if not len(found):
            return None
        swap = [k, k + int(found[0])]
        left[swap], order[swap] = left[swap[::-1]], order[swap[::-1]]
        factors = left[k + 1 :, k] * pow(int(left[k, k]), -1, PRIME) % PRIME
        left[k + 1 :] = (left[k + 1 :] - factors[:, None] * left[k]) % PRIME
    return order[:unknowns].tolist()


def _inverse(square: Integers) -> Integers:
    """The inverse modulo the prime. No pivot is 0: the rows come in the order of `_independent`."""
    count = len(square)
    both = np.column_stack([square, np.eye(count, dtype=np.int64)])
    for k in range(count):
        both[k] = both[k] * pow(int(both[k, k]), -1, PRIME) % PRIME
        factors = both[:, k].copy()
        factors[k] = 0
        both = (both - factors[:, None] * both[k]) % PRIME
    return both[:, count:]


def _digits(
    square: list[list[int]], inverse: Integers, count: int, end: float
) -> list[Integers] | None:
    """The solution's digits to the base of the prime, the smallest first: [unknowns] each."""
    largest = max(abs(value) for row in square for value in row[:-1])
    parts: list[NDArray[np.float64]] = []
    for shift in range(0, largest.bit_length() + 1, PART):
        mask = (1 << PART) - 1
        part = [
            [(abs(v) >> shift & mask) * (1 if v > 0 else -1) for v in row[:-1]] for row in square
        ]
        parts.append(np.array(part, np.float64))
    left: Any = np.array([row[-1] for row in square], object)
    found: list[Integers] = []
    for _ in range(count):
        if time.monotonic() > end:
            return None
        rest = (left % PRIME).astype(np.int64)
        digit = (inverse * rest % PRIME).sum(axis=1) % PRIME
        found.append(digit)
        halves = np.stack([digit & ((1 << HALF) - 1), digit >> HALF], axis=1).astype(np.float64)
        for k, part in enumerate(parts):
            product = (part @ halves).astype(np.int64).astype(object)
            left = left - ((product[:, 0] + (product[:, 1] << HALF)) << (PART * k))
        left = left // PRIME
    return found


def _fractions(values: list[int], modulus: int, bound: int) -> list[Fraction] | None:
    """The fractions, of numbers up to the bound, that the values are modulo a number."""
    below = 1
    found: list[Fraction] = []
    for value in values:
        above = value * below % modulus
        above = above - modulus if above > modulus // 2 else above
        if abs(above) > bound:
            # Euclid's algorithm, until the rest is below the bound.
            (old, rest), (before, factor) = (modulus, value * below % modulus), (0, 1)
            while rest > bound:
                times = old // rest
                old, rest = rest, old - times * rest
                before, factor = factor, before - times * factor
            if not factor or abs(factor) > bound or math.gcd(rest, factor) != 1:
                return None
            below *= abs(factor)
            above = rest if factor > 0 else -rest
        found.append(Fraction(above, below))
    return found
