"""A network of units as a Keras model."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from glassnet.units.network import UnitNetwork


@keras.saving.register_keras_serializable("glassnet")
def step(sums: Any) -> Any:
    """1 where the sum is above 0, else 0; it has no gradient to learn from."""
    return ops.cast(sums > 0, sums.dtype)


def to_keras(network: UnitNetwork) -> Any:
    """A Dense layer for each layer of units, with their weights. Layers are called layer_1, …

    `model(x)` is `network.forward(x)` bit for bit; `model.predict(x)` is it within rounding.
    """
    model = keras.Sequential([keras.Input((len(network.inputs),))])
    for number, layer in enumerate(network.merged, 1):
        activation = step if layer.activation == "step" else layer.activation
        dense = keras.layers.Dense(len(layer.bias), activation, name=f"layer_{number}")
        model.add(dense)
        dense.set_weights([layer.kernel, layer.bias])
    return model
