"""What reaches the first trainable weights: inputs as they are learned from, prepared or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import jax.numpy as jnp

from glassnet.diagnosis.model_ends import PRODUCTS, unmoved
from glassnet.graph.graph import Graph, Node

# Steps that multiply by weights; a loop of a recurrent layer has them inside.
WEIGHTED = PRODUCTS | {"scan", "while"}


@dataclass(frozen=True, eq=False)
class FirstWeightInput:
    """One input of the model and where its numbers first meet trainable weights.

    Attributes:
        input: the input's node.
        nodes: what the first weights multiply, before it is only moved.
        looked_up: results of table lookups by the input, as of word numbers in an embedding.
    """

    input: Node
    nodes: list[Node] = field(default_factory=list)
    looked_up: list[Node] = field(default_factory=list)


def first_weight_inputs(
    graph: Graph, inputs: Sequence[Node], parameters: Sequence[Node]
) -> list[FirstWeightInput]:
    """Find where each input first meets the weights.

    Args:
        graph: the traced loss.
        inputs: the model's inputs.
        parameters: what training changes.
    """
    data = graph.descendants(inputs)
    learned = graph.descendants(parameters) - data
    weights = graph.descendants(node for node in graph.inputs if node not in data) - data
    return [_follow(graph, node, learned, weights) for node in inputs]


def _follow(graph: Graph, start: Node, learned: set[Node], weights: set[Node]) -> FirstWeightInput:
    found, reached = FirstWeightInput(start), {start}
    for step in graph.steps:
        arriving = [node for node in step.operands if node in reached]
        if not arriving:
            continue
        if step.operation == "gather" and step.operands[0] not in reached:
            found.looked_up.append(step.results[0])
        elif step.operation in WEIGHTED and not weights.isdisjoint(step.operands):
            # What is frozen learns nothing from its inputs, and what comes after it gets others.
            if not learned.isdisjoint(step.operands):
                sources = map(unmoved, arriving)
                found.nodes.extend(node for node in sources if node not in found.nodes)
        else:
            # A comparison's truth values are a mask, or one-hot: no quantities.
            numbers = (node for node in step.results if jnp.issubdtype(node.dtype, jnp.number))
            reached.update(numbers)
    return found
