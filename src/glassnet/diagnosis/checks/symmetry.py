"""Units of one layer that are copies of each other, and stay so: symmetry that nothing breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding, first_few
from glassnet.text.numbers import brief

# Relative to the largest: float32 sums of other orders differ in the seventh digit.
EQUAL = 1e-5


def copies(context: Context) -> Iterator[Finding]:
    """Units with the same weights and the same gradients: what leaves them is the same as well,
    or their gradients would differ."""
    trace = context.trace
    for names in _weights_by_layer(context):
        values = [table[name] for table in (trace.values, trace.gradients) for name in names]
        columns = np.concatenate([_rounded(each) for each in values])
        _, kinds, sizes = np.unique(columns, axis=1, return_inverse=True, return_counts=True)
        distinct, units = len(sizes), columns.shape[1]
        if distinct < units:
            equal = np.flatnonzero(kinds.ravel() == int(sizes.argmax()))
            evidence = {"units": units, "distinct": distinct, "alike": first_few(equal)}
            one, other = (f"∂L/∂{names[0]}[…, {unit}]" for unit in equal[:2])
            product = f"{one} = {other} = {brief(trace.gradients[names[0]][..., equal[0]])}"
            likelihood = 0.5 + 0.45 * (units - distinct) / units
            yield Finding("copies", likelihood, names[0], evidence, product)


def _weights_by_layer(context: Context) -> Iterator[list[str]]:
    """The variables whose last axis is a layer's units, first a matrix.

    Together: among a wide GRU's biases, which all begin at 0, some gradients are equal by chance.
    """
    trace = context.trace
    leading = {node.name for node in context.graph.inputs if node in context.unlearned_ancestors}
    layers: dict[tuple[str, int], list[str]] = {}
    for name in trace.parameters:
        shape = trace.values[name].shape
        if name in leading and shape and shape[-1] > 1:
            layers.setdefault((name.rpartition("/")[0], shape[-1]), []).append(name)
    for names in layers.values():
        names.sort(key=lambda name: trace.values[name].ndim < 2)
        if trace.values[names[0]].ndim > 1:
            yield names


def _rounded(values: NDArray[Any]) -> NDArray[Any]:
    """[numbers, units], rounded to what counts as equal."""
    flat = values.reshape(-1, values.shape[-1]).astype(np.float64)
    largest = np.abs(flat).max(initial=0.0) or 1.0
    return np.round(flat / largest / EQUAL)
