"""What an LSTM remembers: the adding problem, beside a simple RNN of the same size.

A sequence of fifty numbers, two of which are marked, one in either half: their sum is wanted
(Hochreiter & Schmidhuber 1997). Who always says 1 has a mean squared error of 1/6.
"""

from __future__ import annotations

from typing import Any

import glassnet as gn  # before Keras: it chooses JAX as Keras' backend

# isort: split
import keras
import numpy as np
from keras.layers import LSTM, Dense, SimpleRNN

NETWORKS = ("rnn", "lstm")
STEPS = 50


def data(network: str = "lstm", seed: int = 0, sequences: int = 2_000) -> tuple[Any, Any]:
    """Numbers and marks, [sequences, 50, 2], and the sums of those marked, [sequences, 1].

    Both networks have the same.
    """
    random = np.random.default_rng(seed)
    numbers, marks = random.random([sequences, STEPS]), np.zeros([sequences, STEPS])
    in_halves = random.integers([0, STEPS // 2], [STEPS // 2, STEPS], [sequences, 2])
    np.put_along_axis(marks, in_halves, 1, axis=1)
    x = np.stack([numbers, marks], axis=-1).astype(np.float32)
    return x, (x[..., 0] * x[..., 1]).sum(axis=1, keepdims=True)


def build(seed: int = 0, network: str = "lstm") -> keras.Model:
    """Eight units, or eight cells, that read the sequence, and an output after its last step."""
    keras.utils.set_random_seed(seed)
    layer = {"rnn": SimpleRNN, "lstm": LSTM}[network]
    model = keras.Sequential(
        [
            keras.Input([STEPS, 2], name="sequence"),
            layer(8, name=network),
            Dense(1, name="sum"),
        ],
        name=network,
    )
    model.compile(keras.optimizers.Adam(0.03, clipnorm=1.0), "mse")
    return model


def train(model: keras.Model, epochs: int = 50, **options: Any) -> Any:
    """With all of 20 seeds the LSTM learns it, and with none the RNN."""
    return gn.fit(model, *data(), batch_size=50, epochs=epochs, **options)


def tensorboard(log_dir: str) -> gn.TensorBoard:
    """The loss of each epoch, weights and gradients of every fifth."""
    return gn.TensorBoard(log_dir, histogram_freq=5, record="gradients", every=5)


if __name__ == "__main__":
    for name in NETWORKS:
        print(name, train(build(network=name)).history["loss"][-1])
