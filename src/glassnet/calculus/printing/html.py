"""A derivation in a notebook: a list with the steps, each step's own below it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from glassnet.calculus import explain
from glassnet.calculus.printing import document as printed
from glassnet.calculus.printing.style import FormulaStyle, derivative_equation
from glassnet.calculus.steps import Step

if TYPE_CHECKING:
    from glassnet.calculus.derive import Derivation


def document(derivation: Derivation) -> str:
    """Formulas stand between dollar signs, which the notebook's MathJax sets."""
    formula, writing = derivation.formula, FormulaStyle.of(derivation.formula)
    hand = explain.typeset(writing)
    found = {id(each.step): each for each in explain.lines(derivation.stages, writing, hand=hand)}

    def item(step: Step) -> str:
        line = found[id(step)]
        shown = writing.latex(derivative_equation(step.before, step.variable, *line.forms))
        below = "".join(map(item, step.parts))
        return (
            f"<li><b>{escape(line.rule)}</b> {escape(line.why)}<br>${escape(shown)}$"
            f"{f'<ol>{below}</ol>' if below else ''}</li>"
        )

    headings = explain.headings(formula, derivation.variables, hand)
    stages = "".join(
        f"<p>{escape(heading)}</p><ol start='{number}'>{item(stage)}</ol>"
        for number, (heading, stage) in enumerate(zip(headings, derivation.stages, strict=True), 1)
    )
    above = [*printed.definitions(derivation), printed.definition(derivation)]
    head, foot = (
        "".join(f"$${escape(each)}$$" for each in above),
        escape(printed.result(derivation)),
    )
    return f"<div>{head}{stages}$${foot}$$</div>"
