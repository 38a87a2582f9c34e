"""The graph layer by layer: the gradient that arrives at each layer with weights."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Sequence
from typing import NamedTuple

import numpy as np

from glassnet.diagnosis.context import LOSS, Context
from glassnet.diagnosis.model_ends import before_softmax
from glassnet.diagnosis.nonlinearity import nonlinearities
from glassnet.diagnosis.output_head import OutputHead
from glassnet.graph.graph import Node

TIME = re.compile(r"\[\d+\].*")


class LayerGradient(NamedTuple):
    """‖∂L/∂z‖ at a layer, z before its activation, over all rows.

    Before, because there the output's sigmoid and its cross-entropy cancel: ∂L/∂z = (h − y)/rows.
    """

    layer: str
    norm: float


def layer_of(node: Node) -> str:
    """Name of a node's layer; of a recurrent layer's step without the step's number."""
    return TIME.sub("", node.layer)


def layer_chains(context: Context, head: OutputHead) -> list[list[LayerGradient]]:
    """Follow the gradient of all losses through the layers with weights that lead to an output.

    Of branches that go on from a layer those count through which its gradient can have come: the
    one at which most arrives, and those at which no less arrives than at the layer itself. Hardly
    any comes through an attention's keys; what arrives at the layer before them came beside them.

    Returns:
        From each first layer the longest chain of layers that follow each other.
    """
    names = _weighted_layers(context, head)
    norms = {node: gradient_norm(context, node) for node in names}
    after, not_first = _successors(context, norms)
    chains: dict[Node, list[Node]] = {}
    for node in reversed(after):
        most = max((norms[each] for each in after[node]), default=0.0)
        bar = min(most, norms[node])
        branches = [chains[each] for each in after[node] if norms[each] >= bar]
        longest = max(branches, key=lambda chain: (len(chain), norms[chain[0]]), default=[])
        chains[node] = [node, *longest]
    firsts = [chain for node, chain in chains.items() if node not in not_first]
    return [
        [LayerGradient(names[node], norms[node]) for node in chain] for chain in reversed(firsts)
    ]


def _weighted_layers(context: Context, head: OutputHead) -> dict[Node, str]:
    """What each layer with weights makes before its activation -> the layer's name."""
    ancestors = context.ancestors_of(head)
    owners = {name.rsplit("/", 1)[0] for name in context.trace.parameters}
    inputs = {each.result: each.input for each in nonlinearities(context.graph)}
    last: dict[str, Node] = {}
    for step in context.graph.steps:
        result = step.results[0]
        layer = layer_of(result)
        weighted = any(owner == layer or owner.startswith(f"{layer}/") for owner in owners)
        here = result in ancestors and weighted and layer not in ("", LOSS)
        if here and context.gradient(result) is not None:
            last[layer] = inputs.get(result) or before_softmax(result) or result
    return {node: layer for layer, node in last.items()}


def _successors(
    context: Context, chosen: Container[Node]
) -> tuple[dict[Node, list[Node]], set[Node]]:
    """For each chosen node, in order, the chosen ones that follow with none in between; and all
    chosen nodes that follow from another."""
    after: dict[Node, list[Node]] = {}
    not_first: set[Node] = set()
    nearest: dict[Node, set[Node]] = {}
    for step in context.graph.steps:
        passing = set[Node]().union(*(nearest.get(each, ()) for each in step.operands))
        for result in step.results:
            if context.gradient(result) is None:
                continue
            nearest[result] = passing
            if result in chosen:
                for each in passing:
                    after[each].append(result)
                not_first.update([result] if passing else [])
                after[result], nearest[result] = [], {result}
    return after, not_first


def gradient_norm(context: Context, node: Node) -> float:
    """‖∂L/∂node‖."""
    gradient = context.gradient(node)
    assert gradient is not None
    return float(np.linalg.norm(gradient.astype(np.float64).ravel()))


def parameter_gradient_norm(context: Context) -> float:
    """Norm of the gradient of all parameters together."""
    trace = context.trace
    gradients = (trace.gradients[name].astype(np.float64) for name in trace.parameters)
    return math.sqrt(sum(float(np.sum(np.square(each))) for each in gradients))


def backward_factors(layers: Sequence[LayerGradient]) -> list[float]:
    """Factor by which the gradient changes from each layer to the one before, the last first."""
    pairs = zip(reversed(layers[1:]), reversed(layers[:-1]), strict=True)
    return [before.norm / max(after.norm, 1e-300) for after, before in pairs]


def geometric_mean(factors: Sequence[float]) -> float:
    """Geometric mean of factors, of which none counts as exactly 0."""
    return math.exp(sum(math.log(max(each, 1e-300)) for each in factors) / len(factors))
