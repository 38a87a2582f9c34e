"""The rules of differentiation: a table, read from the top by `steps`.

A rule takes an expression and a variable. It gives None where it does not apply, or says
what has to be differentiated first, and how the derivative is put together from that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Add, Expr, Integer, Mul, Number, Pow, Symbol

from glassnet.calculus.expressions import UnreducedProduct, divisor_of, flat, negated, replaced
from glassnet.calculus.functions import ELEMENTARY, maximum, minimum
from glassnet.calculus.simplify import ONE, negative, pieces, power, product, quotient, total

TWO = Integer(2)


@dataclass(frozen=True)
class Algebra:
    """How a rule's derivative is put together. over: dividend, base and exponent."""

    sum: Callable[[Iterable[Expr]], Expr]
    product: Callable[[Iterable[Expr]], Any]
    minus: Callable[[Expr], Expr]
    over: Callable[[Expr, Expr, Expr], Expr]


# What a derivative comes to, and as the rule has it, nothing joined.
SIMPLIFIED = Algebra(total, product, negative, lambda f, g, n: quotient(f, power(g, n)))
UNREDUCED = Algebra(
    lambda terms: Add(*terms, evaluate=False),
    lambda factors: UnreducedProduct(*factors, evaluate=False),
    negated,
    lambda f, g, n: Mul(f, Pow(g, -n, evaluate=False), evaluate=False),
)


@dataclass(frozen=True)
class RuleUse:
    """A rule as it is used on one expression.

    Attributes:
        derivative: Puts the derivative together from those of `parts`, in their order.
        parts: Expressions to differentiate first, each with its variable.
        inner: For the chain rule alone: the inner function's letter and the function.
        name: The rule's name, where it is not the one in RULES.
    """

    derivative: Callable[[Sequence[Expr], Algebra], Expr]
    parts: tuple[tuple[Expr, Symbol], ...] = ()
    inner: tuple[Symbol, Expr] | None = None
    name: str = ""


Rule = Callable[[Expr, Symbol], RuleUse | None]


def _constant(f: Expr, x: Symbol) -> RuleUse | None:
    return None if f.has(x) else _known(Integer(0))


def _identity(f: Expr, x: Symbol) -> RuleUse | None:
    return _known(ONE) if f == x else None


def _sum(f: Expr, x: Symbol) -> RuleUse | None:
    if not isinstance(f, Add):
        return None
    # The derivative of -g is that of g, taken away: no step of its own.
    signs, parts = zip(*map(_signed, flat(Add, f.args)), strict=True)
    return RuleUse(
        lambda d, by: by.sum(
            each if sign == 1 else by.minus(each) for sign, each in zip(signs, d, strict=True)
        ),
        tuple((part, x) for part in parts),
    )


def _constant_factor(f: Expr, x: Symbol) -> RuleUse | None:
    factors = flat(Mul, [f])
    outside = [factor for factor in factors if not factor.has(x)]
    inside = [factor for factor in factors if factor.has(x)]
    if not outside:
        return None
    constant = _times(outside)
    whole = lambda d, by: by.minus(d[0]) if constant == -1 else by.product([constant, d[0]])
    return RuleUse(whole, ((_times(inside), x),))


def _quotient(f: Expr, x: Symbol) -> RuleUse | None:
    above, below = _split(f)
    if below == ONE or above == ONE:
        return None
    rise = lambda d, by: by.sum([by.product([d[0], below]), by.minus(by.product([above, d[1]]))])
    return RuleUse(lambda d, by: by.over(rise(d, by), below, TWO), ((above, x), (below, x)))


def _product(f: Expr, x: Symbol) -> RuleUse | None:
    if not isinstance(f, Mul):
        return None
    factors = flat(Mul, f.args)
    whole = lambda d, by: by.sum(
        by.product([*factors[:i], each, *factors[i + 1 :]]) for i, each in enumerate(d)
    )
    return RuleUse(whole, tuple((factor, x) for factor in factors))


def _power(f: Expr, x: Symbol) -> RuleUse | None:
    if not isinstance(f, Pow) or f.base != x or f.exp.has(x):
        return None
    return _known(product([f.exp, power(x, total([f.exp, Integer(-1)]))]))


def _exponential(f: Expr, x: Symbol) -> RuleUse | None:
    """a^x. e^x is among the functions."""
    if not isinstance(f, Pow) or f.base.has(x) or f.exp != x:
        return None
    return _known(product([f, sympy.log(f.base, evaluate=False)]))


