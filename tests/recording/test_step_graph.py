"""The graph of a training step, against the jaxpr it is of and TensorBoard's own reader."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import glassnet  # noqa: F401  (before keras: it chooses the backend)

import jax  # isort: skip
import keras
import numpy as np
import pytest
from google.protobuf import text_format
from keras import layers
from plugin_pages import Pages, edges, write
from tensorboard.compat.proto.graph_pb2 import GraphDef

from glassnet.errors import GlassnetError
from glassnet.graph.capture import capture, operations
from glassnet.recording.step_graph import graph_event, step_graph
from glassnet.training import keras_model
from glassnet.training.keras_model import References

NO_OPERATION = {"Variable", "Placeholder", "Const", "Assign", "Identity"}
ONES = np.ones((4, 2), "float32")


class Branching(layers.Layer):
    """A loop of unknown length, and a branch."""

    def call(self, x: Any) -> Any:
        total = jax.lax.stop_gradient(x.sum())
        _, steps = jax.lax.while_loop(
            lambda state: state[0] < total,
            lambda state: (state[0] + 1.0, state[1] * 2.0),
            (0.0, 1.0),
        )
        return jax.lax.cond(total > 0, lambda x: x * steps, lambda x: -x, x)


@functools.cache
def mlp() -> Any:
    model = keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(3, name="hidden", activation="relu"),
            layers.BatchNormalization(name="normal"),
            layers.Dropout(0.2, name="drop"),
            layers.Dense(1, name="out", activation="sigmoid", kernel_regularizer="l2"),
        ],
        name="net",
    )
    adam = keras.optimizers.Adam(name="adam")  # not adam_1, in whatever order tests run
    model.compile(adam, "binary_crossentropy", metrics=["accuracy"])
    return model, ONES, ONES[:, :1]


@functools.cache
def recurrent() -> Any:
    model = keras.Sequential([keras.Input((5, 2)), layers.LSTM(3, name="reader")], name="net")
    model.compile("sgd", "mse")
    return model, np.ones((4, 5, 2), "float32"), np.ones((4, 3), "float32")


@functools.cache
def branching() -> Any:
    model = keras.Sequential(
        [keras.Input((2,)), layers.Dense(2, name="first"), Branching(name="fork")], name="net"
    )
    model.compile("sgd", "mse")
    return model, ONES, ONES


@functools.cache
def two_inputs() -> Any:
    a, b = keras.Input((2,), name="a"), keras.Input((2,), name="b")
    twin = layers.Dense(2, name="twin")
    outputs = {"sum": layers.Add(name="sum")([twin(a), twin(b)]), "b": layers.ReLU(name="bend")(b)}
    model = keras.Model({"a": a, "b": b}, outputs, name="net")
    model.compile("rmsprop", {"sum": "mse", "b": "mae"})
    return model, {"a": ONES, "b": ONES}, {"sum": ONES, "b": ONES}


MODELS = [mlp, recurrent, branching, two_inputs]


@functools.cache
def graph_of(make: Any) -> Any:
    """Of a model that no test changes."""
    return step_graph(*make())


def jaxpr_of(model: Any, x: Any, y: Any) -> Any:
    state = References.of(model).read()
    return capture(lambda s, batch: keras_model.train_step(model, s, batch), state, (x, y))


def shapes(node: Any) -> list[tuple[int, ...]]:
    listed = node.attr["_output_shapes"].list.shape
    return [tuple(dim.size for dim in shape.dim) for shape in listed]


def check_wiring(graph: Any) -> None:
    """Names differ; every input is a result that some node has."""
    nodes = {node.name: node for node in graph.node}
    assert len(nodes) == len(graph.node)
    for node in graph.node:
        for source in node.input:
            name, _, number = source.partition(":")
            assert int(number or 0) < max(1, len(shapes(nodes[name]))), source


@pytest.mark.parametrize("make", MODELS)
def test_every_operation_is_a_node_and_every_input_one_too(make: Any) -> None:
    graph = graph_of(make)
    check_wiring(graph)
    made = [node.op for node in graph.node if node.op not in NO_OPERATION]
    captured = jaxpr_of(*make())
    assert sorted(made) == sorted(e.primitive.name for e in operations(captured))


@pytest.mark.parametrize("make", MODELS)
def test_a_calls_results_have_the_shapes_of_what_is_inside(make: Any) -> None:
    nodes = {node.name: node for node in graph_of(make).node}
    checked = 0
    for node in nodes.values():
        inside = [source for source in node.input if source.startswith(f"{node.name}/")]
        if node.op in {"jit", "custom_jvp_call"} and len(inside) == len(shapes(node)):
            split = [source.partition(":") for source in inside]
            assert [shapes(nodes[name])[int(k or 0)] for name, _, k in split] == shapes(node)
            checked += 1
    assert checked >= (make is mlp) * 10


ELEMENTWISE = {"add", "add_any", "sub", "mul", "div", "max", "neg", "tanh", "logistic", "Assign"}


@pytest.mark.parametrize("make", MODELS)
def test_elementwise_operations_get_what_has_their_shape(make: Any) -> None:
    """So a result taken for another of its node mostly shows."""
    nodes = {node.name: node for node in graph_of(make).node}
    checked = 0
    for node in nodes.values():
        if node.op not in ELEMENTWISE or "/scan/" in node.name:  # there the edge is cut in steps
            continue
        for source in node.input:
            name, _, number = source.partition(":")
            (shape,) = shapes(node)
            given = shapes(nodes[name])[int(number or 0)]
            assert np.broadcast_shapes(shape, given) == shape, (node.name, source)
            checked += 1
    assert checked > 10


def test_one_layer_from_x_to_the_new_weights() -> None:
    """The whole graph of a linear neuron under SGD, read off the chain rule."""
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1, name="line")], name="net")
    model.compile(keras.optimizers.SGD(0.1, name="sgd"), "mse")
    found = edges(step_graph(model, ONES, ONES[:, :1]).node)
    assert found["line/dot_general"] == ["x", "net/line/kernel"]
    assert found["line/broadcast_in_dim"] == ["net/line/bias"]
    assert found["line/add"] == ["line/dot_general", "line/broadcast_in_dim"]
    assert found["gradients/line/dot_general"][1] == "x"  # dL/dW = xᵀ dL/dz, made transposed
    assert found["gradients/line/transpose"] == ["gradients/line/dot_general"]
    assert found["sgd/mul"] == ["gradients/line/transpose", "sgd/learning_rate"]
    assert found["sgd/sub"] == ["net/line/kernel", "sgd/mul"]
    assert found["net/line/kernel/update"] == ["sgd/sub"]
    assert "sgd/learning_rate/update" not in found  # it does not change


def ancestors(found: dict[str, list[str]], name: str) -> set[str]:
    seen, front = set[str](), [name]
    while front:
        now = front.pop().partition(":")[0]
        if now not in seen:
            seen.add(now)
            front += found[now]
    return seen


def test_what_depends_on_the_data() -> None:
    """Each row by the network's mathematics: a gradient needs the label, a mean of inputs not."""
    found = edges(graph_of(mlp).node)
    (seed,) = (v.path for v in mlp()[0].non_trainable_variables if "seed_generator" in v.path)
    for name, needs in {
        "net/hidden/kernel": {"x", "y", "net/out/kernel", seed},
        "net/out/bias": {"x", "y"},
        "net/normal/moving_mean": {"x", "net/hidden/kernel"},
        "adam/iteration": set(),
    }.items():
        above = ancestors(found, f"{name}/update")
        assert needs <= above
        assert ("y" in above) == ("y" in needs)
        assert ("x" in above) == ("x" in needs)
    assert {"y", "net/out/bias"} <= ancestors(found, "logs/loss")


