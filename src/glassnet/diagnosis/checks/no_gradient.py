"""Gradients that are exactly 0, and where the product of the chain rule becomes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from glassnet.diagnosis.context import LOSS, Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.first_weight_inputs import after
from glassnet.diagnosis.unused import listed_names, reached
from glassnet.graph.formulas import formula_of
from glassnet.graph.graph import Node, Step
from glassnet.graph.operations import ELEMENTWISE, MOVES, PIECEWISE_CONSTANT

FACTORS = frozenset(("multiply", "matmul", "convolution"))
FLAT_GRADIENT = 0.9


class Cut(NamedTuple):
    """A step to whose result a gradient arrives, and to whose operand none. for_good: because it is
    multiplied by zeros that no training changes."""

    step: Step
    operand: Node
    for_good: bool


def zero_gradient(of: Examination) -> Iterator[Finding]:
    """Variables behind a factor that stays 0. A kernel of zeros does not: it gets a gradient."""
    zero = _zero(of)
    for cut in _cuts(of, zero):
        if cut.for_good:
            behind = zero & _before(of, cut.operand)
            yield _finding(of, cut, behind, 0.6 + 0.37 * len(behind) / len(of.trace.parameters))
            return


def flat_gradient(of: Examination) -> Iterator[Finding]:
    """All variables, because of a function that is flat at these numbers: for no reason that has a
    finding of its own, as a dead relu has. A loss that is flat at 0 is at its least, as a hinge."""
    zero = _zero(of)
    cuts = list(_cuts(of, zero)) if len(zero) == len(of.trace.parameters) else []
    if cuts and not (of.loss == 0 and cuts[0].step.results[0].layer == LOSS):
        yield _finding(of, cuts[0], zero, FLAT_GRADIENT)


def _zero(of: Examination) -> set[Node]:
    """The variables that the loss depends on and that get gradients of 0."""
    alive = reached(of)
    parameters = (node for node in of.graph.inputs if node.name in of.trace.parameters)
    return {node for node in parameters if node in alive and _is_zero(of, node)}


def _finding(of: Examination, cut: Cut, behind: set[Node], likelihood: float) -> Finding:
    evidence = {
        "formula": _written(of, cut.step, formula_of(cut.step).value),
        "names": listed_names(sorted(node.name for node in behind)),
        "count": len(behind),
        "all": len(of.trace.parameters),
    }
    where = cut.step.results[0].name
    return Finding("zero-gradient", likelihood, where, evidence, _product(of, cut))


def _cuts(of: Examination, zero: set[Node]) -> Iterator[Cut]:
    """Those on the way to such variables, the last first; where rows cancel in a sum is none."""
    leading = after(of.graph, zero)
    for step in reversed(of.graph.steps):
        arriving = any(_gets(of, result) for result in step.results)
        for place, operand in enumerate(step.operands):
            if not (arriving and operand in leading and _is_zero(of, operand)):
                continue
            others = [o for number, o in enumerate(step.operands) if number != place]
            zeros = [o for o in others if not np.any(of.value(o))]
            if step.operation in FACTORS and zeros:
                yield Cut(step, operand, not _learns(of, zeros[0]))
            elif step.operation in ELEMENTWISE - PIECEWISE_CONSTANT - MOVES.keys():
                yield Cut(step, operand, for_good=False)


def _gets(of: Examination, node: Node) -> bool:
    gradient = of.gradient(node)
    return gradient is not None and bool(np.any(gradient))


def _is_zero(of: Examination, node: Node) -> bool:
    gradient = of.gradient(node)
    return gradient is not None and not np.any(gradient)


def _learns(of: Examination, node: Node) -> bool:
    return any(each.name in of.trace.parameters for each in _before(of, node))


def _before(of: Examination, node: Node) -> set[Node]:
    """The node and all that it follows from."""
    found = {node}
    for step in reversed(of.graph.steps):
        if not found.isdisjoint(step.results):
            found.update(step.operands)
    return found


def _product(of: Examination, cut: Cut) -> str:
    template = formula_of(cut.step).gradients[cut.step.operands.index(cut.operand)]
    result = cut.step.results[0].name
    formula = _written(of, cut.step, template.replace("{g}", f"∂L/∂{result}"))
    return f"∂L/∂{of.display.text(cut.operand)} = {formula} = 0"


def _written(of: Examination, step: Step, template: str) -> str:
    names = map(of.display.text, step.operands)
    return template.format(*names, y=step.results[0].name)
