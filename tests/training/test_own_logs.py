"""Logs of a train step of the model's own: the values and types that Keras gives them."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from parity import points

import glassnet as gn


class Logging(keras.Model):
    """Logs numbers of several types, some of them constants."""

    def train_step(self, state: Any, data: Any) -> Any:
        logs, state = super().train_step(state, data)
        large = keras.ops.cast(keras.ops.size(data[0]), "int32") + 2**30
        own = {"five": 5, "large": large, "true": large > 0, "each": keras.ops.arange(3)}
        return {**logs, **own, "single": keras.ops.ones((1,))}, state

    def test_step(self, state: Any, data: Any) -> Any:
        logs, state = super().test_step(state, data)
        return {**logs, "two": keras.ops.cast(2, "int32")}, state


def trained(fit: Any, **arguments: Any) -> dict[str, list[Any]]:
    keras.utils.set_random_seed(3)
    x, y = points()
    inputs = keras.Input((5,))
    model = Logging(inputs, keras.layers.Dense(1)(inputs))
    model.compile("sgd", "mse")
    given = {"epochs": 2, "batch_size": 37, "validation_data": (x, y), "verbose": 0, **arguments}
    return fit(model, x, y, **given).history


@pytest.mark.parametrize("arguments", [{}, {"validation_data": None}, {"batch_size": 16}])
def test_the_types_are_those_of_keras(arguments: dict[str, Any]) -> None:
    """One step an epoch, with and without validation, and several steps: a loop for each."""
    expected = trained(lambda model, *data, **given: model.fit(*data, **given), **arguments)
    ours = trained(gn.fit, **arguments)
    assert ours.keys() == expected.keys()
    for name, values in expected.items():
        assert [type(each) for each in ours[name]] == [type(each) for each in values], name
        np.testing.assert_allclose(ours[name], values, rtol=1e-6, err_msg=name)


def test_a_recurrent_layer_beside_logs_of_its_own() -> None:
    """Its loop's stacks and the logs are both carried from step to step."""
    x, y = np.random.default_rng(0).normal(size=(2, 96, 6, 16)).astype("float32")
    found: list[Any] = []
    for fit in (gn.fit, Logging.fit):
        keras.utils.set_random_seed(1)
        inputs = keras.Input((6, 16))
        model = Logging(inputs, keras.layers.LSTM(16, return_sequences=True)(inputs))
        model.compile("adam", "mse")
        history = fit(model, x, y, epochs=2, batch_size=32, shuffle=False, verbose=0).history
        found.append((history, model.get_weights()))
    (ours, weights), (expected, others) = found
    assert ours.keys() == expected.keys()
    for one, other in zip([ours["loss"], *weights], [expected["loss"], *others], strict=True):
        np.testing.assert_allclose(one, other, rtol=2e-4, atol=1e-5)
