"""Numbers that overflow on their way forward before any training has made them large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from glassnet.diagnosis.checks.recurrent import STEP
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding
from glassnet.graph.builder import LOSS
from glassnet.graph.graph import Node

# From the first layer or time step to the last. Initial weights that keep sizes make it 0.1 to 10.
EXPLODES = 1e6
DRAWN = 1e4  # root mean square of weights; nobody draws larger ones
LIKELIHOOD = 0.97


def exploding_values(context: Context, overflow: Node) -> Finding | None:
    """Why a node of a network that has not taken a step is too large for its precision: what each
    step of a recurrent layer, or each layer, makes of the one before. None where neither grows,
    or the weights are as large as only a training leaves them that has diverged."""
    if any(_size(context, node) > DRAWN for node in context.parameters.values()):
        return None
    sizes = _sizes(context, overflow)
    over_time: dict[str, list[float]] = {}
    for place, size in sizes.items():
        if step := STEP.match(place):
            over_time.setdefault(step[1], []).append(size)
    for layer, by_step in over_time.items():
        if len(by_step) > 2 and _grows(by_step):
            evidence = {"steps": len(by_step), **_evidence(by_step)}
            return Finding("exploding-time", LIKELIHOOD, layer, evidence)
    by_layer = {place: size for place, size in sizes.items() if not STEP.match(place)}
    if len(by_layer) > 2 and _grows(list(by_layer.values())):
        first, *_, last = by_layer
        evidence = {"last": last, **_evidence(list(by_layer.values()))}
        return Finding("exploding", LIKELIHOOD, first, evidence)
    return None


def _sizes(context: Context, overflow: Node) -> Mapping[str, float]:
    """Root mean square of what each layer, or each step of a recurrent one, ends with."""
    before, found = context.graph.ancestors([overflow]), dict[str, float]()
    for step in context.graph.steps:
        node = step.results[0]
        owner = node.layer.split("/")[0]
        if node not in before or owner in ("", LOSS) or not node.is_float:
            continue
        if not node.shape or node.shape[0] != context.rows:
            continue
        size = _size(context, node)
        if np.isfinite(size):
            found[owner] = size
    return found


def _size(context: Context, node: Node) -> float:
    with np.errstate(all="ignore"):
        values = context.value(node).astype(np.float64)
        return float(np.sqrt(np.mean(np.square(values))))


def _grows(sizes: Sequence[float]) -> bool:
    return sizes[-1] > EXPLODES * max(sizes[0], 1e-30)


def _evidence(sizes: Sequence[float]) -> dict[str, float | str]:
    growth = sizes[-1] / max(sizes[0], 1e-30)
    return {
        "of": "values",
        "first_norm": sizes[0],
        "last_norm": sizes[-1],
        "factor": float(growth ** (1 / (len(sizes) - 1))),
    }
