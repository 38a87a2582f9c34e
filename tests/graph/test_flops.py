"""Floating-point operations, against XLA's own count."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from jax import lax

from glassnet.graph.capture import capture
from glassnet.graph.flops import flops
from glassnet.training import keras_model
from glassnet.training.keras_model import References

layers = keras.layers
X, W = jnp.ones((6, 5)), jnp.ones((5, 4))
IMAGES = jnp.ones((2, 9, 9, 3))
PLACES = jnp.arange(6, dtype="uint32")
CONVOLUTION = {"dimension_numbers": ("NHWC", "HWIO", "NHWC")}


def pooled(images: Any) -> Any:
    return keras.ops.max_pool(images, 3, 2)


def by_xla(function: Callable[..., Any], *example: Any) -> float:
    cost: Any = jax.jit(function).lower(*example).cost_analysis()
    return cost["flops"]


@pytest.mark.parametrize(
    ("function", "example"),
    [
        (lambda x, w: x @ w, (X, W)),
        (lambda x: jnp.einsum("bik,bjk->bij", x, x), (jnp.ones((3, 4, 5)),)),
        (lambda x: x * x + x, (X,)),
        (
            lambda x: lax.conv_general_dilated(
                x, jnp.ones((3, 3, 3, 8)), (1, 1), "VALID", **CONVOLUTION
            ),
            (IMAGES,),
        ),
        (
            lambda x: lax.conv_general_dilated(
                x, jnp.ones((3, 3, 3, 8)), (2, 2), "VALID", **CONVOLUTION
            ),
            (IMAGES,),
        ),
        (
            lambda x: lax.conv_general_dilated(
                x, jnp.ones((3, 3, 1, 6)), (1, 1), "VALID", feature_group_count=3, **CONVOLUTION
            ),
            (IMAGES,),
        ),
        (lambda x, n: lax.fori_loop(0, n, lambda _, x: x @ W @ W.T, x), (X, 7)),
        (pooled, (IMAGES,)),
        (lambda x, cotangent: jax.vjp(pooled, x)[1](cotangent), (IMAGES, pooled(IMAGES))),
        (lambda table, rows: table.at[PLACES].add(rows), (jnp.ones((50, 5)), X)),
        (lambda x: jax.jit(lambda x: x * 2)(x) + jax.jit(lambda x: x * 2)(x), (X,)),
    ],
)
def test_as_many_as_xla_counts(function: Callable[..., Any], example: tuple[Any, ...]) -> None:
    assert flops(capture(function, *example)) == pytest.approx(by_xla(function, *example), abs=2)


def test_a_scan_has_those_of_every_round() -> None:
    scanned = lambda x: lax.fori_loop(0, 7, lambda _, x: x @ W @ W.T, x)
    unrolled = lambda x: lax.fori_loop(0, 7, lambda _, x: x @ W @ W.T, x, unroll=True)
    assert flops(capture(scanned, X)) == pytest.approx(by_xla(unrolled, X), abs=7)  # 7 counts


@pytest.mark.parametrize("function", [jnp.sum, jnp.max, lambda x: jnp.sum(x, axis=0)])
def test_a_reduction_has_one_for_each_number(function: Callable[..., Any]) -> None:
    assert flops(capture(function, X)) == X.size


@pytest.mark.parametrize("function", [jnp.transpose, jnp.ravel, lambda x: x[1:], lambda x: x[0]])
def test_what_moves_numbers_has_none(function: Callable[..., Any]) -> None:
    assert flops(capture(function, X)) <= 4  # of the place that a slice begins at


@pytest.mark.parametrize(
    "body",
    [
        lambda: [layers.Dense(16, "relu"), layers.Dense(8, "tanh")],
        lambda: [layers.Reshape((4, 2)), layers.LSTM(6, unroll=True)],
        lambda: [layers.Reshape((4, 2, 1)), layers.Conv2D(5, 2), layers.Flatten()],
        lambda: [layers.Dense(16), layers.BatchNormalization()],
        lambda: [layers.Reshape((4, 2)), layers.MultiHeadAttention(2, 3), layers.Flatten()],
    ],
)
def test_a_training_step_has_as_many_as_xla_counts(body: Callable[[], list[Any]]) -> None:
    inputs = keras.Input((8,))
    last = inputs
    for layer in body():
        last = layer(last, last) if isinstance(layer, layers.MultiHeadAttention) else layer(last)
    model = keras.Model(inputs, layers.Dense(1)(last))
    model.compile("adam", "mse")
    model.optimizer.build(model.trainable_variables)
    state, x = References.of(model).read(), np.ones((32, 8), np.float32)
    step = lambda state, x: keras_model.train_step(model, state, (x, x[:, :1]))
    assert flops(capture(step, state, x)) == pytest.approx(by_xla(step, state, x), rel=0.1)
