"""gn.trace of formulas, functions and models: numbers that are known otherwise, and mistakes."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import jax.numpy as jnp
import keras
import numpy as np
import pytest
from keras import layers
from traced_models import long_lstm
from traced_xor import X, Y, network

import glassnet as gn
from glassnet.text.numbers import brief


def test_the_notes_example() -> None:
    """f = wx + b at w = −2, x = 5, b = 3: −10, −7; gradients 5, −2, 1."""
    trace = gn.trace("w*x + b", w=-2.0, x=5.0, b=3.0)
    assert trace.value == -7
    assert [float(node.value) for node in trace.nodes] == [-2, 5, 3, -10, -7]
    assert {name: float(trace.gradients[name]) for name in "wxb"} == {"w": 5, "x": -2, "b": 1}
    assert trace["w*x"].formula == "w · x"


@pytest.mark.parametrize(
    ("formula", "at"),
    [
        ("log(sigmoid(w*x + b))", {"w": -2, "x": 5, "b": 3}),
        ("u = w*x + b\n-log(sigmoid(u)) + u^2/3 - 2u", {"w": 0.5, "x": -1, "b": 0.25}),
        ("x^y + sqrt(x)*exp(-y) - tan(x/y)", {"x": 1.5, "y": 0.7}),
        ("max(x, y)*min(x, 2y) + relu(x - y) + abs(y)", {"x": 1.5, "y": -0.7}),
        ("softplus(x)*gelu(y) + erf(x) + log2(x) + log10(y + 3)", {"x": 1.5, "y": 0.7}),
        ("asin(x/3) + acos(x/4) + atan(x) + sinh(x)/cosh(x) + tanh(x)^3", {"x": 1.2}),
        ("2/(3x)^2 - x/(-4)", {"x": 1.2}),
    ],
)
def test_formulas_have_the_derivatives_that_the_rules_give(
    formula: str, at: dict[str, float]
) -> None:
    trace = gn.trace(formula, **at)
    for letter in trace.parameters:
        expected = gn.derive(formula, letter).at(at)
        assert float(trace.gradients[letter]) == pytest.approx(expected, rel=1e-12)
        assert trace.chain(letter).gradient == pytest.approx(expected, rel=1e-12)
    assert all(each.agrees for each in trace.check())


def test_a_part_that_is_used_twice_is_one_node() -> None:
    trace = gn.trace("u = w*x\nu^2 + sin(u)", w=2, x=3)
    assert [node.name for node in trace.nodes] == ["w", "x", "u", "u^2", "sin(u)", "u^2 + sin(u)"]
    assert trace.chain("w").count == 2
    assert trace["u"].gradient_formula == "∂L/∂(u^2) · 2 · u + ∂L/∂sin(u) · cos(u)"


def test_a_function_of_arrays() -> None:
    a, b = np.arange(6, dtype=np.float32).reshape(2, 3), np.ones(3, np.float32)
    trace = gn.trace(lambda weights, at: jnp.sum((weights["a"] @ at) ** 2), {"a": a}, b)
    assert trace.parameters == ["weights/a", "at"]
    np.testing.assert_allclose(trace.gradients["at"], 2 * a.T @ a @ b)
    chain = trace.chain("at", 1)
    assert chain.gradient == pytest.approx((2 * a.T @ a @ b)[1])
    assert chain.count == 2


def test_every_path_of_one_weight_by_hand() -> None:
    """Of 2-2-1 and one row: x · σ′(z) · w · σ′(s) · dL/dŷ."""
    model = network()
    trace = gn.trace(model, X[2:3], Y[2:3])
    chain = trace.chain("hidden/kernel", (0, 1))
    z = float(trace["hidden/add"].value[0, 1])
    s = float(trace["out/add"].value[0, 0])
    sigmoid = lambda u: 1 / (1 + np.exp(-u))
    slope = lambda u: sigmoid(u) * (1 - sigmoid(u))
    by_hand = 1.0 * slope(z) * float(trace["out/kernel"].value[1, 0]) * slope(s) * -1 / sigmoid(s)
    assert chain.gradient == pytest.approx(by_hand, rel=1e-5)
    [path] = [path for path in chain.paths if path.product]
    assert path.product == pytest.approx(by_hand, rel=1e-5)
    names = [(factor.source, factor.target) for factor in path.factors]
    assert names[:3] == [
        ("hidden/kernel[0,1]", "hidden/matmul[0,1]"),
        ("hidden/matmul[0,1]", "hidden/add[0,1]"),
        ("hidden/add[0,1]", "hidden/sigmoid[0,1]"),
    ]


def test_the_largest_paths_come_first_and_say_what_they_carry() -> None:
    trace = gn.trace(network("sgd", layers.Dense(4, "tanh"), layers.Dense(4, "tanh")), X, Y)
    chain = trace.chain("hidden/kernel", (0, 0), most=10)
    everything = trace.chain("hidden/kernel", (0, 0), most=10_000)
    assert everything.count == len(everything.paths) > 10
    sizes = [abs(path.product) for path in everything.paths]
    assert sizes == sorted(sizes, reverse=True)
    assert [path.product for path in chain.paths] == pytest.approx(
        [path.product for path in everything.paths[:10]]
    )
    assert chain.share == pytest.approx(sum(sizes[:10]) / sum(sizes))
    assert "of the sum of absolute products" in str(chain)


def test_a_tensors_chain_has_the_matrix_form() -> None:
    chain = gn.trace(network(), X, Y).chain("hidden/kernel")
    last = chain.steps[-1]
    assert (last.name, last.formula) == ("hidden/kernel", "xᵀ · ∂L/∂hidden/matmul")
    assert chain.steps[0].norm == 1
    assert "∂L/∂hidden/sigmoid = ∂L/∂out/matmul · out/kernelᵀ" in str(chain)


@pytest.mark.parametrize("name", ["my-layer", "my.layer", "3out", "two words", "a{b}", "f(x)"])
def test_a_layers_scope_is_its_name_whatever_it_is(name: str) -> None:
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1, "tanh", name=name)])
    model.compile("sgd", "mse")
    trace = gn.trace(model, X, Y)
    assert [node.name for node in trace.nodes if node.layer == name] == [
        f"{name}/{operation}" for operation in ("matmul", "add", "tanh")
    ]
    assert trace[f"{name}/matmul"].gradient_formula == "∂L/∂add"


@pytest.mark.parametrize(
    ("last", "formula"),
    [
        (lambda w: jnp.cumsum(w)[-1], "([2] ← 1)"),
        (lambda w: jnp.cumsum(w)[2:].reshape(()), "([2] ← 1)"),
        (lambda w: jnp.exp(w[1]).reshape(1)[0], "1"),
        (lambda w: w[1], "([1] ← 1)"),
    ],
)
def test_a_loss_that_is_moved_last_has_the_gradient_1(last: Any, formula: str) -> None:
    first, *_ = gn.trace(last, np.arange(3.0, dtype=np.float32)).chain("w").steps
    assert (first.formula, first.norm) == (formula, 1)


def test_graphs_of_next_to_nothing() -> None:
    alone = gn.trace("x", x=3)
    assert (alone.chain("x").gradient, alone.chain("x").count) == (1, 1)
    assert str(alone.chain("x")).startswith("∂L/∂x = 1\n  1\nThe product of the only path")
    assert "<svg" in gn.trace("5").to_html()
    assert gn.trace(lambda w: w.sum(), np.zeros(0)).check() == []
    assert gn.trace(lambda w: w * 2.0, 1.0).check()[0].agrees


def test_a_second_trace_of_the_same_shape_compiles_nothing() -> None:
    model = network()
    first = gn.trace(model, X, Y)
    model.set_weights([weights + 1 for weights in model.get_weights()])
    second = gn.trace(model, X, Y)
    assert second.graph is first.graph
    assert second.value != first.value
    np.testing.assert_array_equal(second["hidden/kernel"].value, model.get_weights()[0])
    assert gn.trace(model, X[:2], Y[:2]).graph is not first.graph
    model.compile("adam", "mse")
    assert gn.trace(model, X, Y).graph is not first.graph


def test_drawings_hold_every_node_and_are_well_formed() -> None:
    trace = gn.trace(network(), X, Y)
    root = ElementTree.fromstring(trace.to_svg(fold=False))
    told = [title.text or "" for title in root.iter("{http://www.w3.org/2000/svg}title")]
    assert sorted(text.splitlines()[0].split(" = ")[0] for text in told) == sorted(
        node.name for node in trace.nodes
    )
    folded = ElementTree.fromstring(trace.to_svg(fold=True))
    assert len(list(folded.iter())) < len(list(root.iter()))
    assert trace.to_dot().count(" -> ") >= 9
    assert "<svg" in trace.to_html()
    assert "<svg" in trace._repr_html_()


def test_a_graph_of_many_nodes_is_folded_into_few_boxes() -> None:
    assert len(long_lstm().nodes) > 300
    assert long_lstm().to_svg().count("<title>") <= 60


def test_everything_as_json() -> None:
    trace = gn.trace("log(x)", x=0)
    text = json.dumps(trace.to_dict(), allow_nan=False)
    assert json.loads(text)["value"] is None
    found = gn.trace(network(), X, Y).to_dict()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert {node["name"] for node in found["nodes"]} >= {"hidden/kernel", "x", "loss/divide"}


def test_a_model_without_targets_and_one_with_weights() -> None:
    model = network()
    weighted = gn.trace(model, X, Y, sample_weight=np.array([1, 0, 0, 0], np.float32))
    assert weighted.chain("hidden/kernel", (0, 0), row=1).gradient == 0
    assert "sample_weight" in [node.name for node in weighted.nodes]


def test_no_row_has_a_share_of_a_penalty() -> None:
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1, kernel_regularizer="l2")])
    model.compile("sgd", "mse")
    trace = gn.trace(model, X, Y)
    rows = [trace.chain("dense/kernel" if "dense/kernel" in trace.values else trace.parameters[0],
                        (0, 0), row=row).gradient for row in range(4)]  # fmt: skip
    penalty = 2 * 0.01 * float(model.get_weights()[0][0, 0])
    whole = float(trace.gradients[trace.parameters[0]][0, 0])
    assert sum(rows) + penalty == pytest.approx(whole, rel=1e-5)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (np.array(-0.0), "0"),
        (np.array([1.0, -2.5]), "[1, −2.5]"),
        (np.arange(6.0), "0 … 5"),
        (np.array([np.nan, 1, 2, 3, np.inf]), "2/5 NaN, ±∞"),
        (np.array([np.nan, -np.inf]), "[NaN, −∞]"),
        (np.array([True, False]), "1/2 ≠ 0"),
        (np.zeros((0, 2)), "[]"),
    ],
)
def test_arrays_in_few_characters(values: Any, said: str) -> None:
    assert brief(values) == said
