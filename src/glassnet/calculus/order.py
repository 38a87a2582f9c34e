"""The order that books have: powers from the highest down, numbers last, what is positive first.

SymPy sorts what it computes by an order of its own, such as -1 + x and x·y^(-1 + z).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
from sympy import Add, Expr, Mul, Number, NumberSymbol, Symbol

from glassnet.calculus.expressions import is_negative


def ordered(f: Any) -> Any:
    """The expression with its terms and factors in that order, and nothing computed."""
    if not f.args or not isinstance(f, Expr):
        return f
    arguments = [ordered(part) for part in f.args]
    if isinstance(f, Add):
        arguments.sort(key=_term)
        if is_negative(arguments[0]):
            arguments.sort(key=is_negative)
    elif isinstance(f, Mul):
        arguments.sort(key=_factor)
    if isinstance(f, sympy.Piecewise):
        return f
    function: Any = f.func
    return function(*arguments, evaluate=False)


def _term(term: Expr) -> tuple[float, bool, Sequence[str]]:
    """By the degree in all letters together, then by the alphabet; of other kinds just after 1."""
    powers = [_power(factor) for factor in (term.args if isinstance(term, Mul) else (term,))]
    plain = all(degree is not None for degree in powers)
    degree = sum(degree or 0.0 for degree in powers)
    letters = sorted(str(each) for each in term.free_symbols)
    return (-degree if plain else -0.5, not letters, letters)


def _power(factor: Any) -> float | None:
    """Of a letter's power; 0 of a number; None of anything else."""
    if isinstance(factor, Number | NumberSymbol):
        return 0.0
    base, exponent = factor.as_base_exp()
    if isinstance(base, Symbol) and isinstance(exponent, Number):
        return float(exponent)
    return None


def _factor(factor: Any) -> tuple[int, str]:
    base, exponent = factor.as_base_exp()
    kinds = (Number, NumberSymbol, Symbol)
    if not isinstance(exponent, Number):
        return len(kinds), ""
    place = next((n for n, kind in enumerate(kinds) if isinstance(base, kind)), len(kinds))
    return place, str(base) if isinstance(base, Symbol) else ""
