"""Where a formula is looked at: its letters and their values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, SupportsFloat

import sympy
from sympy import Expr, Symbol

from glassnet.calculus.errors import FormulaError, PointError
from glassnet.calculus.formula import letter, read
from glassnet.calculus.high_precision import NoNumber, PointValues, as_float
from glassnet.text import did_you_mean, message

Point = Mapping[Symbol, float]
"""Each letter's value. Those that `point` gives are Exact."""

SHOWN = 40  # characters of what was given


class Exact(float):
    """A number as it was given: 0.1 and pi/2 are no floats, but lie near some.

    exact: what it is to all digits, an expression of SymPy's without letters.
    """

    exact: Expr

    def __new__(cls, exact: Expr | float, value: float | None = None) -> Exact:
        """value: the nearest float, where that is known."""
        number = super().__new__(cls, exact if value is None else value)
        number.exact = exact if isinstance(exact, Expr) else decimal(exact)
        return number

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.exact, float(self))


def point(letters: Iterable[Symbol], values: Mapping[str, float | str]) -> Point:
    """The values given, in the order of `letters`.

    values: numbers, or formulas without letters such as "pi/2", by letters' names. A float is what
    it is printed as: 0.1 is 1/10.

    Raises PointError for a letter without a value, for a value of a letter that is not there, and
    for a value that is no finite number.
    """
    known = {str(each): each for each in letters}
    given = {str(letter(name)): _number(name, value) for name, value in values.items()}
    for name in given:
        if name not in known:
            raise PointError(message("point-unknown", name=name) + did_you_mean(name, known))
    missing = [name for name in known if name not in given]
    if missing:
        names = ", ".join(missing)
        raise PointError(message("point-missing", names=names, example=f"{missing[0]}=1"))
    return {symbol: given[name] for name, symbol in known.items()}


def spoken(at: Point) -> str:
    """x = 3, y = 0.5."""
    return ", ".join(f"{symbol} = {number:.10g}" for symbol, number in at.items())


def decimal(value: float) -> Expr:
    """The shortest number that this float is the nearest to. Floats that are no numbers stay."""
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
        return decimal(float(value))
    except (TypeError, ValueError):  # None, a list, a complex number
        said = message("point-not-a-number", name=name, value=_shown(value))
        raise PointError(said) from None


def _of_text(name: str, value: str) -> Expr:
    try:
        found: Expr = read(value).expression
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