def test_variables_and_data_are_named_and_shaped() -> None:
    model, _, _ = two_inputs()
    nodes = {node.name: node for node in graph_of(two_inputs).node}
    for variable in [*model.variables, *model.optimizer.variables]:
        assert nodes[variable.path].op == "Variable"
        assert shapes(nodes[variable.path]) == [tuple(variable.shape)]
    data = {name for name, node in nodes.items() if node.op == "Placeholder"}
    assert data == {"x/a", "x/b", "y/b", "y/sum"}
    assert nodes["x/a"].attr["outputs"].list.s[0] == b"float32[4,2]"


def test_layers_and_their_gradients_are_scopes() -> None:
    names = [node.name for node in graph_of(mlp).node]
    scopes = {name.rpartition("/")[0] for name in names}
    layer_names = {"hidden", "normal", "drop", "out"}
    assert layer_names <= scopes
    assert {f"gradients/{name}" for name in layer_names} <= scopes
    assert {"compile_loss/binary_crossentropy", "adam", "drop/bernoulli"} <= scopes
    assert all(re.fullmatch(r"[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*", name) for name in names)


def test_loops_and_branches_are_scopes() -> None:
    names = {node.name for node in graph_of(branching).node}
    inside = {"fork/while/cond/lt", "fork/while/body/add", "fork/while/body/mul"}
    branches = {"fork/cond/branches_0/neg", "fork/cond/branches_1/mul"}
    assert inside | branches <= names
    found = edges(graph_of(branching).node)
    assert found["fork/cond/branches_0/neg"] == ["first/add"]
    assert found["fork/while/cond/lt"][-1] == "fork/stop_gradient"
    assert found["fork/cond/branches_1/convert_element_type"] == ["fork/while:1"]  # the steps
    names = {node.name for node in graph_of(recurrent).node}
    assert "reader/scan/lstm_cell/dot_general" in names
    assert "gradients/reader/scan" in names


