"""Patches of large windows are joined axis after axis: the same numbers in the same order."""

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
from glassnet.graph.replay import replay
from glassnet.training.fusion.fuse import PLAIN, RULES
from glassnet.training.fusion.patches import FEW_SLICES, Places
from glassnet.training.fusion.pooling import LARGEST_WINDOW

BOUND = 2e-5  # as in test_rewriting

axes = st.tuples(st.integers(1, 5), st.integers(1, 2), st.integers(1, 3), st.integers(1, 2))


@examples(15)
@given(st.lists(axes, min_size=1, max_size=3), st.integers(1, 3))
def test_axis_after_axis_gives_what_joining_at_once_gives(chosen: Any, channels: int) -> None:
    starts, apart, lengths, steps = zip(*chosen, strict=True)
    sizes = [(s - 1) * a + (n - 1) * step + 1 for s, a, n, step in chosen]
    x = np.random.default_rng(0).normal(size=(2, *sizes, channels)).astype("float32")
    places = Places(starts, apart, lengths, steps)
    found = places.side_by_side(jnp.asarray(x))
    # NumPy's own windows: [images, results …, channels, kernel …]
    spans = [(s - 1) * a + 1 for s, a, _, _ in chosen]
    spatial = tuple(range(1, 1 + len(chosen)))
    windows = np.lib.stride_tricks.sliding_window_view(x, spans, axis=spatial)
    every = tuple(slice(None, None, step) for step in steps)
    within = tuple(slice(None, None, distance) for distance in apart)
    windows = windows[(slice(None), *every, slice(None), *within)]
    moved = np.moveaxis(windows, 1 + len(chosen), -1)
    np.testing.assert_array_equal(found, moved.reshape(2, *lengths, -1))


@pytest.mark.parametrize(
    ("images", "kernel", "strides"),
    [
        ((2, 9, 9, 1), (5, 5, 1, 3), (1, 1)),  # few terms: no patches but for the gradient
        ((2, 9, 9, 2), (5, 5, 2, 3), (1, 1)),  # 50 terms: patches
        ((2, 8, 8, 2), (5, 5, 2, 3), (1, 1)),  # fewer results than places in the kernel
        ((2, 16, 16, 1), (8, 8, 1, 2), (4, 4)),
        ((2, 5, 4, 5, 2), (3, 2, 3, 2, 3), (1, 1, 1)),
    ],
)
def test_convolutions_with_large_windows_and_their_gradients(
    images: tuple[int, ...], kernel: tuple[int, ...], strides: tuple[int, ...]
) -> None:
    rng = np.random.default_rng(1)
    x, w = (rng.normal(size=shape).astype("float32") for shape in (images, kernel))
    spatial = "DHW"[-len(strides) :]

    def gradients(x: Any, w: Any) -> Any:
        names = (f"N{spatial}C", f"{spatial}IO", f"N{spatial}C")
        convolve = lambda x, w: lax.conv_general_dilated(
            x, w, strides, "VALID", dimension_numbers=names
        )
        result, pullback = jax.vjp(convolve, x, w)
        return result, pullback(jnp.sin(result))

    written = capture(replay(capture(gradients, x, w), RULES), x, w)
    joined = [len(e.invars) for e in operations(written) if e.primitive.name == "concatenate"]
    assert joined
    assert max(joined) <= FEW_SLICES
    found = jax.tree.leaves(replay(written, {})(x, w))
    for ours, theirs in zip(found, jax.tree.leaves(gradients(x, w)), strict=True):
        assert np.max(np.abs(ours - theirs)) <= BOUND * np.max(np.abs(theirs))


@pytest.mark.parametrize(("window", "is_rewritten"), [(3, True), (4, False)])
def test_max_pooling_of_many_places_is_left_to_xla(window: int, is_rewritten: bool) -> None:
    assert (window**2 <= LARGEST_WINDOW) == is_rewritten
    x = jnp.ones((2, 12, 12, 3))
    size = (1, window, window, 1)
    pool = lambda x: jnp.sum(lax.reduce_window(x, -jnp.inf, lax.max, size, size, "VALID"))
    for rules in (RULES, PLAIN):
        written = capture(replay(capture(jax.grad(pool), x), rules), x)
        names = [operation.primitive.name for operation in operations(written)]
        assert names.count("select_and_scatter_add") == (not is_rewritten)
