"""An expression in LaTeX."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import Number, Piecewise, Pow, S
from sympy.printing.latex import LatexPrinter

from glassnet.calculus.printing.layout import FormulaLayout, Precedence

BREAK = r" \\ "


class LatexFormulaPrinter(FormulaLayout, LatexPrinter):
    """Prints LaTeX.

    Args:
        decimals: Write numbers as 0.5, where that is exact.
        ln: Call the logarithm ln.
    """

    separator = r" \cdot "

    def __init__(self, decimals: bool, ln: bool) -> None:
        super().__init__({"order": "none", "ln_notation": ln})
        self.decimals = decimals

    def _parens(self, piece: str) -> str:
        return rf"\left({piece}\right)"

    def _over(self, above: Sequence[Any], below: Sequence[Any]) -> str:
        return rf"\frac{{{self._part(above)}}}{{{self._part(below)}}}"

    def _product(self, factors: Sequence[Any]) -> str:
        shown = self._factors(factors)
        signs = [r" \cdot " if _begins_with_digit(f) else " " for f in factors[1:]]
        return shown[0] + "".join(map("".join, zip(signs, shown[1:], strict=True)))

    def _power_of_ten(self, digits: str, zeros: int) -> str:
        return rf"{digits} \cdot 10^{{{zeros}}}"

    def _raised(self, power: Any) -> str:
        # SymPy takes pieces for a function, whose name could be raised.
        applied = power.base.is_Function and not isinstance(power.base, Piecewise)
        if power.exp == S.Half or applied or power.base.is_Symbol:
            return LatexPrinter._print_Pow(self, power)
        base = self._inside(power.base, Precedence.ATOM, first=False)
        return f"{base}^{{{self._print(power.exp)}}}"

    def _print_Derivative(self, expr: Any) -> str:
        """d/dx (f), of one variable."""
        d = r"\partial" if len(expr.expr.free_symbols) > 1 else "d"
        shown = self._inside(expr.expr, Precedence.POWER)
        return rf"\frac{{{d}}}{{{d} {self._print(expr.variables[0])}}} {shown}"

    def _print_Limit(self, expr: Any) -> str:
        f, x, end, _ = expr.args
        return rf"\lim_{{{self._print(x)} \to {self._print(end)}}} {self._print(f)}"

    def _print_sigmoid(self, expr: Any, exp: Any = None) -> str:
        return self._applied(r"\sigma", expr, exp)

    def _print_maximum(self, expr: Any, exp: Any = None) -> str:
        return self._applied(r"\max", expr, exp)

    def _print_minimum(self, expr: Any, exp: Any = None) -> str:
        return self._applied(r"\min", expr, exp)

    def _print_absolute(self, expr: Any, exp: Any = None) -> str:
        return self._print_Abs(expr, exp)

    def _print_Piecewise(self, expr: Any) -> str:
        rows = [rf"{self._print(f)} & ({self._print(where)})" for f, where in expr.args]
        return rf"\begin{{cases}} {BREAK.join(rows)} \end{{cases}}"

    def _applied(self, name: str, expr: Any, exp: Any) -> str:
        raised = f"{name}^{{{exp}}}" if exp else name
        return rf"{raised}\left({', '.join(map(self._print, expr.args))}\right)"


def _begins_with_digit(f: Any) -> bool:
    """Which needs a sign before it: x·2, 2·3."""
    return isinstance(f.base if isinstance(f, Pow) else f, Number)
