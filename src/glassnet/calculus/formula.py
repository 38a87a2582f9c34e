"""Reading of a person's text as a formula, as variables of derivatives, and as a point."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sympy
from sympy import Expr, Symbol

from glassnet.calculus.functions import DEFINED
from glassnet.calculus.grammar import (
    FORMULA_NAMES,
    MOST_LINES,
    RESERVED,
    FormulaError,
    free_name,
    letter,
    unknown_letter_hint,
)
from glassnet.calculus.high_precision import NoNumber, PointValues, as_float
from glassnet.calculus.parser import SUPERSCRIPTS, Definition, FormulaParser
from glassnet.errors import GlassnetError
from glassnet.text import message

Variables = tuple[Symbol, ...]
"""Variables of differentiation in order: (x,) once by x, (x, x) twice, (x, y) by x, then y."""

MOST_DERIVATIVES = 6  # one after another
# Of x^2*y, one after another; x² is written x^2 first.
FACTOR = re.compile(r"(?P<name>[^\W\d_]\w*?)\s*(?:(?:\^|\*\*)\s*(?P<times>\d{1,9}))?")
RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
TIMES = re.compile(r"(?<!\*)\*(?!\*)|[·×⋅\s]\s*")

NOT_FINITE = re.compile(r"[+−-]?\s*(nan|inf|infinity|∞)", re.IGNORECASE)

Point = Mapping[Symbol, float]
"""Each letter's value. Those that `read_point` gives are Exact."""

SHOWN = 40  # characters of what was given


@dataclass(frozen=True)
class Formula:
    """An expression as it was written.

    Attributes:
        text: The text that was read.
        expression: A SymPy expression, unevaluated, with every definition put in its place.
        name: Its name: "f", unless the text gives one or f is a letter.
        arguments: The arguments in `f(x, y) = …`, in their order, or else all its letters in order
            of first appearance.
        letters: The arguments, then its other letters, which are held constant by default.
        definitions: The definitions before it, in their order.
        named: Inner expressions that the text gives a name, for a chain rule to use.
        split: Products without a sign behind an exponent, such as x^2y, by their text.
        decimals: Whether numbers are written with a decimal point.
        ln: Whether log is written ln.
    """

    text: str
    expression: Expr
    name: str = "f"
    arguments: tuple[Symbol, ...] = ()
    letters: tuple[Symbol, ...] = ()
    definitions: tuple[Definition, ...] = ()
    named: Mapping[Expr, Symbol] = field(default_factory=dict)
    split: Mapping[str, Expr] = field(default_factory=dict)
    decimals: bool = False
    ln: bool = False

    @property
    def lines(self) -> list[Definition]:
        """The definitions, and the formula itself as one."""
        return [*self.definitions, Definition(self.name, self.arguments, self.expression)]


def read_formula(source: str) -> Formula:
    """Read a formula of one line or of several: definitions such as `u = w*x + b` first.

    Raises:
        FormulaError: the text is not a formula, or a larger one than is worked with.
    """
    lines = [(n, line) for n, line in enumerate(source.splitlines(), 1) if line.strip()]
    if not lines:
        raise FormulaError(message("formula-empty"))
    if len(lines) > MOST_LINES:
        raise FormulaError(message("formula-too-many-lines", found=len(lines), most=MOST_LINES))
    parser = FormulaParser()
    for number, line in lines[:-1]:
        if not parser.line(line, number, alone=False).name:
            raise FormulaError(message("formula-no-definition", line=number), 1, number)
    number, line = lines[-1]
    last = parser.line(line, number, alone=len(lines) == 1)
    inner = [each for each in parser.definitions.values() if each is not last]
    letters = _letters(last.body)
    taken = {*map(str, letters), *parser.definitions}
    return Formula(
        text=source.strip(),
        expression=last.body,
        name=last.name or free_name(FORMULA_NAMES, taken),
        arguments=last.arguments or letters,
        letters=tuple(dict.fromkeys((*last.arguments, *letters))),
        definitions=tuple(inner),
        # A function's body is no inner expression: its arguments are letters of its own.
        named={each.body: letter(each.name) for each in inner if not each.arguments},
        split=parser.split,
        decimals=parser.decimals,
        ln=parser.ln,
    )


