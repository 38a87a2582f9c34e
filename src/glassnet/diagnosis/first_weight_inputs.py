"""What arrives at the first weights: the inputs as they are learned from, normalised or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import jax.numpy as jnp

from glassnet.diagnosis.output_layer import PRODUCTS, unmoved
from glassnet.graph.graph import Graph, Node, Step

# Steps that multiply by weights; a loop of a recurrent layer has them inside.
WEIGHING = PRODUCTS | {"scan", "while"}


@dataclass(frozen=True, eq=False)
class Arrival:
    """One input. nodes: its numbers where trainable weights first multiply them, before they are
    only moved. looked_up: whether they choose rows of a table, as words do."""

    input: Node
    nodes: list[Node] = field(default_factory=list)
    looked_up: list[Node] = field(default_factory=list)


def arrivals(graph: Graph, inputs: Iterable[Node], parameters: Iterable[Node]) -> list[Arrival]:
    """Of each input. inputs: of the model. parameters: what training changes."""
    given = list(inputs)
    data = after(graph, given)
    learned = after(graph, parameters) - data
    weights = after(graph, [each for each in graph.inputs if each not in data]) - data
    return [_arrival(graph.steps, each, learned, weights) for each in given]


def _arrival(
    steps: Iterable[Step],
    start: Node,
    learned: set[Node],
    weights: set[Node],
) -> Arrival:
    found, reached = Arrival(start), {start}
    for step in steps:
        here = [each for each in step.operands if each in reached]
        if not here:
            continue
        if step.operation == "gather" and step.operands[0] not in reached:
            found.looked_up.append(step.results[0])
        elif step.operation in WEIGHING and not weights.isdisjoint(step.operands):
            # What is frozen learns nothing from its inputs, and what comes after it gets others.
            if not learned.isdisjoint(step.operands):
                arriving = map(unmoved, here)
                found.nodes.extend(each for each in arriving if each not in found.nodes)
        else:
            # A comparison's truth values are a mask, or one-hot: no quantities.
            numbers = (each for each in step.results if jnp.issubdtype(each.dtype, jnp.number))
            reached.update(numbers)
    return found


def after(graph: Graph, starts: Iterable[Node]) -> set[Node]:
    """These and all that is computed from them."""
    found = set(starts)
    for step in graph.steps:
        if not found.isdisjoint(step.operands):
            found.update(step.results)
    return found
