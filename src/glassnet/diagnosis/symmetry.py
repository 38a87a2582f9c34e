"""Units of one layer that are copies of each other, and stay so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.examination import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.layers import listed
from glassnet.tracing.numbers import brief

# Relative to the largest: float32 sums of other orders differ in the seventh digit.
ALIKE = 1e-5


def copies(of: Examination) -> Iterator[Finding]:
    """Units with the same weights and the same gradients: what leaves them is the same as well,
    or their gradients would differ."""
    led = {node.name for node in of.graph.inputs if node in of.open}
    for name in of.trace.parameters:
        weights, gradient = of.trace.values[name], of.trace.gradients[name]
        if name not in led or weights.ndim < 2 or weights.shape[-1] < 2:
            continue
        columns = np.concatenate([_scaled(weights), _scaled(gradient)])
        _, kinds, sizes = np.unique(columns, axis=1, return_inverse=True, return_counts=True)
        distinct = len(sizes)
        units = weights.shape[-1]
        if distinct < units:
            redundant = (units - distinct) / units
            alike = np.flatnonzero(kinds.ravel() == int(sizes.argmax()))
            evidence = {"units": units, "distinct": distinct, "alike": listed(alike)}
            one, other = (f"∂L/∂{name}[…, {unit}]" for unit in alike[:2])
            product = f"{one} = {other} = {brief(gradient[..., alike[0]])}"
            yield Finding("copies", 0.5 + 0.45 * redundant, name, evidence, product)


def _scaled(values: NDArray[Any]) -> NDArray[Any]:
    """[numbers, units], rounded to what counts as alike."""
    flat = values.reshape(-1, values.shape[-1]).astype(np.float64)
    largest = np.abs(flat).max(initial=0.0) or 1.0
    return np.round(flat / largest / ALIKE)
