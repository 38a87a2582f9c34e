"""The notation of one formula, and the ways in which its expressions are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from sympy import Derivative, Expr, Symbol, latex

from glassnet.calculus.expressions import EqualityChain
from glassnet.calculus.formula import Formula
from glassnet.calculus.printing.printers import (
    RAISED,
    LatexFormulaPrinter,
    MultilinePrinter,
    TextPrinter,
)


@dataclass(frozen=True)
class FormulaStyle:
    """The notation that a formula was written in.

    Attributes:
        decimals: Write numbers as 0.5, where that is exact; else as 1/2.
        ln: Call the logarithm ln.
    """

    decimals: bool = False
    ln: bool = False

    @classmethod
    def of(cls, formula: Formula) -> FormulaStyle:
        return cls(formula.decimals, formula.ln)

    def plain(self, f: Any) -> str:
        """On one line, as `derive` reads it: x^2/(x + 1)."""
        return _printer(TextPrinter, self.decimals, self.ln).doprint(f)

    def unicode(self, f: Any) -> str:
        """On one line, in a sentence: σ(w⋅x + b)."""
        return _printer(TextPrinter, self.decimals, self.ln, True).doprint(f)

    def latex(self, f: Any) -> str:
        return _printer(LatexFormulaPrinter, self.decimals, self.ln).doprint(f)

    def pretty(self, f: Any, width: int = 80, before: str = "", behind: str = "") -> str:
        """On several lines of so many columns, with fractions and powers as they stand in a book.

        before, behind: words to the left and the right, on the line of the fraction bar.
        """
        return MultilinePrinter(self.decimals, self.ln, width).with_labels(f, before, behind)

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
        printer = MultilinePrinter(self.decimals, self.ln, width)
        whole = derivative_equation(f, variable, *forms)
        if printer.columns(whole) + len(before) + len(behind) <= width:
            return printer.with_labels(whole, before, behind)
        left = Derivative(f, variable, evaluate=False)
        below = before + " " * min(printer.columns(left), width // 3) + " = "
        first = derivative_equation(f, variable, forms[0])
        shown = [printer.with_labels(first, before, "")]
        shown += [printer.with_labels(form, below, "") for form in forms[1:]]
        if behind:
            shown.append(f"{below[:-2]}{behind.lstrip()}")
        return "\n\n".join(shown)


@cache
def _printer(kind: Callable[..., Any], *settings: Any) -> Any:
    """A printer, kept: SymPy's take longer to make than to print."""
    return kind(*settings)


def derivative_equation(f: Expr, variable: Symbol, *forms: Expr) -> Any:
    """d/dx f = derivative = the same in another form …"""
    return EqualityChain(Derivative(f, variable, evaluate=False), *forms, evaluate=False)


def leibniz(name: str, variables: Sequence[Symbol], *, partial: bool) -> str:
    """df/dx, ∂f/∂w, d²f/dx² or ∂²f/∂y∂x.

    variables: one after another; the last stands first. partial: other letters are held constant.
    """
    d = "∂" if partial else "d"
    raised = lambda times: "" if times == 1 else str(times).translate(RAISED)
    below = "".join(f"{d}{x}{raised(times)}" for x, times in _below(variables))
    return f"{d}{raised(len(variables))}{name}/{below}"


def leibniz_latex(name: str, variables: Sequence[Symbol], *, partial: bool) -> str:
    """The same in LaTeX."""
    d = r"\partial" if partial else "d"
    raised = lambda times: "" if times == 1 else f"^{{{times}}}"
    below = r" \, ".join(f"{d} {latex(Symbol(x))}{raised(times)}" for x, times in _below(variables))
    return rf"\frac{{{d}{raised(len(variables))} {latex(Symbol(name))}}}{{{below}}}"


def _below(variables: Sequence[Symbol]) -> list[tuple[str, int]]:
    return [(str(x), len(list(same))) for x, same in groupby(reversed(variables))]
