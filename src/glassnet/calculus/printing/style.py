"""The ways in which the expressions of one formula are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Derivative, Expr, Symbol

from glassnet.calculus.formula import Formula
from glassnet.calculus.printing.latex import Latex
from glassnet.calculus.printing.layout import Equal
from glassnet.calculus.printing.pretty import Drawn
from glassnet.calculus.printing.text import SHOWN, Plain


@dataclass(frozen=True)
class Writing:
    """decimals: numbers as 0.5, where that is exact; else as 1/2. ln: log is called ln."""

    decimals: bool = False
    ln: bool = False

    @classmethod
    def of(cls, formula: Formula) -> Writing:
        return cls(formula.decimals, formula.ln)

    def plain(self, f: Any) -> str:
        """On one line, as `derive` reads it: x^2/(x + 1)."""
        return Plain(self.decimals, self.ln).doprint(f)

    def shown(self, f: Any) -> str:
        """On one line, in a sentence: σ(w⋅x + b)."""
        return Plain(self.decimals, self.ln, SHOWN).doprint(f)

    def latex(self, f: Any) -> str:
        return Latex(self.decimals, self.ln).doprint(f)

    def pretty(self, f: Any, width: int = 80, before: str = "", behind: str = "") -> str:
        """Of several lines, with fractions and powers as they stand in a book.

        width: of a line, in columns; longer ones are continued below. before, behind: what stands
        on the line of the fraction bar, to the left and to the right.
        """
        return Drawn(self.decimals, self.ln, width).beside(f, before, behind)

    def pretty_equation(
        self,
        f: Expr,
        variable: Symbol,
        forms: Sequence[Expr],
        width: int = 80,
        before: str = "",
        behind: str = "",
    ) -> str:
        """d/dx f = the first form = the next …: beside each other if there is room, or below."""
        drawn = Drawn(self.decimals, self.ln, width)
        whole = equation(f, variable, *forms)
        if drawn.width(whole) + len(before) + len(behind) <= width:
            return drawn.beside(whole, before, behind)
        left = Derivative(f, variable, evaluate=False)
        below = before + " " * min(drawn.width(left), width // 3) + " = "
        shown = [drawn.beside(equation(f, variable, forms[0]), before, "")]
        shown += [drawn.beside(form, below, "") for form in forms[1:]]
        if behind:
            shown.append(f"{below[:-2]}{behind.lstrip()}")
        return "\n\n".join(shown)


def equation(f: Expr, variable: Symbol, *forms: Expr) -> Any:
    """d/dx f = derivative = the same in another form …"""
    left = Derivative(f, variable, evaluate=False)
    if len(forms) == 1:
        return sympy.Eq(left, forms[0], evaluate=False)
    return Equal(left, *forms, evaluate=False)
