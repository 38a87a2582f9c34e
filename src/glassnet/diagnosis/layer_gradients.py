"""The graph layer by layer: the gradient that arrives at each layer."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.context import LOSS, Examination
from glassnet.diagnosis.nonlinearity import bends
from glassnet.diagnosis.output_head import Ending
from glassnet.diagnosis.output_layer import before_softmax
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


def chains(of: Examination, ending: Ending) -> list[list[Passed]]:
    """Layers with weights that lead to an output, each with the gradient that arrives at it, of all
    losses together: from each first layer the longest chain of layers that follow each other.

    Of branches that go on from a layer those through which its gradient can have come: the one at
    which most arrives, and such at which no less arrives than at itself. Hardly any comes through
    an attention's keys; what arrives at the layer before them came beside them.
    """
    names = _weighted(of, ending)
    norms = {node: arriving(of, node) for node in names}
    after, before = _following(of, norms)
    found: dict[Node, list[Node]] = {}
    for node in reversed(list(after)):
        most = max((norms[each] for each in after[node]), default=0.0)
        bar = min(most, norms[node])
        ways = [found[each] for each in after[node] if norms[each] >= bar]
        longest = max(ways, key=lambda way: (len(way), norms[way[0]]), default=[])
        found[node] = [node, *longest]
    firsts = [way for node, way in found.items() if node not in before]
    return [[Passed(names[node], norms[node]) for node in way] for way in reversed(firsts)]


def _weighted(of: Examination, ending: Ending) -> dict[Node, str]:
    """What each layer with weights makes before its activation, and the layer's name."""
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
    return {node: layer for layer, node in last.items()}


def _following(
    of: Examination, chosen: Container[Node]
) -> tuple[dict[Node, list[Node]], set[Node]]:
    """Of some nodes, in order, those that follow from each without another of them in between; and
    all that follow from any."""
    after: dict[Node, list[Node]] = {}
    before: set[Node] = set()
    nearest: dict[Node, set[Node]] = {}
    for step in of.graph.steps:
        passing = [nearest.get(each, set()) for each in step.operands]
        direct = set().union(*passing)
        for result in step.results:
            if of.gradient(result) is None:
                continue
            nearest[result] = direct
            if result in chosen:
                for each in direct:
                    after[each].append(result)
                before.update([result] if direct else [])
                after[result], nearest[result] = [], {result}
    return after, before


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
