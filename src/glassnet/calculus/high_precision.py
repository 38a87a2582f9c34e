"""Values of expressions at one point, with hundreds of digits, or why there is none.

They decide whether a function has a value at a point, and on which side of a kink the point lies:
float64 takes sin(pi) for 1e-16 and e^1000 for infinity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import mpmath
import sympy
from sympy import Expr, Symbol

from glassnet.calculus import functions

# With so many digits there is something left of 1 - tanh(400).
DIGITS = 600
# Exponents up to here are recognised as integers.
LARGEST_INTEGER = 10**15
# Of an argument, in bits: e^(2^6000) can be computed. What is larger is 2^BEYOND, which stands for
# all of them, and e to the power of less is 2^-BEYOND.
LARGEST = 6000
BEYOND = 2 ** (LARGEST + 1)
# Bits of an exponent that a power is computed with as it is.
WRITTEN_OUT = 64
# From here on tanh is 1 to all digits, and erfc smaller than any float.
FAR = 10**6

Number = Any
"""mpmath's mpf, which has no types."""


class NoNumber(Exception):
    """An expression has no value that is known."""


class NoValue(NoNumber):
    """It contains 1/0, log 0, the root of a negative number, or the like."""


class TooLarge(NoNumber):
    """It contains a number that is too large to compute with."""


