"""Which steps compare numbers with some of themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import pytest
from jax import lax

from glassnet.graph.capture import NO_RULES, Captured, capture
from glassnet.graph.replay import replay
from glassnet.graph.self_comparisons import compares_with_itself

X = jax.ShapeDtypeStruct((4, 6), "float32")

WITH_ITSELF: dict[str, Callable[[Any], Any]] = {
    "gradient of a maximum": jax.grad(lambda x: jnp.sum(jnp.max(x, axis=1) ** 2)),
    "gradient of a minimum": jax.grad(lambda x: jnp.sum(jnp.min(x, axis=0))),
    "hard maximum": lambda x: x * (x >= x.max(axis=1, keepdims=True)),
    "one of its own": lambda x: x > x[:, :1],
    "one that is looked up": lambda x: x < jnp.take_along_axis(x, x.argmax(1)[:, None], axis=1),
    "turned round": lambda x: x != x[::-1],
    "every pair": lambda x: x[:, :, None] > x[:, None, :],
    "in a loop": lambda x: lax.scan(lambda c, row: (c, row == x.max(axis=0)), 0.0, x)[1],
}
WITH_OTHERS: dict[str, Callable[[Any], Any]] = {
    "relu": jax.grad(lambda x: jax.nn.relu(x).sum()),
    "a threshold": lambda x: x > 0.5,
    "clip": lambda x: jnp.clip(x, -1.0, 1.0),
    "softmax": jax.grad(lambda x: jnp.sum(jax.nn.softmax(x) ** 2)),
    "is it a number": lambda x: x != x,
    "where the largest is": lambda x: x.argmax(axis=1) == jnp.arange(4),
    "a maximum of two": lambda x: jnp.maximum(x, 2 * x),
    "two slices": lambda x: x[:, :3] >= x[:, 3:],
    "a comparison that nothing needs": lambda x: [x == x.max(), x + 1][1],
    "of something else": lambda x: x >= (x**2).max(axis=1, keepdims=True),
}


def inlined(function: Callable[[Any], Any]) -> Captured:
    return capture(replay(capture(function, X), NO_RULES), X)


@pytest.mark.parametrize("name", WITH_ITSELF)
def test_with_itself(name: str) -> None:
    assert compares_with_itself(inlined(WITH_ITSELF[name]))


@pytest.mark.parametrize("name", WITH_OTHERS)
def test_with_others(name: str) -> None:
    assert not compares_with_itself(inlined(WITH_OTHERS[name]))
