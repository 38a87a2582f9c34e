"""The note's first program: two logistic units side by side, and a third that reads them."""

from __future__ import annotations

from typing import Any

import glassnet as gn  # before Keras: it chooses JAX as Keras' backend

# isort: split
import keras
import numpy as np
from keras import ops
from keras.layers import Concatenate, Dense

from glassnet.lessons.tensorflow_random import TensorFlowRandom

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
y = np.array([[0], [1], [1], [0]], np.float32)


def cross_entropy(y_true: Any, y_pred: Any) -> Any:
    """The note's cost, -mean(y log p + (1 - y) log(1 - p)); 1e-7 keeps the logarithms finite."""
    row = y_true * ops.log(y_pred + 1e-7) + (1 - y_true) * ops.log(1 - y_pred + 1e-7)
    return ops.mean(-row, axis=-1)


def build(seed: int = 777) -> keras.Model:
    """The network before training, with the weights that TensorFlow draws for `seed`."""
    features = keras.Input([2], name="features")
    unit1 = Dense(1, activation="sigmoid", name="unit1")(features)
    unit2 = Dense(1, activation="sigmoid", name="unit2")(features)
    both = Concatenate(name="both")([unit1, unit2])
    hypothesis = Dense(1, activation="sigmoid", name="unit3")(both)
    model = keras.Model(features, hypothesis, name="xor_units")

    random = TensorFlowRandom(seed)
    weight1, bias1 = random.normal([2, 1]), random.normal([1])
    weight2, bias2 = random.normal([2, 1]), random.normal([1])
    weight3, bias3 = random.normal([2, 1]), random.normal([1])
    model.set_weights([weight1, bias1, weight2, bias2, weight3, bias3])

    model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.01), loss=cross_entropy)
    return model


def train(model: keras.Model, epochs: int = 50_000, **options: Any) -> keras.callbacks.History:
    """Every epoch is one step on all four rows."""
    return gn.fit(model, x, y, batch_size=4, epochs=epochs, shuffle=False, **options)


def predict(model: Any) -> Any:
    """1 where the output, a probability, is above one half."""
    return np.asarray(model(x) > 0.5, np.int32)


def tensorboard(log_dir: str) -> gn.TensorBoard:
    """The weights as they move, and with them the boundary between the two answers."""
    return gn.TensorBoard(log_dir, histogram_freq=500, record="boundary", every=500)


if __name__ == "__main__":
    network = build()
    print(train(network).history["loss"][::5000])
    print(predict(network).tolist())
