"""Forms for images in a rewritten step: the gradient of a kernel, sums over places, flattening."""

from __future__ import annotations

from typing import Any

import glassnet  # noqa: F401  # chooses the backend before JAX starts

import jax  # isort: skip
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jax import lax
from sampling import examples

from glassnet.graph.capture import capture, operations
from glassnet.training.fusion import barrier
from glassnet.training.fusion.kernel_gradient import (
    Windows,
    depthwise_kernel_gradient,
    kernel_gradient,
)
from glassnet.training.fusion.sums import sum_over_places

BOUND = 2e-5  # as in test_rewriting


def numbers(*shape: int) -> Any:
    return np.random.default_rng(sum(shape)).normal(size=shape).astype("float32")


def assert_close(found: Any, expected: Any) -> None:
    assert found.shape == expected.shape
    assert np.max(np.abs(found - expected)) <= BOUND * max(1e-6, np.max(np.abs(expected)))


# The gradient of a kernel -------------------------------------------------------------------------

axis = st.tuples(st.integers(1, 4), st.integers(1, 2), st.integers(1, 3), st.integers(1, 7))
"""Along one axis: numbers in a window, their distance, the stride, the number of windows."""


@examples(25)
@given(
    st.lists(axis, min_size=1, max_size=3),
    st.integers(1, 3),
    st.integers(1, 9),
    st.integers(1, 9) | st.none(),
)
def test_the_gradient_of_a_kernel(
    axes: Any, images: int, channels: int, filters: int | None
) -> None:
    """filters: None where each channel has a kernel of its own."""
    groups = channels if filters is None else 1
    window, dilation, strides, places = zip(*axes, strict=True)
    sizes = [(k - 1) * d + (n - 1) * s + 1 for k, d, s, n in axes]
    x, deltas = numbers(images, *sizes, channels), numbers(images, *places, filters or channels)
    spatial = "DHW"[-len(axes) :]
    convolve = lambda w: lax.conv_general_dilated(
        x,
        w,
        strides,
        "VALID",
        rhs_dilation=dilation,
        dimension_numbers=(f"N{spatial}C", f"{spatial}IO", f"N{spatial}C"),
        feature_group_count=groups,
    )
    w = jnp.zeros((*window, channels // groups, deltas.shape[-1]))
    [expected] = jax.vjp(convolve, w)[1](deltas)
    gradient = kernel_gradient if filters else depthwise_kernel_gradient
    assert_close(gradient(Windows(window, dilation, strides), x, deltas), expected)


@pytest.mark.parametrize("places", [1, 7, 24, 31, 32, 33, 47, 60, 61, 997])
def test_of_long_rows_no_place_is_left_out(places: int) -> None:
    x, deltas = numbers(2, places + 2, 3), numbers(2, places, 4)
    found = kernel_gradient(Windows((3,), (1,), (1,)), jnp.asarray(x), jnp.asarray(deltas))
    windows = np.lib.stride_tricks.sliding_window_view(x, 3, axis=1)  # [images, places, in, window]
    assert_close(found, np.einsum("bpik,bpo->kio", windows.astype(float), deltas))


def test_what_is_written_out_does_not_grow_with_the_images() -> None:
    def size(images: int, places: int) -> int:
        x, deltas = (
            jnp.ones((images, places + 2, places + 2, 1)),
            jnp.ones((images, places, places, 8)),
        )
        gradient = lambda x, d: kernel_gradient(Windows((3, 3), (1, 1), (1, 1)), x, d)
        return sum(1 for _ in operations(capture(gradient, x, deltas)))

    assert size(256, 60) == size(32, 15)


# Sums over places ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "shape", [(32, 6, 6, 8), (5, 7, 3, 16), (1, 9, 9, 8), (4, 40, 8), (2, 3, 5, 4, 24), (1, 1, 512)]
)
def test_sums_over_places(shape: tuple[int, ...]) -> None:
    x = numbers(*shape)
    axes = tuple(range(x.ndim - 1))
    [found] = sum_over_places({"axes": axes}, jnp.asarray(x))
    assert_close(found, x.astype(float).sum(axes))


@pytest.mark.parametrize(
    ("shape", "axes", "dtype"),
    [
        ((32, 32), (0,), "float32"),  # of a matrix XLA's own is as fast
        ((32, 6, 6, 8), (0, 1), "float32"),
        ((32, 6, 6, 8), (1, 2, 3), "float32"),
        ((32, 6, 6, 5), (0, 1, 2), "float32"),
        ((2, 2, 2, 8), (0, 1, 2), "float32"),
        ((32, 6, 6, 0), (0, 1, 2), "float32"),
        ((32, 6, 6, 8), (0, 1, 2), "float16"),
        ((32, 6, 6, 8), (0, 1, 2), "int32"),
    ],
)
def test_other_sums_stay(shape: tuple[int, ...], axes: tuple[int, ...], dtype: str) -> None:
    assert sum_over_places({"axes": axes}, jnp.ones(shape, dtype)) is NotImplemented


# Flattening ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "new", "is_kept_apart"),
    [
        ((32, 6, 6, 8), (32, 288), True),
        ((32, 288), (32, 6, 6, 8), True),
        ((4, 3, 2), (24,), True),
        ((32, 6, 6, 8), (32, 6, 6, 8, 1), False),
        ((32, 1, 1, 8), (32, 8), False),
        ((32, 8), (256,), False),
        ((1,), (), False),
    ],
)
def test_images_are_flattened_in_memory(
    shape: tuple[int, ...], new: tuple[int, ...], is_kept_apart: bool
) -> None:
    x = numbers(*shape)
    found = barrier.reshape({"new_sizes": new, "dimensions": None}, x)
    assert (found is not NotImplemented) == is_kept_apart
    if is_kept_apart:
        np.testing.assert_array_equal(found[0], x.reshape(new))