class PointValues:
    """The values of expressions at one point."""

    def __init__(self, at: Mapping[Symbol, Any], digits: int = DIGITS) -> None:
        """at: a number for each letter; an `Exact` counts with all its digits."""
        self.at = at
        self.mp = _context(digits)
        self._negligible = self.mp.mpf(10) ** (-2 * digits // 3)
        self._known: dict[Any, Number] = {}
        self._letters = {symbol: self._number(number) for symbol, number in at.items()}

    def shifted(self, x: Symbol, h: Number) -> PointValues:
        """The values at the point beside this one."""
        beside = PointValues({}, self.mp.dps)
        beside._letters = {**self._letters, x: self._letters.get(x, self.mp.zero) + h}
        return beside

    def value(self, f: Any) -> Number:
        """The value of an expression. Raises NoValue and TooLarge."""
        if f not in self._known:
            self._known[f] = self._value(f)
        return self._known[f]

    def holds(self, condition: Any) -> bool:
        if condition in (sympy.true, sympy.false):
            return bool(condition)
        return RELATIONS[condition.func](self.difference(*map(self.value, condition.args)))

    def difference(self, u: Number, v: Number) -> Number:
        """u - v: 0 if they are the same but for rounding."""
        return self.flush_cancellation(u - v, max(abs(u), abs(v)))

    def flush_cancellation(self, u: Number, scale: Number) -> Number:
        """u, or 0 if it is only what rounding leaves of numbers as large as `scale`."""
        if abs(u) > self._negligible * scale:
            return u
        if self.mp.mag(scale) >= BEYOND:
            raise TooLarge
        return self.mp.zero

    def product(self, *factors: Number) -> Number:
        """Raises TooLarge for a number beyond all that are computed with times one below them."""
        sizes = [self.mp.mag(each) for each in factors if each]
        if sizes and max(sizes) >= BEYOND // 2 and min(sizes) <= -BEYOND // 2:
            raise TooLarge
        return self.mp.fprod(factors)

    def as_integer(self, u: Number) -> int | None:
        if abs(u) > LARGEST_INTEGER:
            return None
        nearest = self.mp.nint(u)
        return int(nearest) if self.difference(u, nearest) == 0 else None

    def _number(self, given: Any) -> Number:
        exact = getattr(given, "exact", given)
        return self.value(exact) if isinstance(exact, Expr) else self.mp.mpf(exact)

    def _value(self, f: Any) -> Number:
        if isinstance(f, Symbol):
            return self._letters[f]
        if isinstance(f, sympy.Rational):
            return self.mp.mpf(f.p) / f.q
        if isinstance(f, sympy.Number | sympy.NumberSymbol) and f.is_finite:
            return self.mp.mpf(str(f.evalf(self.mp.dps + 5)))
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
            return self.mp.one  # as a polynomial's first term; 0^y has no value where y is 0
        try:
            return VALUES[f.func](self, *arguments)
        except OverflowError:
            raise TooLarge from None


def float_value(f: Expr, at: Mapping[Symbol, Any], digits: int = DIGITS) -> float | None:
    """The value as a float; None where there is none, and where it is too large for one."""
    try:
        found = as_float(PointValues(at, digits).value(f))
    except NoNumber:
        return None
    return found if abs(found) != float("inf") else None


def as_float(u: Number) -> float:
    """The nearest float, never -0; infinite if u is larger than any."""
    return float(u) + 0.0


@cache
def _context(digits: int) -> Any:
    """mpmath with so many digits."""
    context = mpmath.MPContext()
    context.dps = digits
    return context


def _bounded(at: PointValues, u: Number) -> Number:
    if at.mp.mag(u) > LARGEST:
        raise TooLarge
    return u


def _exp(at: PointValues, u: Number) -> Number:
    if at.mp.mag(u) > LARGEST:
        return at.mp.ldexp(1, BEYOND if u > 0 else -BEYOND)
    return at.mp.exp(u)


def _log(at: PointValues, u: Number) -> Number:
    if u <= 0:
        raise NoValue
    return at.flush_cancellation(_bounded(at, at.mp.log(u)), 1)


def _angle(at: PointValues, u: Number) -> Number:
    """The angle, if enough digits are known to tell the part of a turn; else TooLarge is raised."""
    if at.flush_cancellation(at.mp.one, abs(_bounded(at, u))) == 0:
        raise TooLarge
    return u


def _sin(at: PointValues, u: Number) -> Number:
    return at.flush_cancellation(at.mp.sin(_angle(at, u)), abs(u))


def _cos(at: PointValues, u: Number) -> Number:
    return at.flush_cancellation(at.mp.cos(_angle(at, u)), max(1, abs(u)))


def _tan(at: PointValues, u: Number) -> Number:
    below = _cos(at, u)
    if below == 0:
        raise NoValue
    return _sin(at, u) / below


def _sine(at: PointValues, u: Number) -> Number:
    """A number that has an arcsine: from -1 to 1, exact at the ends; else NoValue is raised."""
    beyond = at.difference(abs(u), at.mp.one)
    if beyond > 0:
        raise NoValue
    return u if beyond else at.mp.sign(u)


def _power(at: PointValues, base: Number, exponent: Number) -> Number:
    """base^exponent, by way of its size where mpmath would write the exponent out in bits."""
    integer = at.as_integer(exponent)
    if base == 0:
        if exponent <= 0:
            raise NoValue
        return base
    if base < 0 and integer is None:
        raise NoValue
    bits = exponent * max(1, abs(at.mp.mag(base)))
    if at.mp.mag(bits) > LARGEST or at.mp.mag(exponent) > WRITTEN_OUT:
        size = _exp(at, exponent * at.mp.log(abs(base)))
        return size * (at.mp.sign(base) if integer and integer % 2 else 1)
    return base ** (exponent if integer is None else integer)


def _erf(at: PointValues, u: Number) -> Number:
    # Of 600 digits of a larger one all are 9, and mpmath is slow to find it.
    return at.mp.sign(u) if abs(u) > 45 else at.mp.erf(u)


def _sigmoid(at: PointValues, u: Number) -> Number:
    # Of a negative u all digits of e^u are left; 1 + e^-u would be too large first.
    e = _exp(at, -abs(u))
    return 1 / (1 + e) if u >= 0 else e / (1 + e)


# SymPy's class -> its value, from the values of its arguments.
VALUES: Mapping[type, Callable[..., Number]] = {
    sympy.Add: lambda at, *u: at.flush_cancellation(at.mp.fsum(u), max(map(abs, u))),
    sympy.Mul: lambda at, *u: at.product(*u),
    sympy.Pow: _power,
    sympy.exp: _exp,
    sympy.log: _log,
    functions.log10: lambda at, u: _log(at, u) / at.mp.ln10,
    functions.log2: lambda at, u: _log(at, u) / at.mp.ln2,
    sympy.sin: _sin,
    sympy.cos: _cos,
    sympy.tan: _tan,
    sympy.asin: lambda at, u: at.mp.asin(_sine(at, u)),
    sympy.acos: lambda at, u: at.mp.acos(_sine(at, u)),
    sympy.atan: lambda at, u: at.mp.atan(u),
    sympy.sinh: lambda at, u: at.mp.sinh(_bounded(at, u)),
    sympy.cosh: lambda at, u: at.mp.cosh(_bounded(at, u)),
    sympy.tanh: lambda at, u: at.mp.tanh(max(-FAR, min(u, FAR))),
    sympy.erf: _erf,
    functions.absolute: lambda at, u: abs(u),
    functions.relu: lambda at, u: max(u, at.mp.zero),
    functions.maximum: lambda at, u, v: v if at.difference(u, v) < 0 else u,
    functions.minimum: lambda at, u, v: u if at.difference(u, v) < 0 else v,
    functions.sigmoid: _sigmoid,
    functions.softplus: lambda at, u: max(u, at.mp.zero) + at.mp.log1p(_exp(at, -abs(u))),
    functions.gelu: lambda at, u: u / 2 * at.mp.erfc(min(-u / at.mp.sqrt(2), FAR)),
}

# SymPy's class -> whether it holds, from the first side less the second.
RELATIONS: Mapping[type, Callable[[Number], bool]] = {
    sympy.StrictLessThan: lambda u: u < 0,
    sympy.StrictGreaterThan: lambda u: u > 0,
}
