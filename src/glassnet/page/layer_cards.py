"""The layers of any Keras model as cards, read from a trace: so a model whose `call` is a function
of its own is shown by what it computes, as one of stacked layers is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np

from glassnet.graph.graph import Node
from glassnet.page.layer_answers import LayerCard, Part, Variable, View
from glassnet.tracing import Trace
from glassnet.training.keras_model import variable_names

LOSS = "loss"
STEP = re.compile(r"\[(\d+)\]")  # of a recurrent layer's node: lstm[3]/lstm_cell/output

# Kind of layer -> how the page shows it; others by the shape of their output.
VIEWS: Mapping[type, View] = {
    keras.layers.Embedding: "embedding",
    keras.layers.MultiHeadAttention: "attention",
    keras.layers.Bidirectional: "recurrent",
    keras.layers.RNN: "recurrent",  # SimpleRNN, LSTM and GRU are such
}
SHAPES: Mapping[int, View] = {1: "units", 2: "sequence", 3: "maps"}  # by the axes of one row
# What a recurrent layer has at each time step, in the order of being shown.
OF_STEPS = (
    "output",
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
        cards: in the order of computing.
        rows: how many rows the trace has.
    """

    def __init__(self, model: Any, trace: Trace, rows: int) -> None:
        self.rows = rows
        self._trace = trace
        self._layers = {each.name: each for each in all_layers(model)}
        self._parameters = set(variable_names(model))
        self._trainable = set(trace.parameters)
        self._groups = self._grouped()
        self.cards = tuple(map(self._card, self._groups.values()))

    def card_of(self, node: str) -> str:
        """The card that a node, or a weight, belongs to."""
        return self._owner(self._trace[node].name, self._trace[node].layer)

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
        for node in display.nodes:
            if node.name in self._parameters or _is_target(node):
                continue
            owner = owners[node] = self._owner(node.name, node.layer)
            group = groups.setdefault(owner, Group(owner))
            group.nodes.append(node)
            for operand in display.operands(node):
                given = owners.get(operand, owner)
                if given != owner:
                    group.inputs[given] = None
                    group.column = max(group.column, groups[given].column + 1)
        return groups

    def _owner(self, name: str, path: str) -> str:
        """The innermost layer of the model that a path is inside of, or the node itself."""
        parts = STEP.sub("", path or name.rpartition("/")[0]).split("/")
        if parts[0] == LOSS:
            return LOSS
        for part in parts:
            layer = self._layers.get(part)
            if layer is not None and not isinstance(layer, keras.Model):
                return part
        return path or name

    def _card(self, group: Group) -> LayerCard:
        layer = self._layers.get(group.name)
        variables = self._variables(group.name)
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

    def _variables(self, card: str) -> tuple[Variable, ...]:
        found = [
            (name, self._trace[name].shape)
            for name in sorted(self._parameters, key=self._order)
            if self._owner(name, "") == card
        ]
        return tuple(Variable(name, shape, name in self._trainable) for name, shape in found)

    @property
    def _order(self) -> Callable[[str], int]:
        places = {each.name: place for place, each in enumerate(self._trace.graph.nodes)}
        return lambda name: places.get(name, -1)

    def _view(self, group: Group, layer: Any, parts: Sequence[Part]) -> View:
        if group.name == LOSS:
            return "loss"
        if all(each.operation == "input" for each in group.nodes):
            return "input"
        for kind, view in VIEWS.items():
            if isinstance(layer, kind):
                return view
        axes = len(parts[0].shape)
        has_filters = layer is not None and type(layer).__name__.startswith("Conv")
        return "convolution" if has_filters and axes == 3 else SHAPES.get(axes, "general")

    def _parts(self, group: Group, layer: Any) -> tuple[Part, ...]:
        if isinstance(layer, keras.layers.RNN | keras.layers.Bidirectional):
            found = self._at_each_step(group)
            if found:
                return found
        output = self.part("output", group.nodes[-1])
        if isinstance(layer, keras.layers.MultiHeadAttention):
            weights = [each for each in group.nodes if _is_softmax(each)]
            return (output, *(self.part("attention", each) for each in weights))
        return (output,)

    def _at_each_step(self, group: Group) -> tuple[Part, ...]:
        """The nodes that each time step has, by their names in the field; none for a loop that is
        too long to be unrolled."""
        steps: dict[str, list[Node]] = {}
        for node in group.nodes:
            if STEP.search(node.name):
                steps.setdefault(STEP.sub("[{}]", node.name), []).append(node)
        labels = {pattern: pattern.rpartition("/")[2] for pattern in steps}
        named = [each for each in steps if labels[each] in OF_STEPS]
        length = max((len(each) for each in steps.values()), default=0)
        # A SimpleRNN's output has no name of its own: it is the last of each step.
        last = [each for each in steps if len(steps[each]) == length][-1:]
        chosen = sorted(named, key=lambda each: OF_STEPS.index(labels[each])) or last
        return tuple(
            Part(
                labels[each] if named else "output",
                each,
                (len(steps[each]), *steps[each][0].shape[1:]),
                0,
                has_gradient=True,
            )
            for each in chosen
            if len(steps[each]) == length
        )


def _kind(group: Group, layer: Any) -> str:
    if layer is not None:
        return type(layer).__name__
    return LOSS if group.name == LOSS else group.nodes[-1].operation


def _is_target(node: Node) -> bool:
    """Whether it is y, or rows' weights, which only the loss reads."""
    return node.operation == "input" and re.match(r"(y|sample_weight)\b", node.name) is not None


def _is_softmax(node: Node) -> bool:
    return node.operation == "divide" and any(each.operation == "exp" for each in node.operands)


def all_layers(model: Any) -> Iterable[Any]:
    """The model's layers, those of models inside of it too."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from all_layers(layer)
        else:
            yield layer


# Setting of a layer -> how it is written.
SETTINGS: Mapping[str, Callable[[Any], str]] = {
    "units": str,
    "filters": str,
    "kernel_size": lambda found: "×".join(map(str, found)),
    "pool_size": lambda found: "×".join(map(str, found)),
    "num_heads": str,
    "key_dim": str,
    "rate": str,
    "input_dim": str,
    "output_dim": str,
    "activation": lambda found: "" if found == "linear" else str(found),
    "return_sequences": lambda found: "sequences" if found else "",
}


def about(layer: Any) -> str:
    """A layer's settings in a few words: `16, 3×3, relu`."""
    try:
        config: Mapping[str, Any] = layer.get_config() if layer is not None else {}
    except (NotImplementedError, TypeError, ValueError):  # a class of the user's own
        config = {}
    written = [write(config[name]) for name, write in SETTINGS.items() if config.get(name)]
    return ", ".join(each for each in written if each)
