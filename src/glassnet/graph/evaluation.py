"""The value and the gradient of every node of a graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import jax
import jax.numpy as jnp

from glassnet.graph.graph import Array, Graph, Node

Values = Mapping[Node, Array]
NOTHING_ADDED: Values = {}


def forward(graph: Graph, inputs: Sequence[Array], added: Values = NOTHING_ADDED) -> Values:
    """Every node's value. added: arrays that are added to the values of some nodes."""
    values: dict[Node, Array] = dict(graph.constants)

    def keep(nodes: Sequence[Node], found: Sequence[Array]) -> None:
        for node, value in zip(nodes, found, strict=True):
            values[node] = value + added[node] if node in added else value

    keep(graph.inputs, inputs)
    for step in graph.steps:
        keep(step.results, step.apply(*(values[operand] for operand in step.operands)))
    return values


def values_and_gradients(
    graph: Graph,
) -> Callable[[Sequence[Array]], tuple[list[Array], list[Array]]]:
    """A compiled function from the inputs to the values of `graph.nodes` and the gradients of
    `graph.differentiable`.

    A node's gradient is how the output changes with a small number added to the node: zeros are
    added to all of them, and JAX differentiates with respect to these.
    """

    def run(inputs: Sequence[Array]) -> tuple[list[Array], list[Array]]:
        def output(zeros: list[Array]) -> tuple[Array, list[Array]]:
            values = forward(graph, inputs, dict(zip(graph.differentiable, zeros, strict=True)))
            return values[graph.output], [values[node] for node in graph.nodes]

        zeros = [jnp.zeros(node.shape, node.dtype) for node in graph.differentiable]
        (_, values), gradients = jax.value_and_grad(output, has_aux=True)(zeros)
        return values, gradients

    return jax.jit(run)
