import math
import platform
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from note_golden import INITIAL, initial
from scipy import stats

from glassnet.lessons.tensorflow_random import TensorFlowRandom, philox

# TensorFlow took sine and cosine from glibc; another C library may round them otherwise.
GLIBC = platform.libc_ver()[0] == "glibc"


@pytest.mark.parametrize("program", INITIAL)
def test_equals_what_tensorflow_drew(program: str) -> None:
    draws = TensorFlowRandom(777)
    for expected in initial(program):
        drawn = draws.normal(expected.shape)
        assert drawn.dtype == np.float32
        np.testing.assert_allclose(drawn, expected, rtol=0 if GLIBC else 3e-7, atol=0)


def in_double_precision(seed: int, draw: int, shape: tuple[int, ...]) -> np.ndarray:
    """The same draw word by word, in Python floats, by the description of TensorFlow's kernel."""
    generator = random.Random(seed)
    for _ in range(draw + 1):
        operation = generator.randint(0, 2**31 - 1) % (2**31 - 1)
    key = np.array([seed % (2**31 - 1), 0], dtype=np.uint32)
    numbers: list[float] = []
    for index in range(-(-math.prod(shape) // 4)):
        counter = np.array([[index, 0, operation, 0]], dtype=np.uint32)
        a, b, c, d = ((int(word) % 2**23) / 2**23 for word in philox(counter, key)[0])
        for u, v in ((a, b), (c, d)):
            radius = math.sqrt(-2 * math.log(max(u, 1e-7)))
            numbers += [radius * math.sin(2 * math.pi * v), radius * math.cos(2 * math.pi * v)]
    return np.reshape(numbers[: math.prod(shape)], shape)


@given(
    seed=st.integers(-(2**70), 2**70) | st.sampled_from([0, 1, 777, 2**31 - 1, 2**32, -1]),
    draw=st.integers(0, 3),
    shape=st.lists(st.integers(0, 6), max_size=3).map(tuple),
)
def test_any_seed_draw_and_shape(seed: int, draw: int, shape: tuple[int, ...]) -> None:
    draws = TensorFlowRandom(seed)
    for _ in range(draw):
        draws.normal([1])
    # Near a zero of sine or cosine the error is absolute: half a unit of the angle's last place
    # (2**-22) times the largest radius (5.7).
    np.testing.assert_allclose(
        draws.normal(shape), in_double_precision(seed, draw, shape), rtol=3e-7, atol=1.5e-6
    )


def test_draws_are_standard_normal() -> None:
    numbers = TensorFlowRandom(0).normal([200, 500])
    assert stats.kstest(numbers.ravel(), "norm").pvalue > 0.01


def test_a_seed_starts_the_same_sequence_and_each_draw_goes_on() -> None:
    first, second = TensorFlowRandom(5), TensorFlowRandom(5)
    np.testing.assert_array_equal(first.normal([7]), second.normal([7]))
    assert not np.array_equal(first.normal([7]), TensorFlowRandom(5).normal([7]))
    # A longer draw begins with the shorter one, as a counter-based generator's must.
    np.testing.assert_array_equal(
        TensorFlowRandom(5).normal([40])[:7], TensorFlowRandom(5).normal([7])
    )
