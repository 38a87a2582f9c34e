"""Trainable variables that no gradient reaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from glassnet.diagnosis.context import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.first_weight_inputs import after
from glassnet.graph.graph import Node

# Their derivative is 0 wherever there is one, or is said to be; what gives whole numbers or truth
# values has none.
FLAT = frozenset(("stop_gradient", "sign", "round", "floor", "ceil"))
# What Keras calls them, where JAX has another name.
IN_KERAS: Mapping[str, str] = {
    "eq": "equal",
    "ge": "greater_equal",
    "gt": "greater",
    "le": "less_equal",
    "lt": "less",
    "ne": "not_equal",
}


def unused(of: Examination) -> Iterator[Finding]:
    """Variables that the loss does not depend on, or only through what has no slope; apart from
    others those that make an output which has no loss."""
    if not of.trace.parameters:
        yield Finding("nothing-trainable", 1.0, of.model.name)
        return
    alive = reached(of)
    by_name = {node.name: node for node in of.graph.inputs}
    without = [name for name in of.trace.parameters if by_name[name] not in alive]
    for ending in of.endings:
        own = [name for name in without if name.startswith(f"{ending.layer}/")]
        if own and ending.function is None and of.compared:
            evidence = {"names": listed_names(own), "count": len(own)} | ending.named
            yield Finding("output-without-loss", _likelihood(of, own), ending.where, evidence)
            without = [name for name in without if name not in own]
    if without:
        cut = _cut(of, alive, [by_name[name] for name in without])
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


def reached(of: Examination) -> set[Node]:
    """What the loss depends on with a slope."""
    found: set[Node] = {of.graph.output}
    for step in reversed(of.graph.steps):
        used = any(result in found and result.is_float for result in step.results)
        if used and step.operation not in FLAT:
            found.update(operand for operand in step.operands if operand.is_float)
    return found


def _cut(of: Examination, alive: set[Node], without: Iterable[Node]) -> set[str]:
    """The operations that stop the slope on its way to these variables, in Keras' words.

    A relu compares as well, and its slope goes by that: what it compares is alive.
    """
    leading, used = after(of.graph, without), {of.graph.output}
    cut: set[str] = set()
    for step in reversed(of.graph.steps):
        if used.isdisjoint(step.results):
            continue
        stopped = {each for each in step.operands if each.is_float and each not in alive}
        used.update(set(step.operands) - stopped)
        if not leading.isdisjoint(stopped):
            cut.add(IN_KERAS.get(step.operation, step.operation))
    return cut
