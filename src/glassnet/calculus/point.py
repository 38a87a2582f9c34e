"""Where a formula is looked at: its letters and their values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from sympy import Expr, Symbol

from glassnet.calculus.errors import FormulaError, PointError
from glassnet.calculus.evaluate import at_point
from glassnet.calculus.formula import letter, read
from glassnet.messages import suggestion, text

Point = Mapping[Symbol, float]
"""Each letter's value."""


def point(letters: Iterable[Symbol], values: Mapping[str, float | str]) -> Point:
    """The values given, as numbers, in the order of `letters`.

    values: numbers, or formulas without letters such as "pi/2", by letters' names.

    Raises PointError for a letter without a value, for a value of a letter that is not there, and
    for a value that is no finite number.
    """
    known = {str(each): each for each in letters}
    given = {str(letter(name)): _number(name, value) for name, value in values.items()}
    for name in given:
        if name not in known:
            raise PointError(text("point-unknown", name=name) + suggestion(name, known))
    missing = [name for name in known if name not in given]
    if missing:
        names = ", ".join(missing)
        raise PointError(text("point-missing", names=names, example=f"{missing[0]}=1"))
    return {symbol: given[name] for name, symbol in known.items()}


def spoken(at: Point) -> str:
    """x = 3, y = 0.5."""
    return ", ".join(f"{symbol} = {number:.10g}" for symbol, number in at.items())


def _number(name: str, value: float | str) -> float:
    number = _of_text(name, value) if isinstance(value, str) else float(value)
    if not math.isfinite(number):
        raise PointError(text("point-not-finite", name=name, value=str(value)))
    return number


def _of_text(name: str, value: str) -> float:
    try:
        found: Expr = read(value).expression
    except FormulaError as error:
        raise PointError(text("point-unreadable", name=name, value=value, why=str(error))) from None
    if found.free_symbols:
        raise PointError(text("point-not-a-number", name=name, value=value))
    return at_point(found, {})
