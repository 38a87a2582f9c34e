"""A point to look at a formula: its letters and their values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, SupportsFloat

import sympy
from sympy import Expr, Symbol

from glassnet.calculus.errors import FormulaError, PointError
from glassnet.calculus.formula import read_formula
from glassnet.calculus.high_precision import NoNumber, PointValues, as_float
from glassnet.calculus.names import letter
from glassnet.text import did_you_mean, message

Point = Mapping[Symbol, float]
"""Each letter's value. Those that `read_point` gives are Exact."""

SHOWN = 40  # characters of what was given


class Exact(float):
    """A float that keeps the number it was given as: 0.1 and pi/2 are only near a float.

    Attributes:
        exact: The number to all digits, an expression of SymPy's without letters.
    """

    exact: Expr

    def __new__(cls, exact: Expr | float, value: float | None = None) -> Exact:
        """value: the nearest float, where that is known."""
        number = super().__new__(cls, exact if value is None else value)
        number.exact = exact if isinstance(exact, Expr) else shortest_decimal(exact)
        return number

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.exact, float(self))


def read_point(
    letters: Iterable[Symbol],
    values: Mapping[str, float | str],
    optional: Iterable[Symbol] = (),
) -> Point:
    """Read the values given for a formula's letters, in the order of `letters`.

    Args:
        letters: Each needs a value.
        values: By letters' names: numbers, or formulas without letters such as "pi/2". A float is
            what it is printed as: 0.1 is 1/10.
        optional: Letters that may have a value; of a constant its derivative's variable.

    Raises:
        PointError: a letter without a value, a value for another letter, or one that is no finite
            number.
    """
    needed = {str(each): each for each in letters}
    known = {**needed, **{str(each): each for each in optional}}
    given = {str(letter(name)): _number(name, value) for name, value in values.items()}
    for name in given:
        if name not in known:
            raise PointError(message("point-unknown", name=name) + did_you_mean(name, known))
    missing = [name for name in needed if name not in given]
    if missing:
        names = ", ".join(missing)
        raise PointError(message("point-missing", names=names, example=f"{missing[0]}=1"))
    return {symbol: given[name] for name, symbol in known.items() if name in given}


def point_text(at: Point) -> str:
    """A point in words: x = 3, y = 0.5."""
    return ", ".join(f"{symbol} = {number:.10g}" for symbol, number in at.items())


def shortest_decimal(value: float) -> Expr:
    """The shortest number that this float is the nearest to; NaN and infinities as they are."""
    number = float(value)
    return sympy.Rational(repr(number)) if math.isfinite(number) else sympy.Float(number)


def _number(name: str, value: Any) -> Exact:
    if isinstance(value, str):
        exact = _of_text(name, value)
    elif isinstance(value, int):
        exact = sympy.Integer(value)
    else:
        exact = _of_number(name, value)
    try:
        number = as_float(PointValues({}).value(exact))
    except NoNumber:
        number = math.nan
    if not math.isfinite(number):
        raise PointError(message("point-not-finite", name=name, value=_shown(value)))
    return Exact(exact, number)


def _of_number(name: str, value: SupportsFloat) -> Expr:
    try:
        return shortest_decimal(float(value))
    except (TypeError, ValueError):  # None, a list, a complex number
        said = message("point-not-a-number", name=name, value=_shown(value))
        raise PointError(said) from None


def _of_text(name: str, value: str) -> Expr:
    try:
        found: Expr = read_formula(value).expression
    except FormulaError as error:
        raise PointError(
            message("point-unreadable", name=name, value=_shown(value), why=str(error))
        ) from None
    if found.free_symbols:
        raise PointError(message("point-not-a-number", name=name, value=_shown(value)))
    return found


def _shown(value: Any) -> str:
    """On one line, and not a long one."""
    try:
        words = " ".join(str(value).split())
    except ValueError:  # of an integer with thousands of digits Python writes none
        words = type(value).__name__
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
