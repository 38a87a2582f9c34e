"""The layers of a Keras model, for the Graphs page of TensorBoard ("conceptual graph").

TensorBoard draws a model from its JSON, but its reader knows Keras 2: from Keras 3's JSON it loses
the inputs and outputs of nested models and what is passed by keyword, and it fails on inputs or
outputs with names and on operations such as `x[:, 0]`. So one flat model is written, with layers
named by their path (`block/hidden`) and every connection from layer to layer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

import keras
from tensorboard.compat.proto import summary_pb2
from tensorboard.plugins.graph.metadata import PLUGIN_NAME_KERAS_MODEL
from tensorboard.util.tensor_util import make_tensor_proto

TAG = "keras"
_summary: Any = summary_pb2  # generated, without types
Json = Mapping[str, Any]
Output = tuple[str, int]  # a layer's name, and which of its outputs


def keras_graph(model: Any) -> Any | None:
    """The model's layers and connections, as `keras.callbacks.TensorBoard` records them.

    Args:
        model: a `keras.Sequential` or functional model, built or not; models inside models are
            scopes, a shared layer is one node with the connections of all its calls.

    Returns:
        A Summary (tag "keras", for step 0); None for a model whose config does not have its
        layers' connections (a subclass with its own `call`) or that cannot be serialised.
    """
    try:
        top: Json = json.loads(model.to_json())
    except Exception:  # a user's get_config may raise anything; a picture must not stop training
        return None
    block = _block(top)
    if block is None:
        return None
    flat = {
        "class_name": "Functional",
        "config": {
            "name": model.name,
            "layers": list(_nodes_inside(block, "", ())),
            "input_layers": [[name, 0, 0] for name in block.inputs],
            "output_layers": [[name, 0, 0] for name in _outputs_inside(block, "")],
        },
    }
    plugin = {"plugin_name": PLUGIN_NAME_KERAS_MODEL, "content": b"1"}
    tensor = make_tensor_proto(json.dumps(flat))
    value = {"tag": TAG, "metadata": {"plugin_data": plugin}, "tensor": tensor}
    return _summary.Summary(value=[value])


class _Block(NamedTuple):
    """A model by its JSON; a Sequential one is a chain."""

    layers: Mapping[str, Json]
    sources: Mapping[str, Sequence[Output]]  # of every layer, over all its calls
    inputs: Sequence[str]
    outputs: Sequence[Output]


def _block(layer: Json) -> _Block | None:
    """The layers inside a layer; None where there are none."""
    config = layer["config"]
    inside = config.get("layers")
    if not isinstance(inside, list) or not inside:
        return None
    layers = {_name(item, place): item for place, item in enumerate(cast(list[Json], inside))}
    if "output_layers" in config:
        sources = {name: list(_histories(item["inbound_nodes"])) for name, item in layers.items()}
        inputs = [name for name, _ in _references(config["input_layers"])]
        return _Block(layers, sources, inputs, list(_references(config["output_layers"])))
    names = list(layers)
    before = dict(zip(names[1:], names, strict=False))
    chain = {name: [(before[name], 0)] if name in before else [] for name in names}
    return _Block(layers, chain, names[:1], [(names[-1], 0)])


def _name(layer: Json, place: int) -> str:
    """A layer's name: in a chain only the config has it, and a subclassed model's may not."""
    name = layer.get("name") or layer["config"].get("name")
    return name or f"{layer['class_name']}_{place}"


def _histories(calls: Any) -> Iterator[Output]:
    """The tensors among a layer's arguments, in order, however deep they lie."""
    if isinstance(calls, dict):
        history = calls.get("config", {}).get("keras_history")
        if history:
            yield history[0], history[2]
        else:
            yield from _histories(list(calls.values()))
    elif isinstance(calls, list):
        for item in calls:
            yield from _histories(item)


def _references(structure: Any) -> Iterator[Output]:
    """The layers in `input_layers` or `output_layers`: one, or lists or dicts of them."""
    match structure:
        case [str() as name, int(), int() as index]:
            yield name, index
        case dict():
            yield from _references(list(structure.values()))
        case _:
            for item in structure:
                yield from _references(item)


def _outputs(layer: Json, path: str) -> list[str]:
    """The nodes that make a layer's outputs: itself, or some of those inside."""
    block = _block(layer)
    return [path] if block is None else _outputs_inside(block, f"{path}/")


def _outputs_inside(block: _Block, scope: str) -> list[str]:
    return [_node_of(block, output, scope) for output in block.outputs]


def _node_of(block: _Block, output: Output, scope: str) -> str:
    name, index = output
    nodes = _outputs(block.layers[name], scope + name)
    return nodes[min(index, len(nodes) - 1)]  # a layer with several outputs is one node


def _nodes_inside(block: _Block, scope: str, fed: Sequence[str]) -> Iterator[Json]:
    """The layers as JSON. fed: nodes outside that feed the inputs, once for each call."""
    for name, layer in block.layers.items():
        sources = [_node_of(block, source, scope) for source in block.sources[name]]
        if name in block.inputs:
            sources += fed[block.inputs.index(name) :: len(block.inputs)]
        inside = _block(layer)
        if inside is None:
            yield _node(layer, scope + name, sources)
        else:
            yield from _nodes_inside(inside, f"{scope}{name}/", sources)


def _node(layer: Json, path: str, sources: Sequence[str]) -> Json:
    config = {"name": path}
    if layer["config"].get("dtype") is not None:
        # A policy such as mixed_float16 is no dtype to TensorBoard, which warns.
        config["dtype"] = keras.dtype_policies.get(layer["config"]["dtype"]).compute_dtype
    tensors = [{"config": {"keras_history": [source, 0, 0]}} for source in sources]
    return {
        # TensorBoard's reader stops at a class name that is not ASCII.
        "class_name": layer["class_name"].encode("ascii", "backslashreplace").decode(),
        "config": config,
        "inbound_nodes": [{"args": tensors}] if tensors else [],
    }
