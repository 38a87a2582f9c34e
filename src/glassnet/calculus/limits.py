"""The derivative as a limit: difference quotients with an ever smaller h."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sympy
from sympy import Expr, Symbol

from glassnet.calculus.evaluate import value
from glassnet.calculus.one_sided import height
from glassnet.calculus.point import Point
from glassnet.calculus.steps import Step

# To 1e-8 both quotients come closer, or would if numbers had no end; below that it is plain to see
# that they do not.
STEPS = tuple(10.0**-tens for tens in range(13))


@dataclass(frozen=True)
class Quotient:
    """h, (f(x+h) - f(x))/h and (f(x+h) - f(x-h))/2h in float64; NaN where f has no value."""

    h: float
    forward: float
    central: float


@dataclass(frozen=True)
class LimitTable:
    """Difference quotients at one point.

    value: f there. derivative: the limit, by the rules of differentiation. rows: from h = 1 down.
    """

    value: float
    derivative: float
    rows: Sequence[Quotient]

    @property
    def forward_turns(self) -> float:
        """The h from which on rounding outweighs what a smaller h gains, of (f(x+h) - f(x))/h.

        NaN where it never does, as of cos at 0.
        """
        return self._closest([row.forward for row in self.rows])

    @property
    def central_turns(self) -> float:
        """The same of (f(x+h) - f(x-h))/2h."""
        return self._closest([row.central for row in self.rows])

    def _closest(self, quotients: Sequence[float]) -> float:
        """h of the quotient nearest to the derivative, of several the smallest.

        NaN if no quotient of a smaller h is further away.
        """
        errors = np.abs(np.asarray(quotients) - self.derivative)
        if not np.isfinite(errors).any():
            return math.nan
        last = len(errors) - 1 - int(np.nanargmin(errors[::-1]))
        return self.rows[last].h if np.isfinite(errors[last + 1 :]).any() else math.nan


def limit_table(
    step: Step, at: Point, derivative: float, before: Sequence[Step] = ()
) -> LimitTable:
    """The difference quotients of what a step differentiates, at a point where that has a value.

    before: the steps that made it, of a higher derivative.
    """
    x, here = step.variable, _rounded(step, at, before)
    rows: list[Quotient] = []
    for h in STEPS:
        after = _rounded(step, {**at, x: at.get(x, 0.0) + h}, before)
        behind = _rounded(step, {**at, x: at.get(x, 0.0) - h}, before)
        rows.append(Quotient(h, (after - here) / h, (after - behind) / (2 * h)))
    return LimitTable(height(step, at, before), derivative, rows)


def _rounded(step: Step, at: Point, before: Sequence[Step]) -> float:
    """As float64 computes it, unless that fails on the way; NaN where there is no value."""
    try:
        with np.errstate(divide="raise", invalid="raise", over="raise", under="ignore"):
            found = float(value(step.before, {each: np.float64(at[each]) for each in at}))
    except FloatingPointError:
        found = math.nan
    return found if math.isfinite(found) else height(step, at, before)


def limit(f: Expr, x: Symbol) -> Expr | None:
    """The limit of (f(x+h) - f(x))/h as h goes to 0, by SymPy; None where it finds none.

    It can take long, and has no bound of its own.
    """
    h = sympy.Dummy("h", real=True)  # the formula may have an h of its own
    try:
        known = f.doit()
        quotient = (known.subs(x, x + h) - known) / h
        found = sympy.limit(quotient, h, 0)
        return None if found.has(sympy.Limit, sympy.nan, sympy.zoo, h) else found
    except Exception:  # what SymPy cannot do it says in many ways
        return None
