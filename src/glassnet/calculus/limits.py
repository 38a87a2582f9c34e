"""The derivative as a limit: difference quotients with an ever smaller h."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
import sympy
from sympy import Expr, Integer, Symbol

from glassnet.calculus.evaluate import evaluate
from glassnet.calculus.expressions import divided, negated, replaced
from glassnet.calculus.formula import Point
from glassnet.calculus.grammar import free_name
from glassnet.calculus.one_sided import height
from glassnet.calculus.printing.style import FormulaStyle
from glassnet.calculus.simplify import ordered
from glassnet.calculus.steps import Step
from glassnet.text import message

# To 1e-8 both quotients come closer, or would if numbers had no end; below that it is plain to see
# that they do not.
STEPS = tuple(10.0**-tens for tens in range(13))
# What h is called: the first that the formula does not use.
STEP_NAMES = ("h", "k", "t", "s")


@dataclass(frozen=True)
class Quotient:
    """Difference quotients in float64; NaN where f has no value.

    Attributes:
        h: The step.
        forward: (f(x+h) - f(x))/h.
        central: (f(x+h) - f(x-h))/2h.
    """

    h: float
    forward: float
    central: float


@dataclass(frozen=True)
class LimitTable:
    """Difference quotients at one point.

    Attributes:
        value: The value of f at the point.
        derivative: The limit, by the rules of differentiation.
        rows: The quotients, from h = 1 down.
        formula: lim (f(x+h) - f(x))/h, unevaluated.
        style: The notation of `formula`.
    """

    value: float
    derivative: float
    rows: Sequence[Quotient]
    formula: Expr = field(default=Integer(0), repr=False)
    style: FormulaStyle = field(default=FormulaStyle(), repr=False)

    @property
    def forward_turns(self) -> float:
        """The h from which on rounding outweighs what a smaller h gains, of (f(x+h) - f(x))/h.

        NaN where it never does, as of cos at 0.
        """
        return self._closest([row.forward for row in self.rows])

    @property
    def central_turns(self) -> float:
        """As `forward_turns`, for (f(x+h) - f(x-h))/2h."""
        return self._closest([row.central for row in self.rows])

    def _repr_html_(self) -> str:
        names = ("h", message("limit-forward"), message("limit-central"))
        head = "".join(f"<th>{name}</th>" for name in names)
        rows = "".join(
            f"<tr><td>{row.h:.0e}</td><td>{row.forward:.12g}</td><td>{row.central:.12g}</td></tr>"
            for row in self.rows
        )
        formula = escape(self.style.latex(self.formula))
        return f"<div>$${formula}$$<table><tr>{head}</tr>{rows}</table></div>"

    def _closest(self, quotients: Sequence[float]) -> float:
        """The h of the quotient nearest to the derivative; the smallest h if there are several.

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
    """Difference quotients of what a step differentiates, at a point where that has a value.

    derivative: its value there. before: for a higher derivative, the steps that led to what `step`
    differentiates.
    """
    x, here = step.variable, _rounded(step, at, before)
    rows: list[Quotient] = []
    for h in STEPS:
        after = _rounded(step, {**at, x: at.get(x, 0.0) + h}, before)
        behind = _rounded(step, {**at, x: at.get(x, 0.0) - h}, before)
        rows.append(Quotient(h, (after - here) / h, (after - behind) / (2 * h)))
    formula = limit_formula(step.before, x)
    return LimitTable(height(step, at, before), derivative, rows, formula)


def limit_formula(f: Expr, x: Symbol) -> Expr:
    """lim (f(x+h) - f(x))/h with f put in, and nothing computed."""
    taken = {str(each) for each in f.free_symbols | {x}}
    h = Symbol(free_name(STEP_NAMES, taken), real=True)
    moved = replaced(f, {x: sympy.Add(x, h, evaluate=False)})
    rise = sympy.Add(moved, negated(f), evaluate=False)
    found: Expr = sympy.Limit(divided(rise, h), h, 0, "+-")
    return found


def symbolic_limit(f: Expr, x: Symbol) -> Expr | None:
    """The limit of (f(x+h) - f(x))/h as h goes to 0; None where SymPy finds none."""
    h = sympy.Dummy("h", real=True)  # the formula may have an h of its own
    try:
        known = f.doit()
        quotient = (known.subs(x, x + h) - known) / h
        found = sympy.limit(quotient, h, 0)
        return None if found.has(sympy.Limit, sympy.nan, sympy.zoo, h) else ordered(found)
    except Exception:
        return None


def _rounded(step: Step, at: Point, before: Sequence[Step]) -> float:
    """The value as float64 computes it, unless that fails on the way; NaN where there is none."""
    try:
        with np.errstate(divide="raise", invalid="raise", over="raise", under="ignore"):
            found = float(evaluate(step.before, {each: np.float64(at[each]) for each in at}))
    except FloatingPointError:
        found = math.nan
    return found if math.isfinite(found) else height(step, at, before)
