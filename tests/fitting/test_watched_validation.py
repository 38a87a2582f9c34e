"""A validation that becomes NaN while the loss does not: said once, with its row or operation."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from parity import points
from watched import network, root_of_targets, watched


@pytest.mark.parametrize("frequency", [1, 3])
def test_the_row_is_named_that_makes_the_validation_nan(frequency: int) -> None:
    x, y = points()
    bad = np.tile(x, (60, 1))  # more than are looked at at once
    bad[2000, 3] = np.nan
    settings = {"validation_data": (bad, np.tile(y, (60, 1))), "validation_freq": frequency}
    history, told = watched(network(), x, y, epochs=6, batch_size=5, **settings)
    (found,) = history.findings
    assert (found.key, found.where, found.evidence["row"]) == ("not-finite-data", "val_x", 2000)
    assert (found.evidence["epoch"], found.step) == (frequency, 8 * frequency)
    assert len(history.epoch) == 6
    assert len(told) == 1


def test_the_operation_is_named_that_makes_the_validation_nan() -> None:
    x, y = points()
    other = np.abs(y)
    other[23] = -1
    settings = {"validation_data": (x, other), "epochs": 5}
    history, _ = watched(network(loss=root_of_targets), x, np.abs(y), **settings)
    (found,) = history.findings
    assert (found.key, found.where) == ("not-finite-value", "val_loss/sqrt")
    assert found.evidence["row"] == 23


def test_a_validation_that_is_nan_in_inference_alone() -> None:
    class Broken(layers.Layer):
        def call(self, x: Any, training: bool = False) -> Any:
            return x if training else x * np.nan

    x, y = points()
    model = keras.Sequential([keras.Input((5,)), layers.Dense(1), Broken()])
    model.compile(keras.optimizers.SGD(0.05), "mse")
    history, _ = watched(model, x, y, epochs=5, validation_data=(x, y))
    assert "not-finite-validation" in {each.key for each in history.findings}
