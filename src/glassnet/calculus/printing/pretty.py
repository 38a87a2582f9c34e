"""An expression on several lines, with fractions and powers as they stand in a book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.cells import cell_len
from sympy import Rational
from sympy.printing.pretty.pretty import PrettyPrinter
from sympy.printing.pretty.stringpict import prettyForm

from glassnet.calculus.printing.layout import FormulaLayout, Precedence

# Stands for a cell of a label while its line is put together: SymPy counts letters, and a Korean
# one takes the room of two.
CELL = "\ue000"


class MultilinePrinter(FormulaLayout, PrettyPrinter):  # pyright: ignore[reportIncompatibleMethodOverride]
    """Prints on several lines.

    Args:
        decimals: Write numbers as 0.5, where that is exact.
        ln: Call the logarithm ln.
        width: In columns; longer lines are continued below.
    """

    separator = " ⋅ "

    def __init__(self, decimals: bool, ln: bool, width: int) -> None:
        super().__init__({"order": "none", "use_unicode": True, "num_columns": width})
        self.decimals, self._ln = decimals, ln

    def with_labels(self, f: Any, before: str, behind: str) -> str:
        """The expression with words on the line of the fraction bar, to the left and the right."""
        cells = CELL * cell_len(before)
        form = prettyForm(*self._print(f).left(cells))
        return prettyForm(*form.right(behind)).render(**self._settings).replace(cells, before)

    def width(self, f: Any) -> int:
        """In columns."""
        return self._print(f).width()

    def _row(self, *pieces: Any) -> Any:
        return prettyForm(*prettyForm("").next(*pieces)) if pieces else prettyForm("")

    def _parens(self, piece: Any) -> Any:
        return prettyForm(*piece.parens())

    def _over(self, above: Sequence[Any], below: Sequence[Any]) -> Any:
        return self._part(above) / self._part(below)

    def _product(self, factors: Sequence[Any]) -> Any:
        return self._joined("⋅", self._factors(factors))

    def _raised(self, power: Any) -> Any:
        if isinstance(power.exp, Rational) and power.exp.p == 1:
            return PrettyPrinter._print_Pow(self, power)  # a root
        return self._inside(power.base, Precedence.ATOM, first=False) ** self._print(power.exp)

    def _print_Piecewise(self, pexpr: Any) -> Any:
        rows = [
            self._row(self._print(f), "  (", self._print(where), ")") for f, where in pexpr.args
        ]
        form = prettyForm(*rows[0].below(*rows[1:])) if len(rows) > 1 else rows[0]
        form.baseline = form.height() // 2
        braced: Any = form.parens("{", "")
        return prettyForm(*braced)

    def _print_Limit(self, l: Any) -> Any:  # noqa: E741  # as SymPy calls it
        f, x, end, _ = l.args
        form = prettyForm(*prettyForm("lim").below(f"{x}→{end}"))
        form.baseline = 0
        return self._row(form, " ", self._print(f))

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
