"""How long a chunk is: Ctrl-C and the progress bar wait for its end."""

from __future__ import annotations

from typing import Any

import glassnet as gn  # before keras: it chooses the backend

import keras  # isort: skip
import numpy as np
import pytest
from keras import layers


def trainer(body: list[Any], shape: tuple[int, ...], rows: int) -> gn.Trainer:
    model = keras.Sequential([keras.Input(shape), *body, layers.Dense(1)])
    model.compile("adam", "mse")
    x, y = np.ones((rows, *shape), np.float32), np.ones((rows, 1), np.float32)
    return gn.Trainer(model, x, y, batch_size=32, shuffle=False, epochs=100)


@pytest.mark.parametrize(
    ("body", "shape", "rows"),
    [
        ([layers.LSTM(64)], (50, 8), 5_000),
        ([layers.Conv2D(8, 3), layers.MaxPooling2D(2), layers.Flatten()], (28, 28, 1), 30_000),
    ],
    ids=["LSTM", "Conv2D"],
)
def test_an_epoch_of_half_a_second_can_be_cut(
    body: list[Any], shape: tuple[int, ...], rows: int
) -> None:
    assert not trainer(body, shape, rows).epochs_fit_in_a_chunk
    assert trainer(body, shape, rows // 50).epochs_fit_in_a_chunk


def test_a_chunk_that_compiles_says_nothing_about_the_speed() -> None:
    """The rest's program is compiled while the full batches' runs."""
    training = trainer([layers.Dense(4)], (3,), rows=32 * 4 + 5)
    training.advance_steps(1)
    size: Any = training._program.chunk_size  # pyright: ignore[reportPrivateUsage]
    size.steps = 100
    training.advance_steps(4)
    assert training.epoch == 1
    assert size.steps == 100
    training.advance_steps(4)
    assert size.steps != 100
