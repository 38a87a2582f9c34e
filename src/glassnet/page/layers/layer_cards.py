"""The layers of any Keras model as cards, read from a trace: so a model whose `call` is a function
of its own is shown by what it computes, as one of stacked layers is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np

from glassnet.graph.graph import Node
from glassnet.page.layers.layer_answers import LayerCard, Part, Variable, View
from glassnet.page.layers.model_layers import ModelLayers, about
from glassnet.tracing import Trace, TracedNode

LOSS = "loss"
STEP = re.compile(r"\[(\d+)\]")  # of a recurrent layer's node: lstm[3]/lstm_cell/output

# Kind of layer -> how the page shows it; others by the shape of their output.
VIEWS: Mapping[type, View] = {
    keras.layers.Embedding: "embedding",
    keras.layers.MultiHeadAttention: "attention",
    keras.layers.Bidirectional: "recurrent",
    keras.layers.RNN: "recurrent",  # SimpleRNN, LSTM and GRU are such
    **dict.fromkeys(
        (
            keras.layers.Conv2D,
            keras.layers.Conv2DTranspose,
            keras.layers.DepthwiseConv2D,
            keras.layers.SeparableConv2D,
        ),
        "convolution",
    ),
}
SHAPES: Mapping[int, View] = {1: "units", 2: "sequence", 3: "maps"}  # by the axes of one row
# What a recurrent layer has at each time step beside its output, in the order of being shown.
OF_STEPS = (
    "cell",
    "forget_gate",
    "input_gate",
    "update_gate",
    "reset_gate",
    "candidate",
    "output_gate",
)


@dataclass
class Group:
    """The nodes of one card, in the order of computing."""

    name: str
    nodes: list[Node] = field(default_factory=list)
    inputs: dict[str, None] = field(default_factory=dict)
    column: int = 0


class Cards:
    """The cards of a traced model.

    Attributes:
        cards: from the inputs to the loss, column by column.
        rows: how many rows the trace has.
    """

    def __init__(self, model: Any, trace: Trace, rows: int) -> None:
        self.rows = rows
        self._trace = trace
        self._layers = ModelLayers(model)
        self._trainable = set(trace.parameters)
        self._outside: dict[str, str] = {}
        self._find_outside()
        self._groups = self._grouped()
        self.cards = tuple(map(self._card, self._groups.values()))

    def card_of(self, node: str) -> str:
        """The card that a node, or a weight, belongs to."""
        return self._owner(self._trace[node])

    def nodes_of(self, card: str) -> list[Node]:
        """The nodes of a card. Raises KeyError."""
        return self._groups[card].nodes

    def part_of(self, node: str) -> Part:
        """What the page is told about a node. Raises SettingError if there is none."""
        found = self._trace[node].name
        return next(
            self.part("", each)
            for group in self._groups.values()
            for each in group.nodes
            if each.name == found
        )

    def part(self, label: str, node: Node) -> Part:
        """What the page is told about a node's numbers."""
        axis = self._row_axis(node.shape)
        return Part(
            label, node.name, node.shape[axis + 1 :], axis, node in self._trace.graph.differentiable
        )

    def _row_axis(self, shape: Sequence[int]) -> int:
        """The first axis, or one behind axes of a single place; -1 where a row has no numbers."""
        for axis, size in enumerate(shape):
            if size == self.rows:
                return axis
            if size != 1:
                break
        return -1

    def _grouped(self) -> dict[str, Group]:
        groups: dict[str, Group] = {}
        display = self._trace.display
        owners: dict[Node, str] = {}
        variables = self._layers.variables
        # A weight of the model itself comes behind the data.
        order = lambda each: (each.operation != "input", each.name in variables)
        for node in sorted(display.nodes, key=order):
            if _is_target(node):
                continue
            owner = owners[node] = self._owner(node)
            if variables.get(node.name, node.name) != node.name:
                continue
            group = groups.setdefault(owner, Group(owner))
            group.nodes.append(node)
            for operand in display.operands(node):
                given = owners.get(operand, owner)
                if given != owner and given in groups:
                    group.inputs[given] = None
                    group.column = max(group.column, groups[given].column + 1)
        in_order = sorted(groups.items(), key=lambda each: (each[0] == LOSS, each[1].column))
        return dict(in_order)

    def _owner(self, node: Node | TracedNode) -> str:
        """The card of the innermost layer of the model that a node is computed in, or whose weight
        it is; outside of layers, the node's own."""
        if node.name in self._outside:
            return self._outside[node.name]
        path = STEP.sub("", node.layer)
        if path == LOSS:
            return LOSS
        layer = self._layers.variables.get(node.name) or self._layers.at(path)
        return layer or path or self._free_name(node.name)

    def _free_name(self, name: str) -> str:
        while name in self._layers.by_name:
            name += "_"
        return name

    def _find_outside(self) -> None:
        """The nodes outside of layers that belong to another card: what adds up the loss, and what
        only the loss reads and no row leads to, such as a weight's penalty, to the loss; a mask to
        the first card that reads it."""
        graph, display = self._trace.graph, self._trace.display
        known = self._layers.variables
        rows = graph.descendants(each for each in graph.inputs if each.name not in known)
        behind = graph.descendants(node for node in graph.nodes if node.layer == LOSS)
        readers: dict[Node, list[str]] = {}
        for node in reversed(display.nodes):
            read = readers.get(node, ())
            if node is display.base(graph.output):
                self._outside[node.name] = LOSS
            elif not node.layer and node.operands:
                if node in behind or (node not in rows and {*read} == {LOSS}):
                    self._outside[node.name] = LOSS
                elif read and not node.is_float:
                    self._outside[node.name] = read[-1]
            for operand in display.operands(node):
                readers.setdefault(operand, []).append(self._owner(node))

    def _card(self, group: Group) -> LayerCard:
        layer = self._layers.by_name.get(group.name)
        variables = self._variables_of(group.name)
        parts = self._parts(group, layer)
        return LayerCard(
            name=group.name,
            kind=_kind(group, layer),
            view=self._view(group, layer, parts),
            about=about(layer),
            inputs=tuple(group.inputs),
            column=group.column,
            parameters=sum(int(np.prod(each.shape)) for each in variables),
            parts=parts,
            variables=variables,
        )

    def _variables_of(self, card: str) -> tuple[Variable, ...]:
        places = {each.name: place for place, each in enumerate(self._trace.graph.nodes)}
        names = [name for name, owner in self._layers.variables.items() if owner == card]
        return tuple(
            Variable(name, self._trace[name].shape, name in self._trainable)
            for name in sorted(names, key=lambda name: places.get(name, -1))
        )

    def _view(self, group: Group, layer: Any, parts: Sequence[Part]) -> View:
        if group.name == LOSS:
            return "loss"
        if all(each.operation == "input" for each in group.nodes):
            return "input"
        for kind, view in VIEWS.items():
            if isinstance(layer, kind):
                return view
        return SHAPES.get(len(parts[0].shape), "general")

    def _parts(self, group: Group, layer: Any) -> tuple[Part, ...]:
        """The output of each call, and what is worth showing beside it."""
        results = set(self._trace.graph.results)
        calls = [each for each in group.nodes if each in results] or group.nodes[-1:]
        if isinstance(layer, keras.layers.RNN | keras.layers.Bidirectional):
            found = self._at_each_step(group, calls)
            if found:
                return found
        weights = [
            self.part("attention", each)
            for each in group.nodes
            if isinstance(layer, keras.layers.MultiHeadAttention) and _is_softmax(each)
        ]
        return (*(self.part("output", each) for each in calls), *weights)

    def _at_each_step(self, group: Group, calls: Sequence[Node]) -> tuple[Part, ...]:
        """The nodes that each time step has, by their names in the field; none for a loop that is
        too long to be unrolled."""
        steps: dict[str, list[Node]] = {}
        for node in group.nodes:
            if STEP.search(node.name):
                steps.setdefault(STEP.sub("[{}]", node.name), []).append(node)
        ends = self._last_in_loops(calls, set(group.nodes))
        outputs = dict.fromkeys(STEP.sub("[{}]", each.name) for each in ends)
        named = {each: each.rpartition("/")[2] for each in steps}
        gates = sorted(
            (each for each in named if named[each] in OF_STEPS and each not in outputs),
            key=lambda each: OF_STEPS.index(named[each]),
        )
        length = max((len(each) for each in steps.values()), default=0)
        return tuple(
            Part(
                "output" if each in outputs else named[each],
                each,
                (length, *steps[each][0].shape[1:]),
                0,
                has_gradient=True,
            )
            for each in (*outputs, *gates)
            if len(steps[each]) == length
        )

    def _last_in_loops(self, nodes: Sequence[Node], left: set[Node]) -> Iterator[Node]:
        """The nodes themselves that a time step computes, or those of `left` that they put
        together."""
        waiting = list(nodes)
        while waiting:
            node = waiting.pop(0)
            if STEP.search(node.name):
                yield node
            elif node in left:
                left.remove(node)
                waiting += self._trace.display.operands(node)


def _kind(group: Group, layer: Any) -> str:
    if layer is not None:
        return type(layer).__name__
    return LOSS if group.name == LOSS else group.nodes[-1].operation


def _is_target(node: Node) -> bool:
    """Whether it is y, or rows' weights, which only the loss reads."""
    return node.operation == "input" and re.match(r"(y|sample_weight)\b", node.name) is not None


def _is_softmax(node: Node) -> bool:
    return node.operation == "divide" and any(each.operation == "exp" for each in node.operands)
