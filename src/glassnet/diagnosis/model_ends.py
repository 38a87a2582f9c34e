"""Which layer and activation make an output, read from the trace.

In a model or layer whose `call` is Python, layers are attributes, and their order says nothing of
what `call` does with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.graph.graph import Node
from glassnet.graph.operations import MOVES
from glassnet.tracing.trace import Trace

Array = NDArray[Any]

# Operations that only change a number's place.
MOVING = MOVES.keys() - {"sum", "where", "concatenate", "stack", "pad"}
ACTIVATIONS = frozenset(("sigmoid", "tanh", "relu", "relu6"))
PRODUCTS = frozenset(("matmul", "convolution"))
# The same numbers from two compiled programs: their sums are in other orders, also of float16.
ROUNDING = 1e-2


class OutputLayer:
    """Finds in a trace what makes an output.

    Args:
        trace: the loss of some rows.
        loss_scope: the scope of the loss, in which no output is made.
    """

    def __init__(self, trace: Trace, loss_scope: str) -> None:
        self._trace = trace
        self._parameters = set(trace.parameters)
        self._results = {
            node: None
            for step in trace.graph.steps
            for node in step.results
            if step.results[0].layer != loss_scope
        }

    def find(self, output: Array, activations: Mapping[str, str]) -> tuple[str, str]:
        """Name the layer that makes an output, and the activation it ends with.

        Args:
            output: what the model gives in the trace's mode.
            activations: activations of Keras' own layers, by the layer's name.

        Returns:
            Layer and activation; "" for what is not known.
        """
        node = self._node_of(output)
        if node is None:
            return "", ""
        node = unmoved(node)
        scope = node.layer.split("[")[0]
        known = self._activation(node, output) or activations.get(scope.split("/")[-1], "")
        return scope or self._layer_before(node), known

    def _node_of(self, output: Array) -> Node | None:
        """The last node with the output's numbers: what comes after it is the loss'."""
        same = (
            node
            for node in reversed(self._results)
            if node.shape == output.shape and node.is_float and self._equals(node, output)
        )
        return next(same, None)

    def _equals(self, node: Node, output: Array) -> bool:
        value, expected = self._trace.value_at(node).astype(float), output.astype(float)
        largest = float(np.abs(expected).max(initial=0.0))
        return np.allclose(value, expected, ROUNDING, 1e-3 * ROUNDING * largest, equal_nan=True)

    def _activation(self, node: Node, output: Array) -> str:
        if node.operation in ACTIVATIONS:
            return node.operation
        if before_softmax(node) is not None:
            return "softmax" if np.allclose(output.sum(axis=-1), 1, atol=ROUNDING) else ""
        return "linear" if self._is_linear(node) else ""

    def _is_linear(self, node: Node) -> bool:
        """Whether it is a product with weights, with or without a bias: any number.

        A product of two layers is not: of two softmaxes it is a probability.
        """
        if node.operation == "add":
            first, second = map(unmoved, node.operands)
            return self._is_linear(first) and second.name in self._parameters
        factors = {unmoved(operand).name for operand in node.operands}
        return node.operation in PRODUCTS and not factors.isdisjoint(self._parameters)

    def _layer_before(self, node: Node) -> str:
        """The one layer that leads to what is computed outside of layers."""
        before, scopes = {node}, set[str]()
        while before:
            scopes |= {each.layer.split("[")[0] for each in before}
            outside = [each for each in before if not each.layer]
            before = {one for each in outside for one in each.operands if one in self._results}
        scopes.discard("")
        return scopes.pop() if len(scopes) == 1 else ""


def before_softmax(node: Node) -> Node | None:
    """z of a node that is e^z / Σ e^z; None of any other node."""
    if node.operation != "divide":
        return None
    above, below = map(unmoved, node.operands)
    if above.operation != "exp" or below.operation != "sum":
        return None
    shifted = unmoved(above.operands[0])
    logits = shifted.operands[0] if shifted.operation == "subtract" else shifted
    return logits if unmoved(below.operands[0]) is above else None


def unmoved(node: Node) -> Node:
    """The node whose numbers these are, before they were only moved."""
    while node.operation in MOVING:
        node = node.operands[0]
    return node
