"""What a formula is differentiated with respect to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sympy import Symbol

from glassnet.calculus import bounds
from glassnet.calculus.errors import FormulaError
from glassnet.calculus.formula import Formula
from glassnet.calculus.names import RESERVED, letter, product_or_near
from glassnet.calculus.parser import SUPERSCRIPTS
from glassnet.text import message

Variables = tuple[Symbol, ...]
"""One after another: (x,) once by x, (x, x) twice, (x, y) by x and then by y."""

# Of x^2*y, one after another; x² is written x^2 first.
FACTOR = re.compile(r"(?P<name>[^\W\d_]\w*?)\s*(?:(?:\^|\*\*)\s*(?P<times>\d{1,9}))?")
RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
TIMES = re.compile(r"(?<!\*)\*(?!\*)|[·×⋅\s]\s*")


def variables(formula: Formula, wrt: str | Iterable[str] | None) -> Sequence[Variables]:
    """One entry a derivative.

    wrt: "x"; "w,x,b" or ["w", "x", "b"] for three derivatives; "x^2" for a second one; "x*y" for a
    mixed one, by x first; None for each argument of the formula. A derivative that is asked for
    twice is given once.

    Raises FormulaError for letters that the formula has not, for too high a derivative, and for
    what names no letters.
    """
    if wrt is None:
        found = [(each,) for each in formula.arguments] or [_variables(formula, "x")]
    else:
        found = [_variables(formula, part.strip()) for part in _parts(wrt)]
    return list(dict.fromkeys(found))


def _parts(wrt: Any) -> Sequence[str]:
    if isinstance(wrt, str):
        return wrt.split(",")
    parts: list[Any] = list(wrt) if isinstance(wrt, Iterable) else [wrt]
    wrong = next((part for part in parts if not isinstance(part, str)), None)
    if wrong is not None or not parts:
        given = repr(wrong) if parts else "[]"
        raise FormulaError(message("wrt-unreadable", given=given))
    return parts


def _variables(formula: Formula, part: str) -> Variables:
    found: list[Symbol] = []
    plain = RAISED.sub(lambda found: "^" + found[0].translate(SUPERSCRIPTS), part)
    for factor in TIMES.split(plain):
        match = FACTOR.fullmatch(factor)
        if match is None:
            raise FormulaError(message("wrt-unreadable", given=part))
        symbol, times = letter(match["name"]), int(match["times"] or 1)
        if match["name"] in RESERVED or (formula.letters and symbol not in formula.letters):
            known = [str(each) for each in formula.letters]
            near = product_or_near(str(symbol), known)
            raise FormulaError(message("wrt-unknown", name=str(symbol)) + near)
        if str(symbol) == formula.name:
            raise FormulaError(message("wrt-defined", name=formula.name))
        if not 1 <= times + len(found) <= bounds.ORDER or times < 1:
            raise FormulaError(message("wrt-order", given=part, most=bounds.ORDER))
        found += [symbol] * times
    return tuple(found)
