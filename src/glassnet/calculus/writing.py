"""An expression as text: for a terminal, for LaTeX, and as a formula that can be read again.

SymPy's printers, told to leave the order of terms and factors as it is, with the names and the
decimal points that the formula itself uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sympy
from sympy import Derivative, Expr, Rational, Symbol
from sympy.printing.latex import LatexPrinter
from sympy.printing.pretty.pretty import PrettyPrinter
from sympy.printing.pretty.stringpict import prettyForm
from sympy.printing.str import StrPrinter

from glassnet.calculus.formula import Formula

# Longer decimals are written as fractions.
MOST_DECIMALS = 12


@dataclass(frozen=True)
class Writing:
    """How the expressions of one formula are written.

    decimals: numbers as 0.5, where that is exact; else as 1/2. ln: log is called ln.
    """

    decimals: bool = False
    ln: bool = False

    @classmethod
    def of(cls, formula: Formula) -> Writing:
        return cls(formula.decimals, formula.ln)

    def plain(self, f: Any) -> str:
        """On one line, as `derive` reads it: x^2/(x + 1)."""
        return _Plain(self).doprint(f)

    def latex(self, f: Any) -> str:
        return _Latex(self).doprint(f)

    def pretty(self, f: Any, width: int = 80, before: str = "", behind: str = "") -> str:
        """Of several lines, with fractions and powers as they stand in a book.

        width: of a line, in columns; longer ones are continued below. before, behind: what stands
        on the line of the fraction bar, to the left and to the right.
        """
        return _Pretty(self, width).beside(f, before, behind)


def equation(f: Expr, variable: Symbol, derivative: Expr) -> Any:
    """d/dx f = derivative."""
    return sympy.Eq(Derivative(f, variable, evaluate=False), derivative, evaluate=False)


def _decimal(number: Rational) -> str | None:
    """0.25 of 1/4; None where no short decimal is exact."""
    for places in range(MOST_DECIMALS + 1):
        scaled = number * 10**places
        if scaled.q == 1:
            return format(Decimal(int(scaled.p)).scaleb(-places), "f")
    return None


class _Plain(StrPrinter):
    def __init__(self, writing: Writing) -> None:
        super().__init__({"order": "none"})
        self._writing = writing

    def doprint(self, expr: Any) -> str:
        return super().doprint(expr).replace("**", "^")

    def _print_Rational(self, expr: Any) -> str:
        decimal = _decimal(expr) if self._writing.decimals else None
        return decimal or super()._print_Rational(expr)

    def _print_Exp1(self, expr: Any) -> Any:
        return "e"

    def _print_log(self, expr: Any) -> str:
        return self._called("ln" if self._writing.ln else "log", expr)

    def _print_absolute(self, expr: Any) -> str:
        return self._called("abs", expr)

    def _print_maximum(self, expr: Any) -> str:
        return self._called("max", expr)

    def _print_minimum(self, expr: Any) -> str:
        return self._called("min", expr)

    def _print_Piecewise(self, expr: Any) -> str:
        pieces = (f"{self._print(f)} if {self._print(condition)}" for f, condition in expr.args)
        return f"({', '.join(pieces)})"

    def _called(self, name: str, expr: Any) -> str:
        return f"{name}({', '.join(map(self._print, expr.args))})"


class _Latex(LatexPrinter):
    def __init__(self, writing: Writing) -> None:
        super().__init__({"order": "none", "ln_notation": writing.ln})
        self._writing = writing

    def _print_Rational(self, expr: Any) -> str:
        decimal = _decimal(expr) if self._writing.decimals else None
        return decimal or super()._print_Rational(expr)

    def _print_sigmoid(self, expr: Any, exp: Any = None) -> str:
        return self._called(r"\sigma", expr, exp)

    def _print_maximum(self, expr: Any, exp: Any = None) -> str:
        return self._called(r"\max", expr, exp)

    def _print_minimum(self, expr: Any, exp: Any = None) -> str:
        return self._called(r"\min", expr, exp)

    def _print_absolute(self, expr: Any, exp: Any = None) -> str:
        return self._print_Abs(expr, exp)

    def _called(self, name: str, expr: Any, exp: Any) -> str:
        raised = f"{name}^{{{exp}}}" if exp else name
        return rf"{raised}\left({', '.join(map(self._print, expr.args))}\right)"


class _Pretty(PrettyPrinter):
    def __init__(self, writing: Writing, width: int) -> None:
        super().__init__({"order": "none", "use_unicode": True, "num_columns": width})
        self._writing = writing

    def beside(self, f: Any, before: str, behind: str) -> str:
        drawn: Any = self._print(f)
        form = prettyForm(*drawn.left(before))
        return prettyForm(*form.right(behind)).render(**self._settings)

    def _print_Rational(self, expr: Any) -> Any:
        decimal = _decimal(expr) if self._writing.decimals else None
        return prettyForm(decimal) if decimal else super()._print_Rational(expr)

    def _print_log(self, expr: Any) -> Any:
        return self._print_Function(expr, func_name="ln" if self._writing.ln else "log")

    def _print_sigmoid(self, expr: Any) -> Any:
        return self._print_Function(expr, func_name="σ")

    def _print_absolute(self, expr: Any) -> Any:
        return self._print_Abs(expr)

    def _print_maximum(self, expr: Any) -> Any:
        return self._print_Function(expr, func_name="max")

    def _print_minimum(self, expr: Any) -> Any:
        return self._print_Function(expr, func_name="min")
