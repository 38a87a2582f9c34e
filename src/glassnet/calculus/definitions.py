"""Functions by what they are defined as: sigmoid(x) is 1/(1 + e^-x)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy import Expr

from glassnet.calculus.formula import Formula
from glassnet.calculus.functions import DEFINED


def written_out(formula: Formula) -> Formula:
    """The formula with every function that is made of others in terms of those."""
    named = {_written_out(inner): letter for inner, letter in formula.named.items()}
    return replace(formula, expression=_written_out(formula.expression), named=named)


def _written_out(expression: Any) -> Expr:
    if not expression.args:
        return expression
    arguments = [_written_out(part) for part in expression.args]
    if expression.func in DEFINED:
        return expression.func.definition(*arguments)
    return expression.func(*arguments, evaluate=False)
