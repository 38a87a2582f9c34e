"""Autoencoders reproduce their input through a narrow layer, the code.

8-3-8: eight patterns through three units (Ackley, Hinton & Sejnowski 1985; Rumelhart, Hinton &
Williams 1986). Digits: 144 pixels through two (Hinton & Salakhutdinov 2006).
"""

from __future__ import annotations

from typing import Any

import glassnet as gn  # before Keras: it chooses JAX as Keras' backend

# isort: split
import keras
import numpy as np
from keras.layers import Dense

from glassnet.data import digits

NETWORKS = ("8-3-8", "digits")
DIGITS = 2000  # pictures


def data(network: str, seed: int = 0) -> tuple[Any, Any]:
    """Input and target, which are the same: [rows, 8 or 144] float32 from 0 to 1."""
    x = np.eye(8, dtype=np.float32)
    if network == "digits":
        x = digits(DIGITS, seed)[0].reshape(DIGITS, 144)
    return x, x


def build(seed: int = 0, network: str = "digits") -> keras.Model:
    """The network before training.

    The 8-3-8 encoder's L2 penalty makes its code binary: small output weights tell codes apart only
    if these are far apart, in the corners of the cube. Without it units also stay between 0.1 and
    0.9 (as in Mitchell 1997, figure 4.7), and with some seeds two patterns get one rounded code.
    """
    keras.utils.set_random_seed(seed)
    if network == "8-3-8":
        layers = [
            keras.Input([8], name="pattern"),
            Dense(3, activation="sigmoid", name="code"),
            Dense(8, activation="softmax", kernel_regularizer=keras.regularizers.L2(1e-4)),
        ]
    else:
        layers = [
            keras.Input([144], name="pixels"),
            Dense(64, activation="relu"),
            Dense(32, activation="relu"),
            Dense(2, name="code"),
            Dense(32, activation="relu"),
            Dense(64, activation="relu"),
            Dense(144, activation="sigmoid"),
        ]
    rate, loss = {"8-3-8": (0.05, "categorical_crossentropy"), "digits": (0.01, "mse")}[network]
    model = keras.Sequential(layers, name=network)
    model.compile(keras.optimizers.Adam(rate), loss)
    return model


def train(model: keras.Model, epochs: int | None = None, **options: Any) -> Any:
    """Of 20 seeds all find eight different codes, and all beat two principal components."""
    size, usual = {"8-3-8": (8, 3000), "digits": (64, 40)}[model.name]
    return gn.fit(model, *data(model.name), batch_size=size, epochs=epochs or usual, **options)


def tensorboard(log_dir: str) -> gn.TensorBoard:
    """The loss of each epoch, the weights of every 20th: as histograms and as pictures."""
    return gn.TensorBoard(log_dir, histogram_freq=20, write_images=True)


if __name__ == "__main__":
    for name in NETWORKS:
        print(name, train(build(network=name)).history["loss"][-1])
