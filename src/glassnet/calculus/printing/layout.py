"""How an expression is laid out on paper: its signs, its fractions, what needs parentheses.

What all ways of writing share. Nothing is computed, and terms and factors keep their order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import Any

import sympy
from sympy import Add, Expr, Integer, Mul, Number, Pow, Rational

# Longer decimals are written as fractions.
MOST_DECIMALS = 12
# Longer integers are written with a power of ten, if they end in zeros.
MOST_DIGITS = 15


class Beside(sympy.Function):
    """Factors that are shown apart, as a rule multiplies them: (1/u)·(2x), and not 2x/u yet."""


class Equal(sympy.Function):
    """Expressions with a sign of equality between them."""


class Level(IntEnum):
    """How strongly the parts of an expression hold together."""

    SUM = 1
    PRODUCT = 2
    POWER = 3
    ATOM = 4


@dataclass(frozen=True)
class Fraction:
    """A sign, the factors above the bar, and those below; none below of what is no fraction."""

    negative: bool
    above: tuple[Expr, ...]
    below: tuple[Expr, ...]


def fraction(f: Any, *, decimals: bool) -> Fraction:
    """decimals: a number such as 1/4 is 0.25, and so no fraction."""
    factors: list[Any] = list(f.args) if isinstance(f, Mul) else [f]
    negative = isinstance(factors[0], Number) and bool(factors[0].is_negative)
    if negative:
        factors[0] = -factors[0]
        if factors[0] == 1 and len(factors) > 1:
            del factors[0]
    above: list[Expr] = []
    below: list[Expr] = []
    for factor in factors:
        if isinstance(factor, Rational) and factor.q != 1 and decimal(factor, decimals) is None:
            above += [Integer(factor.p)] if factor.p != 1 else []
            below.append(Integer(factor.q))
        else:
            divisor = divisor_of(factor)
            if divisor is None:
                above.append(factor)
            else:
                below.append(divisor)
    return Fraction(negative, tuple(above) or (Integer(1),), tuple(below))


def divisor_of(factor: Any) -> Expr | None:
    """What a factor divides by: x² of x⁻²; None of one that is no negative power."""
    if not isinstance(factor, Pow) or not isinstance(factor.exp, Number):
        return None
    exponent: Any = -factor.exp
    if not exponent.is_positive:
        return None
    return factor.base if exponent == 1 else Pow(factor.base, exponent, evaluate=False)


def with_signs(
    terms: Sequence[Any], unsigned: Callable[[Any], str], written: Callable[[Any], str]
) -> str:
    """A sum: - before what is negative, + before the rest. unsigned: writes -f of a negative f."""
    words: list[str] = []
    for place, term in enumerate(terms):
        if is_negative(term):
            words.append(f"{' - ' if place else '-'}{unsigned(term)}")
        else:
            words.append(f"{' + ' if place else ''}{written(term)}")
    return "".join(words)


def is_negative(f: Any) -> bool:
    """Whether it begins with a minus."""
    first = f.args[0] if isinstance(f, Mul) else f
    return isinstance(first, Number) and bool(first.is_negative)


def level(f: Any, *, decimals: bool) -> Level:
    if isinstance(f, Add | sympy.Piecewise | Equal):
        return Level.SUM
    if isinstance(f, Mul | Beside | sympy.Derivative) or is_negative(f):
        return Level.PRODUCT
    if fraction(f, decimals=decimals).below:
        return Level.PRODUCT
    return Level.POWER if isinstance(f, Pow | sympy.exp) else Level.ATOM


def decimal(number: Any, decimals: bool) -> str | None:
    """0.25 of 1/4, where decimals are wanted; None where no short decimal is exact."""
    if not decimals or not isinstance(number, Rational):
        return None
    for places in range(MOST_DECIMALS + 1):
        scaled = number * 10**places
        if scaled.q == 1:
            return format(Decimal(int(scaled.p)).scaleb(-places), "f")
    return None


def numeral(number: Any) -> tuple[str, int]:
    """An integer's digits, and how many zeros are left out after them: those of 2·10²⁰⁰."""
    digits = str(number)
    short = digits.rstrip("0")
    return (short, len(digits) - len(short)) if len(digits) > MOST_DIGITS else (digits, 0)
