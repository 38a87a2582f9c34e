"""Sums, products and powers as a person writes them: nothing is expanded, collected or sorted.

SymPy's own constructors do more: they order the terms, multiply out numbers and join like powers,
so that what a rule gave could no longer be seen in its result. Here nested sums and products open,
zeros and ones go, numbers in one sum or product become one, and that is all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sympy import Add, Expr, Integer, Mul, Number, Piecewise, Pow, Rational
from sympy.core.relational import Relational

ONE = Integer(1)
HALF = Rational(1, 2)
# A number is put in the place of its power up to here: 3² is 9, and 3¹⁰ says more than 59049.
MOST_WRITTEN_OUT = 1000


def total(terms: Iterable[Expr]) -> Expr:
    """The sum; 0 of no terms. Its number stands where the first number stood."""
    return _joined(Add, terms, Integer(0))


def product(factors: Iterable[Expr]) -> Expr:
    """The product, its number first; 1 of no factors, 0 if one is."""
    return _joined(Mul, factors, ONE)


def power(base: Expr, exponent: Expr) -> Expr:
    if exponent == 0 or base == 1:
        return ONE
    if exponent == 1:
        return base
    if isinstance(base, Pow) and exponent == -1 and isinstance(base.exp, Number):
        return power(base.base, -base.exp)
    if isinstance(base, Rational) and isinstance(exponent, Integer) and base != 0:
        value: Any = base**exponent if abs(exponent) <= 10 else None
        if value is not None and max(abs(value.p), value.q) <= MOST_WRITTEN_OUT:
            return value
    return Pow(base, exponent, evaluate=False)


def quotient(above: Expr, below: Expr) -> Expr:
    return product([above, power(below, Integer(-1))])


def negative(expression: Expr) -> Expr:
    return product([Integer(-1), expression])


def root(expression: Expr) -> Expr:
    return power(expression, HALF)


def pieces(*parts: tuple[Expr, Any]) -> Expr:
    """(expression, condition) pairs."""
    return Piecewise(*parts, evaluate=False)


def flat(kind: type[Add] | type[Mul], parts: Iterable[Expr]) -> list[Expr]:
    """Sums within a sum, or products within a product, opened."""
    opened: list[Expr] = []
    for part in parts:
        opened.extend(flat(kind, part.args) if isinstance(part, kind) else [part])
    return opened


def replaced(expression: Any, new: Mapping[Expr, Expr]) -> Any:
    """An expression with some of its parts replaced, and nothing computed."""
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


def extent(expression: Any) -> tuple[int, int]:
    """How many parts an expression has, and how many levels. A part used twice counts twice."""
    size, deepest, waiting = 0, 0, [(expression, 1)]
    while waiting:
        part, depth = waiting.pop()
        size, deepest = size + 1, max(deepest, depth)
        waiting += [(each, depth + 1) for each in part.args]
    return size, deepest


def _joined(kind: type[Add] | type[Mul], parts: Iterable[Expr], empty: Expr) -> Expr:
    kept: list[Expr] = []
    number, place = empty, 0
    for part in flat(kind, parts):
        if isinstance(part, Number):
            place = place if number != empty else len(kept)
            number = number + part if kind is Add else number * part
        else:
            kept.append(part)
    if kind is Mul and number == 0:
        return Integer(0)
    if number != empty:
        kept.insert(place if kind is Add else 0, number)
    if len(kept) < 2:
        return kept[0] if kept else empty
    return kind(*kept, evaluate=False)
