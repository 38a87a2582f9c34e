"""Gradients that vanish or explode on their way back through the layers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from glassnet.diagnosis.checks.optimisation import is_flat
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.layer_gradients import (
    LayerGradient,
    backward_factors,
    geometric_mean,
    layer_chains,
)
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


def vanishing(context: Context) -> Iterator[Finding]:
    """Much less arrives at the first layer than at the last, and it hardly moves."""
    for head in context.unlearned:
        for layers in map(_behind_zeros, layer_chains(context, head)):
            if len(layers) < FEWEST_LAYERS or layers[-1].norm == 0:
                continue
            factors = backward_factors(layers)
            lost = math.prod(factors) < LOST and context.gain < IDLE
            # Where all stands still the last layer has what it can get, and moves no more either.
            slow = geometric_mean(factors) < VANISHING and (
                _first_by_last_change(context) < LAGS or is_flat(context, head)
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
    """Of kernels only: a bias that starts at 0 moves infinitely far."""
    trace = context.trace
    kernels = [name for name in trace.parameters if trace.values[name].ndim > 1]
    if len(kernels) < 2:
        return 1.0
    ratios = context.range_test.ratios
    return ratios[kernels[0]] / max(ratios[kernels[-1]], 1e-30)


def exploding(context: Context) -> Iterator[Finding]:
    """Much more arrives at a layer than at one after it: at the last, or behind an average over
    all places, which leaves each place a little.

    Of several outputs, at the one at which most arrives: layers before all of them get the sum.
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
        "last": last.layer,
        "first_norm": first.norm,
        "last_norm": last.norm,
        "factor": geometric_mean(factors),
    }
    product = " · ".join(map(format_number, [last.norm, *factors]))
    chain_rule = f"‖∂L/∂{first.layer}‖ = {product} = {format_number(first.norm)}"
    return Finding(key, likelihood, first.layer, evidence, chain_rule)
