"""Gradients that vanish or explode on their way back through the layers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from glassnet.diagnosis.examination import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.layers import Passed, factors, mean_factor, passed
from glassnet.tracing.numbers import number

# Mean factor from a layer's output to the one before's, in a network whose loss stands still.
VANISHING = 0.4
STANDS_STILL = 0.01  # of the loss, gained in the range test's steps
# First to last layer: nothing learns at the front, whatever happens behind.
LOST = 1e-4
EXPLODES = 1e3
FEWEST = 3  # layers: of two there is one factor, which is no law


def vanishing(of: Examination) -> Iterator[Finding]:
    """Much less arrives at the first layer than at the last, and the loss stands still."""
    layers = passed(of)
    found = factors(layers)
    if len(layers) < FEWEST:
        return
    total, mean = math.prod(found), mean_factor(found)
    still = of.range_test.gain < STANDS_STILL
    if total < LOST or (mean < VANISHING and still):
        yield _finding("vanishing", 0.8 if still else 0.6, layers, found)


def exploding(of: Examination) -> Iterator[Finding]:
    """Much more arrives at the first layer than at the last."""
    layers = passed(of)
    found = factors(layers)
    if len(layers) >= FEWEST and math.prod(found) > EXPLODES:
        yield _finding("exploding", 0.9, layers, found)


def _finding(
    key: str, likelihood: float, layers: Sequence[Passed], found: Sequence[float]
) -> Finding:
    evidence = {
        "last": layers[-1].layer,
        "first_norm": layers[0].norm,
        "last_norm": layers[-1].norm,
        "factor": mean_factor(found),
    }
    product = " · ".join(number(each) for each in [layers[-1].norm, *found])
    said = f"‖∂L/∂{layers[0].layer}‖ = {product} = {number(layers[0].norm)}"
    return Finding(key, likelihood, layers[0].layer, evidence, said)
