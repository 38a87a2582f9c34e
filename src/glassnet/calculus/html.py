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
    writing = Writing.of(derivation.formula)
    found = {id(line.step): line for line in account.lines(derivation.stages, writing)}

    def item(step: Step) -> str:
        line = found[id(step)]
        formula = writing.latex(equation(step.before, step.variable, step.after))
        below = "".join(map(item, step.parts))
        return (
            f"<li><b>{escape(line.rule)}</b> {escape(line.why)}<br>${escape(formula)}$"
            f"{f'<ol>{below}</ol>' if below else ''}</li>"
        )

    steps = "".join(map(item, derivation.stages))
    head, foot = escape(tex.definition(derivation)), escape(tex.result(derivation))
    return f"<div>$${head}$$<ol>{steps}</ol>$${foot}$$</div>"
