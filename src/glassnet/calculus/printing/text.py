"""An expression on one line: as `derive` reads it, and as a sentence in a terminal shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import sympy
from sympy.printing.str import StrPrinter

from glassnet.calculus import functions
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

CALLED = {
    functions.absolute: "abs",
    functions.maximum: "max",
    functions.minimum: "min",
    sympy.Abs: "abs",
}


@dataclass(frozen=True)
class Signs:
    """times: between factors. sigmoid: its name. pi: the number's."""

    times: str
    sigmoid: str
    pi: str


RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
READABLE = Signs("*", "sigmoid", "pi")
SHOWN = Signs("⋅", "σ", "π")


class Plain(StrPrinter):
    """decimals: numbers as 0.5, where that is exact. ln: log is called ln."""

    def __init__(self, decimals: bool, ln: bool, signs: Signs = READABLE) -> None:
        super().__init__({"order": "none"})
        self._decimals, self._ln, self._signs = decimals, ln, signs

    def doprint(self, expr: Any) -> str:
        return super().doprint(expr).replace("**", "^")

    def _level(self, f: Any) -> Level:
        if self._signs is READABLE and isinstance(f, sympy.exp):
            return Level.ATOM
        if self._signs is READABLE and isinstance(f, sympy.Piecewise):
            cases: Any = f.args
            shown = [piece for piece, _ in cases if piece != 0]
            one = len(shown) == 1
            return Level.SUM if not one else Level.ATOM if shown == [1] else Level.PRODUCT
        return level(f, decimals=self._decimals)

    def _inside(self, f: Any, least: Level, first: bool = True) -> str:
        """In parentheses if it holds together less than that, or has a minus after a sign."""
        bare = self._level(f) >= least and (first or not is_negative(f))
        return self._print(f) if bare else f"({self._print(f)})"

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        written = partial(self._inside, least=Level.PRODUCT)
        return with_signs(expr.args, self._unsigned, written)

    def _print_Mul(self, expr: Any) -> str:
        return f"{'-' if is_negative(expr) else ''}{self._unsigned(expr)}"

    def _unsigned(self, f: Any) -> str:
        """-f of what begins with a minus, and else f."""
        found = fraction(f, decimals=self._decimals)
        above = self._product(found.above)
        if not found.below:
            single = isinstance(found.above[0], Beside) and len(found.above) == 1
            return self._print(found.above[0]) if single else above
        if len(found.above) == 1:
            above = self._inside(found.above[0], Level.POWER, first=False)
        below = self._product(found.below)
        return f"{above}/({below})" if len(found.below) > 1 else f"{above}/{below}"

    def _product(self, factors: Sequence[Any]) -> str:
        shown = [self._inside(f, Level.POWER, first=False) for f in factors]
        return self._signs.times.join(shown)

    def _print_Beside(self, expr: Any) -> str:
        return self._signs.times.join(
            self._inside(f, Level.PRODUCT, first=not place) for place, f in enumerate(expr.args)
        )

    def _print_Equal(self, expr: Any) -> str:
        return " = ".join(map(self._print, expr.args))

    def _print_Derivative(self, expr: Any) -> str:
        d = "∂" if len(expr.expr.free_symbols) > 1 else "d"
        return f"{d}/{d}{expr.variables[0]} ({self._print(expr.expr)})"

    def _print_Equality(self, expr: Any) -> str:
        return f"{self._print(expr.lhs)} = {self._print(expr.rhs)}"

    def _print_Integer(self, expr: Any) -> str:
        digits, zeros = numeral(expr)
        return f"{digits}e{zeros}" if zeros else digits

    def _print_Rational(self, expr: Any) -> str:
        short = decimal(expr, self._decimals)
        return short or f"{expr.p}/{expr.q}"

    def _print_Pow(self, expr: Any, rational: bool = False) -> str:
        if fraction(expr, decimals=self._decimals).below:
            return self._unsigned(expr)
        if expr.exp == sympy.S.Half:
            if self._signs is READABLE:
                return f"sqrt({self._print(expr.base)})"
            return f"√{self._inside(expr.base, Level.ATOM, first=False)}"
        base = self._inside(expr.base, Level.ATOM, first=False)
        if self._signs is SHOWN and isinstance(expr.exp, sympy.Integer):
            return f"{base}{str(expr.exp).translate(RAISED)}"
        return f"{base}^{self._inside(expr.exp, Level.ATOM, first=False)}"

    def _print_exp(self, expr: Any) -> str:
        if self._signs is READABLE:
            return self._called("exp", expr)
        return f"e^{self._inside(expr.args[0], Level.ATOM, first=False)}"

    def _print_Exp1(self, expr: Any) -> Any:
        return "e"

    def _print_Pi(self, expr: Any) -> Any:
        return self._signs.pi

    def _print_log(self, expr: Any) -> str:
        return self._called("ln" if self._ln else "log", expr)

    def _print_sigmoid(self, expr: Any) -> str:
        return self._called(self._signs.sigmoid, expr)

    def _print_Function(self, expr: Any) -> str:
        name = CALLED.get(expr.func) or str(expr.func.__name__)
        return self._called(name, expr)

    _print_Abs = _print_Function

    def _print_Piecewise(self, expr: Any) -> str:
        """A sum of pieces, each times what is 1 where it counts and 0 elsewhere."""
        parts = [(f, condition) for f, condition in expr.args if condition != sympy.false]
        if self._signs is READABLE and all(_is_strict(condition) for _, condition in parts):
            terms = (self._where(f, condition) for f, condition in parts if f != 0)
            return " + ".join(terms) or "0"
        shown = (f"{self._print(f)} ({self._print(condition)})" for f, condition in parts)
        return f"{{{'; '.join(shown)}}}"

    def _where(self, f: Any, condition: Any) -> str:
        """x*step(y) of x where y > 0."""
        one, other = condition.gts, condition.lts
        less = self._inside(other, Level.PRODUCT, first=False)
        apart = self._print(one) if other == 0 else f"{self._print(one)} - {less}"
        apart = f"-{less}" if one == 0 else apart
        times = "" if f == 1 else f"{self._inside(f, Level.POWER, first=False)}*"
        return f"{times}step({apart})"

    def _called(self, name: str, expr: Any) -> str:
        return f"{name}({', '.join(map(self._print, expr.args))})"


def _is_strict(condition: Any) -> bool:
    return isinstance(condition, sympy.StrictLessThan | sympy.StrictGreaterThan)
