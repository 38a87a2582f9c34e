"""The note's first program: two logistic units side by side, and a third that reads them."""

from __future__ import annotations

from typing import Any

import glassnet as gn  # before Keras: it chooses JAX as Keras' backend

# isort: split
import keras
from keras.layers import Concatenate, Dense

from glassnet.lessons.tensorflow_random import TensorFlowRandom
from glassnet.lessons.xor import cross_entropy, x, y


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


def tensorboard(log_dir: str) -> gn.TensorBoard:
    """The weights as they move, and with them the boundary between the two answers."""
    return gn.TensorBoard(log_dir, histogram_freq=500, record="boundary", every=500)


if __name__ == "__main__":
    print(train(build()).history["loss"][::5000])
