"""Expressions of SymPy's as trees that nothing evaluates: how they are built, walked and replaced.

What was read stays as it was written: products, quotients and signs are put together here, and
nothing is joined. `simplify` does that, for results.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sympy
from sympy import Add, Expr, Integer, Mul, Number, Pow, Rational
from sympy.core.relational import Relational


class UnreducedProduct(sympy.Function):
    """Factors shown apart, as a rule multiplies them: (1/u)·(2x), and not 2x/u yet."""


class EqualityChain(sympy.Function):
    """Expressions with a sign of equality between them."""


def is_negative(f: Any) -> bool:
    """Whether an expression begins with a minus."""
    first = f.args[0] if isinstance(f, Mul) else f
    return isinstance(first, Number) and bool(first.is_negative)


def divisor_of(factor: Any) -> Expr | None:
    """The divisor that a factor stands for: x² for x⁻²; None if it is no negative power."""
    if not isinstance(factor, Pow) or not isinstance(factor.exp, Number):
        return None
    exponent: Any = -factor.exp
    if not exponent.is_positive:
        return None
    return factor.base if exponent == 1 else Pow(factor.base, exponent, evaluate=False)


def flat(kind: type[Add] | type[Mul], parts: Iterable[Expr]) -> list[Expr]:
    """Open sums within a sum, or products within a product."""
    opened: list[Expr] = []
    for part in parts:
        opened.extend(flat(kind, part.args) if isinstance(part, kind) else [part])
    return opened


def replaced(expression: Any, new: Mapping[Expr, Expr]) -> Any:
    """Replace parts of an expression, and compute nothing."""
    if expression in new:
        return new[expression]
    if not expression.args:
        return expression
    arguments = [replaced(argument, new) for argument in expression.args]
    if arguments == list(expression.args):
        return expression
    function: Any = expression.func
    if isinstance(expression, Expr | Relational):
        return function(*arguments, evaluate=False)
    return function(*arguments)  # an expression and its condition


def extent(
    expression: Any, parts_of: Callable[[Any], Iterable[Any]] = lambda part: part.args
) -> tuple[int, int]:
    """How many parts an expression has, and how many levels. A part used twice counts twice."""
    size, deepest, waiting = 0, 0, [(expression, 1)]
    while waiting:
        part, depth = waiting.pop()
        size, deepest = size + 1, max(deepest, depth)
        waiting += [(each, depth + 1) for each in parts_of(part)]
    return size, deepest


def negated(f: Expr) -> Expr:
    """-f. The sign goes to a number that stands first: -3, -3x; there are two in -(-x)."""
    first, *others = f.args if isinstance(f, Mul) else (f,)
    if isinstance(first, Number) and first.is_positive:
        return Mul(-first, *others, evaluate=False) if others else -first
    if isinstance(first, Number):
        return Mul(Integer(-1), f, evaluate=False)
    return Mul(Integer(-1), first, *others, evaluate=False)


def times(f: Expr, g: Expr) -> Expr:
    return Mul(*_factors(f), *([g] if is_negative(g) else _factors(g)), evaluate=False)


def divided(f: Expr, g: Expr) -> Expr:
    """f/g; for two numbers, the fraction if it cannot be reduced: 3/4, but not 2/4."""
    whole = isinstance(f, Integer) and isinstance(g, Integer) and g > 1
    if whole and math.gcd(int(f), int(g)) == 1:
        return Rational(f, g)
    # 1/x² is x⁻², which is the same wherever either has a value; 1/x⁻² is not x².
    if isinstance(g, Pow) and isinstance(g.exp, Number) and g.exp.is_positive:
        inverse = Pow(g.base, -g.exp, evaluate=False)
    else:
        inverse = Pow(g, Integer(-1), evaluate=False)
    return inverse if f == 1 else Mul(*_factors(f), inverse, evaluate=False)


def _factors(f: Expr) -> Sequence[Any]:
    return f.args if isinstance(f, Mul) else (f,)