def expand_definitions(formula: Formula) -> Formula:
    """Write every function that is made of others in terms of those: sigmoid(x) as 1/(1 + e^-x)."""
    named = {_expanded(inner): letter for inner, letter in formula.named.items()}
    return replace(formula, expression=_expanded(formula.expression), named=named)


def read_variables(formula: Formula, wrt: str | Iterable[str] | None) -> Sequence[Variables]:
    """Read what a formula is differentiated with respect to, one entry a derivative.

    Args:
        formula: The formula to differentiate.
        wrt: "x"; "w,x,b" or ["w", "x", "b"] for three derivatives; "x^2" for a second one; "x*y"
            for a mixed one, by x first; None for each argument of the formula. A derivative that is
            asked for twice is given once.

    Raises:
        FormulaError: a letter that the formula does not have, too high a derivative, or a text that
            names no letters.
    """
    if wrt is None:
        found = [(each,) for each in formula.arguments] or [_variables(formula, "x")]
    else:
        found = [_variables(formula, part.strip()) for part in _parts(wrt)]
    return list(dict.fromkeys(found))


def _letters(expression: Expr) -> tuple[Symbol, ...]:
    """The letters in order of first appearance."""
    found = (part for part in sympy.preorder_traversal(expression) if isinstance(part, Symbol))
    return tuple(dict.fromkeys(found))


def _expanded(expression: Any) -> Expr:
    if not expression.args:
        return expression
    arguments = [_expanded(part) for part in expression.args]
    if expression.func in DEFINED:
        return expression.func.definition(*arguments)
    return expression.func(*arguments, evaluate=False)


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
            hint = unknown_letter_hint(str(symbol), map(str, formula.letters))
            raise FormulaError(message("wrt-unknown", name=str(symbol)) + hint)
        if str(symbol) == formula.name:
            raise FormulaError(message("wrt-defined", name=formula.name))
        if not 1 <= times + len(found) <= MOST_DERIVATIVES or times < 1:
            raise FormulaError(message("wrt-order", given=part, most=MOST_DERIVATIVES))
        found += [symbol] * times
    return tuple(found)


class PointError(GlassnetError):
    """A variable without a value, a value for an unknown variable, or one that is no number."""


class Exact(float):
    """A float that keeps the number it was given as: 0.1 and pi/2 are only near a float.

    Attributes:
        exact: The number to all digits, an expression of SymPy's without letters.
    """

    exact: Expr

    def __new__(cls, value: float, exact: Expr) -> Exact:
        number = super().__new__(cls, value)
        number.exact = exact
        return number

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (float(self), self.exact)


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
        optional: Letters that may have a value, such as the variable of a constant's derivative.

    Raises:
        PointError: a letter without a value, a value for another letter, or one that is no finite
            number.
    """
    needed = {str(each): each for each in letters}
    known = {**needed, **{str(each): each for each in optional}}
    given = {str(letter(name)): _number(name, value) for name, value in values.items()}
    for name in given:
        if name not in known:
            raise PointError(message("point-unknown", name=name) + unknown_letter_hint(name, known))
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
    given = {"name": name, "value": _shown(value)}
    try:
        exact = _exact(value)
    except FormulaError as error:
        raise PointError(message("point-unreadable", why=str(error), **given)) from None
    except (TypeError, ValueError):
        raise PointError(message("point-not-a-number", **given)) from None
    try:
        number = as_float(PointValues({}).value(exact))
    except NoNumber:
        number = math.nan
    if not math.isfinite(number):
        raise PointError(message("point-not-finite", **given))
    return Exact(number, exact)


def _exact(value: Any) -> Expr:
    """The exact value. TypeError or ValueError for letters, None, a list or a complex number."""
    if isinstance(value, int):
        return sympy.Integer(value)
    if not isinstance(value, str):
        return shortest_decimal(float(value))
    if NOT_FINITE.fullmatch(value.strip()):
        return sympy.nan
    found = read_formula(value).expression
    if found.free_symbols:
        raise ValueError(value)
    return found


def _shown(value: Any) -> str:
    """A value on one short line."""
    try:
        words = " ".join(str(value).split())
    except ValueError:  # of an integer with thousands of digits Python writes none
        words = type(value).__name__
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