def _general_power(f: Expr, x: Symbol) -> RuleUse | None:
    """f^g, as e^(g·log f)."""
    if not isinstance(f, Pow) or not f.base.has(x) or not f.exp.has(x):
        return None
    base, exponent, log = f.base, f.exp, sympy.log(f.base, evaluate=False)
    rate = lambda d, by: by.sum(
        [by.product([d[0], log]), by.over(by.product([exponent, d[1]]), base, ONE)]
    )
    return RuleUse(lambda d, by: by.product([f, rate(d, by)]), ((exponent, x), (base, x)))


def _extreme(f: Any, x: Symbol) -> RuleUse | None:
    """The derivative of the larger (max) or the smaller one (min); none where they meet."""
    if not isinstance(f, maximum | minimum):
        return None
    args: Any = f.args
    one, other = args
    greater = isinstance(f, maximum)
    # Evaluated, SymPy asks whether log(x - x - 1) is real, and finds that it is not.
    above = sympy.StrictGreaterThan(one, other, evaluate=False)
    below = sympy.StrictLessThan(one, other, evaluate=False)
    first, second = (above, below) if greater else (below, above)
    return RuleUse(
        lambda d, _: pieces((d[0], first), (d[1], second)),
        ((one, x), (other, x)),
    )


def _pieces(f: Any, x: Symbol) -> RuleUse | None:
    """The derivative piece by piece; none where pieces meet, such as those of relu's derivative."""
    if not isinstance(f, sympy.Piecewise):
        return None
    args: Any = f.args
    parts, conditions = zip(*args, strict=True)
    return RuleUse(
        lambda d, _: pieces(*zip(d, conditions, strict=True)), tuple((part, x) for part in parts)
    )


def _elementary(f: Any, x: Symbol) -> RuleUse | None:
    row = ELEMENTARY.get(f.func)
    if row is None or f.args != (x,):
        return None
    return RuleUse(lambda *_: row.derivative(x), name=row.rule)


def chain_rule(f: Any, x: Symbol, name_inner: Callable[[Expr], Symbol]) -> RuleUse:
    """The chain rule. name_inner: gives an inner function a letter that means nothing else."""
    (place,) = (i for i, argument in enumerate(f.args) if argument.has(x))
    inner: Any = f.args[place]
    u = name_inner(inner)
    outer = f.func(*f.args[:place], u, *f.args[place + 1 :], evaluate=False)
    whole = lambda d, by: by.product([replaced(d[0], {u: inner}), d[1]])
    return RuleUse(whole, ((outer, u), (inner, x)), (u, inner), "chain")


# Name, a key of `text` -> rule. The first that applies is used; `chain_rule` applies to the rest.
RULES: Mapping[str, Rule] = {
    "constant": _constant,
    "identity": _identity,
    "sum": _sum,
    "constant-factor": _constant_factor,
    "quotient": _quotient,
    "product": _product,
    "power": _power,
    "exponential": _exponential,
    "general-power": _general_power,
    "extreme": _extreme,
    "pieces": _pieces,
    "function": _elementary,
}


def _known(derivative: Expr) -> RuleUse:
    return RuleUse(lambda *_: derivative)


def _times(factors: Sequence[Any]) -> Expr:
    """The product of factors as they are: in x·2·x the 2 has gone, and no number is moved."""
    if len(factors) < 2:
        return factors[0] if factors else ONE
    return Mul(*factors, evaluate=False)


def _signed(term: Expr) -> tuple[Expr, Expr]:
    """-1 and the term without its minus, or 1 and the term."""
    if isinstance(term, Number) and term.is_negative:
        return Integer(-1), -term
    if isinstance(term, Mul) and isinstance(term.args[0], Number) and term.args[0].is_negative:
        number, *others = term.args
        return Integer(-1), _times(others if number == -1 else [-number, *others])
    return ONE, term


def _split(f: Expr) -> tuple[Expr, Expr]:
    """Numerator and denominator, as they are written."""
    above: list[Expr] = []
    below: list[Expr] = []
    for factor in flat(Mul, [f]):
        divisor = divisor_of(factor)
        if divisor is None:
            above.append(factor)
        else:
            below.append(divisor)
    return _times(above), _times(below)
