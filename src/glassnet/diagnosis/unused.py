"""Trainable variables that no gradient reaches."""

from __future__ import annotations

from collections.abc import Iterator

from glassnet.diagnosis.examination import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.graph.graph import Node

# Their derivative is 0 wherever there is one, or is said to be.
FLAT = frozenset(("stop_gradient", "sign", "round", "floor", "ceil"))


def unused(of: Examination) -> Iterator[Finding]:
    """Variables that the loss does not depend on, or only through what has no slope; apart from
    others those that make an output which has no loss."""
    if not of.trace.parameters:
        yield Finding("nothing-trainable", 1.0, of.model.name)
        return
    alive, cut = reached(of)
    by_name = {node.name: node for node in of.graph.inputs}
    without = [name for name in of.trace.parameters if by_name[name] not in alive]
    for ending in of.endings:
        own = [name for name in without if name.startswith(f"{ending.layer}/")]
        if own and ending.function is None and of.compared:
            evidence = {"names": listed_names(own), "count": len(own)} | ending.named
            yield Finding("output-without-loss", _likelihood(of, own), ending.where, evidence)
            without = [name for name in without if name not in own]
    if without:
        evidence = {
            "names": listed_names(without),
            "count": len(without),
            "all": len(of.trace.parameters),
            "cut": ", ".join(sorted(cut)),
        }
        yield Finding(
            "no-slope" if cut else "unused", _likelihood(of, without), without[0], evidence
        )


def _likelihood(of: Examination, without: list[str]) -> float:
    return 0.6 + 0.38 * len(without) / len(of.trace.parameters)


def listed_names(names: list[str]) -> str:
    """The first six, of variables."""
    return ", ".join(names[:6]) + (", …" if len(names) > 6 else "")


def reached(of: Examination) -> tuple[set[Node], set[str]]:
    """What the loss depends on with a slope, and the operations that stop it."""
    found: set[Node] = {of.graph.output}
    cut: set[str] = set()
    for step in reversed(of.graph.steps):
        used = [result for result in step.results if result in found and result.is_float]
        if used and step.operation in FLAT:
            cut.add(step.operation)
        elif used:
            found.update(operand for operand in step.operands if operand.is_float)
    return found, cut
