"""A derivation as LaTeX, for amsmath's `align*`, and as Markdown with LaTeX in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sympy import Expr, Symbol

from glassnet.calculus import explain
from glassnet.calculus.explain import Line
from glassnet.calculus.printing.style import FormulaStyle, derivative_equation, leibniz_latex

if TYPE_CHECKING:
    from glassnet.calculus.derive import Derivation

# Signs that LaTeX takes for its own outside of formulas.
ESCAPED: Mapping[int, str] = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_{}"} | {"^": r"\textasciicircum{}"}
)

FOR_MARKDOWN: Mapping[int, str] = str.maketrans({sign: f"\\{sign}" for sign in "*_"})
# A part between dollar signs, or one outside of them.
PARTS = re.compile(r"(\$[^$]*\$)")


def definition(derivation: Derivation) -> str:
    """f(x) = x^2."""
    formula = derivation.formula
    return _defined(formula.name, formula.arguments, formula.expression, FormulaStyle.of(formula))


def definitions(derivation: Derivation) -> list[str]:
    """u = w x + b, of each that the formula was written with."""
    formula = derivation.formula
    return [
        _defined(each.name, each.arguments, each.body, FormulaStyle.of(formula))
        for each in formula.definitions
    ]


def result(derivation: Derivation) -> str:
    """df/dx = 2x."""
    formula = derivation.formula
    label = leibniz_latex(formula.name, derivation.variables, partial=len(formula.letters) > 1)
    return f"{label} = {FormulaStyle.of(formula).latex(derivation.result)}"


def document(derivation: Derivation) -> str:
    """Every step a line: the equation, and above it its number, its rule and why it holds."""
    rows: list[str] = []
    headings = iter(_headings(derivation))
    for line in _lines(derivation):
        if "." not in line.number:
            rows.append(rf"\intertext{{{_escaped(next(headings), ESCAPED)}}}")
        rows.append(rf"\intertext{{{_escaped(_words(line), ESCAPED)}}}")
        rows.append(_equation(line, derivation, " &= ") + r" \\")
    above = [*definitions(derivation), definition(derivation)]
    shown = [each.replace(" = ", " &= ", 1) + r" \\" for each in above]
    last = result(derivation).replace(" = ", " &= ", 1)
    body = "\n".join([*shown, *rows, r"\intertext{}", last])
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def markdown(derivation: Derivation) -> str:
    """Every step an item of a list, those that it needed below it."""
    parts = [f"$${each}$$" for each in [*definitions(derivation), definition(derivation)]]
    headings = iter(_headings(derivation))
    for line in _lines(derivation):
        if "." not in line.number:
            parts += ["", _escaped(next(headings), FOR_MARKDOWN), ""]
        indent = "  " * line.number.count(".")
        why = f" {_escaped(line.why, FOR_MARKDOWN)}" if line.why else ""
        parts.append(f"{indent}- **{line.number} {line.rule}**{':' if why else ''}{why}")
        parts.append(f"{indent}  ${_equation(line, derivation)}$")
    return "\n".join([*parts, "", f"$${result(derivation)}$$"])


def _lines(derivation: Derivation) -> list[Line]:
    writing = FormulaStyle.of(derivation.formula)
    return explain.lines(derivation.stages, writing, hand=explain.typeset(writing))


def _headings(derivation: Derivation) -> list[str]:
    hand = explain.typeset(FormulaStyle.of(derivation.formula))
    return explain.headings(derivation.formula, derivation.variables, hand)


def _defined(name: str, arguments: Sequence[Symbol], body: Expr, writing: FormulaStyle) -> str:
    letters = ", ".join(map(writing.latex, arguments))
    called = writing.latex(Symbol(name))
    left = rf"{called}\left({letters}\right)" if letters else called
    return f"{left} = {writing.latex(body)}"


def _equation(line: Line, derivation: Derivation, equals: str = " = ") -> str:
    step, writing = line.step, FormulaStyle.of(derivation.formula)
    whole = derivative_equation(step.before, step.variable, *line.forms)
    left, *forms = map(writing.latex, whole.args)
    return f"{left}{equals}{' = '.join(forms)}"


def _words(line: Line) -> str:
    return f"{line.number} {line.rule}{f': {line.why}' if line.why else ''}"


def _escaped(words: str, signs: Mapping[int, str]) -> str:
    """Words, with what has a meaning outside of formulas written so that it has none."""
    parts = PARTS.split(words)
    return "".join(
        part if number % 2 else part.translate(signs) for number, part in enumerate(parts)
    )
