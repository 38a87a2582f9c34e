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
from glassnet.tracing import Reason

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
        assert each.agrees or (each.agrees is None and each.reasons)


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


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_a_model_of_half_precision_agrees(policy: str) -> None:
    keras.config.set_dtype_policy(policy)
    try:
        hidden = (layers.Flatten(), layers.Dense(3, "tanh"))
        trace = traced(X, *hidden)
        assert all(each.agrees for each in trace.check())
    finally:
        keras.config.set_dtype_policy("float32")


@pytest.mark.parametrize("kind", [jnp.float16, jnp.bfloat16])
def test_a_function_of_half_precision_agrees_without_kinks(kind: Any) -> None:
    cubes = lambda w: (w.astype(kind) ** 3).sum().astype(np.float32)
    [check] = gn.trace(cubes, np.array([1, 2, 0.3], np.float32)).check()
    assert (check.agrees, check.reasons) == (True, {})
    [wrong] = gn.trace(lambda w: cubes(lax.stop_gradient(w)) + w.sum(), np.ones(3, "f")).check()
    assert wrong.agrees is False


@jax.custom_jvp
def sine(x: Any) -> Any:
    return jnp.sin(x)


sine.defjvp(lambda at, along: (sine(*at), -3 * jnp.cos(at[0]) * along[0]))


def stopped(w: Any) -> Any:
    return w * lax.stop_gradient(w)


@pytest.mark.parametrize(
    ("traced", "reason", "agrees"),
    [
        (lambda: gn.trace("log(w)", w=-1), Reason.NOT_FINITE, None),
        (lambda: gn.trace("1/w", w=0), Reason.NOT_FINITE, None),
        (lambda: gn.trace("abs(w)", w=0), Reason.KINK, None),
        (lambda: gn.trace(lambda w: sine(w) + 5e8, 0.7), Reason.PRECISION, None),
        (lambda: gn.trace(lambda w: sine(w) + 1e12, 0.7), Reason.PRECISION, None),
        (lambda: gn.trace(sine, 0.7), Reason.OWN_RULE, False),
        (lambda: gn.trace(stopped, 0.7), Reason.OWN_RULE, False),
    ],
)
def test_what_does_not_agree_says_why(traced: Any, reason: Any, agrees: bool | None) -> None:
    [check] = traced().check()
    assert (check.agrees, check.reasons) == (agrees, {reason: 1})


def test_jaxs_own_rules_are_no_reason() -> None:
    own = lambda w: jax.nn.relu(w) * jax.nn.silu(w)
    assert not gn.trace(own, 0.7)._program.has_own_rule


def test_the_worst_is_the_real_difference() -> None:
    """However large the rounding of the loss beside it."""
    [check] = gn.trace(lambda w: (w**3).sum() + 10.0, np.array([1.1, 2.3], "f")).check()
    assert check.agrees
    assert check.worst == pytest.approx(abs(check.gradient - check.difference) / (3 * 2.3**2))
    assert check.worst > 0
