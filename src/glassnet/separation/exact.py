"""Linear systems of whole numbers, solved without rounding.

Bareiss, E. H. (1968), Sylvester's identity and multistep integer-preserving Gaussian elimination:
every division leaves no remainder.
"""

from __future__ import annotations

import time
from fractions import Fraction


def solved(rows: list[list[int]], unknowns: int, end: float) -> list[Fraction] | None:
    """The only solution of a system, its right side in the last column; None without one.

    rows: are changed. end: of the time, by time.monotonic(); None too if that is over before.
    """
    pivots = _triangle(rows, unknowns, end)
    if pivots is None or len(pivots) < unknowns or any(row[-1] for row in rows[unknowns:]):
        return None
    return _backwards([row[:-1] for row in rows[:unknowns]], [row[-1] for row in rows[:unknowns]])


def dependence(rows: list[list[int]], unknowns: int, end: float) -> list[Fraction] | None:
    """Numbers, not all 0, with which the columns add up to 0; None if there are none.

    rows: without a right side; are changed. end: as above.
    """
    pivots = _triangle(rows, unknowns, end)
    if pivots is None:
        return None
    free = next((k for k in range(unknowns) if k not in pivots), None)
    if free is None:
        return None
    # The first column without a pivot is a sum of those before it, which all have one.
    top = rows[:free]
    before = _backwards([row[:free] for row in top], [-row[free] for row in top])
    return [*before, Fraction(1), *[Fraction(0)] * (unknowns - free - 1)]


def _triangle(rows: list[list[int]], unknowns: int, end: float) -> list[int] | None:
    """Rows in echelon form, in place, and the columns of their pivots; None if time is over."""
    divisor = 1
    pivots: list[int] = []
    for k in range(unknowns):
        at = len(pivots)
        pivot = next((r for r in range(at, len(rows)) if rows[r][k]), None)
        if pivot is None:
            continue
        rows[at], rows[pivot] = rows[pivot], rows[at]
        if time.monotonic() > end:
            return None
        top = rows[at]
        for r in range(at + 1, len(rows)):
            row = rows[r]
            rows[r] = [(top[k] * a - row[k] * b) // divisor for a, b in zip(row, top, strict=True)]
        divisor = top[k]
        pivots.append(k)
    return pivots


def _backwards(triangle: list[list[int]], right: list[int]) -> list[Fraction]:
    """The solution; all of it has the last pivot, a determinant, for a denominator."""
    if not triangle:
        return []
    below = triangle[-1][-1]
    found: list[int] = []
    for k in reversed(range(len(triangle))):
        after = zip(triangle[k][k + 1 :], reversed(found), strict=True)
        known = sum(a * b for a, b in after)
        found.append((right[k] * below - known) // triangle[k][k])
    return [Fraction(above, below) for above in reversed(found)]
