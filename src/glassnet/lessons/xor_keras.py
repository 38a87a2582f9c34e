"""The note's fourth program: the deep network left to Keras, its weights, loss and optimizer."""

from __future__ import annotations

from typing import Any

import glassnet as gn  # before Keras: it chooses JAX as Keras' backend

# isort: split
import keras
import numpy as np
from keras.layers import Dense

x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
y = np.array([[0], [1], [1], [0]], np.float32)


def build(seed: int = 777) -> keras.Model:
    """The network before training.

    TensorFlow's seed alone does not fix Keras' initial weights, so the note's figures vary from run
    to run. Keras' own seed, from 0 to 2**32 - 1, fixes them and the shuffles of `train`.
    """
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input([2], name="features"),
            Dense(10, activation="sigmoid", name="layer1"),
            Dense(10, activation="sigmoid", name="layer2"),
            Dense(10, activation="sigmoid", name="layer3"),
            Dense(1, activation="sigmoid", name="hypothesis"),
        ],
        name="xor_keras",
    )
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["binary_accuracy"])
    return model


def train(model: keras.Model, epochs: int = 5_000, **options: Any) -> keras.callbacks.History:
    """The rows are shuffled every epoch; a batch of 32, Keras' default, holds them all."""
    return gn.fit(model, x, y, epochs=epochs, **options)


def predict(model: Any) -> Any:
    """1 where the output, a probability, is above one half."""
    return np.asarray(model(x) > 0.5, np.int32)


def tensorboard(log_dir: str) -> gn.TensorBoard:
    """The note's callback and its arguments. TensorFlow's writes no image then, and is silent."""
    return gn.TensorBoard(log_dir, histogram_freq=0, write_graph=True, write_images=True)


if __name__ == "__main__":
    network = build()
    print(train(network).history["loss"][::500])
    print(predict(network).tolist())
