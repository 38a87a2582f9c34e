"""What makes an output of a model or a layer whose `call` is Python, read from the trace: a model's
layers are attributes, whose order says nothing of what `call` does with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.graph.graph import Node, Step
from glassnet.graph.operations import MOVES
from glassnet.tracing.trace import Trace

Array = NDArray[Any]

# Operations that leave every number as it is, and such as only change its place.
MOVING = MOVES.keys() - {"sum", "where", "concatenate", "stack", "pad"}
BENDING = frozenset(("sigmoid", "tanh", "relu", "relu6"))
PRODUCTS = frozenset(("matmul", "convolution"))
# The same numbers from two compiled programs: their sums are in other orders, also of float16.
ROUNDING = 1e-2


class Makers:
    """The steps of a trace by what they make. without: the scope of what is no output, the loss."""

    def __init__(self, trace: Trace, without: str) -> None:
        self._trace = trace
        self._parameters = set(trace.parameters)
        steps = [step for step in trace.graph.steps if step.results[0].layer != without]
        self._steps: Mapping[Node, Step] = {made: each for each in steps for made in each.results}

    def of(self, output: Array, layers: Mapping[str, str]) -> tuple[str, str]:
        """The layer that makes an output, and the activation it ends with; "" for what is not
        known. output: as the trace's mode gives it. layers: activations of Keras' own, by name."""
        node = self._found(output)
        if node is None:
            return "", ""
        node = unmoved(node)
        scope = node.layer.split("[")[0]
        known = self._activation(node, output) or layers.get(scope.split("/")[-1], "")
        return scope or self._layer_before(node), known

    def _found(self, output: Array) -> Node | None:
        """The last node with the output's numbers: what comes after it is the loss'."""
        alike = (
            node
            for node in reversed(list(self._steps))
            if node.shape == output.shape and node.is_float and self._is(node, output)
        )
        return next(alike, None)

    def _is(self, node: Node, output: Array) -> bool:
        value, expected = self._trace.value_at(node).astype(float), output.astype(float)
        largest = float(np.abs(expected).max(initial=0.0))
        return np.allclose(value, expected, ROUNDING, 1e-3 * ROUNDING * largest, equal_nan=True)

    def _activation(self, node: Node, output: Array) -> str:
        if node.operation in BENDING:
            return node.operation
        if before_softmax(node) is not None:
            return "softmax" if np.allclose(output.sum(axis=-1), 1, atol=ROUNDING) else ""
        return "linear" if self._is_linear(node) else ""

    def _is_linear(self, node: Node) -> bool:
        """Whether it is a product with weights, which may be any number, with or without a bias.

        A product of two layers is none: of two softmaxes it is a probability.
        """
        if node.operation == "add":
            first, second = map(unmoved, node.operands)
            return self._is_linear(first) and second.name in self._parameters
        given = {unmoved(each).name for each in node.operands}
        return node.operation in PRODUCTS and not given.isdisjoint(self._parameters)

    def _layer_before(self, node: Node) -> str:
        """The layer that leads to what is computed outside of layers, if that is one."""
        before, scopes = {node}, set[str]()
        while before:
            scopes |= {each.layer.split("[")[0] for each in before}
            outside = [each for each in before if not each.layer]
            before = {one for each in outside for one in each.operands if one in self._steps}
        scopes.discard("")
        return scopes.pop() if len(scopes) == 1 else ""


def before_softmax(node: Node) -> Node | None:
    """z of a node that is e^z by its sum; None of any other."""
    if node.operation != "divide":
        return None
    above, below = map(unmoved, node.operands)
    if above.operation != "exp" or below.operation != "sum":
        return None
    shifted = unmoved(above.operands[0])
    inside = shifted.operands[0] if shifted.operation == "subtract" else shifted
    return inside if unmoved(below.operands[0]) is above else None


def unmoved(node: Node) -> Node:
    """The node whose numbers these are, before they are only moved."""
    while node.operation in MOVING:
        node = node.operands[0]
    return node
