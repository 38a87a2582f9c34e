"""What is changed between two trainings: seen by `gn.fit` exactly where Keras sees it."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from parity import five_batches

import glassnet as gn

X, Y = five_batches()
# What differs in the second training. Keras traces its step anew for batches of another shape only.
SECOND: dict[str, dict[str, Any]] = {
    "nothing": {},
    "validation, not shuffled": {"validation_data": (X, Y), "shuffle": False},
    "batch size": {"batch_size": 20},
}


def change(model: Any) -> None:
    dropout = model.get_layer("dropout")
    dropout.rate = 0.8
    model.get_layer("norm").momentum = 0.1


def twice(fit: Any, second: dict[str, Any]) -> tuple[list[float], list[Any]]:
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(3)
    norm = layers.BatchNormalization(name="norm")
    inner = [layers.Dense(8, "tanh"), norm, layers.Dropout(0.1, name="dropout"), layers.Dense(1)]
    model = keras.Sequential([keras.Input((5,)), *inner])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    settings = {"batch_size": 8, "epochs": 2, "verbose": 0}
    fit(model, X, Y, **settings)
    change(model)
    history = fit(model, X, Y, **{**settings, **second})
    return history.history["loss"], model.get_weights()


@pytest.mark.parametrize("second", SECOND)
def test_a_changed_layer_is_seen_where_keras_sees_it(second: str) -> None:
    losses, weights = twice(lambda model, *data, **how: model.fit(*data, **how), SECOND[second])
    our_losses, our_weights = twice(gn.fit, SECOND[second])
    np.testing.assert_allclose(our_losses, losses, rtol=1e-5)
    for ours, theirs in zip(our_weights, weights, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
