"""The Pencil room: a formula's derivative by rules, and its numbers at a point.

What takes long, the steps, is kept for each formula; the numbers are computed for each request, so
that they follow a hand that drags the point.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from sympy import Symbol

from glassnet.calculus import (
    Derivation,
    DomainError,
    Formula,
    FormulaError,
    PointError,
    derive,
    read_formula,
    read_point,
)
from glassnet.calculus.explain import explained_stages, reading_notes
from glassnet.calculus.formula import Point
from glassnet.calculus.one_sided import height
from glassnet.errors import GlassnetError, SettingError
from glassnet.plots.near_point import curve_of, jumps, telling_point, widest_step
from glassnet.studio.pencil_answers import (
    Curve,
    Derivative,
    Derived,
    Evaluated,
    Misread,
    PencilNumbers,
    RuleUsed,
)
from glassnet.studio.session import Session
from glassnet.studio.state import MOST_LETTERS, Pencil
from glassnet.text import language, message

POINTS = 401  # of the curve: one for about two pixels
ROOM = 1.5  # of the drawing to both sides of the point, in widest steps of h
MOST = 1e6  # of a value: beyond, a drawing has no digits left for x and x + h
WIDEST = 1e9  # the ends of a drawing
FINEST = 1e-9  # a drawing's width, of x: beyond, its numbers are too near each other
HIGHEST = 1e150  # of a curve: the axis' ends are sums of such
MARGIN = 0.15  # above and below the curve, of its height
DIGITS = 5  # of the curve's height, which are sent
KEPT = 64  # formulas


class MisreadError(Exception):
    """What a person wrote that cannot be used."""

    def __init__(self, answer: Misread) -> None:
        super().__init__(answer.reason)
        self.answer = answer


def derive_formula(session: Session, asked: Pencil) -> Derived | Misread:
    """A formula's derivative with its steps, and the numbers at the point.

    What is left over from the formula before is dropped: values of other letters, the variable, and
    a point at which this one has no derivative.
    """
    try:
        formula = _formula(asked.formula)
        is_new = asked.formula != session.state.pencil.formula
        if is_new and asked.wrt not in {str(each) for each in formula.letters}:
            asked = replace(asked, wrt=None)
        derivation = derivation_of(asked)
        asked = _with_values(derivation, asked, is_new=is_new)
        pencil, numbers = _numbers(derivation, asked)
    except MisreadError as error:
        return error.answer
    session.keep(pencil=pencil)
    return Derived(pencil, _derivative(asked.formula, str(pencil.wrt), language()), numbers)


def evaluate_formula(session: Session, asked: Pencil) -> Evaluated | Misread:
    """The numbers alone."""
    try:
        pencil, numbers = _numbers(derivation_of(asked), asked)
    except MisreadError as error:
        return error.answer
    session.keep(pencil=pencil)
    return Evaluated(pencil, numbers)


# What is read -------------------------------------------------------------------------------------


@lru_cache(KEPT)
def _read(text: str) -> Formula:
    return read_formula(text)


@lru_cache(KEPT)
def _derived(text: str, wrt: str) -> Derivation:
    found = derive(_read(text), wrt)
    if not isinstance(found, Derivation):
        raise FormulaError(message("studio-one-variable"))
    return found


def _formula(text: str) -> Formula:
    try:
        found = _read(text)
    except FormulaError as error:
        raise MisreadError(
            Misread("formula", str(error), line=error.line, column=error.column)
        ) from None
    if len(found.letters) > MOST_LETTERS:
        said = message("studio-letters", found=len(found.letters), most=MOST_LETTERS)
        raise MisreadError(Misread("formula", said))
    return found


def derivation_of(pencil: Pencil) -> Derivation:
    """The derivative of a pencil's formula, with all its steps.

    Raises:
        MisreadError: the formula or the variable cannot be used.
    """
    formula = _formula(pencil.formula)
    letters = [str(each) for each in formula.letters]
    usual = "x" if "x" in letters or not letters else letters[0]
    try:
        return _derived(pencil.formula, pencil.wrt or usual)
    except FormulaError as error:
        field = "wrt" if pencil.wrt else "formula"
        raise MisreadError(Misread(field, str(error))) from None


def _letters(derivation: Derivation) -> list[Symbol]:
    """All that have a value: a constant's variable too."""
    return list(dict.fromkeys((*derivation.formula.letters, *derivation.variables)))


