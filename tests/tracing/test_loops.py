"""Traces of loops that end when the data say so, of random draws, and of complex numbers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from jax import lax
from keras import layers

import glassnet as gn

X = np.array([0.5, 1.0, 1.5, 2.25], np.float32)


def chain_of(trace: gn.Trace, name: str, place: Any) -> gn.Chain:
    found = trace.chain(name, place)
    assert isinstance(found, gn.Chain)
    return found


def doubled(least: float) -> Callable[[Any], Any]:
    """x · 2ⁿ, the first that is not below `least`."""
    return lambda x: lax.while_loop(lambda c: jnp.sum(c) < least, lambda c: c * 2, x)


def by_rows(x: Any) -> Any:
    return jax.vmap(doubled(5.0))(x)


# A loop as a function of x, and its factor 2ⁿ for each of X.
LOOPS: dict[str, tuple[Callable[[Any], Any], list[float]]] = {
    "of all rows": (doubled(5.0), [1.0] * 4),
    "more steps": (doubled(30.0), [8.0] * 4),
    "a condition mapped over rows": (by_rows, [16.0, 8.0, 4.0, 4.0]),
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_is_differentiated_as_what_it_computes(name: str) -> None:
    """x² · 2ⁿ has the gradient 2x · 2ⁿ; JAX has none in reverse mode."""
    loop, factors = LOOPS[name]
    trace = gn.trace(lambda x: jnp.sum(x * loop(x)), X)
    np.testing.assert_allclose(trace.value, np.sum(X**2 * factors), rtol=1e-6)
    np.testing.assert_allclose(trace.gradients["x"], 2 * X * factors, rtol=1e-6)
    assert trace.check()[0].agrees
    assert chain_of(trace, "x", 1).gradient == pytest.approx(2 * factors[1], rel=1e-6)
    assert "<svg" in trace.to_html()


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_that_is_only_read_is_a_constant(name: str) -> None:
    loop, factors = LOOPS[name]
    loss = lambda x: jnp.sum(x * loop(lax.stop_gradient(x)))
    trace = gn.trace(loss, X)
    np.testing.assert_array_equal(trace.gradients["x"], jax.grad(loss)(X))
    assert chain_of(trace, "x", 2).gradient == pytest.approx(X[2] * factors[2])


def test_a_loop_with_a_counter() -> None:
    def loss(x: Any) -> Any:
        steps = (lambda n, _: n < 3), (lambda n, v: (n + 1, v * 2))
        return jnp.sum(x * keras.ops.while_loop(*steps, (0, x))[1])

    trace = gn.trace(loss, X)
    np.testing.assert_allclose(trace.gradients["x"], 16 * X)
    assert [(each.agrees, each.numbers) for each in trace.check()] == [(True, 4)]


def gamma(x: Any) -> Any:
    return jnp.sum(x * keras.random.gamma((4,), 2.0, seed=1))


@pytest.mark.parametrize(
    "loss",
    [
        gamma,
        lambda x: jnp.sum(jax.random.gamma(jax.random.key(0), x)),
        lambda x: jnp.sum(lax.select_n(True, x, 2 * x)),
        lambda x: jnp.sum(x * jax.random.poisson(jax.random.key(0), 2.0, (4,))),
    ],
)
def test_draws_and_a_choice_by_pythons_own_true(loss: Any) -> None:
    trace = gn.trace(loss, X)
    value, gradient = jax.value_and_grad(loss)(X)
    assert trace.value == pytest.approx(float(value), rel=1e-6)
    np.testing.assert_allclose(trace.gradients["x"], gradient, rtol=1e-6)
    assert chain_of(trace, "x", 0).gradient == pytest.approx(float(gradient[0]), rel=1e-5)
    assert trace.check()[0].agrees is not False
    assert "<svg" in trace.to_html()


def test_complex_numbers_are_two_arrays_in_json() -> None:
    trace = gn.trace(lambda x: jnp.sum(jnp.abs(jnp.fft.rfft(x)) ** 2), X)
    nodes = json.loads(json.dumps(trace.to_dict(), allow_nan=False))["nodes"]
    [value] = [node["value"] for node in nodes if node["operation"] == "fft"]
    expected = np.fft.rfft(X)
    np.testing.assert_allclose(value["real"], expected.real, rtol=1e-6)
    np.testing.assert_allclose(value["imaginary"], expected.imag, atol=1e-6)


def test_a_chain_names_the_rounding_of_bfloat16() -> None:
    keras.utils.set_random_seed(1)
    x = np.random.default_rng(0).normal(size=(6, 3)).astype("float32")
    policy = "mixed_bfloat16"
    inner = [layers.Dense(4, "tanh", dtype=policy), layers.Dense(1, dtype=policy)]
    model = keras.Sequential([keras.Input((3,)), *inner])
    model.compile("sgd", "mse")
    trace = gn.trace(model, x, x[:, :1])
    chain = chain_of(trace, trace.parameters[0], (0, 0))
    computed = float(trace.gradients[trace.parameters[0]][0, 0])
    assert chain.rounded == computed != chain.gradient
    assert chain.gradient == pytest.approx(computed, rel=1e-2)
    assert f"In bfloat16 the gradient is {computed}: the difference is" in str(chain)
    exact = gn.trace(lambda w: jnp.sum(jnp.tanh(x @ w)), np.ones(3, np.float32))
    assert chain_of(exact, "w", 0).rounded is None
