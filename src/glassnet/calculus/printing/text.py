"""An expression on one line: as `derive` reads it, and as a sentence in a terminal shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.printing.str import StrPrinter

from glassnet.calculus import functions
from glassnet.calculus.printing.layout import FormulaLayout, Precedence

NAMES = {
    functions.absolute: "abs",
    functions.maximum: "max",
    functions.minimum: "min",
    sympy.Abs: "abs",
}


@dataclass(frozen=True)
class Symbols:
    """How a product is written, and the names of the sigmoid and of π."""

    times: str
    sigmoid: str
    pi: str


RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
ASCII = Symbols("*", "sigmoid", "pi")
UNICODE = Symbols("⋅", "σ", "π")


class TextPrinter(FormulaLayout, StrPrinter):
    """Prints on one line.

    Args:
        decimals: Write numbers as 0.5, where that is exact.
        ln: Call the logarithm ln.
        symbols: ASCII for what `derive` reads again, UNICODE for a terminal.
    """

    def __init__(self, decimals: bool, ln: bool, symbols: Symbols = ASCII) -> None:
        super().__init__({"order": "none"})
        self.decimals, self.separator = decimals, symbols.times
        self._ln, self._symbols, self._ascii = ln, symbols, symbols is ASCII

    def doprint(self, expr: Any) -> str:
        return super().doprint(expr).replace("**", "^")

    def _precedence(self, f: Any) -> Precedence:
        if self._ascii and isinstance(f, sympy.exp):
            return Precedence.ATOM
        if self._ascii and isinstance(f, sympy.Piecewise):
            cases: Any = f.args
            shown = [piece for piece, _ in cases if piece != 0]
            if len(shown) != 1:
                return Precedence.SUM
            return Precedence.ATOM if shown == [1] else Precedence.PRODUCT
        return super()._precedence(f)

    def _product(self, factors: Sequence[Any]) -> str:
        return self._symbols.times.join(self._factors(factors))

    def _over(self, above: Sequence[Any], below: Sequence[Any]) -> str:
        divisor = self._product(below)
        return f"{self._product(above)}/{f'({divisor})' if len(below) > 1 else divisor}"

    def _raised(self, power: Any) -> str:
        base = self._inside(power.base, Precedence.ATOM, first=False)
        if power.exp == sympy.S.Half:
            return f"sqrt({self._print(power.base)})" if self._ascii else f"√{base}"
        if not self._ascii and isinstance(power.exp, sympy.Integer):
            return f"{base}{str(power.exp).translate(RAISED)}"
        return f"{base}^{self._inside(power.exp, Precedence.ATOM, first=False)}"

    def _print_Derivative(self, expr: Any) -> str:
        d = "∂" if len(expr.expr.free_symbols) > 1 else "d"
        return f"{d}/{d}{expr.variables[0]} ({self._print(expr.expr)})"

    def _print_Limit(self, expr: Any) -> str:
        f, x, end, _ = expr.args
        return f"lim {x}→{end} {self._print(f)}"

    def _print_exp(self, expr: Any) -> str:
        if self._ascii:
            return self._applied("exp", expr)
        return f"e^{self._inside(expr.args[0], Precedence.ATOM, first=False)}"

    def _print_Exp1(self, expr: Any) -> Any:
        return "e"

    def _print_Pi(self, expr: Any) -> Any:
        return self._symbols.pi

    def _print_log(self, expr: Any) -> str:
        return self._applied("ln" if self._ln else "log", expr)

    def _print_sigmoid(self, expr: Any) -> str:
        return self._applied(self._symbols.sigmoid, expr)

    def _print_Function(self, expr: Any) -> str:
        return self._applied(NAMES.get(expr.func) or str(expr.func.__name__), expr)

    _print_Abs = _print_Function

    def _applied(self, name: str, expr: Any) -> str:
        return f"{name}({', '.join(map(self._print, expr.args))})"

    def _print_Piecewise(self, expr: Any) -> str:
        """For `derive` a sum of pieces, each times what is 1 where it counts and 0 elsewhere."""
        parts = [(f, condition) for f, condition in expr.args if condition != sympy.false]
        strict = sympy.StrictLessThan | sympy.StrictGreaterThan
        if self._ascii and all(isinstance(condition, strict) for _, condition in parts):
            terms = (self._where(f, condition) for f, condition in parts if f != 0)
            return " + ".join(terms) or "0"
        shown = (f"{self._print(f)} ({self._print(condition)})" for f, condition in parts)
        return f"{{{'; '.join(shown)}}}"

    def _where(self, f: Any, condition: Any) -> str:
        """x*step(y) of x where y > 0."""
        one, other = condition.gts, condition.lts
        less = self._inside(other, Precedence.PRODUCT, first=False)
        apart = self._print(one) if other == 0 else f"{self._print(one)} - {less}"
        apart = f"-{less}" if one == 0 else apart
        times = "" if f == 1 else f"{self._inside(f, Precedence.POWER, first=False)}*"
        return f"{times}step({apart})"
