"""Classes, words and what is counted from values are listed, and formulas name them."""

from __future__ import annotations

import jax.numpy as jnp
import keras
import numpy as np
import pytest
from keras import layers

import glassnet as gn


@pytest.mark.parametrize("dtype", ["int64", "float32"])
def test_classes_are_listed_and_compared(dtype: str) -> None:
    inputs = keras.Input((2,))
    model = keras.Model(inputs, layers.Dense(3, activation="softmax", name="d")(inputs))
    model.compile("sgd", "sparse_categorical_crossentropy")
    trace = gn.trace(model, np.ones((2, 2), np.float32), np.array([0, 2], dtype))
    shown = {node.name: node for node in trace.nodes}
    assert shown["y"].operation == "input"
    chosen = shown["loss/eq"]
    np.testing.assert_array_equal(chosen.value.astype(int), [[1, 0, 0], [0, 0, 1]])
    assert shown["loss/multiply"].formula == "eq · log"
    assert all(node.formula for node in trace.nodes if node.operation != "input")
    if dtype == "int64":
        assert chosen.formula == "[y = (0…2)]"
        assert shown["y"].gradient is None


def test_words_are_listed_and_look_rows_up() -> None:
    inputs = keras.Input((3,), dtype="int32")
    rows = layers.Embedding(4, 2, name="e")(inputs)
    model = keras.Model(inputs, layers.Dense(1)(layers.Flatten()(rows)))
    model.compile("sgd", "mse")
    words = np.array([[0, 1, -1], [3, 3, 1]], np.int32)
    trace = gn.trace(model, words, np.ones((2, 1), np.float32))
    assert "x" in [node.name for node in trace.nodes]
    assert (trace["e/gather"].formula, trace["e/gather"].operands) == (
        "embeddings[x]",
        ("e/embeddings", "x"),
    )
    table = trace["e/embeddings"]
    np.testing.assert_array_equal(trace["e/gather"].value, table.value[words])
    assert table.gradient_formula == "Σ ([x] ← ∂L/∂e/gather)"
    expected = np.zeros_like(table.value)
    np.add.at(expected, words, trace["e/gather"].gradient)
    np.testing.assert_allclose(table.gradient, expected, rtol=1e-5)


def test_what_is_made_a_whole_number_is_another() -> None:
    w = np.array([1.5, -2.5], np.float32)
    cut = gn.trace(lambda w: jnp.sum(w * w.astype(int)), w)
    assert cut["multiply"].formula == "w · convert_element_type"
    place = gn.trace(lambda w: jnp.sum(w * jnp.argmax(w, -1, keepdims=True)), w)
    assert (place["multiply"].formula, place["argmax"].formula) == ("w · argmax", "argmax(w)")
