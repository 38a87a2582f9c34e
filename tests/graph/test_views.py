"""What a formula calls a part of a node is, read as Python, what was computed with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import keras
import numpy as np
import pytest
from keras import layers

import glassnet as gn

X = np.random.default_rng(0).normal(size=(3, 4, 5)).astype(np.float32)

# What is taken of x, and what it is called: the index, and whether it is turned.
PARTS: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    "a number": (lambda x: x[1, 2, 3], "[1,2,3]", ""),
    "the last": (lambda x: x[-1], "[2]", ""),
    "a column": (lambda x: x[..., 0:1], "[:,:,0:1]", ""),
    "a time step": (lambda x: jnp.swapaxes(x, 0, 1)[2], "[:,2]", ""),
    "all but the first": (lambda x: x[:, 1:], "[:,1:]", ""),
    "all but the last": (lambda x: x[:, :-1], "[:,:−1]", ""),
    "from behind": (lambda x: x[::-1], "[::−1]", ""),
    "every other from behind": (lambda x: x[:, :, ::-1][:, :, 1::2], "[:,:,3::−2]", ""),
    "of a part": (lambda x: x[1:, 1:][0, :2], "[1,1:3]", ""),
    "turned": (lambda x: x[0].T, "[0]", "ᵀ"),
    "turned and cut": (lambda x: x[0].T[1:4], "[0,:,1:4]", "ᵀ"),
    "with an axis more": (lambda x: x[0][:, None, :][1:], "[0,1:]", ""),
    "of what is repeated": (
        lambda x: jnp.broadcast_to(x[:, 0:1], (3, 2, 5))[:, 1],
        "[:,0:1]",
        "",
    ),
    "all": (lambda x: x.reshape(12, 5), "", ""),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_called_what_it_is(name: str) -> None:
    take, index, turned = PARTS[name]
    trace = gn.trace(lambda x: jnp.sum(jnp.sin(take(x))), X)
    assert trace["sin"].formula == f"sin(x{index}{turned})"
    part = _at(X, index)
    part = part.T if turned else part
    np.testing.assert_allclose(np.sin(part).ravel(), trace["sin"].value.ravel(), rtol=1e-6)

    term = f"∂L/∂sin · cos(x{index}{turned})"
    term = f"({term})ᵀ" if turned else term
    assert trace["x"].gradient_formula == (f"({index} ← {term})" if index else term)
    there = _at(np.arange(X.size).reshape(X.shape), index)
    expected = np.where(np.isin(np.arange(X.size).reshape(X.shape), there), np.cos(X), 0)
    np.testing.assert_allclose(trace["x"].gradient, expected, rtol=1e-6)


def _at(x: Any, index: str) -> Any:
    return eval(f"x{index}".replace("−", "-"), {"x": x})


def test_of_other_axes_than_the_origins_it_says_so() -> None:
    trace = gn.trace(lambda x: jnp.sum(jnp.sin(x.reshape(6, 10)[2])), X)
    assert trace["sin"].formula == "sin(reshape(x)[2])"
    assert trace["x"].gradient_formula == "(reshape(x)[2] ← ∂L/∂sin · cos(reshape(x)[2]))"
    np.testing.assert_allclose(trace["sin"].value, np.sin(X.reshape(6, 10)[2]), rtol=1e-6)


def test_each_of_two_parts_has_its_own_gradient() -> None:
    w = np.array([2, 3], np.float32)
    trace = gn.trace(lambda w: w[0] * w[1], w)
    assert trace["multiply"].formula == "w[0] · w[1]"
    assert trace["w"].gradient_formula == (
        "([0] ← ∂L/∂multiply · w[1]) + ([1] ← ∂L/∂multiply · w[0])"
    )
    np.testing.assert_array_equal(trace["w"].gradient, [3, 2])
    only = gn.trace(lambda w: w[-1], w)
    assert only["w"].gradient_formula == "([1] ← 1)"
    np.testing.assert_array_equal(only["w"].gradient, [0, 1])


def test_what_is_joined_gives_each_its_part_back() -> None:
    trace = gn.trace(
        lambda w: jnp.sum(jnp.roll(w, 1) ** 2 * jnp.arange(3)), np.array([2, 3, 5], np.float32)
    )
    assert trace["concatenate"].formula == "concatenate(w[2:3], w[:−1])"
    assert trace["w"].gradient_formula == (
        "([2:3] ← ∂L/∂concatenate[0:1]) + ([:−1] ← ∂L/∂concatenate[1:])"
    )
    np.testing.assert_array_equal(trace["w"].gradient, np.roll(trace["concatenate"].gradient, -1))


def test_time_steps_and_gates_are_told_apart() -> None:
    inputs = keras.Input((2, 3))
    model = keras.Model(inputs, layers.Dense(1)(layers.GRU(2, name="g")(inputs)))
    model.compile("sgd", "mse")
    trace = gn.trace(model, X[:1, :2, :3], X[:1, 0, :1])
    splits = [node for node in trace.nodes if node.operation == "split"]
    assert [node.formula for node in splits[:3]] == [
        f"g/add[:,0,{columns}]" for columns in (":2", "2:4", "4:")
    ]
    for node in splits:  # each is what its formula says of the node that it names
        name, _, index = node.formula.rpartition("[")
        whole = trace.values[name if name == "g/add" else f"{node.layer}/{name}"]
        np.testing.assert_array_equal(node.value, _at(whole, f"[{index}"))

    kernel = keras.Sequential([keras.Input((2, 3)), layers.SimpleRNN(2, name="r")])
    kernel.compile("sgd", "mse")
    trace = gn.trace(kernel, X[:1, :2, :3], X[:1, 0, :2])
    assert trace["r/simple_rnn_cell/kernel"].gradient_formula == (
        "x[:,0]ᵀ · ∂L/∂r[0]/simple_rnn_cell/matmul + x[:,1]ᵀ · ∂L/∂r[1]/simple_rnn_cell/matmul"
    )
