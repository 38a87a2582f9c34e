"""The graph layer by layer: the gradient that arrives at each layer."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.bends import bends
from glassnet.diagnosis.ending import Ending
from glassnet.diagnosis.examination import LOSS, Examination
from glassnet.diagnosis.made import before_softmax
from glassnet.graph.graph import Node

TIME = re.compile(r"\[\d+\].*")


def layer_of(node: Node) -> str:
    """The layer's name, of a recurrent layer's step without its number."""
    return TIME.sub("", node.layer)


class Passed(NamedTuple):
    """The gradient that arrives at a layer, ∂L/∂z before its activation: its norm, over all rows.

    Before, because there the output's sigmoid and its cross-entropy cancel: ∂L/∂z = (h − y)/rows.
    """

    layer: str
    norm: float


def passed(of: Examination, ending: Ending) -> list[Passed]:
    """The layers with weights that lead to an output, in order, each with the gradient that arrives
    at it: of all losses together."""
    behind = of.behind(ending)
    weighted = {name.rsplit("/", 1)[0] for name in of.trace.parameters}
    inside = {bend.result: bend.inside for bend in bends(of.graph)}
    last: dict[str, Node] = {}
    for step in of.graph.steps:
        result = step.results[0]
        layer = layer_of(result)
        owner = any(each == layer or each.startswith(f"{layer}/") for each in weighted)
        here = result in behind and owner and layer not in ("", LOSS)
        if here and of.gradient(result) is not None:
            last[layer] = inside.get(result) or before_softmax(result) or result
    return [Passed(layer, arriving(of, node)) for layer, node in last.items()]


def listed(numbers: NDArray[np.int64]) -> str:
    """The first six, of units or columns."""
    return ", ".join(map(str, numbers[:6].tolist())) + (", …" if len(numbers) > 6 else "")


def gradient_norm(of: Examination) -> float:
    """Of all parameters together."""
    found = [of.trace.gradients[name].astype(np.float64) for name in of.trace.parameters]
    return math.sqrt(sum(float(np.sum(np.square(each))) for each in found))


def factors(layers: Sequence[Passed]) -> list[float]:
    """By what the gradient is multiplied from each layer to the one before, the last
    layer first."""
    pairs = zip(reversed(layers[1:]), reversed(layers[:-1]), strict=True)
    return [before.norm / max(after.norm, 1e-300) for after, before in pairs]


def mean_factor(found: Sequence[float]) -> float:
    """Their geometric mean."""
    return math.exp(sum(math.log(max(each, 1e-300)) for each in found) / len(found))


def arriving(of: Examination, node: Node) -> float:
    """The norm of the gradient that arrives at a node."""
    gradient = of.gradient(node)
    assert gradient is not None
    return float(np.linalg.norm(gradient.astype(np.float64).ravel()))
