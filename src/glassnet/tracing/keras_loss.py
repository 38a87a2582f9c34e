"""The loss of a compiled Keras model as its next training step computes it, and names for what
happens inside layers: lstm[3]/forget_gate for sigmoid_2, dropout/mask for lt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jax
import keras
import numpy as np

from glassnet.errors import DataError, GlassnetError, SettingError
from glassnet.graph.builder import MOST_UNROLLED
from glassnet.graph.capture import capture, may_not_end, operations
from glassnet.graph.graph import Graph, Node, Step
from glassnet.graph.operations import MOVES, RANDOM, only_moves
from glassnet.text import message
from glassnet.tracing.subject import CompiledGraph, Subject, check_gradient, leaf_names
from glassnet.training import keras_model, refusals
from glassnet.training.compilation import kept_with_model
from glassnet.training.explained import mismatch
from glassnet.training.keras_data import one_batch
from glassnet.training.keras_model import Model, References
from glassnet.training.keras_outputs import marked_results

# Of a loss that is traced: XLA compiles one of 16,000 (RandAugment) in a minute and a half.
MOST_OPERATIONS = 10_000
# Keras' cell -> its gates, in the order in which it splits its kernels' columns.
GATES: Mapping[type, tuple[str, ...]] = {
    keras.layers.LSTMCell: ("input_gate", "forget_gate", "candidate", "output_gate"),
    keras.layers.GRUCell: ("update_gate", "reset_gate", "candidate"),
}
MOST_STEPS_TO_GATE = 5  # from a gate's part of the columns to its activation


def model_subject(
    model: Model,
    x: Any,
    y: Any,
    sample_weight: Any,
    *,
    caller: str = "trace",
    most_unrolled: int = MOST_UNROLLED,
) -> Subject:
    """The loss of all rows as one batch, in training mode: dropout masks are the next step's.

    The compiled graph is kept with the model, for data of one shape, until it is compiled anew.

    x, y, sample_weight: as for `fit`. caller: the function named in errors.
    most_unrolled: as for `build_graph`.

    Raises:
        SettingError: the model is not compiled or cannot be traced.
        DataError: the data do not fit it.
    """
    refusals.check_compiled(model, caller)
    refusals.check_targets(model, x, y)
    refusals.check_whole(model, caller)
    try:
        batch = one_batch(model, x, y, sample_weight, caller=caller)
        # Copies: training donates the model's own arrays, and x may be changed in place.
        state = References.of(model).copy()
        arguments = (state.trainable, state.non_trainable, jax.tree.map(np.array, batch))
        names, data = keras_model.variable_names(model), _data_names(batch)
        leaves = [(leaf.shape, str(leaf.dtype)) for leaf in jax.tree.leaves(batch)]

        def rename(graph: Graph) -> None:
            name_gates(graph, model)
            name_masks(graph)

        def compiled() -> CompiledGraph:
            loss = lambda *given: keras_model.loss(model, *given, caller=caller)
            with marked_results(model):
                captured = capture(loss, *arguments)
            size = sum(1 for _ in operations(captured))
            if caller == "trace" and size > MOST_OPERATIONS:
                raise SettingError(
                    message("trace-too-many-operations", found=size, most=MOST_OPERATIONS)
                )
            if any(map(may_not_end, (each.params for each in operations(captured)))):
                check_gradient(loss, arguments)  # which training needs
            return CompiledGraph(captured, [*names, *data], rename, most_unrolled)

        key = ("trace", most_unrolled, jax.tree.structure(batch), *leaves)
        kept = kept_with_model(model, key, compiled)
    except GlassnetError:
        raise
    except (ValueError, TypeError, KeyError, RuntimeError) as error:  # Keras' own
        raise DataError(mismatch(model, {"x": x, "y": y}, error, caller)) from error
    return Subject(
        kept,
        jax.tree.leaves(arguments),
        parameters=names[: len(state.trainable)],
        rows=data,
        source=model,
        batch=arguments[2],
        identity=keras_model.compile_identity(model),
    )


def _data_names(batch: Any) -> list[str]:
    given = batch if isinstance(batch, tuple) else (batch,)  # of x alone Keras makes no tuple
    parts = zip(("x", "y", "sample_weight"), given, strict=False)
    return [name for part in parts for name in leaf_names(*part)]


def name_gates(graph: Graph, model: Any) -> None:
    """Name the gates of all LSTM and GRU cells, at every time step, and what an LSTM carries on.

    A gate is the activation of its part of the columns.
    """
    gates = dict(_cells(model))
    if not gates:
        return
    made_by = {result: step for step in graph.steps for result in step.results}
    named: set[Node] = set()
    for step in graph.steps:
        layer = step.results[0].layer
        names = gates.get(layer.split("/")[-1].split("[")[0], ())
        for number, part in _column_parts(step, len(names)):
            gate = _activation(part, graph)
            if gate is not None and gate not in named:
                graph.rename(gate, f"{layer}/{names[number]}")
                named.add(gate)
                if names[number] == "output_gate":
                    _name_cell(gate, layer, graph, made_by)


def _name_cell(output_gate: Node, layer: str, graph: Graph, made_by: Mapping[Node, Step]) -> None:
    """Name the cell and the output at one time step: the gate times the activation of the cell."""
    for product in graph.users[output_gate]:
        [activated] = (each for each in product.operands if each is not output_gate)
        made = made_by.get(activated)
        if product.operation == "multiply" and made is not None:
            is_linear = made.operation == "add"  # the cell itself
            graph.rename(activated if is_linear else made.operands[0], f"{layer}/cell")
            graph.rename(product.results[0], f"{layer}/output")


def name_masks(graph: Graph) -> None:
    """Name the random truth values that choose between numbers, as dropout's do."""
    random: set[Node] = set()
    source: dict[Node, Node] = {}
    for step in graph.steps:
        if only_moves(step) and len(step.operands) == len(step.results) == 1:
            [operand], [result] = step.operands, step.results
            source[result] = source.get(operand, operand)
        if step.operation == "where" and step.operands[0] in random and step.operands[0].layer:
            mask = source.get(step.operands[0], step.operands[0])
            random -= {mask, step.operands[0]}
            graph.rename(mask, f"{mask.layer}/mask")
        elif step.operation in RANDOM or not random.isdisjoint(step.operands):
            random.update(step.results)


def _column_parts(step: Step, count: int) -> Iterator[tuple[int, Node]]:
    """The results that are one of `count` equal parts of an operand's columns, by number."""
    if step.operation == "split" and len(step.results) == count:
        yield from enumerate(step.results)
    if step.operation == "slice" and step.params and step.results[0].shape:
        [whole], [part] = step.operands, step.results
        columns = part.shape[-1]
        if (*part.shape[:-1], columns * count) == whole.shape:
            yield step.params["start_indices"][-1] // columns, part


def _activation(part: Node, graph: Graph) -> Node | None:
    """The activation of a part and what is added to it; None where it is used in another way.

    With dropout between steps the kernels are split, and a part is multiplied first.
    """
    node, steps = part, 0
    while len(users := graph.users[node]) == 1 and steps < MOST_STEPS_TO_GATE:
        [step] = users
        node, steps = step.results[0], steps + 1
        if step.operation not in ("add", "multiply", "matmul"):
            return node if len(step.operands) == 1 and step.operation not in MOVES else None
    return None


def _cells(model: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The scope in which each cell computes, its layer's, and its gates."""
    for layer in keras_model.layers_within(model):
        for each in (layer, getattr(layer, "cell", None)):
            if type(each) in GATES:
                yield layer.name, GATES[type(each)]
