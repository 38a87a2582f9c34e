"""The conceptual graph, as TensorBoard's own graph plugin reads it."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

import glassnet  # noqa: F401  (before keras: it chooses the backend)

import keras  # isort: skip
import pytest
from google.protobuf import text_format
from keras import layers
from plugin_pages import Pages, edges, write
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.plugins.graph.keras_util import keras_model_to_graph_def

from glassnet.recording.keras_graph import keras_graph


def read(model: Any) -> Any:
    """The nodes TensorBoard makes of what is recorded."""
    summary = keras_graph(model)
    assert summary is not None
    return keras_model_to_graph_def(json.loads(summary.value[0].tensor.string_val[0])).node


def block(names: str = "ab", name: str = "block") -> Any:
    """Two inputs; their sum and their product."""
    a, b = (keras.Input((2,), name=letter) for letter in names)
    outputs = [layers.Add(name="sum")([a, b]), layers.Multiply(name="product")([a, b])]
    return keras.Model([a, b], outputs, name=name)


def sequential() -> Any:
    return keras.Sequential(
        [keras.Input((2,), name="x"), layers.Dense(3, name="hidden"), layers.Dense(1, name="out")],
        name="net",
    )


def not_built() -> Any:
    return keras.Sequential(
        [layers.Dense(3, name="hidden"), layers.Dense(1, name="out")], name="net"
    )


def named_inputs_and_outputs() -> Any:
    x, y = keras.Input((2,), name="x"), keras.Input((2,), name="y")
    joined = layers.Concatenate(name="joined")([x, y])
    outputs = {"one": layers.Dense(1, name="one")(joined), "two": layers.Dense(2, name="two")(x)}
    return keras.Model({"y": y, "x": x}, outputs, name="net")


def shared_layer() -> Any:
    x, y = keras.Input((2,), name="x"), keras.Input((2,), name="y")
    twin = layers.Dense(2, name="twin")
    return keras.Model([x, y], layers.Add(name="sum")([twin(x), twin(y)]), name="net")


def layer_called_on_itself() -> Any:
    x = keras.Input((2,), name="x")
    step = layers.Dense(2, name="step")
    bend = layers.ReLU(name="bend")
    return keras.Model(x, step(bend(step(x))), name="net")


def nested_called_twice() -> Any:
    x, y = keras.Input((2,), name="x"), keras.Input((2,), name="y")
    inner = block()
    _, product = inner([x, y])
    total, _ = inner([y, x])
    return keras.Model([x, y], layers.Subtract(name="out")([product, total]), name="net")


def nested_in_nested() -> Any:
    x = keras.Input((2,), name="x")
    chain = keras.Sequential([layers.Dense(2, name="deep")], name="chain")
    inner = keras.Input((2,), name="i")
    middle = keras.Model(inner, chain(layers.ReLU(name="bend")(inner)), name="middle")
    return keras.Model(x, middle(middle(x)), name="net")


def models_in_a_chain() -> Any:
    first = keras.Sequential([keras.Input((2,), name="p"), layers.Dense(2, name="one")], name="a")
    q = keras.Input((2,), name="q")
    second = keras.Model(q, layers.Dense(2, name="wide")(q), name="b")
    return keras.Sequential([first, second, layers.Dense(1, name="out")], name="net")


def by_keyword() -> Any:
    x, y = keras.Input((4, 1), name="x"), keras.Input((4, 1), name="y")
    attended = layers.MultiHeadAttention(1, 2, name="attention")(query=x, value=y, key=x)
    return keras.Model([x, y], attended[:, 0] + 1.0, name="net")


def state_passed_on() -> Any:
    x = keras.Input((4, 1), name="x")
    _, h, c = layers.LSTM(2, return_state=True, name="reader")(x)
    out = layers.LSTM(2, name="writer")(x, initial_state=[h, c])
    return keras.Model(x, out, name="net")


MODELS: dict[Any, dict[str, list[str]]] = {
    sequential: {"x": [], "hidden": ["x"], "out": ["hidden"]},
    not_built: {"hidden": [], "out": ["hidden"]},
    block: {"a": [], "b": [], "sum": ["a", "b"], "product": ["a", "b"]},
    named_inputs_and_outputs: {
        "x": [],
        "y": [],
        "joined": ["x", "y"],
        "one": ["joined"],
        "two": ["x"],
    },
    shared_layer: {"x": [], "y": [], "twin": ["x", "y"], "sum": ["twin", "twin"]},
    layer_called_on_itself: {"x": [], "step": ["x", "bend"], "bend": ["step"]},
    nested_called_twice: {
        "x": [],
        "y": [],
        "block/a": ["x", "y"],
        "block/b": ["y", "x"],
        "block/sum": ["block/a", "block/b"],
        "block/product": ["block/a", "block/b"],
        "out": ["block/product", "block/sum"],
    },
    nested_in_nested: {
        "x": [],
        "middle/i": ["x", "middle/chain/deep"],
        "middle/bend": ["middle/i"],
        "middle/chain/*": ["middle/bend"],
        "middle/chain/deep": ["middle/chain/*"],
    },
    models_in_a_chain: {
        "*": [],
        "a/p": ["*"],
        "a/one": ["a/p"],
        "b/q": ["a/one"],
        "b/wide": ["b/q"],
        "out": ["b/wide"],
    },
    by_keyword: {
        "x": [],
        "y": [],
        "attention": ["x", "y", "x"],
        "get_item": ["attention"],
        "add": ["get_item"],
    },
    state_passed_on: {"x": [], "reader": ["x"], "writer": ["x", "reader", "reader"]},
}
"""Each layer's inputs, as one reads them off the program; `*`: an input that Keras named."""