def _with_values(derivation: Derivation, pencil: Pencil, *, is_new: bool) -> Pencil:
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
    return {str(each): float(point.get(each, 1.0)) for each in _letters(derivation)}


def formula_and_point(pencil: Pencil) -> tuple[Formula, Point]:
    """A pencil's formula and the value of each of its letters.

    Raises:
        MisreadError: one of them cannot be used.
    """
    formula = _formula(pencil.formula)
    return formula, _point(formula.letters, pencil)


def _point(letters: Iterable[Symbol], pencil: Pencil) -> Point:
    """The values, read one by one: what is wrong with one is said beside it."""
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


# What is shown ------------------------------------------------------------------------------------


@lru_cache(KEPT)
def _derivative(text: str, wrt: str, said_in: str) -> Derivative:
    """The steps, in the language in use: said_in."""
    derivation = _derived(text, wrt)
    formula, document = derivation.formula, derivation.document
    stages = explained_stages(formula, derivation.variables, derivation.stages, latex=True)
    name, _, result = document.result.partition(" = ")
    return Derivative(
        lines=tuple(document.definitions),
        name=name,
        result=result,
        letters=tuple(map(str, formula.letters)),
        variable=wrt,
        notes=tuple(reading_notes(formula)),
        steps=tuple(
            RuleUsed(
                each.number, "" if place else heading, each.rule, each.why, (*document.sides(each),)
            )
            for heading, steps in stages
            for place, each in enumerate(steps)
        ),
    )


def _numbers(derivation: Derivation, pencil: Pencil) -> tuple[Pencil, PencilNumbers]:
    """The numbers at a pencil's point, and the pencil with all that it left open."""
    if pencil.h == 0:
        raise MisreadError(Misread("h", message("studio-no-step")))
    at, step = _point(_letters(derivation), pencil), derivation.stages[-1]
    x, before = float(at[step.variable]), derivation.stages[:-1]
    f, obstacle = curve_of(step, at), ""
    try:
        slope = derivation.at({str(letter): value for letter, value in at.items()})
    except DomainError as error:
        slope, obstacle = math.nan, str(error)
    value = height(step, at, before)
    ends = pencil.across
    if ends is None or not (
        ends[0] <= x <= ends[1] and ends[1] - ends[0] > FINEST * max(1.0, abs(x))
    ):
        reach = ROOM * widest_step(f, x, slope)
        ends = (max(-WIDEST, x - reach), min(WIDEST, x + reach))
    most_h = float(f"{(ends[1] - ends[0]) / (2 * ROOM):.6g}")
    h = most_h if pencil.h is None else pencil.h
    end = _rounded(f, x + h)
    pencil = replace(pencil, wrt=str(step.variable), h=h, across=ends)
    return pencil, PencilNumbers(
        x=x,
        value=value,
        slope=slope,
        obstacle=obstacle,
        end=end,
        quotient=(end - _rounded(f, x)) / h,
        most_h=most_h,
        curve=_curve(f, *ends, value),
    )


def _rounded(f: Any, x: float) -> float:
    """A value as float64 computes it: what a small h makes of the difference is to be seen."""
    found = float(f(np.array([x]))[0])
    return found if math.isfinite(found) else math.nan


def _curve(f: Any, low: float, high: float, value: float) -> Curve:
    across = np.linspace(low, high, POINTS)
    found = f(across)
    heights = np.where(np.abs(found) < HIGHEST, found, np.nan)
    gaps = jumps(f, across, heights) if np.isfinite(np.diff(heights)).any() else ()
    bottom, top = _ends(heights, value)
    decimals = DIGITS - math.floor(math.log10(top - bottom))
    shown = np.round(heights, min(decimals, 300)).tolist()
    return Curve(tuple(shown), tuple(map(int, gaps)), bottom, top)


def _ends(heights: NDArray[np.float64], value: float) -> tuple[float, float]:
    """The ends of the axis upwards: what the curve needs, but for its poles."""
    finite = heights[np.isfinite(heights)]
    low, high = np.percentile(finite, [3, 97]) if len(finite) else (0.0, 0.0)
    if abs(value) < HIGHEST:
        low, high = min(low, value), max(high, value)
    size = max(abs(low), abs(high))
    room = MARGIN * (high - low) if high - low > 1e-12 * size else max(1.0, size)
    return float(low - room), float(high + room)
