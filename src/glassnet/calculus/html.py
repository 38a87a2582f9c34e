"""A derivation in a notebook: a list with the steps, each step's own below it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from glassnet.calculus import account, tex
from glassnet.calculus.steps import Step
from glassnet.calculus.writing import Writing, equation

if TYPE_CHECKING:
    from glassnet.calculus.derivation import Derivation


def document(derivation: Derivation) -> str:
    """Formulas stand between dollar signs, which the notebook's MathJax sets."""
    formula, writing = derivation.formula, Writing.of(derivation.formula)
    hand = account.typeset(writing)
    found = {id(each.step): each for each in account.lines(derivation.stages, writing, hand=hand)}

    def item(step: Step) -> str:
        line = found[id(step)]
        shown = writing.latex(equation(step.before, step.variable, *line.forms))
        below = "".join(map(item, step.parts))
        return (
            f"<li><b>{escape(line.rule)}</b> {escape(line.why)}<br>${escape(shown)}$"
            f"{f'<ol>{below}</ol>' if below else ''}</li>"
        )

    headings = account.headings(formula, derivation.variables, hand)
    stages = "".join(
        f"<p>{escape(heading)}</p><ol start='{number}'>{item(stage)}</ol>"
        for number, (heading, stage) in enumerate(zip(headings, derivation.stages, strict=True), 1)
    )
    above = [*tex.definitions(derivation), tex.definition(derivation)]
    head, foot = "".join(f"$${escape(each)}$$" for each in above), escape(tex.result(derivation))
    return f"<div>{head}{stages}$${foot}$$</div>"
