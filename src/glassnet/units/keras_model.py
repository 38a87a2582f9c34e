"""Layers of units as a Keras model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
from keras import ops

from glassnet.units.unit import Layer


@keras.saving.register_keras_serializable("glassnet")
def step(sums: Any) -> Any:
    """1 where the sum is above 0, else 0; it has no gradient to learn from."""
    return ops.cast(sums > 0, sums.dtype)


def dense_layers(n_inputs: int, layers: Sequence[Layer]) -> Any:
    """A Dense layer for each layer of units, with their weights, called layer_1, …"""
    model = keras.Sequential([keras.Input((n_inputs,))])
    for number, layer in enumerate(layers, 1):
        activation = step if layer.activation == "step" else layer.activation
        dense = keras.layers.Dense(len(layer.bias), activation, name=f"layer_{number}")
        model.add(dense)
        dense.set_weights([layer.kernel, layer.bias])
    return model
