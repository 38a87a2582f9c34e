"""An expression on one line, on several lines, and in LaTeX."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy
from rich.cells import cell_len
from sympy import Number, Piecewise, Pow, Rational, S
from sympy.printing.latex import LatexPrinter
from sympy.printing.pretty.pretty import PrettyPrinter
from sympy.printing.pretty.stringpict import prettyForm
from sympy.printing.str import StrPrinter

from glassnet.calculus.printing.layout import FormulaLayout, Precedence

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Stands for a cell of a label while its line is put together: SymPy counts letters, and a Korean
# one takes the room of two.
CELL = "\ue000"
BREAK = r" \\ "


class TextPrinter(FormulaLayout, StrPrinter):
    """Prints on one line; unicode: for a sentence in a terminal, not as `derive` reads it again."""

    def __init__(self, decimals: bool, ln: bool, unicode: bool = False) -> None:
        super().__init__({"order": "none"})
        self.decimals, self.separator = decimals, "⋅" if unicode else "*"
        self.names = {"sigmoid": "σ" if unicode else "sigmoid", "maximum": "max", "minimum": "min"}
        self._ln, self._unicode = ln, unicode

    def doprint(self, expr: Any) -> str:
        return super().doprint(expr).replace("**", "^")

    def _precedence(self, f: Any) -> Precedence:
        if not self._unicode and isinstance(f, sympy.exp):
            return Precedence.ATOM
        if not self._unicode and isinstance(f, sympy.Piecewise):
            cases: Any = f.args
            shown = [piece for piece, _ in cases if piece != 0]
            if len(shown) != 1:
                return Precedence.SUM
            return Precedence.ATOM if shown == [1] else Precedence.PRODUCT
        return super()._precedence(f)

    def _product(self, factors: Sequence[Any]) -> str:
        return self.separator.join(self._factors(factors))

    def _over(self, above: Sequence[Any], below: Sequence[Any]) -> str:
        divisor = self._product(below)
        return f"{self._product(above)}/{f'({divisor})' if len(below) > 1 else divisor}"

    def _raised(self, power: Any) -> str:
        base = self._inside(power.base, Precedence.ATOM, first=False)
        if power.exp == sympy.S.Half:
            return f"√{base}" if self._unicode else f"sqrt({self._print(power.base)})"
        if self._unicode and isinstance(power.exp, sympy.Integer):
            return f"{base}{str(power.exp).translate(RAISED)}"
        return f"{base}^{self._inside(power.exp, Precedence.ATOM, first=False)}"

    def _print_Derivative(self, expr: Any) -> str:
        d = "∂" if len(expr.expr.free_symbols) > 1 else "d"
        return f"{d}/{d}{expr.variables[0]} ({self._print(expr.expr)})"

    def _print_Limit(self, expr: Any) -> str:
        f, x, end, _ = expr.args
        return f"lim {x}→{end} {self._print(f)}"

    def _print_exp(self, expr: Any) -> str:
        if self._unicode:
            return f"e^{self._inside(expr.args[0], Precedence.ATOM, first=False)}"
        return self._applied("exp", expr)

    def _print_Exp1(self, expr: Any) -> Any:
        return "e"

    def _print_Pi(self, expr: Any) -> Any:
        return "π" if self._unicode else "pi"

    def _print_log(self, expr: Any) -> str:
        return self._applied("ln" if self._ln else "log", expr)

    def _print_Abs(self, expr: Any) -> str:
        return self._applied("abs", expr)

    _print_absolute = _print_Abs

    def _print_Function(self, expr: Any) -> str:
        return self._applied(type(expr).__name__, expr)

    def _applied(self, name: str, expr: Any, exp: Any = None) -> str:
        return f"{name}({', '.join(map(self._print, expr.args))})"

    def _print_Piecewise(self, expr: Any) -> str:
        """For `derive`, a sum of pieces, each times a factor of 1 where it counts and else 0."""
        parts = [(f, condition) for f, condition in expr.args if condition != sympy.false]
        strict = sympy.StrictLessThan | sympy.StrictGreaterThan
        if not self._unicode and all(isinstance(condition, strict) for _, condition in parts):
            terms = (self._where(f, condition) for f, condition in parts if f != 0)
            return " + ".join(terms) or "0"
        shown = (f"{self._print(f)} ({self._print(condition)})" for f, condition in parts)
        return f"{{{'; '.join(shown)}}}"

    def _where(self, f: Any, condition: Any) -> str:
        """x*step(y) for x where y > 0."""
        one, other = condition.gts, condition.lts
        less = self._inside(other, Precedence.PRODUCT, first=False)
        apart = self._print(one) if other == 0 else f"{self._print(one)} - {less}"
        apart = f"-{less}" if one == 0 else apart
        times = "" if f == 1 else f"{self._inside(f, Precedence.POWER, first=False)}*"
        return f"{times}step({apart})"


class MultilinePrinter(FormulaLayout, PrettyPrinter):  # pyright: ignore[reportIncompatibleMethodOverride]
    """Prints on several lines. width: in columns; longer lines are continued below."""

    separator = " ⋅ "

    def __init__(self, decimals: bool, ln: bool, width: int) -> None:
        super().__init__({"order": "none", "use_unicode": True, "num_columns": width})
        self.decimals, self._ln = decimals, ln
        self.names = {"sigmoid": "σ", "maximum": "max", "minimum": "min"}

    def with_labels(self, f: Any, before: str, behind: str) -> str:
        """The expression with words on the line of the fraction bar, to the left and the right."""
        cells = CELL * cell_len(before)
        form = prettyForm(*self._print(f).left(cells))
        return prettyForm(*form.right(behind)).render(**self._settings).replace(cells, before)

    def columns(self, f: Any) -> int:
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
        return self._applied("ln" if self._ln else "log", expr)

    def _print_absolute(self, expr: Any) -> Any:
        return self._print_Abs(expr)

    def _applied(self, name: str, expr: Any, exp: Any = None) -> Any:
        return self._print_Function(expr, func_name=name)


class LatexFormulaPrinter(FormulaLayout, LatexPrinter):
    """Prints LaTeX."""

    separator = r" \cdot "

    def __init__(self, decimals: bool, ln: bool) -> None:
        super().__init__({"order": "none", "ln_notation": ln})
        self.decimals = decimals
        self.names = {"sigmoid": r"\sigma", "maximum": r"\max", "minimum": r"\min"}

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
        """d/dx (f), for one variable."""
        d = r"\partial" if len(expr.expr.free_symbols) > 1 else "d"
        shown = self._inside(expr.expr, Precedence.POWER)
        return rf"\frac{{{d}}}{{{d} {self._print(expr.variables[0])}}} {shown}"

    def _print_Limit(self, expr: Any) -> str:
        f, x, end, _ = expr.args
        return rf"\lim_{{{self._print(x)} \to {self._print(end)}}} {self._print(f)}"

    def _print_absolute(self, expr: Any, exp: Any = None) -> str:
        return self._print_Abs(expr, exp)

    def _print_Piecewise(self, expr: Any) -> str:
        rows = [rf"{self._print(f)} & ({self._print(where)})" for f, where in expr.args]
        return rf"\begin{{cases}} {BREAK.join(rows)} \end{{cases}}"

    def _applied(self, name: str, expr: Any, exp: Any = None) -> str:
        raised = f"{name}^{{{exp}}}" if exp else name
        return rf"{raised}\left({', '.join(map(self._print, expr.args))}\right)"


def _begins_with_digit(f: Any) -> bool:
    """Whether it begins with a digit, and so needs a sign before it: x·2, 2·3."""
    return isinstance(f.base if isinstance(f, Pow) else f, Number)
