"""What cells' gates and dropout's masks are called, against the equations of their layers."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

import glassnet as gn


def test_the_gates_of_an_lstm_are_those_of_its_equations() -> None:
    cell = layers.LSTM(3, name="lstm")
    model = keras.Sequential([keras.Input((4, 2)), cell, layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).normal(size=(5, 4, 2)).astype(np.float32)
    trace = gn.trace(model, x, np.zeros((5, 1), np.float32))
    kernel, recurrent, bias = map(np.asarray, cell.get_weights())
    h = c = np.zeros((5, 3))
    sigmoid = lambda u: 1 / (1 + np.exp(-u))
    for step in range(4):
        i, f, g, o = np.split(x[:, step] @ kernel + h @ recurrent + bias, 4, axis=1)
        gates = {
            "input_gate": sigmoid(i),
            "forget_gate": sigmoid(f),
            "candidate": np.tanh(g),
            "output_gate": sigmoid(o),
        }
        for name, expected in gates.items():
            found = trace[f"lstm[{step}]/lstm_cell/{name}"].value
            np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)


@pytest.mark.parametrize("after", [True, False])
def test_the_gates_of_a_gru_are_those_of_its_equations(after: bool) -> None:
    cell = layers.GRU(2, name="gru", reset_after=after)
    model = keras.Sequential([keras.Input((3, 2)), cell, layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).normal(size=(4, 3, 2)).astype(np.float32)
    trace = gn.trace(model, x, np.zeros((4, 1), np.float32))
    kernel, _, bias = map(np.asarray, cell.get_weights())
    z, r, h = np.split(x[:, 0] @ kernel + bias.reshape(-1, 6).sum(0), 3, axis=1)
    scope = "gru[0]" if after else "gru[0]/gru_cell"
    sigmoid = lambda u: 1 / (1 + np.exp(-u))
    expected = {"update_gate": sigmoid(z), "reset_gate": sigmoid(r), "candidate": np.tanh(h)}
    for name, value in expected.items():  # at the first step, whose state is 0
        np.testing.assert_allclose(trace[f"{scope}/{name}"].value, value, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (layers.LSTM, {"recurrent_dropout": 0.3}),
        (layers.GRU, {"implementation": 1}),
        (layers.GRU, {"recurrent_dropout": 0.3, "reset_after": False}),
        (layers.LSTM, {"unroll": True}),
    ],
)
def test_gates_are_named_where_kernels_are_cut_and_where_steps_share_a_scope(
    kind: Any, more: dict[str, Any]
) -> None:
    cell = kind(2, name="rnn", **more)
    model = keras.Sequential([keras.Input((3, 2)), cell, layers.Dense(1)])
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).normal(size=(4, 3, 2)).astype(np.float32)
    trace = gn.trace(model, x, np.zeros((4, 1), np.float32))
    kernel, _, bias = map(np.asarray, cell.get_weights())
    names = ["input_gate", "forget_gate", "candidate", "output_gate"]
    names = names if kind is layers.LSTM else ["update_gate", "reset_gate", "candidate"]
    width = 2 * len(names)
    parts = np.split(x[:, 0] @ kernel + bias.reshape(-1, width).sum(0), len(names), axis=1)
    for name, part in zip(names, parts, strict=True):  # at the first step, whose state is 0
        steps = [node for node in trace.nodes if node.name.split("/")[-1].startswith(name)]
        assert len(steps) == 3
        expected = np.tanh(part) if name == "candidate" else 1 / (1 + np.exp(-part))
        np.testing.assert_allclose(steps[0].value, expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("activation", ["tanh", "linear"])
def test_cells_and_outputs_of_an_lstm_are_named(activation: str) -> None:
    lstm = layers.LSTM(
        3, name="lstm", activation=activation, return_sequences=True, return_state=True
    )
    inputs = keras.Input((4, 2))
    outputs, _, cell = lstm(inputs)
    model = keras.Model(inputs, layers.Dense(1)(outputs))
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).normal(size=(5, 4, 2)).astype(np.float32)
    trace = gn.trace(model, x, np.zeros((5, 4, 1), np.float32))
    expected, _, last = map(np.asarray, keras.Model(inputs, [outputs, outputs, cell])(x))
    for step in range(4):
        found = trace[f"lstm[{step}]/lstm_cell/output"].value
        np.testing.assert_allclose(found, expected[:, step], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(trace["lstm[3]/lstm_cell/cell"].value, last, rtol=1e-5, atol=1e-6)


def test_a_dropout_mask_is_shown() -> None:
    dropout = layers.Dropout(0.5, name="dropout")
    model = keras.Sequential([keras.Input((2,)), layers.Dense(4), dropout, layers.Dense(1)])
    model.compile("sgd", "mse")
    trace = gn.trace(model, np.ones((4, 2), np.float32), np.ones((4, 1), np.float32))
    mask = trace["dropout/mask"]
    assert (mask.layer, mask.formula) == ("dropout", "")  # its bits are not shown
    assert trace["dropout/where"].formula == "[¬mask] · 0 + [mask] · divide"
    dropped = trace["dropout/where"].value == 0
    np.testing.assert_array_equal(dropped, ~mask.value)
    assert mask.gradient is None
