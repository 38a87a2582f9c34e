"""A function cut in two computes what it computed whole."""

from __future__ import annotations

import glassnet  # noqa: F401  # chooses the backend before JAX starts

import jax  # isort: skip
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.graph.capture import capture
from glassnet.graph.split_step import split_step

X = np.linspace(-1, 1, 8, dtype="float32").reshape(4, 2)
Y = np.array([0, 1, 1, 0], "float32")


def step(w: jax.Array, x: jax.Array, y: jax.Array) -> tuple[jax.Array, jax.Array]:
    """A logistic unit's update, and its loss, which the update does not need."""
    p = jax.nn.sigmoid(x @ w)
    loss = -jnp.mean(y * jnp.log(p) + (1 - y) * jnp.log(1 - p))
    return w - 0.1 * x.T @ (p - y), loss * jnp.sum(y)


def test_both_halves_together_are_the_whole() -> None:
    w = jnp.array([0.3, -0.2])
    halves = split_step(capture(step, w, X, Y), [True, False], [False, True, True])
    (updated,), kept = halves.urgent(w, X, Y)
    (loss,) = halves.deferred([jnp.nan * w, X, Y], kept)  # reads of its operands the invariant ones
    expected_w, expected_loss = step(w, jnp.asarray(X), jnp.asarray(Y))
    np.testing.assert_allclose(updated, expected_w, rtol=1e-6)
    np.testing.assert_allclose(loss, expected_loss, rtol=1e-6)


def test_little_is_kept() -> None:
    halves = split_step(capture(step, X[0], X, Y), [True, False], [False, True, True])
    assert halves.residual_bytes == 4 * Y.size  # the probabilities; y and so sum(y) are invariant
    assert halves.reads([0])


def test_operands_that_change_are_kept() -> None:
    halves = split_step(capture(step, X[0], X, Y), [True, False], [False, True, False])
    assert halves.residual_bytes == 2 * 4 * Y.size  # the probabilities and y


def test_an_operand_nobody_reads() -> None:
    def ignores(a: NDArray[np.float32], b: NDArray[np.float32]) -> tuple[object, object]:
        return a * 2, a + 1

    halves = split_step(capture(ignores, Y, Y), [True, False], [False, False])
    assert not halves.reads([1])
    (doubled,), kept = halves.urgent(Y, None)
    np.testing.assert_array_equal(doubled, Y * 2)
    np.testing.assert_array_equal(halves.deferred([None, None], kept)[0], Y + 1)
