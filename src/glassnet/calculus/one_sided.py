"""The derivative from the left and from the right: where they differ there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import sympy
from sympy import Expr, Symbol

from glassnet.calculus import functions
from glassnet.calculus.functions import ELEMENTARY
from glassnet.calculus.high_precision import Place, as_float, precisely
from glassnet.calculus.high_precision_functions import Number, power
from glassnet.calculus.missing import Missing
from glassnet.calculus.onesided import Function, quotient_limit

Pair = tuple[Number, Number]
"""A value, and how fast it changes as the variable moves."""
Sides = tuple[Number | None, Number | None]
"""From the left and from the right: None where the function has no values, infinite, or NaN."""
_u = Symbol("u", real=True)


class Undecided(Exception):
    """First derivatives alone do not tell: infinity times 0, or the end of what has a value."""


def sides(f: Expr, x: Symbol, at: Mapping[Symbol, Any]) -> tuple[float | None, float | None]:
    """(the derivative from the left, that from the right) of what has a value at the point.

    Each is None if the function has no values on that side; infinite; or NaN if there is none.
    Raises Missing.
    """
    left, right = precisely(lambda place: sides_at(f, x, place), at)
    return _float(left), _float(right)


def sides_at(f: Expr, x: Symbol, place: Place, value: Function | None = None) -> Sides:
    """The same to all digits. value: of the function, where `f` has none, as 3|x|²·x/|x| at 0."""
    function = value or (lambda place: place.value(f))
    return _side(f, x, place, -1, function), _side(f, x, place, 1, function)


def _float(side: Number | None) -> float | None:
    return None if side is None else as_float(side)


def _side(f: Expr, x: Symbol, place: Place, way: int, function: Function) -> Number | None:
    function(place)  # one that has no value here has none from a side either
    try:
        return way * _Motion(x, place, place.numbers.mpf(way)).pair(f)[1]
    except (Undecided, Missing):
        return quotient_limit(function, x, place, way)


class _Motion:
    """How everything changes as x leaves a place. way: 1 to the right, -1 to the left."""

    def __init__(self, x: Symbol, place: Place, way: Number) -> None:
        self._x, self._place, self._way = x, place, way
        self._known: dict[Any, Pair] = {}

    def pair(self, f: Any) -> Pair:
        """Raises Undecided, and Missing."""
        if f not in self._known:
            self._known[f] = self._pair(f)
        return self._known[f]

    def _pair(self, f: Any) -> Pair:
        place = self._place
        if isinstance(f, sympy.Piecewise):
            return self._pieces(f)
        here = place.value(f)
        if not f.has(self._x):
            return here, place.numbers.zero
        if f == self._x:
            return here, self._way
        if isinstance(f, sympy.Pow) and f.exp.has(self._x) and place.value(f.base) <= 0:
            raise Undecided  # (-2)^-2 has a value, with an exponent beside -2 it has none
        arguments = [self.pair(argument) for argument in f.args]
        if f.func in SPEEDS:
            return here, SPEEDS[f.func](place, *arguments)
        (inner,) = arguments
        if f.func in ENDS and abs(inner[0]) == 1:
            raise Undecided
        by_inner = place.moved(_u, inner[0])
        speed = place.times(by_inner.value(_derivative(f.func)), inner[1])
        place.lost |= by_inner.lost
        return here, speed

    def _pieces(self, f: Any) -> Pair:
        for piece, condition in f.args:
            for argument in condition.args:  # it has to have values on this side, too
                self.pair(argument)
            if self._place.holds(condition):
                return self.pair(piece)
        raise Undecided


@cache
def _derivative(function: Any) -> Expr:
    return ELEMENTARY[function].derivative(_u)


def _absolute(place: Place, u: Pair) -> Number:
    return abs(u[1]) if u[0] == 0 else place.numbers.sign(u[0]) * u[1]


def _extreme(place: Place, first: Pair, second: Pair, larger: bool) -> Number:
    apart = place.compared(first[0], second[0])
    if apart == 0:
        return max(first[1], second[1]) if larger else min(first[1], second[1])
    return (first if (apart > 0) == larger else second)[1]


def _power(place: Place, base: Pair, exponent: Pair) -> Number:
    (b, db), (e, de) = base, exponent
    whole = place.whole(e)
    if b > 0:
        rate, here = power(place, b, e - 1), power(place, b, e)
        terms = place.times(e, rate, db), place.times(here, place.numbers.log(b), de)
        return place.told(sum(terms), max(map(abs, terms)))
    if whole is not None and (b < 0 or whole > 0):
        return whole * b ** (whole - 1) * db
    if db > 0 and e > 1:
        return place.numbers.zero
    raise Undecided


def _sum(place: Place, *u: Pair) -> Number:
    speeds = [each[1] for each in u]
    return place.told(place.numbers.fsum(speeds), max(map(abs, speeds)))


def _product(place: Place, *u: Pair) -> Number:
    terms = [
        place.times(each[1], *(other[0] for j, other in enumerate(u) if j != i))
        for i, each in enumerate(u)
    ]
    return place.told(place.numbers.fsum(terms), max(map(abs, terms)))


# What bends, and what is put together -> how fast it changes.
SPEEDS: Mapping[type, Callable[..., Number]] = {
    functions.absolute: _absolute,
    functions.relu: lambda place, u: _extreme(place, u, (place.numbers.zero,) * 2, larger=True),
    functions.maximum: lambda place, u, v: _extreme(place, u, v, larger=True),
    functions.minimum: lambda place, u, v: _extreme(place, u, v, larger=False),
    sympy.Pow: _power,
    sympy.Add: _sum,
    sympy.Mul: _product,
}
# They have no values beyond -1 and 1, and infinite slopes there.
ENDS = (sympy.asin, sympy.acos)
