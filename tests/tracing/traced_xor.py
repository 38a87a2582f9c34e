"""XOR's four rows and the network of two layers that the tests trace."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
Y = np.array([[0], [1], [1], [0]], np.float32)


def network(optimizer: Any = "sgd", *more: Any) -> Any:
    keras.utils.set_random_seed(3)
    hidden = layers.Dense(2, "sigmoid", name="hidden")
    out = layers.Dense(1, "sigmoid", name="out")
    model = keras.Sequential([keras.Input((2,)), hidden, *more, out])
    model.compile(optimizer, "binary_crossentropy")
    return model
