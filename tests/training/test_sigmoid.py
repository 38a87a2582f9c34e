"""The sigmoid of a rewritten step: its error, its ends, and that a network learns the same."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sampling import examples

from glassnet.graph.capture import capture, operations
from glassnet.training.fusion.fuse import fuse
from glassnet.training.fusion.sigmoid import sigmoid

UNITS = 4.0  # in the last place; XLA's own has 2.5

SMALLEST = np.finfo(np.float32).smallest_normal


def rewritten(x: Any) -> NDArray[Any]:
    return np.asarray(jax.jit(lambda x: sigmoid({}, x)[0])(x))


def exact(x: NDArray[Any]) -> NDArray[Any]:
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x.astype(float)))


def error(x: NDArray[Any]) -> NDArray[Any]:
    """In units in the last place, where the result is a normal number."""
    there = exact(x) >= SMALLEST
    unit = np.spacing(exact(x)[there].astype(np.float32))
    return np.abs(rewritten(x)[there] - exact(x)[there]) / unit


@pytest.mark.parametrize("largest", [1e-6, 0.4, 3.0, 40.0, 87.0])
def test_its_error_is_some_units_in_the_last_place(largest: float) -> None:
    x = np.linspace(-largest, largest, 200_001, dtype=np.float32)
    assert error(x).max() < UNITS


@given(st.lists(st.floats(width=32, allow_nan=False), min_size=1, max_size=40))
@examples(100)
def test_of_any_number(values: list[float]) -> None:
    x = np.array(values, np.float32)
    assert np.all(error(x) < UNITS)
    found = rewritten(x)
    assert np.all((found >= 0) & (found <= 1))
    np.testing.assert_allclose(found + rewritten(-x), 1, atol=3e-7)


def test_ends_and_what_is_no_number() -> None:
    x = np.array([-np.inf, -1e30, -90, 0, 90, 1e30, np.inf, np.nan], np.float32)
    found = rewritten(x)
    np.testing.assert_allclose(found[:-1], [0, 0, 0, 0.5, 1, 1, 1], atol=1e-37)
    assert np.isnan(found[-1])


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_other_precisions_stay(dtype: str) -> None:
    assert sigmoid({}, jax.numpy.zeros(3, dtype)) is NotImplemented


def test_a_step_on_a_cpu_has_it() -> None:
    x = np.linspace(-3, 3, 8, dtype=np.float32).reshape(4, 2)
    step = lambda x, w: jax.grad(lambda w: jax.nn.sigmoid(x @ w).sum())(w)
    fused = fuse(capture(step, x, x[:2]))
    names = {each.primitive.name for each in operations(capture(fused, x, x[:2]))}
    assert "logistic" not in names
    np.testing.assert_allclose(jax.jit(fused)(x, x[:2]), step(x, x[:2]), rtol=1e-6)
