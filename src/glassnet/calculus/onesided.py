"""The derivative from one side by difference quotients, where no rule tells: of sqrt(x^2) at 0."""

from __future__ import annotations

from collections.abc import Callable

from sympy import Symbol

from glassnet.calculus.high_precision import Place
from glassnet.calculus.high_precision_functions import Number
from glassnet.calculus.missing import NoValue

Function = Callable[[Place], Number]
"""Its value at a place. Raises NoValue and TooLarge."""

# How far away it is looked, relative to the point if that is small; and the digits for it. A few
# powers of h may be lost on the way: of (1 - cos(x^2))^(1/4) 1 - h^4/2 has to be told from 1.
STEPS = tuple(10**tens for tens in (20, 30, 40))
DIGITS = 400
# From one step to the next h shrinks by 1e10. What then changes by less than this goes nowhere;
# h^(1/20) changes by 3.
CHANGES = 2


def quotient_limit(f: Function, x: Symbol, place: Place, way: int) -> Number | None:
    """The limit of (f(x + way·h) - f(x))/(way·h) as h > 0 goes to 0.

    way: 1 from the right, -1 from the left. None if f has no values on that side. Infinite if the
    quotients grow without bound; NaN if they do neither.
    """
    size = abs(place.value(x)) or place.numbers.one
    # Of 1e300 + h the digits of h are far below.
    fine = place.finer(DIGITS + 2 * max(0, int(place.numbers.log10(size))))
    numbers = fine.numbers
    here = f(fine)
    scale = min(numbers.one, size)
    found: list[Number] = []
    try:
        for step in STEPS:
            h = way * scale / step
            beside = fine.moved(x, h)
            found.append(fine.compared(f(beside), here) / h)
            place.lost |= beside.lost
    except NoValue:
        return None
    place.lost |= fine.lost
    return _limit(numbers, *found)


def _limit(numbers: Number, first: Number, second: Number, third: Number) -> Number:
    before, last = second - first, third - second
    if last == 0 or abs(last) < abs(third) * numbers.mpf(10) ** -30:
        return third
    if CHANGES * abs(third) < abs(second) and CHANGES * abs(second) < abs(first):
        return numbers.zero
    if CHANGES * abs(last) < abs(before):
        return third + last / (before / last - 1)  # Aitken's: what is left is a geometric series
    if abs(third) > CHANGES * abs(second):
        return numbers.inf if third > 0 else -numbers.inf
    return numbers.nan
