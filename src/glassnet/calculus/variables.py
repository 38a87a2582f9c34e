"""What a formula is differentiated with respect to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sympy import Symbol

from glassnet.calculus import bounds
from glassnet.calculus.errors import FormulaError
from glassnet.calculus.formula import SUPERSCRIPTS, Formula, letter
from glassnet.messages import suggestion, text

Variables = tuple[Symbol, ...]
"""One after another: (x,) once by x, (x, x) twice, (x, y) by x and then by y."""

# Of x^2*y, one after another; x² is written x^2 first.
FACTOR = re.compile(r"(?P<name>[^\W\d_]\w*?)\s*(?:(?:\^|\*\*)\s*(?P<times>\d{1,9}))?")
RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
TIMES = re.compile(r"(?<!\*)\*(?!\*)|[·×⋅\s]\s*")


def variables(formula: Formula, wrt: str | Iterable[str] | None) -> Sequence[Variables]:
    """One entry a derivative.

    wrt: "x"; "w,x,b" or ["w", "x", "b"] for three derivatives; "x^2" for a second one; "x*y" for a
    mixed one, by x first; None for each letter of the formula.

    Raises FormulaError for letters that the formula has not, and for too high a derivative.
    """
    if wrt is None:
        return [(each,) for each in formula.letters] or [(letter("x"),)]
    parts = wrt.split(",") if isinstance(wrt, str) else list(wrt)
    return [_variables(formula, part.strip()) for part in parts]


def _variables(formula: Formula, part: str) -> Variables:
    found: list[Symbol] = []
    plain = RAISED.sub(lambda found: "^" + found[0].translate(SUPERSCRIPTS), part)
    for factor in TIMES.split(plain):
        match = FACTOR.fullmatch(factor)
        if match is None:
            raise FormulaError(text("wrt-unreadable", given=part))
        symbol, times = letter(match["name"]), int(match["times"] or 1)
        if formula.letters and symbol not in formula.letters:
            known = [str(each) for each in formula.letters]
            near = suggestion(str(symbol), known)
            raise FormulaError(text("wrt-unknown", name=str(symbol)) + near)
        if not 1 <= times + len(found) <= bounds.ORDER or times < 1:
            raise FormulaError(text("wrt-order", given=part, most=bounds.ORDER))
        found += [symbol] * times
    return tuple(found)
