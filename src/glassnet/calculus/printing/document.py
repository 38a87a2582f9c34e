"""A derivation as a document: LaTeX for amsmath's `align*`, Markdown, and HTML for a notebook."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

from sympy import Symbol

from glassnet.calculus.explain import ExplainedStep, explained_stages, reading_notes
from glassnet.calculus.formula import Formula, Point
from glassnet.calculus.limits import limit_formula
from glassnet.calculus.printing.style import FormulaStyle, derivative_equation, leibniz_latex
from glassnet.calculus.steps import Step

# Signs that LaTeX takes for its own outside of formulas.
FOR_LATEX: Mapping[int, str] = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_{}"} | {"^": r"\textasciicircum{}"}
)
FOR_MARKDOWN: Mapping[int, str] = str.maketrans({sign: f"\\{sign}" for sign in "*_"})
# A part between dollar signs, or one outside of them.
PARTS = re.compile(r"(\$[^$]*\$)")


@dataclass(frozen=True)
class DerivationDocument:
    """A derivation, as `Derivation` holds it, with its formulas in LaTeX."""

    formula: Formula
    variables: Sequence[Symbol]
    stages: Sequence[Step]

    @cached_property
    def result(self) -> str:
        """df/dx = 2x."""
        return f"{self._label} = {self._style.latex(self.stages[-1].after)}"

    @cached_property
    def limit(self) -> str:
        """df/dx = lim ((x+h)² - x²)/h, with h going to 0."""
        last = self.stages[-1]
        return f"{self._label} = {self._style.latex(limit_formula(last.before, last.variable))}"

    def value(self, at: Point, slope: float) -> str:
        """The derivative's value at a point."""
        latex = self._style.latex
        where = r",\ ".join(f"{latex(x)} = {_number(each)}" for x, each in at.items())
        return rf"\left.{self._label}\right|_{{{where}}} = {_number(slope)}"

    def latex(self) -> str:
        """Every step a line: the equation, and above it its number, its rule and why it holds."""
        text = lambda words: rf"\intertext{{{_escaped(words, FOR_LATEX)}}}"
        aligned = lambda equation: equation.replace(" = ", " &= ", 1)
        rows = [rf"{aligned(each)} \\" for each in self.definitions]
        rows += map(text, reading_notes(self.formula))
        for heading, steps in self._stages:
            rows.append(text(heading))
            for each in steps:
                why = f": {each.why}" if each.why else ""
                rows.append(text(f"{each.number} {each.rule}{why}"))
                rows.append(self._equation(each, " &= ") + r" \\")
        body = "\n".join([*rows, r"\intertext{}", aligned(self.result)])
        return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"

    def markdown(self) -> str:
        """Every step an item of a list, those that it needed below it."""
        parts = [f"$${each}$$" for each in self.definitions]
        for note in reading_notes(self.formula):
            parts += ["", _escaped(note, FOR_MARKDOWN)]
        for heading, steps in self._stages:
            parts += ["", _escaped(heading, FOR_MARKDOWN), ""]
            for each in steps:
                indent = "  " * each.number.count(".")
                why = f": {_escaped(each.why, FOR_MARKDOWN)}" if each.why else ""
                parts.append(f"{indent}- **{each.number} {each.rule}**{why}")
                parts.append(f"{indent}  ${self._equation(each)}$")
        return "\n".join([*parts, "", f"$${self.result}$$"])

    def html(self) -> str:
        """A list with the steps, each step's own below it, for a notebook's MathJax."""
        head = [f"$${escape(each)}$$" for each in self.definitions]
        head += [f"<p>{escape(note)}</p>" for note in reading_notes(self.formula)]
        stages = [
            f"<p>{escape(heading)}</p><ol start='{number}'>{self._items(steps, str(number))}</ol>"
            for number, (heading, steps) in enumerate(self._stages, 1)
        ]
        return f"<div>{''.join([*head, *stages])}$${escape(self.result)}$$</div>"

    def _items(self, steps: Sequence[ExplainedStep], number: str) -> str:
        """The step of that number, and in it the list of those that it needed."""
        whole = next(each for each in steps if each.number == number)
        parts = range(1, len(whole.step.parts) + 1)
        below = "".join(self._items(steps, f"{number}.{place}") for place in parts)
        return (
            f"<li><b>{escape(whole.rule)}</b> {escape(whole.why)}"
            f"<br>${escape(self._equation(whole))}$"
            f"{f'<ol>{below}</ol>' if below else ''}</li>"
        )

    @cached_property
    def _style(self) -> FormulaStyle:
        return FormulaStyle.of(self.formula)

    @cached_property
    def _label(self) -> str:
        partial = len(self.formula.letters) > 1
        return leibniz_latex(self.formula.name, self.variables, partial=partial)

    @cached_property
    def definitions(self) -> list[str]:
        """The definitions in the formula's text, such as u = w x + b; then f(x) = u^2."""
        latex, found = self._style.latex, list[str]()
        for each in self.formula.lines:
            name, letters = latex(Symbol(each.name)), ", ".join(map(latex, each.arguments))
            left = rf"{name}\left({letters}\right)" if letters else name
            found.append(f"{left} = {latex(each.body)}")
        return found

    @cached_property
    def _stages(self) -> list[tuple[str, list[ExplainedStep]]]:
        return explained_stages(self.formula, self.variables, self.stages, latex=True)

    def sides(self, explained: ExplainedStep) -> list[str]:
        """d/dx x², and what it is equal to: the derivative, if it is two forms both."""
        step = explained.step
        whole = derivative_equation(step.before, step.variable, *explained.forms)
        return list(map(self._style.latex, whole.args))

    def _equation(self, explained: ExplainedStep, equals: str = " = ") -> str:
        left, *forms = self.sides(explained)
        return f"{left}{equals}{' = '.join(forms)}"


def _number(value: float) -> str:
    r"""1.5 \times 10^{-9} for 1.5e-09."""
    digits, _, tens = f"{value + 0.0:.10g}".partition("e")  # no -0
    return rf"{digits} \times 10^{{{int(tens)}}}" if tens else digits


def _escaped(words: str, signs: Mapping[int, str]) -> str:
    """Escape signs that have a meaning outside of formulas."""
    parts = PARTS.split(words)
    return "".join(
        part if number % 2 else part.translate(signs) for number, part in enumerate(parts)
    )
