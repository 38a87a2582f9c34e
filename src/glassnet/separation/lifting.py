"""Large linear systems of whole numbers, solved without rounding.

Dixon, J. D. (1982), Exact solution of linear equations using p-adic expansions: the solution modulo
a prime, then digit by digit modulo its powers, until fractions can be told from it.
"""

from __future__ import annotations

import math
import time
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

PRIME = 2**30 - 35
# Bits of a number's parts, so that sums of their products with halves of digits are exact floats.
PART, HALF = 26, 15

Integers = NDArray[np.int64]


def lifted(rows: list[list[int]], unknowns: int, end: float) -> list[Fraction] | None:
    """The only solution of the system, its right side in the last column.

    Of more equations than unknowns some that are independent modulo a prime are solved: the
    solution has to be tried in the others. end: of the time, by time.monotonic(). None if that is
    over before, and if there is no such solution.
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
    modulus = PRIME ** len(digits)
    values = [0] * unknowns
    for digit in reversed(digits):
        values = [value * PRIME + d for value, d in zip(values, digit.tolist(), strict=True)]
    return _fractions(values, modulus, 1 << bits)


def _independent(rows: list[list[int]], unknowns: int) -> list[int] | None:
    """As many rows as there are unknowns, independent modulo the prime; None without them."""
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
    """Modulo the prime."""
    count = len(square)
    both = np.column_stack([square, np.eye(count, dtype=np.int64)])
    for k in range(count):
        pivot = k + int(np.flatnonzero(both[k:, k])[0])
        both[[k, pivot]] = both[[pivot, k]]
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
    above: list[tuple[int, int]] = []
    for value in values:
        found = value * below % modulus
        found = found - modulus if found > modulus // 2 else found
        if abs(found) > bound:
            # Euclid's algorithm, until the rest is below the bound.
            (old, rest), (before, factor) = (modulus, value * below % modulus), (0, 1)
            while rest > bound:
                times = old // rest
                old, rest = rest, old - times * rest
                before, factor = factor, before - times * factor
            if not factor or abs(factor) > bound or math.gcd(rest, factor) != 1:
                return None
            below *= abs(factor)
            found = rest if factor > 0 else -rest
        above.append((found, below))
    return [Fraction(number, under) for number, under in above]
