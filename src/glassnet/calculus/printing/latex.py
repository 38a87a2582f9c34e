"""An expression in LaTeX."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from sympy import Number, Piecewise, Pow, S
from sympy.printing.latex import LatexPrinter

from glassnet.calculus.printing.layout import (
    Beside,
    Level,
    decimal,
    fraction,
    is_negative,
    level,
    numeral,
    with_signs,
)

BREAK = r" \\ "


class Latex(LatexPrinter):
    """decimals: numbers as 0.5, where that is exact. ln: log is called ln."""

    def __init__(self, decimals: bool, ln: bool) -> None:
        super().__init__({"order": "none", "ln_notation": ln})
        self._decimals = decimals

    def _inside(self, f: Any, least: Level, first: bool = True) -> str:
        """In parentheses if it holds together less than that, or has a minus after a sign."""
        bare = level(f, decimals=self._decimals) >= least and (first or not is_negative(f))
        return self._print(f) if bare else rf"\left({self._print(f)}\right)"

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        written = partial(self._inside, least=Level.PRODUCT)
        return with_signs(expr.args, self._unsigned, written)

    def _print_Mul(self, expr: Any) -> str:
        return f"{'-' if is_negative(expr) else ''}{self._unsigned(expr)}"

    def _unsigned(self, f: Any) -> str:
        """-f of what begins with a minus, and else f."""
        found = fraction(f, decimals=self._decimals)
        if not found.below:
            single = isinstance(found.above[0], Beside)
            return self._part(found.above) if single else self._product(found.above)
        return rf"\frac{{{self._part(found.above)}}}{{{self._part(found.below)}}}"

    def _part(self, factors: Sequence[Any]) -> str:
        return self._print(factors[0]) if len(factors) == 1 else self._product(factors)

    def _product(self, factors: Sequence[Any]) -> str:
        shown = [self._inside(f, Level.POWER, first=False) for f in factors]
        signs = [r" \cdot " if _begins_with_digit(f) else " " for f in factors[1:]]
        return shown[0] + "".join(map("".join, zip(signs, shown[1:], strict=True)))

    def _print_Beside(self, expr: Any) -> str:
        return r" \cdot ".join(
            self._inside(f, Level.PRODUCT, first=not place) for place, f in enumerate(expr.args)
        )

    def _print_Equal(self, expr: Any) -> str:
        return " = ".join(map(self._print, expr.args))

    def _print_Rational(self, expr: Any) -> str:
        short = decimal(expr, self._decimals)
        return short or f"{'-' if expr.p < 0 else ''}{self._unsigned(expr)}"

    def _print_Integer(self, expr: Any) -> str:
        digits, zeros = numeral(expr)
        return rf"{digits} \cdot 10^{{{zeros}}}" if zeros else digits

    def _print_Pow(self, expr: Any) -> str:
        if fraction(expr, decimals=self._decimals).below:
            return self._unsigned(expr)
        # SymPy takes pieces for a function, whose name could be raised.
        called = expr.base.is_Function and not isinstance(expr.base, Piecewise)
        if expr.exp == S.Half or called or expr.base.is_Symbol:
            return super()._print_Pow(expr)
        base = self._inside(expr.base, Level.ATOM, first=False)
        return f"{base}^{{{self._print(expr.exp)}}}"

    def _print_Derivative(self, expr: Any) -> str:
        """d/dx (f), of one variable."""
        f = self._print(expr.expr)
        d = r"\partial" if len(expr.expr.free_symbols) > 1 else "d"
        below = self._print(expr.variables[0])
        bare = level(expr.expr, decimals=self._decimals) >= Level.POWER
        shown = f if bare else rf"\left({f}\right)"
        return rf"\frac{{{d}}}{{{d} {below}}} {shown}"

    def _print_sigmoid(self, expr: Any, exp: Any = None) -> str:
        return self._called(r"\sigma", expr, exp)

    def _print_maximum(self, expr: Any, exp: Any = None) -> str:
        return self._called(r"\max", expr, exp)

    def _print_minimum(self, expr: Any, exp: Any = None) -> str:
        return self._called(r"\min", expr, exp)

    def _print_absolute(self, expr: Any, exp: Any = None) -> str:
        return self._print_Abs(expr, exp)

    def _print_Piecewise(self, expr: Any) -> str:
        rows = [rf"{self._print(f)} & ({self._print(where)})" for f, where in expr.args]
        return rf"\begin{{cases}} {BREAK.join(rows)} \end{{cases}}"

    def _called(self, name: str, expr: Any, exp: Any) -> str:
        raised = f"{name}^{{{exp}}}" if exp else name
        return rf"{raised}\left({', '.join(map(self._print, expr.args))}\right)"


def _begins_with_digit(f: Any) -> bool:
    """Which needs a sign before it: x·2, 2·3."""
    return isinstance(f.base if isinstance(f, Pow) else f, Number)
