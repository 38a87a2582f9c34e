"""Gradients that vanish or explode on their way back through the layers."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from glassnet.diagnosis.checks.optimisation import is_flat, no_rate_gains
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.model_ends import before_softmax, layer_of
from glassnet.diagnosis.nonlinearity import nonlinearities
from glassnet.diagnosis.output_head import OutputHead
from glassnet.graph.builder import LOSS
from glassnet.graph.graph import Node
from glassnet.text.numbers import format_number

# Mean factor from a layer to the one before. Over seeds: sigmoid with Glorot weights 0.21 to 0.28,
# which is what the note's deep program does not learn with; with N(0, 1) weights, which it learns
# with, 0.43 to 0.68; tanh and relu with Glorot or He weights 0.66 to 1.1.
VANISHING = 0.35
# The first layer's change in a step beside the last's, both relative to their weights. Adam makes
# them alike (0.3 to 2) whatever the gradients are; SGD leaves 0.002 to 0.05.
LAGS = 0.1
# First to last layer: nothing learns at the front, whatever happens behind.
LOST = 1e-4
IDLE = 0.01  # of the loss, gained in the range test's steps
# From a layer to one before it; less where what goes forward has grown as well, so that the loss is
# so many times the best constant's: ten-fold weights of four convolutions, 290 and 285.
EXPLODES = 1e3
GROWS, BEYOND = 100.0, 100.0
FEWEST_LAYERS = 3  # of two there is one factor, which is no law


class LayerGradient(NamedTuple):
    """‖∂L/∂z‖ at a layer, z before its activation, over all rows.

    Before, because there the output's sigmoid and its cross-entropy cancel: ∂L/∂z = (h − y)/rows.
    """

    layer: str
    norm: float


def vanishing(context: Context) -> Iterator[Finding]:
    """Vanishing gradient: much less arrives at the first layer than at the last, and the first
    hardly moves."""
    for head in context.unlearned:
        for layers in map(_behind_zeros, layer_chains(context, head)):
            if len(layers) < FEWEST_LAYERS or layers[-1].norm == 0:
                continue
            factors = backward_factors(layers)
            lost = math.prod(factors) < LOST and context.gain < IDLE
            # Where all stands still the last layer has what it can get, and moves no more either.
            slow = geometric_mean(factors) < VANISHING and (
                _first_by_last_change(context) < LAGS
                or is_flat(context, head)
                or no_rate_gains(context, head)
            )
            if lost or slow:
                yield _finding("vanishing", 0.85 if lost else 0.8, layers, factors)
                break


def _behind_zeros(layers: Sequence[LayerGradient]) -> Sequence[LayerGradient]:
    """Layers behind the last at which nothing arrives: a factor of 0, as of a dead relu, does not
    make a gradient vanish by and by, and has a finding of its own."""
    zeros = [place for place, each in enumerate(layers[:-1], 1) if each.norm == 0]
    return layers[max(zeros, default=0) :]


def _first_by_last_change(context: Context) -> float:
    """Ratio of the first kernel's relative change to the last kernel's; biases may start at 0."""
    trace = context.trace
    kernels = [name for name in trace.parameters if trace.values[name].ndim > 1]
    if len(kernels) < 2:
        return 1.0
    ratios = context.range_test.ratios
    return ratios[kernels[0]] / max(ratios[kernels[-1]], 1e-30)


def exploding(context: Context) -> Iterator[Finding]:
    """Exploding gradient: much more arrives at a layer than at one after it: at the last, or behind
    an average over all places, which leaves each place a little.

    With several outputs, at the one at which most arrives: layers before all of them get the sum.
    """
    found = (chains for head in context.heads if (chains := layer_chains(context, head)))
    chains = max(found, key=lambda each: max(layers[-1].norm for layers in each), default=[])
    layers = _steepest(chains)
    factors = backward_factors(layers)
    beyond = context.base_rate is not None and context.trace.value > BEYOND * context.base_rate
    if len(layers) >= FEWEST_LAYERS and math.prod(factors) > (GROWS if beyond else EXPLODES):
        yield _finding("exploding", 0.9, layers, factors)


def _steepest(chains: Sequence[Sequence[LayerGradient]]) -> Sequence[LayerGradient]:
    """The part of a chain from whose end to its beginning the gradient grows most."""
    parts = [
        layers[first : last + 1]
        for layers in chains
        for last, end in enumerate(layers)
        for first in range(last)
        if end.norm > 0
    ]
    return max(parts, key=lambda part: part[0].norm / part[-1].norm, default=[])


def _finding(
    key: str, likelihood: float, layers: Sequence[LayerGradient], factors: Sequence[float]
) -> Finding:
    first, last = layers[0], layers[-1]
    evidence = {
        "of": "gradient",
        "last": last.layer,
        "first_norm": first.norm,
        "last_norm": last.norm,
        "factor": geometric_mean(factors),
    }
    product = " · ".join(map(format_number, [last.norm, *factors]))
    chain_rule = f"‖∂L/∂{first.layer}‖ = {product} = {format_number(first.norm)}"
    return Finding(key, likelihood, first.layer, evidence, chain_rule)


def layer_chains(context: Context, head: OutputHead) -> list[list[LayerGradient]]:
    """Follow the gradient of all losses through the layers with weights that lead to an output.

    Where branches go on from a layer, those count through which its gradient can have come: the one
    at which most arrives, and those at which no less arrives than at the layer itself. Hardly any
    comes through an attention's keys; what arrives at the layer before them came beside them.

    Returns:
        For each first layer, the longest chain of layers that follow each other from it.
    """
    names = _weighted_layers(context, head)
    norms = {node: context.gradient_norm(node) for node in names}
    after = _successors(context, norms)
    chains: dict[Node, list[Node]] = {}
    for node in reversed(after):
        most = max((norms[each] for each in after[node]), default=0.0)
        bar = min(most, norms[node])
        branches = [chains[each] for each in after[node] if norms[each] >= bar]
        longest = max(branches, key=lambda chain: (len(chain), norms[chain[0]]), default=[])
        chains[node] = [node, *longest]
    not_first = set[Node]().union(*after.values())
    firsts = [chain for node, chain in chains.items() if node not in not_first]
    return [
        [LayerGradient(names[node], norms[node]) for node in chain] for chain in reversed(firsts)
    ]


def _weighted_layers(context: Context, head: OutputHead) -> dict[Node, str]:
    """Each weighted layer's result before its activation -> the layer's name."""
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


def _successors(context: Context, chosen: Container[Node]) -> dict[Node, list[Node]]:
    """For each chosen node, in order, the chosen ones that follow with none in between."""
    after: dict[Node, list[Node]] = {}
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
                after[result], nearest[result] = [], {result}
    return after


def backward_factors(layers: Sequence[LayerGradient]) -> list[float]:
    """Factor by which the gradient changes from each layer to the one before, the last first."""
    pairs = zip(reversed(layers[1:]), reversed(layers[:-1]), strict=True)
    return [before.norm / max(after.norm, 1e-300) for after, before in pairs]


def geometric_mean(factors: Sequence[float]) -> float:
    """Geometric mean of factors, of which none counts as exactly 0."""
    return math.exp(sum(math.log(max(each, 1e-300)) for each in factors) / len(factors))
