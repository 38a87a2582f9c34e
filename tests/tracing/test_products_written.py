"""Products are written in the order and with the transposes that they are computed with."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
import keras
import numpy as np
import pytest
from keras import layers

import glassnet as gn

RANDOM = np.random.default_rng(0)
A, B = RANDOM.normal(size=(3, 2)).astype("f"), RANDOM.normal(size=(2, 4)).astype("f")


@pytest.mark.parametrize("order", ["ij,jk->ik", "ij,kj->ik", "ji,jk->ik", "ji,kj->ik"])
def test_a_product_and_its_gradients_are_as_they_are_written(order: str) -> None:
    left, right = order.split("->")[0].split(",")
    a, b = (A if left == "ij" else A.T), (B if right == "jk" else B.T)
    weights = RANDOM.normal(size=(3, 4)).astype("f")
    trace = gn.trace(lambda a, b: jnp.sum(jnp.sin(weights * jnp.einsum(order, a, b))), a, b)
    product = next(node for node in trace.nodes if node.operation == "matmul")
    known = {"a": a, "b": b, "g": product.gradient}
    np.testing.assert_allclose(_read(product.formula, known), product.value, rtol=1e-5)
    for name in ("a", "b"):
        said = trace[name].gradient_formula.replace("∂L/∂matmul", "g")
        np.testing.assert_allclose(_read(said, known), trace.gradients[name], rtol=1e-4)


def test_an_outer_product_is_written_as_one() -> None:
    u, v = A[:, 0], B[0]
    trace = gn.trace(lambda u, v: jnp.sum(jnp.outer(u, v) ** 2), u, v)
    known = {"u": u[:, None], "v": v[:, None], "g": trace.gradients["multiply"]}
    assert trace["multiply"].formula == "u · vᵀ"
    np.testing.assert_allclose(_read("u · vᵀ", known), trace.values["multiply"], rtol=1e-6)
    for name in ("u", "v"):
        said = trace[name].gradient_formula.replace("∂L/∂multiply", "g")
        np.testing.assert_allclose(_read(said, known)[:, 0], trace.gradients[name], rtol=1e-5)


def _read(formula: str, known: dict[str, Any]) -> Any:
    return eval(formula.replace("·", "@").replace("ᵀ", ".T"), known)


def test_attention_is_written_as_mathematics() -> None:
    inputs = keras.Input((3, 2))
    model = keras.Model(inputs, layers.MultiHeadAttention(2, 2, name="att")(inputs, inputs))
    model.compile("sgd", "mse")
    x = RANDOM.normal(size=(2, 3, 2)).astype("f")
    trace = gn.trace(model, x, x)
    scores, output = trace["att/matmul"], trace["att/matmul_2"]
    assert (scores.formula, output.formula) == ("query/add · key/addᵀ", "divide · value/add")
    query, key, value = (
        trace.values[f"att/{name}/add"].transpose(0, 2, 1, 3) for name in ("query", "key", "value")
    )
    np.testing.assert_allclose(
        (query @ key.swapaxes(2, 3)).ravel(), scores.value.ravel(), rtol=1e-5, atol=1e-6
    )
    weights = trace.values["att/divide"][0]
    mixed = output.value[:, :, :, 0].swapaxes(2, 3)  # a transpose follows
    np.testing.assert_allclose(weights @ value, mixed, rtol=1e-5, atol=1e-6)
    assert not [node.name for node in trace.nodes if "->" in node.name]
