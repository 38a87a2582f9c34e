"""Products, quotients and signs as they were written: put together, and nothing joined.

`tidy` is for results, which are made simpler; a formula that was read stays what it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from sympy import Expr, Integer, Mul, Number, Pow, Rational


def negated(f: Expr) -> Expr:
    """-f. The sign goes to a number that stands first: -3, -3x; there are two in -(-x)."""
    first, *others = f.args if isinstance(f, Mul) else (f,)
    if isinstance(first, Number) and first.is_positive:
        return Mul(-first, *others, evaluate=False) if others else -first
    if isinstance(first, Number):
        return Mul(Integer(-1), f, evaluate=False)
    return Mul(Integer(-1), first, *others, evaluate=False)


def times(f: Expr, g: Expr) -> Expr:
    return Mul(*(f.args if isinstance(f, Mul) else (f,)), *_factors(g), evaluate=False)


def divided(f: Expr, g: Expr) -> Expr:
    """f/g. Of two numbers the fraction, if nothing can be reduced: 3/4, but not 2/4."""
    whole = isinstance(f, Integer) and isinstance(g, Integer) and g > 1
    if whole and math.gcd(int(f), int(g)) == 1:
        return Rational(f, g)
    if f == 1:
        return _inverse(g)
    return Mul(*(f.args if isinstance(f, Mul) else (f,)), _inverse(g), evaluate=False)


def _factors(g: Expr) -> Sequence[Any]:
    """Those of a product, unless it has a sign: x*(-y) is no x*(-1)*y."""
    signed = isinstance(g, Mul) and isinstance(g.args[0], Number) and g.args[0].is_negative
    return g.args if isinstance(g, Mul) and not signed else (g,)


def _inverse(g: Expr) -> Expr:
    """1/x² is x⁻², which is the same wherever either has a value; 1/x⁻² is not x²."""
    if isinstance(g, Pow) and isinstance(g.exp, Number) and g.exp.is_positive:
        return Pow(g.base, -g.exp, evaluate=False)
    return Pow(g, Integer(-1), evaluate=False)
