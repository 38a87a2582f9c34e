"""A derivation as all that is printed: LaTeX or Markdown, and the value at a point behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from glassnet.calculus import Derivation
from glassnet.calculus.printing.style import FormulaStyle, leibniz_latex

Values = Mapping[str, str]


def _latex(derivation: Derivation, values: Values) -> str:
    value = f"\n\\[\n{_value(derivation, values)}\n\\]" if values else ""
    return derivation.latex() + value


def _markdown(derivation: Derivation, values: Values) -> str:
    value = f"\n\n$${_value(derivation, values)}$$" if values else ""
    return derivation.markdown() + value


def _value(derivation: Derivation, values: Values) -> str:
    """The derivative at the point. Raises PointError and DomainError."""
    formula, found = derivation.formula, derivation.at(values)
    label = leibniz_latex(formula.name, derivation.variables, partial=len(formula.letters) > 1)
    at = derivation.point(values)
    where = r",\ ".join(f"{FormulaStyle().latex(x)} = {_number(each)}" for x, each in at.items())
    return rf"\left.{label}\right|_{{{where}}} = {_number(found)}"


def _number(value: float) -> str:
    """1.5 \\times 10^{-9} of 1.5e-09."""
    digits, _, tens = f"{value + 0.0:.10g}".partition("e")  # no -0
    return rf"{digits} \times 10^{{{int(tens)}}}" if tens else digits


# Form -> all that is printed of one derivative.
DOCUMENTS: Mapping[str, Callable[[Derivation, Values], str]] = {
    "latex": _latex,
    "markdown": _markdown,
}
