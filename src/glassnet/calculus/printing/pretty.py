"""An expression of several lines, with fractions and powers as they stand in a book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len
from sympy import Rational
from sympy.printing.pretty.pretty import PrettyPrinter
from sympy.printing.pretty.stringpict import prettyForm

from glassnet.calculus.printing.layout import (
    Beside,
    Level,
    decimal,
    fraction,
    is_negative,
    level,
    numeral,
)

# Stands for a cell of a label while its line is put together: SymPy counts letters, and a Korean
# one takes the room of two.
CELL = "\ue000"


class Drawn(PrettyPrinter):
    """decimals: numbers as 0.5, where that is exact. ln: log is called ln. width: in columns."""

    def __init__(self, decimals: bool, ln: bool, width: int) -> None:
        super().__init__({"order": "none", "use_unicode": True, "num_columns": width})
        self._decimals, self._ln = decimals, ln

    def beside(self, f: Any, before: str, behind: str) -> str:
        """On the line of the fraction bar, to the left and to the right."""
        cells = CELL * cell_len(before)
        form = prettyForm(*self._form(f).left(cells))
        return prettyForm(*form.right(behind)).render(**self._settings).replace(cells, before)

    def _form(self, f: Any) -> Any:
        return self._print(f)

    def width(self, f: Any) -> int:
        return self._form(f).width()

    def _row(self, *parts: Any) -> Any:
        return prettyForm(*prettyForm("").next(*parts)) if parts else prettyForm("")

    def _inside(self, f: Any, least: Level, first: bool = True) -> Any:
        """In parentheses if it holds together less than that, or has a minus after a sign."""
        bare = level(f, decimals=self._decimals) >= least and (first or not is_negative(f))
        return self._form(f) if bare else prettyForm(*self._form(f).parens())

    def _print_Add(self, expr: Any, order: Any = None) -> Any:
        parts: list[Any] = []
        for place, term in enumerate(expr.args):
            if is_negative(term):
                parts += [" - " if place else "-", self._unsigned(term)]
            else:
                parts += [*([" + "] if place else []), self._inside(term, Level.PRODUCT)]
        return self._row(*parts)

    def _print_Mul(self, product: Any) -> Any:
        return self._signed(product)

    def _signed(self, f: Any) -> Any:
        return self._row(*(["-"] if is_negative(f) else []), self._unsigned(f))

    def _unsigned(self, f: Any) -> Any:
        """-f of what begins with a minus, and else f."""
        found = fraction(f, decimals=self._decimals)
        if not found.below:
            single = isinstance(found.above[0], Beside)
            return self._part(found.above) if single else self._product(found.above)
        return self._part(found.above) / self._part(found.below)

    def _part(self, factors: Sequence[Any]) -> Any:
        return self._form(factors[0]) if len(factors) == 1 else self._product(factors)

    def _product(self, factors: Sequence[Any]) -> Any:
        shown = [self._inside(f, Level.POWER, first=False) for f in factors]
        return self._joined("⋅", shown)

    def _joined(self, sign: str, shown: Sequence[Any]) -> Any:
        parts = [part for each in shown for part in (sign, each)]
        return self._row(*parts[1:])

    def _print_Beside(self, expr: Any) -> Any:
        return self._joined(
            " ⋅ ",
            [self._inside(f, Level.PRODUCT, first=not place) for place, f in enumerate(expr.args)],
        )

    def _print_Equal(self, expr: Any) -> Any:
        return self._joined(" = ", [self._form(each) for each in expr.args])

    def _print_Rational(self, expr: Any) -> Any:
        short = decimal(expr, self._decimals)
        return prettyForm(short) if short else self._signed(expr)

    def _print_Integer(self, expr: Any) -> Any:
        digits, zeros = numeral(expr)
        return prettyForm(f"{digits}e{zeros}" if zeros else digits)

    def _print_Pow(self, power: Any) -> Any:
        if fraction(power, decimals=self._decimals).below:
            return self._unsigned(power)
        if isinstance(power.exp, Rational) and power.exp.p == 1:
            return super()._print_Pow(power)  # a root
        return self._inside(power.base, Level.ATOM, first=False) ** self._form(power.exp)

    def _print_Piecewise(self, pexpr: Any) -> Any:
        rows = [self._row(self._form(f), "  (", self._form(where), ")") for f, where in pexpr.args]
        form = prettyForm(*rows[0].below(*rows[1:])) if len(rows) > 1 else rows[0]
        form.baseline = form.height() // 2
        braced: Any = form.parens("{", "")
        return prettyForm(*braced)

    def _print_log(self, expr: Any) -> Any:
        return self._print_Function(expr, func_name="ln" if self._ln else "log")

    def _print_sigmoid(self, expr: Any) -> Any:
        return self._print_Function(expr, func_name="σ")

    def _print_absolute(self, expr: Any) -> Any:
        return self._print_Abs(expr)

    def _print_maximum(self, expr: Any) -> Any:
        return self._print_Function(expr, func_name="max")

    def _print_minimum(self, expr: Any) -> Any:
        return self._print_Function(expr, func_name="min")
