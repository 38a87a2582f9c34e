"""The rules of differentiation: a table, read from the top by `steps`.

A rule takes an expression and a variable. It answers None where it does not apply; otherwise it
says what has to be differentiated first, and how the derivative is put together from that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Add, Expr, Integer, Mul, Number, Pow, Symbol

from glassnet.calculus.expressions import UnreducedProduct, divisor_of, flat, negated, replaced
from glassnet.calculus.functions import ELEMENTARY, maximum, minimum
from glassnet.calculus.simplify import ONE, negative, pieces, power, product, quotient, total

Combine = Callable[[Sequence[Expr]], Expr]
NameInner = Callable[[Expr], Symbol]
"""A letter for an inner function, which means nothing else."""

TWO, MINUS = Integer(2), Integer(-1)


@dataclass(frozen=True)
class RuleUse:
    """A rule as it is used on one expression.

    Attributes:
        combine: The derivatives of `parts`, in their order -> that of the expression, simplified.
        parts: What has to be differentiated first, each with its variable.
        applied: The same as `combine`, but as the rule has it, nothing joined; to be shown.
        inner: Of the chain rule alone: the inner function's letter and the function.
        name: The rule's, where that is not the one in RULES.
    """

    combine: Combine
    parts: tuple[tuple[Expr, Symbol], ...] = ()
    applied: Combine | None = None
    inner: tuple[Symbol, Expr] | None = None
    name: str = ""


Rule = Callable[[Expr, Symbol, NameInner], RuleUse | None]


def _constant(f: Expr, x: Symbol, name_inner: NameInner) -> RuleUse | None:
    return None if f.has(x) else _known(Integer(0))


def _identity(f: Expr, x: Symbol, name_inner: NameInner) -> RuleUse | None:
    return _known(ONE) if f == x else None


def _sum(f: Expr, x: Symbol, name_inner: NameInner) -> RuleUse | None:
    if not isinstance(f, Add):
        return None
    # The derivative of -g is that of g, taken away: no step of its own.
    signs, parts = zip(*map(_signed, flat(Add, f.args)), strict=True)
    return RuleUse(
        lambda d: total(product([sign, each]) for sign, each in zip(signs, d, strict=True)),
        tuple((part, x) for part in parts),
        lambda d: _sum_of(
            [each if sign == 1 else negated(each) for sign, each in zip(signs, d, strict=True)]
        ),
    )


def _constant_factor(f: Expr, x: Symbol, name_inner: NameInner) -> RuleUse | None:
    factors = flat(Mul, [f])
    outside = [factor for factor in factors if not factor.has(x)]
    inside = [factor for factor in factors if factor.has(x)]
    if not outside:
        return None
    constant = _times(outside)
    return RuleUse(
        lambda d: product([*outside, d[0]]),
        ((_times(inside), x),),
        lambda d: negated(d[0]) if constant == -1 else _beside(constant, d[0]),
    )


def _quotient(f: Expr, x: Symbol, name_inner: NameInner) -> RuleUse | None:
    above, below = _split(f)
    if below == ONE or above == ONE:
        return None
    combine = lambda d: quotient(
        total([product([d[0], below]), negative(product([above, d[1]]))]), power(below, TWO)
    )
    applied = lambda d: Mul(
        _sum_of([_beside(d[0], below), Mul(MINUS, _beside(above, d[1]), evaluate=False)]),
        Pow(below, -TWO, evaluate=False),
        evaluate=False,
    )
    return RuleUse(combine, ((above, x), (below, x)), applied)


def _product(f: Expr, x: Symbol, name_inner: NameInner) -> RuleUse | None:
    if not isinstance(f, Mul):
        return None
    factors = flat(Mul, f.args)
    combine = lambda d: total(
        product([*factors[:i], each, *factors[i + 1 :]]) for i, each in enumerate(d)
    )
    applied = lambda d: _sum_of(
        [_beside(*factors[:i], each, *factors[i + 1 :]) for i, each in enumerate(d)]
    )
    return RuleUse(combine, tuple((factor, x) for factor in factors), applied)


def _power(f: Expr, x: Symbol, name_inner: NameInner) -> RuleUse | None:
    if not isinstance(f, Pow) or f.base != x or f.exp.has(x):
        return None
    return _known(product([f.exp, power(x, total([f.exp, Integer(-1)]))]))


def _exponential(f: Expr, x: Symbol, name_inner: NameInner) -> RuleUse | None:
    """a^x. e^x is among the functions."""
    if not isinstance(f, Pow) or f.base.has(x) or f.exp != x:
        return None
    return _known(product([f, sympy.log(f.base, evaluate=False)]))


def _general_power(f: Expr, x: Symbol, name_inner: NameInner) -> RuleUse | None:
    """f^g, as e^(g·log f)."""
    if not isinstance(f, Pow) or not f.base.has(x) or not f.exp.has(x):
        return None
    base, exponent = f.base, f.exp
    combine = lambda d: product(
        [
            f,
            total(
                [
                    product([d[0], sympy.log(base, evaluate=False)]),
                    quotient(product([exponent, d[1]]), base),
                ]
            ),
        ]
    )
    applied = lambda d: _beside(
        f,
        _sum_of(
            [
                _beside(d[0], sympy.log(base, evaluate=False)),
                Mul(_beside(exponent, d[1]), Pow(base, MINUS, evaluate=False), evaluate=False),
            ]
        ),
    )
    return RuleUse(combine, ((exponent, x), (base, x)), applied)


def _extreme(f: Any, x: Symbol, name_inner: NameInner) -> RuleUse | None:
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
        lambda d: pieces((d[0], first), (d[1], second)),
        ((one, x), (other, x)),
    )


def _pieces(f: Any, x: Symbol, name_inner: NameInner) -> RuleUse | None:
    """Piece by piece; none where pieces meet. relu has them, once it is differentiated."""
    if not isinstance(f, sympy.Piecewise):
        return None
    args: Any = f.args
    parts, conditions = zip(*args, strict=True)
    return RuleUse(
        lambda d: pieces(*zip(d, conditions, strict=True)), tuple((part, x) for part in parts)
    )


def _elementary(f: Any, x: Symbol, name_inner: NameInner) -> RuleUse | None:
    row = ELEMENTARY.get(f.func)
    if row is None or f.args != (x,):
        return None
    return RuleUse(lambda _: row.derivative(x), name=row.rule)


def _chain(f: Any, x: Symbol, name_inner: NameInner) -> RuleUse | None:
    (place,) = (i for i, argument in enumerate(f.args) if argument.has(x))
    inner: Any = f.args[place]
    u = name_inner(inner)
    outer = f.func(*f.args[:place], u, *f.args[place + 1 :], evaluate=False)
    return RuleUse(
        lambda d: product([replaced(d[0], {u: inner}), d[1]]),
        ((outer, u), (inner, x)),
        lambda d: _beside(replaced(d[0], {u: inner}), d[1]),
        inner=(u, inner),
    )


# Name, a key of `text` -> rule. The first that applies is used; chain applies to the rest.
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
    "chain": _chain,
}


def _known(derivative: Expr) -> RuleUse:
    return RuleUse(lambda _: derivative)


def _times(factors: Sequence[Any]) -> Expr:
    """As they are: in x·2·x the 2 has gone, and no number is moved."""
    if len(factors) < 2:
        return factors[0] if factors else ONE
    return Mul(*factors, evaluate=False)


def _beside(*factors: Expr) -> Expr:
    found: Any = UnreducedProduct(*factors, evaluate=False)
    return found


def _sum_of(terms: Sequence[Expr]) -> Expr:
    return Add(*terms, evaluate=False)


def _signed(term: Expr) -> tuple[Expr, Expr]:
    """-1 and what it stands before, or 1 and the term."""
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
