"""Orders drawn ahead, against NumPy's own permutations one by one."""

from __future__ import annotations

import glassnet  # noqa: F401  # chooses the backend before keras loads

import numpy as np  # isort: skip
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sampling import examples

from glassnet.errors import SettingError
from glassnet.training.batching import (
    BatchLayout,
    GeneratorState,
    Shuffle,
    check_shuffle,
    draw_orders,
    skip_orders,
)


def orders_of(epochs: int, rows: int, batch_size: int, shuffle: Shuffle) -> np.ndarray:
    return draw_orders(epochs, BatchLayout(rows, batch_size, shuffled=True), shuffle)


@examples(150)
@given(
    seed=st.integers(0, 2**32 - 1),
    epochs=st.integers(1, 300),
    rows=st.integers(1, 20),
    gauss=st.booleans(),
)
def test_orders_are_successive_permutations(seed: int, epochs: int, rows: int, gauss: bool) -> None:
    np.random.seed(seed)
    if gauss:
        np.random.normal()  # leaves a second Gaussian in the generator
    before = GeneratorState.read()
    expected = np.array([np.random.permutation(rows) for _ in range(epochs)])
    following = (np.random.random(), np.random.normal())
    before.write()
    orders = orders_of(epochs, rows, rows, shuffle=True)
    np.testing.assert_array_equal(orders, expected)
    assert orders.dtype == np.int32
    assert (np.random.random(), np.random.normal()) == following


def test_many_orders() -> None:
    np.random.seed(1)
    expected = np.array([np.random.permutation(4) for _ in range(20_000)])
    np.random.seed(1)
    np.testing.assert_array_equal(orders_of(20_000, 4, 4, shuffle=True), expected)


def test_batches_are_shuffled_within() -> None:
    np.random.seed(2)
    orders = orders_of(100, 10, 4, shuffle="batch")
    for start, stop in ((0, 4), (4, 8), (8, 10)):
        assert (np.sort(orders[:, start:stop]) == np.arange(start, stop)).all()
    assert len({tuple(order) for order in orders}) > 90


@pytest.mark.parametrize("kind", [np.random.PCG64, np.random.Philox])
def test_another_generator_is_named(kind: type[np.random.BitGenerator]) -> None:
    usual = np.random.get_bit_generator()
    np.random.set_bit_generator(kind(0))
    try:
        with pytest.raises(SettingError, match=rf"is a {kind.__name__}.*MT19937"):
            GeneratorState.read()
        np.random.set_bit_generator(np.random.MT19937(0))  # what the message says to call
        GeneratorState.read().write()
    finally:
        np.random.set_bit_generator(usual)


@pytest.mark.parametrize("given", ["Batch", 2, "yes"])
def test_unknown_shuffle(given: object) -> None:
    with pytest.raises(SettingError, match="expected True, False or 'batch'"):
        check_shuffle(given)


@pytest.mark.parametrize("shuffle", [True, "batch"])
@pytest.mark.parametrize(
    ("epochs", "rows", "size"), [(1, 4, 4), (40_000, 4, 4), (70, 8, 3), (9, 30, 30)]
)
def test_orders_that_are_skipped_leave_the_generator_as_drawn_ones(
    epochs: int, rows: int, size: int, shuffle: Shuffle
) -> None:
    layout = BatchLayout(rows, size, shuffled=True)
    np.random.seed(3)
    draw_orders(epochs, layout, shuffle)
    expected = np.random.random()
    np.random.seed(3)
    skip_orders(epochs, layout, shuffle)
    assert np.random.random() == expected
