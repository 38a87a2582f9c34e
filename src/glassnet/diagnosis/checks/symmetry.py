"""Units of one layer that are copies of each other, and stay so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.context import Examination
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.layer_gradients import listed
from glassnet.text.numbers import brief

# Relative to the largest: float32 sums of other orders differ in the seventh digit.
ALIKE = 1e-5


def copies(of: Examination) -> Iterator[Finding]:
    """Units with the same weights and the same gradients: what leaves them is the same as well,
    or their gradients would differ."""
    for names in _by_layer(of):
        values = [table[name] for table in (of.trace.values, of.trace.gradients) for name in names]
        columns = np.concatenate([_scaled(each) for each in values])
        _, kinds, sizes = np.unique(columns, axis=1, return_inverse=True, return_counts=True)
        distinct, units = len(sizes), columns.shape[1]
        if distinct < units:
            redundant = (units - distinct) / units
            alike = np.flatnonzero(kinds.ravel() == int(sizes.argmax()))
            evidence = {"units": units, "distinct": distinct, "alike": listed(alike)}
            name, gradient = names[0], of.trace.gradients[names[0]]
            one, other = (f"∂L/∂{name}[…, {unit}]" for unit in alike[:2])
            product = f"{one} = {other} = {brief(gradient[..., alike[0]])}"
            yield Finding("copies", 0.5 + 0.45 * redundant, name, evidence, product)


def _by_layer(of: Examination) -> Iterator[list[str]]:
    """The variables whose last axis is a layer's units, first a matrix.

    Together: among a wide GRU's biases, which all begin at 0, some gradients are alike by chance.
    """
    led = {node.name for node in of.graph.inputs if node in of.open}
    layers: dict[tuple[str, int], list[str]] = {}
    for name in of.trace.parameters:
        shape = of.trace.values[name].shape
        if name in led and shape and shape[-1] > 1:
            layers.setdefault((name.rpartition("/")[0], shape[-1]), []).append(name)
    for names in layers.values():
        names.sort(key=lambda name: of.trace.values[name].ndim < 2)
        if of.trace.values[names[0]].ndim > 1:
            yield names


def _scaled(values: NDArray[Any]) -> NDArray[Any]:
    """[numbers, units], rounded to what counts as alike."""
    flat = values.reshape(-1, values.shape[-1]).astype(np.float64)
    largest = np.abs(flat).max(initial=0.0) or 1.0
    return np.round(flat / largest / ALIKE)
