"""Histograms computed in a program, against TensorBoard's own."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sampling import examples
from tensorboard.plugins.histogram.summary_v2 import histogram_pb
from tensorboard.util.tensor_util import make_ndarray

from glassnet.recording.quantities import histogram
from glassnet.recording.summaries import histogram_buckets

compiled = jax.jit(histogram)


def buckets(values: Any) -> Any:
    """Left edge, right edge, count: [30, 3], as they are written."""
    rows = [np.asarray(each)[None] for each in compiled(values)]
    return histogram_buckets(*rows)[0]


def oracle(values: Any) -> Any:
    finite = np.asarray(values)[np.isfinite(values)]
    return make_ndarray(histogram_pb("", finite).value[0].tensor)


# XLA on a CPU takes subnormal numbers for zeros, as all of training does.
floats = st.floats(width=32, allow_subnormal=False)


any_values = arrays.arrays(np.float32, 12, elements=floats)  # one shape: one program


@examples(500)
@given(any_values)
@example(np.zeros(12, np.float32))
@example(np.full(12, np.nan, np.float32))
@example(np.array([3e38, -3e38, *[0] * 10], np.float32))  # its width is beyond float32
@example(np.linspace(-1, 1, 12).astype(np.float32))
def test_buckets_are_those_of_histogram_pb(values: Any) -> None:
    np.testing.assert_array_equal(buckets(values), oracle(values))


@pytest.mark.parametrize("size", [1, 31, 5000])
def test_values_on_the_edges_fall_where_tensorboard_puts_them(size: int) -> None:
    """In float32 some of these would fall into the next bucket."""
    values = np.linspace(-0.3, 0.7, size, dtype=np.float32)
    np.testing.assert_array_equal(buckets(values), oracle(values))


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_short_floats(dtype: str) -> None:
    values = jax.random.normal(jax.random.key(0), (7, 9)).astype(dtype)
    np.testing.assert_array_equal(buckets(values), oracle(np.asarray(values, np.float32)))


def test_no_values() -> None:
    assert (buckets(np.zeros((0, 3), np.float32)) == 0).all()
