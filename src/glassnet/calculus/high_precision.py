"""What an expression is at one point, to many digits: its value, or why it has none.

What decides whether there is a value, and on which side of a kink a point lies: float64 takes
sin(pi) for 1e-16 and e^1000 for infinity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

import mpmath
import sympy
from sympy import Expr, Symbol

from glassnet.calculus.high_precision_functions import BEYOND, RELATIONS, VALUES, Number
from glassnet.calculus.missing import Missing, NoValue, TooLarge

# First few digits; where a sum leaves nothing of them, so many that 1 - tanh(400) is left.
DIGITS, MORE_DIGITS = 60, 600
# An exponent that is told to be whole.
MOST_WHOLE = 10**15

T = TypeVar("T")


class Place:
    """A point, and what expressions are there.

    at: exact numbers of SymPy's, or floats. digits: that are computed with.
    lost: whether something was taken for 0 (or two numbers for equal) since nothing was left of
    its digits, or nearly so.
    """

    def __init__(self, at: Mapping[Symbol, Any], digits: int = DIGITS) -> None:
        self.given = at
        self.digits = digits
        self.numbers = _numbers(digits)
        self.lost = False
        self._least = self.numbers.mpf(10) ** (-2 * digits // 3)
        self._known: dict[Any, Number] = {}
        self._at = {symbol: self._number(each) for symbol, each in at.items()}

    def value(self, f: Any) -> Number:
        """Raises NoValue and TooLarge."""
        if f not in self._known:
            self._known[f] = self._value(f)
        return self._known[f]

    def holds(self, condition: Any) -> bool:
        if condition in (sympy.true, sympy.false):
            return bool(condition)
        return RELATIONS[condition.func](self.compared(*map(self.value, condition.args)))

    def compared(self, u: Number, v: Number) -> Number:
        """u - v: 0 if they are the same but for rounding."""
        return self.told(u - v, max(abs(u), abs(v)))

    def told(self, u: Number, beside: Number) -> Number:
        """u, or 0 if it is only what rounding leaves of numbers as large as `beside`."""
        if abs(u) > self._least * beside:
            return u
        if self.numbers.mag(beside) >= BEYOND:
            raise TooLarge
        self.lost |= beside != 0
        return self.numbers.zero

    def times(self, *factors: Number) -> Number:
        """The product; not known of a number beyond all that are computed with and one below."""
        sizes = [self.numbers.mag(each) for each in factors if each]
        if sizes and max(sizes) >= BEYOND // 2 and min(sizes) <= -BEYOND // 2:
            raise TooLarge
        return self.numbers.fprod(factors)

    def whole(self, u: Number) -> int | None:
        """u as an integer, if it is one."""
        if abs(u) > MOST_WHOLE:
            return None
        nearest = self.numbers.nint(u)
        same = u == nearest or self.compared(u, nearest) == 0
        return int(nearest) if same else None

    def moved(self, x: Symbol, h: Number) -> Place:
        """The place beside this one, with as many digits."""
        place = Place({}, self.digits)
        place.given = self.given
        place._at = {**self._at, x: self._at.get(x, self.numbers.zero) + h}
        return place

    def finer(self, digits: int) -> Place:
        """The same place with more digits."""
        return self if digits <= self.digits else Place(self.given, digits)

    def _number(self, given: Any) -> Number:
        if isinstance(given, Expr):
            return self.value(given)
        exact = getattr(given, "exact", None)
        return self.numbers.mpf(given) if exact is None else self.value(exact)

    def _value(self, f: Any) -> Number:
        if isinstance(f, Symbol):
            return self._at[f]
        if isinstance(f, sympy.Rational):
            return self.numbers.mpf(f.p) / f.q
        if isinstance(f, sympy.Number | sympy.NumberSymbol) and f.is_finite:
            return self.numbers.mpf(str(f.evalf(self.digits + 5)))
        if isinstance(f, sympy.Piecewise):
            pairs: Any = f.args
            for piece, condition in pairs:
                if self.holds(condition):
                    return self.value(piece)
            raise NoValue
        arguments = [self.value(each) for each in f.args]
        if f.func not in VALUES:
            definition = getattr(f.func, "definition", None)
            if definition is None:  # zoo and I are what SymPy makes of what has no real value
                raise NoValue
            return self.value(definition(*f.args))
        if isinstance(f, sympy.Pow) and f.exp == 0:
            return self.numbers.one  # as a polynomial's first term; 0^y has no value where y is 0
        try:
            return VALUES[f.func](self, *arguments)
        except OverflowError:
            raise TooLarge from None


def precisely(work: Callable[[Place], T], at: Mapping[Symbol, Any]) -> T:
    """What `work` finds at a place: with few digits, and with many if those are not enough."""
    place = Place(at)
    try:
        found = work(place)
        if not place.lost:
            return found
    except Missing:
        if not place.lost:
            raise
    return work(Place(at, MORE_DIGITS))


def float_at(f: Expr, at: Mapping[Symbol, Any]) -> float | None:
    """The value, as a float; None where there is none, and where it is too large for one."""
    try:
        found = as_float(precisely(lambda place: place.value(f), at))
    except Missing:
        return None
    return found if abs(found) != float("inf") else None


def as_float(u: Number) -> float:
    """The nearest one, never -0; infinite if u is larger than any."""
    return float(u) + 0.0


@cache
def _numbers(digits: int) -> Any:
    """mpmath with so many digits."""
    numbers = mpmath.MPContext()
    numbers.dps = digits
    return numbers
