"""The derivative's value at a point, or what is in its way."""

from __future__ import annotations

import math

from glassnet.calculus.errors import DomainError
from glassnet.calculus.evaluate import at_point
from glassnet.calculus.point import Point, spoken
from glassnet.calculus.sides import sides
from glassnet.calculus.steps import Step
from glassnet.messages import text

# Relative: what rounding leaves between two sides that are one.
SAME = 1e-9


def slope(step: Step, at: Point) -> float:
    """The value of the step's derivative.

    Raises DomainError where the function has no value, or no derivative: that says which it has
    from the left and from the right.
    """
    where = spoken(at)
    if not math.isfinite(at_point(step.before, at)):
        raise DomainError(text("no-value", where=where))
    left, right = sides(step.before, step.variable, at)
    if not math.isfinite(left) or not math.isfinite(right):
        raise DomainError(text("no-finite-derivative", where=where), left, right)
    if not math.isclose(left, right, rel_tol=SAME, abs_tol=SAME):
        said = text("no-derivative", where=where, left=f"{left:.10g}", right=f"{right:.10g}")
        raise DomainError(said, left, right)
    by_rules = at_point(step.after, at)
    # abs(x)^3 is smooth at 0, where what the rules give, 3|x|²·x/|x|, is 0/0.
    return by_rules if math.isfinite(by_rules) else right
