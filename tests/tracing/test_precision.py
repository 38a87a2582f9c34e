"""Traces in half and in double precision: rounding is no mistake, and float64 stays float64."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from keras import layers

import glassnet as gn
from glassnet.tracing import GradientCheck, Reason

ROWS = 32


@pytest.fixture
def policy(request: pytest.FixtureRequest) -> Generator[None]:
    keras.config.set_dtype_policy(request.param)
    yield
    keras.config.set_dtype_policy("float32")


def checked(seed: int, parts: Callable[[], list[Any]]) -> list[GradientCheck]:
    keras.utils.set_random_seed(seed)
    random = np.random.default_rng(seed)
    model = keras.Sequential([*parts(), layers.Dense(1)])
    model.compile("sgd", "mse")
    x = random.normal(size=(ROWS, *model.input_shape[1:])).astype(np.float32)
    return gn.trace(model, x, random.normal(size=(ROWS, 1)).astype(np.float32)).check(most=10)


def deep() -> list[Any]:
    """In few bits some of its relus stand on the other side of 0."""
    pairs = ((layers.Dense(32, "relu"), layers.BatchNormalization()) for _ in range(4))
    return [keras.Input((8,)), *(layer for pair in pairs for layer in pair)]


def recurrent() -> list[Any]:
    dense = (layers.Dense(16, "relu") for _ in range(2))
    return [keras.Input((4, 3)), layers.LSTM(8), layers.Dropout(0.5), *dense]


@pytest.mark.parametrize(
    ("policy", "parts", "seed"),
    [
        ("mixed_bfloat16", deep, 13),
        pytest.param("mixed_float16", deep, 1, marks=pytest.mark.long),
        ("mixed_float16", recurrent, 12),
    ],
    indirect=["policy"],
)
def test_half_precision_is_no_disagreement(policy: None, parts: Any, seed: int) -> None:
    found = checked(seed, parts)
    assert all(each.agrees is not False for each in found)
    rounded = sum(each.reasons.get(Reason.ROUNDED, 0) for each in found)
    assert 0 < rounded < sum(each.numbers for each in found)


def test_what_is_wrong_in_float64_as_well_is_wrong() -> None:
    @jax.custom_jvp
    def thrice(x: Any) -> Any:
        return x * 3

    thrice.defjvp(lambda at, along: (thrice(*at), 2 * along[0]))
    half = lambda rule: lambda w: rule(w.astype(jnp.float16)).astype(jnp.float32).sum()
    for rule in (thrice, lambda w: w * jax.lax.stop_gradient(w)):
        [check] = gn.trace(half(rule), np.ones(3, np.float32)).check()
        assert (check.agrees, check.reasons) == (False, {Reason.OWN_RULE: 3})


def test_a_function_of_float64_is_traced_in_float64() -> None:
    with jax.enable_x64(True):
        w = np.array([0.1, 0.7], np.float64)
        trace = gn.trace(lambda w: jnp.sum(jnp.sin(w) ** 2), w)
        kinds = {array.dtype for array in (*trace.values.values(), *trace.gradients.values())}
        assert kinds == {np.dtype(np.float64)}
    np.testing.assert_allclose(trace.gradients["w"], np.sin(2 * w), rtol=1e-15)
    assert trace.chain("w", 1).gradient == pytest.approx(np.sin(2 * w[1]), rel=1e-14)
    [check] = trace.check()
    assert check.agrees
    assert check.worst < 1e-8
    assert gn.trace(lambda w: jnp.sum(w), w).gradients["w"].dtype == np.float32
