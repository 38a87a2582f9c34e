"""The derivative's value at a point, or what is in its way."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sympy import Expr

from glassnet.calculus.errors import DomainError
from glassnet.calculus.high_precision import Place, as_float, precisely
from glassnet.calculus.high_precision_functions import Number
from glassnet.calculus.missing import Missing, NoValue, TooLarge
from glassnet.calculus.one_sided import Sides, sides_at
from glassnet.calculus.point import Point, spoken
from glassnet.calculus.steps import Step
from glassnet.text import message

# Relative: what is left of two sides that are one, if they are limits of quotients.
SAME = 1e-12


def slope(step: Step, at: Point, before: Sequence[Step] = ()) -> float:
    """The value of the step's derivative.

    before: the steps that made what this one differentiates, of a higher derivative. abs(x)^3 has a
    second derivative at 0 though the first one is 3|x|²·x/|x|, which has no value there.

    Raises DomainError where the function has no value, or no derivative: that says which it has
    from the left and from the right; and where the value is too large for a float.
    """
    told = {"of": message("function-of-order", order=len(before)), "where": spoken(at)}
    try:
        found, sides = precisely(lambda place: _slope(step, before, place), at)
    except NoValue:
        raise DomainError(message("no-value", **told)) from None
    except TooLarge:
        said = message("too-large-inside", where=spoken(at))
        raise DomainError(said, math.inf, math.inf) from None
    left, right = (None if side is None else as_float(side) for side in sides)
    if found is None:
        key, more = _obstacle(left, right)
        raise DomainError(message(key, **told, **more), left, right)
    value = as_float(found)
    if math.isinf(value):
        raise DomainError(message("too-large", where=spoken(at)), left, right)
    return value


def height(step: Step, at: Point, before: Sequence[Step] = ()) -> float:
    """The value of what a step differentiates; NaN where it has none."""
    try:
        return as_float(precisely(lambda place: value_of(step.before, before, place), at))
    except Missing:
        return math.nan


def value_of(f: Expr, before: Sequence[Step], place: Place) -> Number:
    """The value of what the steps made: by the rules, or where they have none as a limit.

    Raises NoValue and TooLarge.
    """
    try:
        return place.value(f)
    except NoValue:
        if not before:
            raise
    *earlier, last = before
    left, right = _sides(last, earlier, place)
    if not _agree(left, right):
        raise NoValue
    return right


def _slope(step: Step, before: Sequence[Step], place: Place) -> tuple[Number | None, Sides]:
    """The derivative, or None; and from both sides. Raises NoValue and TooLarge."""
    left, right = _sides(step, before, place)
    if not _agree(left, right):
        return None, (left, right)
    try:
        return place.value(step.after), (left, right)
    except NoValue:
        return right, (left, right)


def _sides(step: Step, before: Sequence[Step], place: Place) -> Sides:
    function = lambda place: value_of(step.before, before, place)
    return sides_at(step.before, step.variable, place, function)


def _agree(left: Number | None, right: Number | None) -> bool:
    """Whether both are there, finite, and the same."""
    if left is None or right is None or not abs(left) < math.inf or not abs(right) < math.inf:
        return False
    return abs(left - right) <= SAME * max(abs(left), abs(right))


def _obstacle(left: float | None, right: float | None) -> tuple[str, dict[str, str]]:
    """A key of `text` and its variables."""
    if left is None and right is None:
        return "no-derivative-alone", {}
    given = [side for side in (left, right) if side is not None]
    if any(math.isnan(side) for side in given) or (
        len(set(given)) == 1 and math.isinf(given[0])  # a vertical tangent
    ):
        return "no-finite-derivative", {}
    if left is None or right is None:
        key = "no-derivative-from-left" if right is None else "no-derivative-from-right"
        return key, {"slope": _told(given[0])}
    digits = 10 if f"{left:.10g}" != f"{right:.10g}" else 17
    return "no-derivative", {"left": _told(left, digits), "right": _told(right, digits)}


def _told(side: float, digits: int = 10) -> str:
    return f"{side:.{digits}g}".replace("inf", "∞")
