"""The Pencil room: a formula's derivative by rules, and its numbers at a point.

What takes long, the steps, is kept for each formula; the numbers are computed for each request, so
that they follow a hand that drags the point.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from glassnet.calculus import (
    Derivation,
    DomainError,
)
from glassnet.calculus.explain import explained_stages, reading_notes
from glassnet.calculus.one_sided import height
from glassnet.page.network.session import Session
from glassnet.page.pencil.pencil_answers import (
    Curve,
    Derivative,
    Derived,
    Evaluated,
    Misread,
    PencilNumbers,
    RuleUsed,
)
from glassnet.page.pencil.pencil_reading import (
    KEPT,
    MisreadError,
    derivation_of,
    derived,
    first_letter,
    formula_of,
    is_variable,
    letters_of,
    point_of,
    with_values,
)
from glassnet.page.state import Pencil
from glassnet.plots.near_point import curve_of, jumps, widest_step
from glassnet.text import language, message

POINTS = 401  # of the curve: one for about two pixels
ROOM = 1.5  # of the drawing to both sides of the point, in widest steps of h
WIDEST = 1e9  # the ends of a drawing
FINEST = 1e-9  # a drawing's width, of x: beyond, its numbers are too near each other
HIGHEST = 1e150  # of a curve: the axis' ends are sums of such
MARGIN = 0.15  # above and below the curve, of its height
DIGITS = 5  # of the curve's height, which are sent


def derive_formula(session: Session, asked: Pencil) -> Derived | Misread:
    """A formula's derivative with its steps, and the numbers at the point.

    What is left over from the formula before is dropped: values of other letters, the variable, and
    a point at which this one has no derivative.
    """
    try:
        formula = formula_of(asked.formula)
        is_new = asked.formula != session.state.pencil.formula
        if asked.wrt is None or (is_new and not is_variable(asked.formula, asked.wrt)):
            asked = replace(asked, wrt=first_letter(formula))
        derivation = derivation_of(asked)
        asked = with_values(derivation, asked, is_new=is_new)
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


# What is shown ------------------------------------------------------------------------------------


@lru_cache(KEPT)
def _derivative(text: str, wrt: str, said_in: str) -> Derivative:
    """The steps, in the language in use: said_in."""
    derivation = derived(text, wrt)
    formula, document = derivation.formula, derivation.document
    stages = explained_stages(formula, derivation.variables, derivation.stages, latex=True)
    name, _, result = document.result.partition(" = ")
    return Derivative(
        lines=tuple(document.definitions),
        name=name,
        result=result,
        letters=tuple(map(str, formula.letters)),
        variable=str(derivation.variables[-1]),
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
    at, step = point_of(letters_of(derivation), pencil), derivation.stages[-1]
    x, f = float(at[step.variable]), curve_of(step, at)
    text, wrt = pencil.formula, pencil.wrt or first_letter(derivation.formula)
    value, slope, obstacle = _here(text, wrt, pencil.point, language())
    ends = pencil.across
    if ends is None or not (
        ends[0] <= x <= ends[1] and ends[1] - ends[0] > FINEST * max(1, abs(x))
    ):
        reach = ROOM * widest_step(f, x, slope)
        ends = (max(-WIDEST, x - reach), min(WIDEST, x + reach))
    most_h = float(f"{(ends[1] - ends[0]) / (2 * ROOM):.6g}")
    h = most_h if pencil.h is None else pencil.h
    end = _rounded(f, x + h)
    others = tuple(each for each in pencil.point if each[0] != str(step.variable))
    numbers = PencilNumbers(
        x=x,
        value=value,
        slope=slope,
        obstacle=obstacle,
        end=end,
        quotient=(end - _rounded(f, x)) / h,
        most_h=most_h,
        curve=_curve(*_samples(text, wrt, others, *ends), value),
    )
    return replace(pencil, wrt=wrt, h=h, across=ends), numbers


# While a hand moves h nothing else changes, and while it moves the point the curve does not.
Values = tuple[tuple[str, float | str], ...]


@lru_cache(KEPT)
def _here(text: str, wrt: str, point: Values, said_in: str) -> tuple[float, float, str]:
    """The value, the slope, and why there is none, in the language in use: said_in."""
    derivation = derived(text, wrt)
    value = height(derivation.stages[-1], derivation.point(dict(point)), derivation.stages[:-1])
    try:
        return value, derivation.at(dict(point)), ""
    except DomainError as error:
        return value, math.nan, str(error)


@lru_cache(KEPT)
def _samples(
    text: str, wrt: str, others: Values, low: float, high: float
) -> tuple[NDArray[np.float64], tuple[int, ...]]:
    """The curve's heights from one end to the other, and behind which of them it jumps."""
    step = derived(text, wrt).stages[-1]
    point = {str(step.variable): low, **dict(others)}
    f = curve_of(step, derived(text, wrt).point(point))
    across = np.linspace(low, high, POINTS)
    found = f(across)
    heights = np.where(np.abs(found) < HIGHEST, found, np.nan)
    gaps = jumps(f, across, heights) if np.isfinite(np.diff(heights)).any() else ()
    return heights, tuple(map(int, gaps))


def _rounded(f: Any, x: float) -> float:
    """A value as float64 computes it: what a small h makes of the difference is to be seen."""
    found = float(f(np.array([x]))[0])
    return found if math.isfinite(found) else math.nan


def _curve(heights: NDArray[np.float64], gaps: tuple[int, ...], value: float) -> Curve:
    bottom, top = _ends(heights, value)
    decimals = DIGITS - math.floor(math.log10(top - bottom))
    shown = np.round(heights, min(decimals, 300)).tolist()
    return Curve(tuple(shown), gaps, bottom, top)


def _ends(heights: NDArray[np.float64], value: float) -> tuple[float, float]:
    """The ends of the axis upwards: what the curve needs, but for its poles."""
    finite = heights[np.isfinite(heights)]
    low, high = np.percentile(finite, [3, 97]) if len(finite) else (0.0, 0.0)
    if abs(value) < HIGHEST:
        low, high = min(low, value), max(high, value)
    size = max(abs(low), abs(high))
    room = MARGIN * (high - low) if high - low > 1e-12 * size else max(1.0, size)
    return float(low - room), float(high + room)
