"""What a person wrote in the Pencil room: a formula, its variable, a value for each letter."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from msgspec.structs import replace
from sympy import Symbol

from glassnet.calculus import (
    Derivation,
    Formula,
    FormulaError,
    PointError,
    derive,
    read_formula,
    read_point,
)
from glassnet.calculus.formula import Point
from glassnet.errors import GlassnetError, SettingError
from glassnet.page.pencil.pencil_answers import Misread
from glassnet.page.state import MOST_LETTERS, MOST_NAME, Pencil
from glassnet.plots.near_point import telling_point
from glassnet.text import message

MOST = 1e6  # of a value: beyond, a drawing has no digits left for x and x + h
KEPT = 64  # formulas


class MisreadError(Exception):
    """What a person wrote that cannot be used."""

    def __init__(self, answer: Misread) -> None:
        super().__init__(answer.reason)
        self.answer = answer


@lru_cache(KEPT)
def _read(text: str) -> Formula:
    return read_formula(text)


@lru_cache(KEPT)
def derived(text: str, wrt: str) -> Derivation:
    """The derivative of a formula that can be read. Raises FormulaError for a variable."""
    found = derive(_read(text), wrt)
    if not isinstance(found, Derivation):
        raise FormulaError(message("studio-one-variable"))
    return found


def formula_of(text: str) -> Formula:
    """A formula as it is read. Raises MisreadError with the place of the mistake."""
    try:
        found = _read(text)
    except FormulaError as error:
        raise MisreadError(
            Misread("formula", str(error), line=error.line, column=error.column)
        ) from None
    if len(found.letters) > MOST_LETTERS:
        said = message("studio-letters", found=len(found.letters), most=MOST_LETTERS)
        raise MisreadError(Misread("formula", said))
    longest = max(map(str, found.letters), key=len, default="")
    if len(longest) > MOST_NAME:
        said = message("studio-letter-long", found=len(longest), most=MOST_NAME)
        raise MisreadError(Misread("formula", said))
    return found


def derivation_of(pencil: Pencil) -> Derivation:
    """The derivative of a pencil's formula, with all its steps.

    Raises:
        MisreadError: the formula or the variable cannot be used.
    """
    formula = formula_of(pencil.formula)
    try:
        return derived(pencil.formula, pencil.wrt or first_letter(formula))
    except FormulaError as error:
        field = "wrt" if pencil.wrt else "formula"
        raise MisreadError(Misread(field, str(error))) from None


def is_variable(text: str, wrt: str) -> bool:
    """Whether a formula can be differentiated by it."""
    try:
        derived(text, wrt)
    except FormulaError:
        return False
    return True


def letters_of(derivation: Derivation) -> list[Symbol]:
    """All that have a value: a constant's variable too."""
    return list(dict.fromkeys((*derivation.formula.letters, *derivation.variables)))


def first_letter(formula: Formula) -> str:
    """The variable where none is chosen."""
    letters = [str(each) for each in formula.letters]
    return "x" if "x" in letters or not letters else letters[0]


def with_values(derivation: Derivation, pencil: Pencil, *, is_new: bool) -> Pencil:
    """A value for each letter and for no other. is_new: whether values are another formula's."""
    given, usual = dict(pencil.point), _usual(derivation)
    found = {name: given.get(name, value) for name, value in usual.items()}
    if is_new:
        try:
            derivation.at(found)
        except GlassnetError:
            found = usual
    return replace(pencil, point=tuple(found.items()))


def _usual(derivation: Derivation) -> dict[str, float | str]:
    """A value for each letter at which there is a derivative, if one is found."""
    try:
        point = telling_point([derivation])
    except SettingError:
        point = {}
    return {str(each): float(point.get(each, 1.0)) for each in letters_of(derivation)}


def point_of(letters: Iterable[Symbol], pencil: Pencil) -> Point:
    """The values, read one by one: what is wrong with one is said beside it.

    Raises:
        MisreadError: a letter without a value, or one that cannot be used.
    """
    given: dict[str, float | str] = dict(pencil.point)
    found: dict[Symbol, float] = {}
    for each in letters:
        name = str(each)
        try:
            value = read_point([each], {name: given[name]} if name in given else {})
            if abs(value[each]) > MOST:
                raise PointError(message("studio-far", name=name, most=f"{MOST:,.0f}"))
        except PointError as error:
            raise MisreadError(Misread("point", str(error), letter=name)) from None
        found |= value
    return found
