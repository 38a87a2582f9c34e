"""The layout of signs, fraction bars and parentheses that all printers of formulas share.

SymPy's own printers sort terms and factors, and so move what a person wrote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import IntEnum
from typing import Any

import sympy
from sympy import Add, Integer, Mul, Pow, Rational

from glassnet.calculus.expressions import (
    EqualityChain,
    UnreducedProduct,
    divisor_of,
    is_negative,
)

# Longer decimals are written as fractions.
MOST_DECIMALS = 12
# Longer integers are written with a power of ten, if they end in zeros.
MOST_DIGITS = 15


class Precedence(IntEnum):
    """How strongly the parts of an expression hold together."""

    SUM = 1
    PRODUCT = 2
    POWER = 3
    ATOM = 4


class FormulaLayout:
    """The methods of a SymPy printer that arrange sums, products, fractions and numbers.

    A printer made with it says how pieces are put together: `_row`, `_parens`, `_over`, `_product`,
    and how a power and a function are written: `_raised`, `_applied`. By default pieces are texts.

    Attributes:
        decimals: Write numbers as 0.5, where that is exact.
        separator: The sign between the factors of an unreduced product.
        names: Names of functions that SymPy lacks.
    """

    decimals: bool
    separator: str
    names: Mapping[str, str]

    _print: Any
    _over: Any
    _raised: Any
    _applied: Any
    _product: Any

    def _row(self, *pieces: Any) -> Any:
        return "".join(pieces)

    def _parens(self, piece: Any) -> Any:
        return f"({piece})"

    def _power_of_ten(self, digits: str, zeros: int) -> str:
        return f"{digits}e{zeros}"

    def _precedence(self, f: Any) -> Precedence:
        if isinstance(f, Add | sympy.Piecewise | EqualityChain):
            return Precedence.SUM
        if isinstance(f, Mul | UnreducedProduct | sympy.Derivative) or is_negative(f):
            return Precedence.PRODUCT
        if self._fraction(f)[1]:
            return Precedence.PRODUCT
        return Precedence.POWER if isinstance(f, Pow | sympy.exp) else Precedence.ATOM

    def _inside(self, f: Any, least: Precedence, first: bool = True) -> Any:
        """A part, in parentheses if it binds less than `least`, or has a minus after a sign."""
        bare = self._precedence(f) >= least and (first or not is_negative(f))
        return self._print(f) if bare else self._parens(self._print(f))

    def _joined(self, sign: str, pieces: Sequence[Any]) -> Any:
        parts = [part for piece in pieces for part in (sign, piece)]
        return self._row(*parts[1:])

    def _factors(self, factors: Sequence[Any]) -> list[Any]:
        return [self._inside(f, Precedence.POWER, first=False) for f in factors]

    def _part(self, factors: Sequence[Any]) -> Any:
        """The part above or below a fraction bar."""
        return self._print(factors[0]) if len(factors) == 1 else self._product(factors)

    def _signed(self, f: Any) -> Any:
        return self._row(*(["-"] if is_negative(f) else []), self._unsigned(f))

    def _unsigned(self, f: Any) -> Any:
        """-f if f begins with a minus, else f."""
        above, below = self._fraction(f)
        if below:
            return self._over(above, below)
        unreduced = isinstance(above[0], UnreducedProduct)
        return self._part(above) if unreduced else self._product(above)

    def _fraction(self, f: Any) -> tuple[list[Any], list[Any]]:
        """The factors above the bar, without a sign, and those below it."""
        factors: list[Any] = list(f.args) if isinstance(f, Mul) else [f]
        if is_negative(f):
            factors[0] = -factors[0]
            if factors[0] == 1 and len(factors) > 1:
                del factors[0]
        above: list[Any] = []
        below: list[Any] = []
        for factor in factors:
            divisor = divisor_of(factor)
            if isinstance(factor, Rational) and factor.q != 1 and self._decimal(factor) is None:
                above += [Integer(factor.p)] if factor.p != 1 else []
                below.append(Integer(factor.q))
            elif divisor is not None:
                below.append(divisor)
            else:
                above.append(factor)
        return above or [Integer(1)], below

    def _decimal(self, number: Any) -> str | None:
        """0.25 for 1/4, where decimals are wanted; None where no short decimal is exact."""
        if not self.decimals:
            return None
        for places in range(MOST_DECIMALS + 1):
            scaled = number * 10**places
            if scaled.q == 1:
                return format(Decimal(int(scaled.p)).scaleb(-places), "f")
        return None

    # What SymPy's printers call.

    def _print_sigmoid(self, expr: Any, exp: Any = None) -> Any:
        return self._applied(self.names[type(expr).__name__], expr, exp)

    _print_maximum = _print_minimum = _print_sigmoid

    def _print_Add(self, expr: Any, order: Any = None) -> Any:
        pieces: list[Any] = []
        for place, term in enumerate(expr.args):
            if is_negative(term):
                pieces += [" - " if place else "-", self._unsigned(term)]
            else:
                pieces += [*([" + "] if place else []), self._inside(term, Precedence.PRODUCT)]
        return self._row(*pieces)

    def _print_Mul(self, expr: Any) -> Any:
        return self._signed(expr)

    def _print_Pow(self, expr: Any, rational: bool = False) -> Any:
        return self._unsigned(expr) if self._fraction(expr)[1] else self._raised(expr)

    def _print_UnreducedProduct(self, expr: Any) -> Any:
        shown = [
            self._inside(f, Precedence.PRODUCT, first=not place)
            for place, f in enumerate(expr.args)
        ]
        return self._joined(self.separator, shown)

    def _print_EqualityChain(self, expr: Any) -> Any:
        return self._joined(" = ", list(map(self._print, expr.args)))

    def _print_Rational(self, expr: Any) -> Any:
        short = self._decimal(expr)
        return self._row(short) if short else self._signed(expr)

    def _print_Integer(self, expr: Any) -> Any:
        digits = str(expr)
        short = digits.rstrip("0")
        if len(digits) <= MOST_DIGITS or short == digits:
            return self._row(digits)
        return self._row(self._power_of_ten(short, len(digits) - len(short)))
