"""The square root of a rewritten step: its error and its ends."""

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
from glassnet.training.fusion import square_root
from glassnet.training.fusion.fuse import fuse

UNITS = 2.0  # in the last place

NORMAL = st.floats(
    float(np.finfo(np.float32).smallest_normal), float(np.finfo(np.float32).max), width=32
)


@pytest.fixture(autouse=True)
def on_any_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(square_root, "ESTIMATES", True)


def rewritten(x: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(jax.jit(lambda x: square_root.square_root({}, x)[0])(x))


def error(x: NDArray[Any]) -> NDArray[Any]:
    """In units in the last place."""
    exact = np.sqrt(x.astype(float))
    return np.abs(rewritten(x) - exact) / np.spacing(exact.astype(np.float32))


@pytest.mark.parametrize("exponent", [-120, -60, -1, 0, 1, 60, 120])
def test_its_error_is_some_units_in_the_last_place(exponent: int) -> None:
    x = np.linspace(1, 4, 200_001).astype(np.float32) * np.float32(2.0) ** exponent
    assert error(x).max() < UNITS


@given(st.lists(NORMAL, min_size=16, max_size=40))
@examples(100)
def test_of_any_number(values: list[float]) -> None:
    assert np.all(error(np.array(values, np.float32)) < UNITS)


def test_ends_and_what_is_no_number() -> None:
    x = np.resize(np.array([0, -0.0, np.inf, -np.inf, -1, np.nan, -1e-30, 4], np.float32), 32)
    np.testing.assert_allclose(rewritten(x), np.asarray(jax.jit(jax.numpy.sqrt)(x)), rtol=1e-6)
    assert np.signbit(rewritten(x)[1])


def test_what_is_below_the_smallest_normal_number_is_no_nan() -> None:
    x = np.geomspace(1e-45, 1e-38, 64).astype(np.float32)
    np.testing.assert_allclose(rewritten(x), np.sqrt(x.astype(float)), atol=1.1e-19)


@pytest.mark.parametrize("x", [np.ones(32, "float16"), np.ones((), "float32"), np.ones(3, "f")])
def test_other_precisions_and_single_numbers_stay(x: NDArray[Any]) -> None:
    assert square_root.square_root({}, x) is NotImplemented


def test_where_xla_has_no_estimate_it_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(square_root, "ESTIMATES", False)
    assert square_root.square_root({}, np.ones(32, np.float32)) is NotImplemented


def test_a_step_has_it() -> None:
    x = np.linspace(0, 3, 32, dtype=np.float32).reshape(4, 8)
    step = lambda x: (x @ x.T) / (jax.numpy.sqrt(x).sum() + 1)
    fused = fuse(capture(step, x))
    assert "sqrt" not in {each.primitive.name for each in operations(capture(fused, x))}
    np.testing.assert_allclose(jax.jit(fused)(x), step(x), rtol=1e-5)