@pytest.mark.parametrize("make", MODELS)
def test_the_nodes_are_the_layers_and_the_edges_their_connections(make: Any) -> None:
    model = make()
    found = edges(read(model))

    def unnamed(name: str) -> str:
        *scope, last = name.removeprefix(f"{model.name}/").split("/")
        last = re.sub(r"^(get_item|add)_\d+$", r"\1", last)  # Keras counts its own names
        return "/".join([*scope, "*" if last.startswith(("input_layer", "keras_tensor")) else last])

    assert {
        unnamed(name): [unnamed(source) for source in sources] for name, sources in found.items()
    } == MODELS[make]


def test_every_edge_leads_from_a_node() -> None:
    for make in MODELS:
        found = edges(read(make()))
        assert {source for sources in found.values() for source in sources} <= set(found)


def test_tensorboard_alone_misses_what_is_told_here() -> None:
    """Why the model's own JSON is not written as it is; if this fails, `keras_graph` may shrink."""
    with pytest.raises(KeyError):
        keras_model_to_graph_def(json.loads(named_inputs_and_outputs().to_json()))
    with pytest.raises(AttributeError):
        keras_model_to_graph_def(json.loads(by_keyword().to_json()))
    nodes = keras_model_to_graph_def(json.loads(nested_called_twice().to_json())).node
    assert edges(nodes)["net/block/a"] == []


def test_class_and_dtype(caplog: pytest.LogCaptureFixture) -> None:
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1, dtype="mixed_bfloat16", name="d")])
    with caplog.at_level(logging.WARNING):
        first, second = read(model)
    assert not caplog.records
    assert [node.attr["keras_class"].s for node in (first, second)] == [b"InputLayer", b"Dense"]
    assert [node.attr["dtype"].type for node in (first, second)] == [1, 14]  # DT_FLOAT, DT_BFLOAT16


def test_a_class_name_in_korean() -> None:
    class 은닉층(layers.Layer):
        def call(self, x: Any) -> Any:
            return x

    _, node = read(keras.Sequential([keras.Input((2,)), 은닉층(name="은닉")], name="net"))
    assert node.name == "net/은닉"
    assert node.attr["keras_class"].s.decode("ascii").startswith("\\u")


class Subclassed(keras.Model):
    def __init__(self, connection: object = None) -> None:
        super().__init__()
        self.connection = connection
        self.dense = layers.Dense(1)

    def call(self, x: Any) -> Any:
        return self.dense(x)


class WithoutConfig(Subclassed):
    def get_config(self) -> Any:
        raise RuntimeError("not today")


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(lambda: Subclassed(), id="no layers in its config"),
        pytest.param(lambda: Subclassed(open), id="not serialisable"),
        pytest.param(lambda: WithoutConfig(), id="config that raises"),
        pytest.param(lambda: keras.Sequential(), id="no layers"),
    ],
)
def test_a_model_that_does_not_tell_its_layers_gives_none(model: Any) -> None:
    assert keras_graph(model()) is None


def test_a_subclassed_layer_inside_is_one_node() -> None:
    x = keras.Input((2,), name="x")
    model = keras.Model(x, layers.Dense(1, name="out")(Subclassed()(x)), name="net")
    assert len(edges(read(model))) == 3
    chain = keras.Sequential([keras.Input((2,)), Subclassed(), Subclassed()], name="net")
    assert list(edges(read(chain)))[1:] == ["net/Subclassed_1", "net/Subclassed_2"]


def test_tensorboard_shows_it(tmp_path: Path) -> None:
    write(tmp_path / "train", keras_graph(sequential()))
    pages = Pages(tmp_path)
    tag = {"tag": "keras", "conceptual_graph": True, "op_graph": False, "profile": False}
    assert pages.get_json("graphs/info")["train"]["tags"] == {"keras": tag}
    body = pages.get("graphs/graph", run="train", tag="keras", conceptual="true")
    graph = text_format.Parse(body.decode(), GraphDef())
    assert edges(graph.node) == {
        "net/x": [],
        "net/hidden": ["net/x"],
        "net/out": ["net/hidden"],
    }
