"""Gradients that are exactly 0, and where the product of the chain rule becomes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from glassnet.diagnosis.examination import LOSS, Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.unused import listed_names, reached
from glassnet.graph.formulas import formula_of
from glassnet.graph.graph import Node, Step
from glassnet.graph.operations import COMPARING, ELEMENTWISE, MOVES

FACTORS = frozenset(("multiply", "matmul", "convolution"))
CONSEQUENCE = 0.77


class Cut(NamedTuple):
    """A step to whose result a gradient arrives, and to whose operand none. for_good: because it is
    multiplied by zeros that no training changes."""

    step: Step
    operand: Node
    for_good: bool


def zero_gradient(of: Examination) -> Iterator[Finding]:
    """Variables that the loss depends on and that get gradients of 0: all of them, or those behind
    a factor that stays 0. A kernel of zeros does not stay so: it gets a gradient itself."""
    alive, _ = reached(of)
    zero = {
        node
        for node in of.graph.inputs
        if node.name in of.trace.parameters and node in alive and _is_zero(of, node)
    }
    everything = len(zero) == len(of.trace.parameters)
    for cut in _cuts(of, zero):
        # A loss of 0 that is flat is at its least, as that of a hinge is.
        least = of.loss == 0 and cut.step.results[0].layer == LOSS
        if not (cut.for_good or (everything and not least)):
            continue
        behind = sorted(node.name for node in zero & _before(of, cut.operand))
        evidence = {
            "formula": _written(of, cut.step, formula_of(cut.step).value),
            "names": listed_names(behind),
            "count": len(behind),
            "all": len(of.trace.parameters),
        }
        share = len(behind) / len(of.trace.parameters)
        # What is flat at these numbers has a cause of its own, such as a dead relu.
        likelihood = 0.6 + 0.37 * share if cut.for_good else CONSEQUENCE
        yield Finding(
            "zero-gradient", likelihood, cut.step.results[0].name, evidence, _product(of, cut)
        )
        return


def _cuts(of: Examination, zero: set[Node]) -> Iterator[Cut]:
    """Those on the way to such variables, the last first; where rows cancel in a sum is none."""
    leading = set(zero)
    for step in of.graph.steps:
        if not leading.isdisjoint(step.operands):
            leading.update(step.results)
    for step in reversed(of.graph.steps):
        arriving = any(_gets(of, result) for result in step.results)
        for place, operand in enumerate(step.operands):
            if not (arriving and operand in leading and _is_zero(of, operand)):
                continue
            others = [o for number, o in enumerate(step.operands) if number != place]
            zeros = [o for o in others if not np.any(of.value(o))]
            if step.operation in FACTORS and zeros:
                yield Cut(step, operand, not _learns(of, zeros[0]))
            elif step.operation in ELEMENTWISE - COMPARING - MOVES.keys():
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
    return f"∂L/∂{of.reading.origin(cut.operand).name} = {formula} = 0"


def _written(of: Examination, step: Step, template: str) -> str:
    names = [of.reading.origin(operand).name for operand in step.operands]
    return template.format(*names, y=step.results[0].name)