def test_names_of_layers_in_other_letters() -> None:
    model = keras.Sequential([keras.Input((2,)), layers.Dense(2, name="은닉 층:1")], name="net")
    model.compile("sgd", "mse")
    graph = step_graph(model, ONES, ONES)
    check_wiring(graph)
    assert "은닉_층_1/dot_general" in {node.name for node in graph.node}


def test_the_sum_inside_a_scatter_is_not_drawn() -> None:
    model = keras.Sequential([keras.Input((3,)), layers.Embedding(5, 2, name="words")], name="net")
    model.compile("sgd", "mse")
    graph = step_graph(model, np.ones((4, 3), "int32"), np.ones((4, 3, 2), "float32"))
    check_wiring(graph)
    scatter = next(node for node in graph.node if node.op == "scatter-add")
    assert len(scatter.input) == 3
    assert not [node for node in graph.node if node.name.startswith(f"{scatter.name}/")]


@pytest.mark.parametrize("most", [200, 60, 1])
def test_a_large_graph_is_folded_from_the_inside(most: int) -> None:
    whole = graph_of(mlp)
    folded = step_graph(*mlp(), most_nodes=most)
    outermost = {node.name.split("/")[0] for node in whole.node}
    assert len(folded.node) <= max(most, len(outermost)) < len(whole.node)
    check_wiring(folded)
    assert len(folded.node) > most / 2  # no more than is needed
    assert outermost == {node.name.split("/")[0] for node in folded.node}
    # Folding keeps what leads where: an edge between two nodes that are left, and no other.
    left = {node.name for node in folded.node}

    def home(name: str) -> str:
        parts = name.partition(":")[0].split("/")
        return next(path for n in range(len(parts), 0, -1) if (path := "/".join(parts[:n])) in left)

    expected = {(home(source), home(node.name)) for node in whole.node for source in node.input} - {
        (name, name) for name in left
    }
    assert {
        (source.partition(":")[0], node.name) for node in folded.node for source in node.input
    } == expected


def test_nothing_is_changed_and_nothing_is_drawn() -> None:
    model, x, y = mlp()
    graph = graph_of(mlp)
    before, generator = References.of(model).copy(), np.random.get_state()[1].copy()
    assert step_graph(model, x, y) == graph
    for old, new in zip(before, References.of(model).copy(), strict=True):
        np.testing.assert_equal(old, new)
    np.testing.assert_array_equal(generator, np.random.get_state()[1])


def test_tensorboard_shows_it(tmp_path: Path) -> None:
    graph = graph_of(mlp)
    write(tmp_path / "train", graph_event(graph))
    pages = Pages(tmp_path)
    assert pages.get_json("graphs/info")["train"]["run_graph"] is True
    body = pages.get("graphs/graph", run="train", conceptual="false")
    assert text_format.Parse(body.decode(), GraphDef()) == graph


def not_compiled() -> Any:
    return step_graph(keras.Sequential([layers.Dense(1)]), ONES, ONES)


@pytest.mark.parametrize(
    ("mistake", "says"),
    [
        (not_compiled, "not compiled"),
        (lambda: step_graph(*mlp(), most_nodes=0), "most_nodes is 0"),
        (lambda: step_graph(mlp()[0], 3.0), "rows of one batch"),
        (lambda: step_graph(mlp()[0], ONES[:0], ONES[:0]), "no rows"),
    ],
)
def test_mistakes_are_said_in_one_line(mistake: Any, says: str) -> None:
    with pytest.raises(GlassnetError, match=says) as error:
        mistake()
    assert "\n" not in str(error.value)
