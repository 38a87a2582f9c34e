"""The derivative's value at a point; at kinks and ends those from the left and from the right.

Where the rules give no value, the definition does: the limit of the difference quotient, taken from
one side with hundreds of digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import sympy
from sympy import Expr, Symbol

from glassnet.calculus.formula import Point, point_text
from glassnet.calculus.high_precision import (
    DIGITS,
    NoNumber,
    NoValue,
    Number,
    PointValues,
    TooLarge,
    as_float,
)
from glassnet.calculus.steps import Step
from glassnet.errors import GlassnetError
from glassnet.text import message

Function = Callable[[PointValues], Number]
"""A function's value at a point. Raises NoValue and TooLarge."""
Sides = tuple[Number | None, Number | None]
"""Slopes from the left and the right: None where the function has no values, infinite or NaN."""

# How far from the point the quotients are taken, relative to it if it is small.
STEPS = tuple(10**tens for tens in (20, 30, 40))
# Relative: what is left of two sides that are one; and of a limit that is 0.
SAME, VANISHES = 1e-12, 1e-5


class DomainError(GlassnetError):
    """The function has no value or no derivative at the point, or one too large for a float.

    Attributes:
        left: The derivative from the left: None where the function has no values on that side or at
            the point itself, infinite where the slope is or is too large, NaN where there is none.
        right: The derivative from the right.
    """

    def __init__(self, message: str, left: float | None = None, right: float | None = None) -> None:
        super().__init__(message)
        self.left = left
        self.right = right

    def __reduce__(self) -> tuple[type[DomainError], tuple[str, float | None, float | None]]:
        return type(self), (str(self), self.left, self.right)


def slope(step: Step, at: Point, before: Sequence[Step] = ()) -> float:
    """The value of a step's derivative.

    before: for a higher derivative, the steps that led to what this one differentiates. abs(x)^3
    has a second derivative at 0 though the first one is 3|x|²·x/|x|, which has no value there.

    Raises:
        DomainError: no value or no derivative, with those from both sides; or one too large for a
            float.
    """
    about = {"of": message("function-of-order", order=len(before)), "where": point_text(at)}
    try:
        sides = one_sided_slopes(step, PointValues(at), before)
    except NoValue:
        raise DomainError(message("no-value", **about)) from None
    except TooLarge:
        said = message("too-large-inside", where=point_text(at))
        raise DomainError(said, math.inf, math.inf) from None
    left, right = (None if side is None else as_float(side) for side in sides)
    if not _agree(*sides):
        key, more = _obstacle(left, right)
        raise DomainError(message(key, **about, **more), left, right)
    assert right is not None
    if math.isinf(right):
        raise DomainError(message("too-large", where=point_text(at)), left, right)
    return right


def height(step: Step, at: Point, before: Sequence[Step] = ()) -> float:
    """The value of what a step differentiates; NaN where it has none."""
    try:
        return as_float(_value(step.before, PointValues(at), before))
    except NoNumber:
        return math.nan


def one_sided_slopes(step: Step, values: PointValues, before: Sequence[Step] = ()) -> Sides:
    """The slopes from the left and from the right, of what has a value at the point.

    Raises:
        NoValue: it has none. TooLarge: a number in it is too large to compute with.
    """
    function = lambda beside: _value(step.before, beside, before)
    function(values)
    try:
        by_rules = values.value(step.after)
    except NoValue:
        by_rules = None
    if by_rules is None or not _is_interior(step.before, step.variable, values):
        left, right = (_quotient_limit(function, step.variable, values, way) for way in (-1, 1))
        if by_rules is None or not _agree(left, right):
            return left, right
    return by_rules, by_rules


def _value(f: Expr, values: PointValues, before: Sequence[Step]) -> Number:
    """The value of what the steps made: by the rules, or where they have none as a limit."""
    try:
        return values.value(f)
    except NoValue:
        if not before:
            raise
    *earlier, last = before
    left, right = one_sided_slopes(last, values, earlier)
    if not _agree(left, right):
        raise NoValue
    return right


def _is_interior(f: Expr, x: Symbol, values: PointValues) -> bool:
    """Whether every part of f has values on both sides of x: there is no root of 0, no asin(1)."""
    moving = (part for part in sympy.preorder_traversal(f) if part.has(x))
    try:
        return not any(_ends(part, x, values) for part in moving)
    except NoValue:  # in a piece that counts elsewhere
        return False


def _ends(part: Any, x: Symbol, values: PointValues) -> bool:
    """Whether the point is at an end of where a part has values, as far as its function tells."""
    if isinstance(part, sympy.asin | sympy.acos):
        return values.difference(abs(values.value(part.args[0])), values.mp.one) == 0
    if isinstance(part, sympy.Pow) and values.value(part.base) <= 0:
        return part.exp.has(x) or values.as_integer(values.value(part.exp)) is None
    return False


def _quotient_limit(f: Function, x: Symbol, values: PointValues, way: int) -> Number | None:
    """The limit of (f(x + way·h) - f(x))/(way·h) as h > 0 goes to 0.

    None if f has no values on that side; infinite if the quotients grow without bound; NaN if they
    do neither.
    """
    size = abs(values.value(x)) or values.mp.one
    # Of 1e300 + h the digits of h are far below.
    fine = PointValues(values.at, DIGITS + 2 * max(0, int(values.mp.log10(size))))
    here, scale = f(fine), min(fine.mp.one, size)
    quotients: list[Number] = []
    try:
        for step in STEPS:
            h = way * scale / step
            quotients.append(fine.difference(f(fine.shifted(x, h)), here) / h)
    except NoValue:
        return None
    return _limit(fine.mp, *quotients)


def _limit(mp: Any, first: Number, second: Number, third: Number) -> Number:
    """The limit of a sequence that approaches it, or grows, as a geometric series does."""
    before, last = second - first, third - second
    if abs(last) <= abs(third) * mp.mpf(10) ** -30:
        return third
    if before == 0 or abs(last) >= abs(before):
        return mp.inf * mp.sign(last) if before * last > 0 else mp.nan
    ratio = last / before
    limit = third + last * ratio / (1 - ratio)
    return limit if abs(limit) > VANISHES * abs(third) else mp.zero


def _agree(left: Number | None, right: Number | None) -> bool:
    """Whether both are there, finite, and the same."""
    if left is None or right is None or not abs(left) < math.inf or not abs(right) < math.inf:
        return False
    return abs(left - right) <= SAME * max(abs(left), abs(right))


def _obstacle(left: float | None, right: float | None) -> tuple[str, dict[str, str]]:
    """The key of what keeps a function from having a derivative, and its variables."""
    if left is None and right is None:
        return "no-derivative-alone", {}
    given = [side for side in (left, right) if side is not None]
    if any(math.isnan(side) for side in given) or (
        len(set(given)) == 1 and math.isinf(given[0])  # a vertical tangent
    ):
        return "no-finite-derivative", {}
    if left is None or right is None:
        key = "no-derivative-from-left" if right is None else "no-derivative-from-right"
        return key, {"slope": _written(given[0])}
    digits = 10 if f"{left:.10g}" != f"{right:.10g}" else 17
    return "no-derivative", {"left": _written(left, digits), "right": _written(right, digits)}


def _written(side: float, digits: int = 10) -> str:
    return f"{side:.{digits}g}".replace("inf", "∞")
