"""Walks over a graph: forward for every value, backward for every gradient."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import jax
import jax.numpy as jnp
import numpy as np

from glassnet.graph.graph import Array, Graph, Node

Values = Mapping[Node, Array]


def forward(graph: Graph, inputs: Sequence[Array], probes: Values | None = None) -> Values:
    """Every node's value.

    inputs: one array for each of `graph.inputs`. probes: what is added to the values of some nodes.
    """
    added = probes or {}
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
    """A compiled function of the inputs: the value of each node, and the gradient of each in
    `differentiable(graph)`.

    The gradient at a node is how the output changes with a small number added to it: zeros are
    added to all of them, and JAX differentiates by these.
    """
    probed = differentiable(graph)

    def run(inputs: Sequence[Array]) -> tuple[list[Array], list[Array]]:
        def output(zeros: list[Array]) -> tuple[Array, list[Array]]:
            values = forward(graph, inputs, dict(zip(probed, zeros, strict=True)))
            return values[graph.output], [values[node] for node in graph.nodes]

        zeros = [jnp.zeros(node.shape, node.dtype) for node in probed]
        (_, values), gradients = jax.value_and_grad(output, has_aux=True)(zeros)
        return values, gradients

    return jax.jit(run)


def differentiable(graph: Graph) -> list[Node]:
    """The nodes that have a gradient: floating-point numbers that follow from inputs that are."""
    moving = {node for node in graph.inputs if node.is_float}
    for step in graph.steps:
        if not moving.isdisjoint(step.operands):
            moving.update(result for result in step.results if result.is_float)
    return [node for node in graph.nodes if node in moving]


def complex_on_the_way(graph: Graph) -> Node | None:
    """The first complex numbers that follow from nodes with a gradient; None if there are none.

    They have no gradient here, so that of what they are computed from a part has no path.
    """
    moving = set(differentiable(graph))
    results = (
        result
        for step in graph.steps
        if not moving.isdisjoint(step.operands)
        for result in step.results
    )
    return next((each for each in results if jnp.issubdtype(each.dtype, np.complexfloating)), None)
