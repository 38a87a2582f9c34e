"""The table by which `precise` computes: a function's value to many digits, or why it has none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import sympy

from glassnet.calculus import functions
from glassnet.calculus.missing import NoValue, TooLarge

if TYPE_CHECKING:
    from glassnet.calculus.high_precision import Place

Number = Any
"""mpmath's mpf, which has no types."""

# Of an argument, in bits: e^(2^6000) can be computed. What is larger is 2^BEYOND, which stands for
# all of them, and e to the power of less is 2^-BEYOND.
LARGEST = 6000
BEYOND = 2 ** (LARGEST + 1)
# Bits of an exponent that a power is computed with as it is.
WRITTEN_OUT = 64
# From here on tanh is 1 to all digits, and erfc smaller than any float.
FAR = 10**6


def _bounded(place: Place, u: Number) -> Number:
    if place.numbers.mag(u) > LARGEST:
        raise TooLarge
    return u


def _exp(place: Place, u: Number) -> Number:
    if place.numbers.mag(u) > LARGEST:
        return place.numbers.ldexp(1, BEYOND if u > 0 else -BEYOND)
    return place.numbers.exp(u)


def _log(place: Place, u: Number) -> Number:
    if u <= 0:
        raise NoValue
    return place.told(_bounded(place, place.numbers.log(u)), 1)


def _angle(place: Place, u: Number) -> Number:
    """One of which enough digits are known to tell how much of a turn is left."""
    if place.told(place.numbers.one, abs(_bounded(place, u))) == 0:
        raise TooLarge
    return u


def _sin(place: Place, u: Number) -> Number:
    return place.told(place.numbers.sin(_angle(place, u)), abs(u))


def _cos(place: Place, u: Number) -> Number:
    return place.told(place.numbers.cos(_angle(place, u)), max(1, abs(u)))


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


def power(place: Place, base: Number, exponent: Number) -> Number:
    """base^exponent, by way of its size where mpmath would write the exponent out in bits."""
    whole = place.whole(exponent)
    if base == 0:
        if exponent <= 0:
            raise NoValue
        return base
    if base < 0 and whole is None:
        raise NoValue
    size = exponent * place.numbers.log(abs(base))
    if place.numbers.mag(size) > LARGEST or place.numbers.mag(exponent) > WRITTEN_OUT:
        return _exp(place, size) * (place.numbers.sign(base) if whole and whole % 2 else 1)
    return base ** (exponent if whole is None else whole)


def _tanh(place: Place, u: Number) -> Number:
    return place.numbers.tanh(max(-FAR, min(u, FAR)))


def _erf(place: Place, u: Number) -> Number:
    # Of 600 digits of a larger one all are 9, and mpmath is slow to find it.
    return place.numbers.sign(u) if abs(u) > 45 else place.numbers.erf(u)


def _sigmoid(place: Place, u: Number) -> Number:
    # Of a negative u all digits of e^u are left; 1 + e^-u would be too large first.
    e = _exp(place, -abs(u))
    return 1 / (1 + e) if u >= 0 else e / (1 + e)


def _softplus(place: Place, u: Number) -> Number:
    return max(u, place.numbers.zero) + place.numbers.log1p(_exp(place, -abs(u)))


def _gelu(place: Place, u: Number) -> Number:
    return u / 2 * place.numbers.erfc(min(-u / place.numbers.sqrt(2), FAR))


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
    sympy.Mul: lambda place, *u: place.times(*u),
    sympy.Pow: power,
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
    sympy.erf: _erf,
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
