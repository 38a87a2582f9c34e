"""The two ends of a model: the values that reach its first weights, the layer of each output.

What Keras knows of an output is asked first. In a model or layer whose `call` is Python, layers are
attributes, and their order says nothing of what `call` does with them: there the trace tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import jax.numpy as jnp
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.graph.builder import LOSS
from glassnet.graph.graph import Graph, Node
from glassnet.graph.operations import MOVES
from glassnet.tracing.trace import Trace
from glassnet.training.keras_model import layers_within

Array = NDArray[Any]

# Operations that only change a number's place.
MOVING = MOVES.keys() - {"sum", "where", "concatenate", "stack", "pad"}
ACTIVATIONS = frozenset(("sigmoid", "tanh", "relu", "relu6"))
PRODUCTS = frozenset(("matmul", "convolution"))
# The same numbers from two compiled programs: their sums are in other orders, also of float16.
ROUNDING = 1e-2
# Steps that multiply by weights; a loop of a recurrent layer has them inside.
WEIGHTED = PRODUCTS | {"scan", "while"}
# Layers that leave numbers as they are.
UNCHANGING = ("Dropout", "Flatten", "Reshape", "Permute", "ActivityRegularization", "Identity")
TIME = re.compile(r"\[\d+\].*")  # of a layer's name: a step of a recurrent one
# What Keras calls the activation of a layer that has none, and a function without a name.
UNNAMED = ("", "<lambda>")
# Layers, and operations without a layer, that are an activation.
BY_CLASS: Mapping[str, str] = {
    "Softmax": "softmax",
    "ReLU": "relu",
    "Relu": "relu",
    "ELU": "elu",
    "Elu": "elu",
    "LeakyReLU": "leaky_relu",
    "LeakyRelu": "leaky_relu",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Softplus": "softplus",
    "Softsign": "softsign",
}


class OutputLayer:
    """Finds in a trace what makes an output."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._parameters = set(trace.parameters)
        self._results = {
            node: None
            for step in trace.graph.steps
            for node in step.results
            if step.results[0].layer != LOSS
        }

    def find(self, output: Array, activations: Mapping[str, str]) -> tuple[str, str]:
        """The layer that makes an output, and the activation it ends with; "" for what is unknown.

        Args:
            output: the model's output in the trace's mode.
            activations: activations of Keras' own layers, by the layer's name.
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
        """Whether a node is a product with weights, with or without a bias, and so unbounded.

        A product of two layers is not: that of two softmaxes is a probability.
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
    """z, if the node is e^z / Σ e^z; None for any other node."""
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


@dataclass(frozen=True, eq=False)
class FirstWeightInput:
    """One input of the model and where its numbers first meet trainable weights."""

    input: Node
    nodes: list[Node] = field(default_factory=list)  # what they multiply, before it is only moved
    looked_up: list[Node] = field(default_factory=list)  # in a table, as of word numbers


def first_weight_inputs(
    graph: Graph, inputs: Sequence[Node], parameters: Sequence[Node]
) -> list[FirstWeightInput]:
    """Find where each input first meets the weights. parameters: trainable variables."""
    data = graph.descendants(inputs)
    learned = graph.descendants(parameters) - data
    weights = graph.descendants(node for node in graph.inputs if node not in data) - data
    return [_follow(graph, node, learned, weights) for node in inputs]


def _follow(graph: Graph, start: Node, learned: set[Node], weights: set[Node]) -> FirstWeightInput:
    found, reached = FirstWeightInput(start), {start}
    for step in graph.steps:
        arriving = [node for node in step.operands if node in reached]
        if not arriving:
            continue
        if step.operation == "gather" and step.operands[0] not in reached:
            found.looked_up.append(step.results[0])
        elif step.operation in WEIGHTED and not weights.isdisjoint(step.operands):
            # What is frozen learns nothing from its inputs, and what comes after it gets others.
            if not learned.isdisjoint(step.operands):
                sources = map(unmoved, arriving)
                found.nodes.extend(node for node in sources if node not in found.nodes)
        else:
            # A comparison's truth values are a mask, or one-hot: no quantities.
            numbers = (node for node in step.results if jnp.issubdtype(node.dtype, jnp.number))
            reached.update(numbers)
    return found


def last_layer(operations: Sequence[Any]) -> tuple[str, str]:
    """The layer that makes an output, and its activation; "" for what is not known.

    operations: the operations in reverse order, as they follow each other.
    """
    making = [each for each in operations if type(each).__name__ not in UNCHANGING]
    if not making:
        return "", ""
    last = next((each for each in making if not isinstance(each, keras.Model)), None)
    return making[0].name, "" if last is None else activation_of(last)


def activation_of(operation: Any) -> str:
    """Name of a layer's activation; "" if it has none or one without a name."""
    if type(operation).__name__ == "TimeDistributed":
        return activation_of(operation.layer)
    function = getattr(operation, "activation", None)
    name = getattr(function, "__name__", "") if callable(function) else ""
    return BY_CLASS.get(type(operation).__name__, name)


def activations_of(model: Any) -> dict[str, str]:
    """Activations of Keras' own layers, by layer: what others make of the attribute is unknown."""
    return {
        each.name: activation_of(each)
        for each in layers_within(model)
        if type(each).__module__.startswith("keras.") and each is not model
    }


def layer_of(node: Node) -> str:
    """The name of a node's layer; for a step of a recurrent layer, without the step's number."""
    return TIME.sub("", node.layer)
