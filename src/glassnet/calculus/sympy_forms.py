"""What SymPy makes of a formula: a shorter form, and the limit of its difference quotient.

Both can take long and have no bound of their own. What SymPy computes is sorted by an order of its
own, such as -1 + x and x·y^(-1 + z); here it comes in the order that books have.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
from sympy import Add, Expr, Mul, Number, NumberSymbol, Symbol

from glassnet.calculus.expressions import is_negative


def shorter(f: Expr) -> Expr | None:
    """The same expression in fewer operations; None if SymPy finds none."""
    try:
        found = sympy.simplify(_evaluated(f), doit=False)
        return ordered(found) if found.count_ops() < f.count_ops() else None
    except Exception:  # what SymPy cannot do raises all kinds: log(-1) < 0 a TypeError
        return None


def limit(f: Expr, x: Symbol) -> Expr | None:
    """The limit of (f(x+h) - f(x))/h as h goes to 0; None where SymPy finds none."""
    h = sympy.Dummy("h", real=True)  # the formula may have an h of its own
    try:
        known = f.doit()
        quotient = (known.subs(x, x + h) - known) / h
        found = sympy.limit(quotient, h, 0)
        return None if found.has(sympy.Limit, sympy.nan, sympy.zoo, h) else ordered(found)
    except Exception:
        return None


def ordered(f: Any) -> Any:
    """Sort terms and factors: the highest power first, numbers last, what is positive first."""
    if not f.args or not isinstance(f, Expr) or isinstance(f, sympy.Piecewise):
        return f
    arguments = [ordered(part) for part in f.args]
    if isinstance(f, Add):
        arguments.sort(key=_term)
        if is_negative(arguments[0]):
            arguments.sort(key=is_negative)
    elif isinstance(f, Mul):
        arguments.sort(key=_factor)
    function: Any = f.func
    return function(*arguments, evaluate=False)


def _evaluated(f: Any) -> Any:
    """As SymPy's own constructors would have made it. `doit` would write out a sigmoid as well."""
    if not f.args:
        return f
    return f.func(*(_evaluated(part) for part in f.args))


def _term(term: Expr) -> tuple[float, bool, Sequence[str]]:
    """By the degree in all letters together, then by the alphabet; other kinds just after 1."""
    powers = [_power(factor) for factor in (term.args if isinstance(term, Mul) else (term,))]
    plain = all(degree is not None for degree in powers)
    degree = sum(degree or 0.0 for degree in powers)
    letters = sorted(str(each) for each in term.free_symbols)
    return (-degree if plain else -0.5, not letters, letters)


def _power(factor: Any) -> float | None:
    """A letter's exponent; 0 of a number; None of anything else."""
    if isinstance(factor, Number | NumberSymbol):
        return 0.0
    base, exponent = factor.as_base_exp()
    return float(exponent) if isinstance(base, Symbol) and isinstance(exponent, Number) else None


def _factor(factor: Any) -> tuple[int, str]:
    """Numbers, then letters by the alphabet, then all else."""
    base, exponent = factor.as_base_exp()
    kinds = (Number, NumberSymbol, Symbol)
    if not isinstance(exponent, Number):
        return len(kinds), ""
    place = next((n for n, kind in enumerate(kinds) if isinstance(base, kind)), len(kinds))
    return place, str(base) if isinstance(base, Symbol) else ""
