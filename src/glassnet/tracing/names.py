"""Names for what happens inside a recurrent cell: lstm[3]/forget_gate rather than sigmoid_2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import keras

from glassnet.graph.graph import Graph, Node, Step
from glassnet.graph.operations import MOVES

# Keras' cell -> its gates, in the order in which it splits its kernels' columns.
GATES: Mapping[type, tuple[str, ...]] = {
    keras.layers.LSTMCell: ("input_gate", "forget_gate", "candidate", "output_gate"),
    keras.layers.GRUCell: ("update_gate", "reset_gate", "candidate"),
}


def name_gates(graph: Graph, model: Any) -> None:
    """Name the gates of all LSTM and GRU cells, at every time step.

    A gate is what the activation makes of its part of the columns. Where steps or calls share a
    scope (an unrolled layer, one that is called twice) gates are counted as other nodes are.
    """
    gates = dict(_named(model))
    users: dict[Node, list[Step]] = {}
    for step in graph.steps:
        for operand in step.operands:
            users.setdefault(operand, []).append(step)
    named: set[Node] = set()
    for step in graph.steps:
        layer = step.results[0].layer
        names = gates.get(layer.split("/")[-1].split("[")[0], ())
        for number, part in _parts(step, len(names)):
            gate = _activated(part, users)
            if gate is not None and gate not in named:
                graph.rename(gate, f"{layer}/{names[number]}")
                named.add(gate)


def _parts(step: Step, count: int) -> Iterator[tuple[int, Node]]:
    """Which of so many equal parts of its operand's columns a step gives."""
    if step.operation == "split" and len(step.results) == count:
        yield from enumerate(step.results)
    if step.operation == "slice" and step.params and step.results[0].shape:
        [whole], [part] = step.operands, step.results
        columns = part.shape[-1]
        if (*part.shape[:-1], columns * count) == whole.shape:
            yield step.params["start_indices"][-1] // columns, part


def _activated(part: Node, users: Mapping[Node, list[Step]]) -> Node | None:
    """What becomes of a part after it is added to others; None where it is used in another way.

    With dropout between steps it is the kernels that are cut: a part is multiplied first.
    """
    node, seen = part, 0
    while len(using := users.get(node, [])) == 1 and seen < 5:
        [step] = using
        node, seen = step.results[0], seen + 1
        if step.operation not in ("add", "multiply", "matmul"):
            return node if len(step.operands) == 1 and step.operation not in MOVES else None
    return None


def _named(model: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The scopes in which cells compute, and their gates: the cell's own, or its layer's."""
    for layer in model._flatten_layers():
        for each in (layer, getattr(layer, "cell", None)):
            if type(each) in GATES:
                yield layer.name, GATES[type(each)]
