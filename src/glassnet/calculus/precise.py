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

from glassnet.calculus import functions

# First few digits; where a sum leaves nothing of them, so many that 1 - tanh(400) is left.
DIGITS, MORE_DIGITS = 60, 600
# Of an argument, in bits: e^(2^6000) can be computed, and is far from any number that is printed.
LARGEST = 6000
# An exponent that is told to be whole.
MOST_WHOLE = 10**15

T = TypeVar("T")
Number = Any
"""mpmath's mpf, which has no types."""


class Missing(Exception):
    """An expression has no value that is known."""


class NoValue(Missing):
    """1/0, log 0, the root of a negative number, or the like stands in it."""


class TooLarge(Missing):
    """A number in it is too large to compute with."""


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
        if u == 0 or abs(u) > self._least * beside:
            return u
        self.lost = True
        return self.numbers.zero

    def whole(self, u: Number) -> int | None:
        """u as an integer, if it is one."""
        if abs(u) > MOST_WHOLE:
            return None
        nearest = self.numbers.nint(u)
        return int(nearest) if self.compared(u, nearest) == 0 else None

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
        if f.func not in VALUES:  # zoo and I are what SymPy makes of what has no real value
            raise NoValue
        arguments = [self.value(each) for each in f.args]
        if isinstance(f, sympy.Pow) and f.exp == 0:
            return self.numbers.one  # as a polynomial's first term; 0^y has no value where y is 0
        return VALUES[f.func](self, *arguments)


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


def _bounded(place: Place, u: Number) -> Number:
    if place.numbers.mag(u) > LARGEST:
        raise TooLarge
    return u


def _exp(place: Place, u: Number) -> Number:
    return place.numbers.exp(_bounded(place, u))


def _log(place: Place, u: Number) -> Number:
    if u <= 0:
        raise NoValue
    return place.told(place.numbers.log(u), 1)


def _sin(place: Place, u: Number) -> Number:
    return place.told(place.numbers.sin(_bounded(place, u)), abs(u))


def _cos(place: Place, u: Number) -> Number:
    return place.told(place.numbers.cos(_bounded(place, u)), max(1, abs(u)))


def _tan(place: Place, u: Number) -> Number:
    below = _cos(place, u)
    if below == 0:
        raise NoValue
    return _sin(place, u) / below


def _within(place: Place, u: Number) -> Number:
    """What has an arcsine: from -1 to 1, exactly so at the ends."""
    beyond = place.compared(abs(u), place.numbers.one)
    if beyond > 0:
        raise NoValue
    return u if beyond else place.numbers.sign(u)


def _power(place: Place, base: Number, exponent: Number) -> Number:
    whole = place.whole(exponent)
    if base == 0:
        if exponent <= 0:
            raise NoValue
        return base
    if base < 0 and whole is None:
        raise NoValue
    _bounded(place, exponent * place.numbers.log(abs(base)))
    return base ** (exponent if whole is None else whole)


def _tanh(place: Place, u: Number) -> Number:
    # Beyond, 1 to all digits that there are.
    return place.numbers.tanh(max(-(10**6), min(u, 10**6)))


def _sigmoid(place: Place, u: Number) -> Number:
    # Of a negative u all digits of e^u are left; 1 + e^-u would be too large first.
    e = _exp(place, -abs(u))
    return 1 / (1 + e) if u >= 0 else e / (1 + e)


def _softplus(place: Place, u: Number) -> Number:
    return max(u, place.numbers.zero) + place.numbers.log1p(_exp(place, -abs(u)))


def _gelu(place: Place, u: Number) -> Number:
    return u / 2 * place.numbers.erfc(-u / place.numbers.sqrt(2))


def _larger(place: Place, u: Number, v: Number) -> Number:
    return v if place.compared(u, v) < 0 else u


def _smaller(place: Place, u: Number, v: Number) -> Number:
    return u if place.compared(u, v) < 0 else v


def _sign(place: Place, u: Number) -> Number:
    if u == 0:
        raise NoValue  # as the derivative of |x|
    return place.numbers.sign(u)


# SymPy's class -> its value, from a place and the values of its arguments.
VALUES: Mapping[type, Callable[..., Number]] = {
    sympy.Add: lambda place, *u: place.told(place.numbers.fsum(u), max(map(abs, u))),
    sympy.Mul: lambda place, *u: place.numbers.fprod(u),
    sympy.Pow: _power,
    sympy.exp: _exp,
    sympy.log: _log,
    functions.log10: lambda place, u: _log(place, u) / place.numbers.ln10,
    functions.log2: lambda place, u: _log(place, u) / place.numbers.ln2,
    sympy.sin: _sin,
    sympy.cos: _cos,
    sympy.tan: _tan,
    sympy.asin: lambda place, u: place.numbers.asin(_within(place, u)),
    sympy.acos: lambda place, u: place.numbers.acos(_within(place, u)),
    sympy.atan: lambda place, u: place.numbers.atan(u),
    sympy.sinh: lambda place, u: place.numbers.sinh(_bounded(place, u)),
    sympy.cosh: lambda place, u: place.numbers.cosh(_bounded(place, u)),
    sympy.tanh: _tanh,
    sympy.erf: lambda place, u: place.numbers.erf(u),
    sympy.sign: _sign,
    sympy.Abs: lambda place, u: abs(u),
    functions.absolute: lambda place, u: abs(u),
    functions.relu: lambda place, u: max(u, place.numbers.zero),
    functions.maximum: _larger,
    functions.minimum: _smaller,
    functions.sigmoid: _sigmoid,
    functions.softplus: _softplus,
    functions.gelu: _gelu,
}

# SymPy's class -> whether it holds, from the first side less the second.
RELATIONS: Mapping[type, Callable[[Number], bool]] = {
    sympy.StrictLessThan: lambda u: u < 0,
    sympy.StrictGreaterThan: lambda u: u > 0,
    sympy.LessThan: lambda u: u <= 0,
    sympy.GreaterThan: lambda u: u >= 0,
    sympy.Eq: lambda u: u == 0,
    sympy.Ne: lambda u: u != 0,
}
