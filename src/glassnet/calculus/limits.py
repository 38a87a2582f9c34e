"""The derivative as a limit: difference quotients with an ever smaller h."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sympy
from sympy import Expr, Symbol

from glassnet.calculus.evaluate import at_point
from glassnet.calculus.point import Point

# To 1e-8 both quotients come closer, or would if numbers had no end; below that it is plain to see
# that they do not.
STEPS = tuple(10.0**-tens for tens in range(13))


@dataclass(frozen=True)
class Quotient:
    """h, (f(x+h) - f(x))/h and (f(x+h) - f(x-h))/2h; NaN where f has no value."""

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
        """The h from which on rounding outweighs what a smaller h gains, of (f(x+h) - f(x))/h."""
        return self._closest([row.forward for row in self.rows])

    @property
    def central_turns(self) -> float:
        """The same of (f(x+h) - f(x-h))/2h."""
        return self._closest([row.central for row in self.rows])

    def _closest(self, quotients: Sequence[float]) -> float:
        """h of the quotient nearest to the derivative; of several the smallest; NaN for none."""
        errors = np.abs(np.asarray(quotients) - self.derivative)
        if not np.isfinite(errors).any():
            return math.nan
        last = len(errors) - 1 - int(np.nanargmin(errors[::-1]))
        return self.rows[last].h


def limit_table(f: Expr, x: Symbol, at: Point, derivative: float) -> LimitTable:
    """The difference quotients of `f` in `x`, at a point where all letters have values."""
    here = at_point(f, at)
    rows: list[Quotient] = []
    for h in STEPS:
        after = at_point(f, {**at, x: at[x] + h})
        before = at_point(f, {**at, x: at[x] - h})
        rows.append(Quotient(h, (after - here) / h, (after - before) / (2 * h)))
    return LimitTable(here, derivative, rows)


def limit(f: Expr, x: Symbol) -> Expr | None:
    """The limit of (f(x+h) - f(x))/h as h goes to 0, by SymPy; None where it finds none.

    It can take long, and has no bound of its own.
    """
    h = Symbol("h" if x.name != "h" else "k", real=True)
    known = f.doit()
    quotient = (known.subs(x, x + h) - known) / h
    try:
        found = sympy.limit(quotient, h, 0)
    except (NotImplementedError, ValueError, TypeError, ZeroDivisionError, RecursionError):
        return None
    return None if found.has(sympy.Limit, sympy.nan, sympy.zoo, h) else found
