"""Gradients against finite differences: of every model, in every precision, and why not."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from jax import lax
from keras import layers
from traced_models import CASES, traced_case

import glassnet as gn

X = np.random.default_rng(0).normal(size=(4, 3, 2)).astype(np.float32)
Y = np.random.default_rng(1).normal(size=(4, 1)).astype(np.float32)


def traced(x: Any, *parts: Any) -> Any:
    keras.utils.set_random_seed(1)
    model = keras.Sequential([*parts, layers.Dense(1)])
    model.compile("sgd", "mse")
    return gn.trace(model, x, Y)


@pytest.mark.parametrize("name", CASES)
def test_every_model_agrees(name: str) -> None:
    """Or only a few numbers are left to compare, beside kinks."""
    for each in traced_case(name).trace.check(most=20):
        assert each.agrees is not False
        assert each.agrees or each.kinks


@pytest.mark.parametrize("kind", [np.int32, np.int64, np.uint8, np.float32])
def test_whole_numbers_of_any_size_are_looked_up(kind: Any) -> None:
    looked_up = layers.Embedding(5, 2, name="embedding")
    trace = traced(np.arange(12).reshape(4, 3).astype(kind) % 5, looked_up, layers.Flatten())
    assert [each.agrees for each in trace.check()] == [True] * 3


@pytest.mark.parametrize("layer", [layers.SimpleRNN, layers.LSTM, layers.GRU])
def test_a_stateful_layers_loop_is_checked(layer: Any) -> None:
    trace = traced(X, keras.Input(batch_shape=X.shape), layer(2, stateful=True))
    assert all(each.agrees for each in trace.check())


def summed(w: Any, xs: Any) -> Any:
    return lax.scan(lambda c, x: (c * w + x, c), np.zeros((), np.float32), xs)[0]


def branched(w: Any) -> Any:
    return lax.cond(w > 0, lambda w: w * w, lambda w: np.float32(1), w)


def counted(w: Any) -> Any:
    return w + lax.fori_loop(0, 3, lambda _, c: c * w + 1, np.float32(0))


def solved(w: Any, key: Any) -> Any:
    return jnp.linalg.solve(jnp.eye(2) * 3 + w, jax.random.normal(key, (2,))).sum()


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (summed, (0.5, np.arange(3, dtype=np.float32))),
        (branched, (0.5,)),
        (counted, (0.5,)),
        (solved, (0.5, jax.random.PRNGKey(0))),
    ],
)
def test_constants_of_loops_and_branches_are_widened(function: Any, arguments: Any) -> None:
    assert all(each.agrees for each in gn.trace(function, *arguments).check())
