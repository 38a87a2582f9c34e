"""Trainable variables that no gradient reaches."""

from __future__ import annotations

from collections.abc import Iterator

from glassnet.diagnosis.examination import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.graph.graph import Node

# Their derivative is 0 wherever there is one, or is said to be.
FLAT = frozenset(("stop_gradient", "sign", "round", "floor", "ceil"))


def unused(of: Examination) -> Iterator[Finding]:
    """Variables that the loss does not depend on, or only through what has no slope."""
    if not of.trace.parameters:
        yield Finding("nothing-trainable", 1.0, of.model.name)
        return
    reached, cut = _reached(of)
    by_name = {node.name: node for node in of.graph.inputs}
    without = [name for name in of.trace.parameters if by_name[name] not in reached]
    if without:
        share = len(without) / len(of.trace.parameters)
        evidence = {
            "names": ", ".join(without[:6]) + (", …" if len(without) > 6 else ""),
            "count": len(without),
            "all": len(of.trace.parameters),
            "cut": f" ({', '.join(sorted(cut))})" if cut else "",
        }
        yield Finding("unused", 0.6 + 0.38 * share, without[0], evidence)


def _reached(of: Examination) -> tuple[set[Node], set[str]]:
    """What the loss depends on with a slope, and the operations that stop it."""
    reached: set[Node] = {of.graph.output}
    cut: set[str] = set()
    for step in reversed(of.graph.steps):
        used = [result for result in step.results if result in reached and result.is_float]
        if used and step.operation in FLAT:
            cut.add(step.operation)
        elif used:
            reached.update(operand for operand in step.operands if operand.is_float)
    return reached, cut
