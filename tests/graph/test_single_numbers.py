"""Derivatives of single numbers where JAX has no rule for one operand, or none for batches."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import glassnet as gn

A = np.eye(3, dtype=np.float32) * 3 + np.arange(9, dtype=np.float32).reshape(3, 3) / 10
B = np.array([1, -2, 3], np.float32)


def solved(a: Any, b: Any) -> Any:
    return jnp.sum(jnp.linalg.solve(a, b) ** 2)


def inverted(a: Any, b: Any) -> Any:
    return b @ jnp.linalg.inv(a) @ b


def called(a: Any, b: Any) -> Any:
    along = jax.custom_derivatives.linear_call(lambda a, x: a @ x, lambda a, g: a.T @ g, A, b)
    return jnp.sum(along * b) + a[0, 0]


def scattered(a: Any, b: Any) -> Any:
    return jnp.sum(jnp.zeros(3).at[jnp.array([0, 0, 2])].add(b * a[0]) ** 2)


@pytest.mark.parametrize("function", [solved, inverted, called, scattered])
def test_every_view_has_right_numbers(function: Any) -> None:
    trace = gn.trace(function, A, B)
    for name, expected in zip("ab", jax.grad(function, (0, 1))(A, B), strict=True):
        for place in np.ndindex(expected.shape):
            chain = trace.chain(name, place)
            assert chain.gradient == pytest.approx(float(expected[place]), rel=1e-4, abs=1e-5)
    ElementTree.fromstring(trace.to_svg())
    assert "∂L/∂a[" in trace.to_html()
    assert all(each.agrees for each in trace.check())
