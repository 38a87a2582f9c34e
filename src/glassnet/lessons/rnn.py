"""A unit that hears itself: a simple RNN learns XOR in time, and the parity of a string of bits.

Temporal XOR (Elman 1990): in a stream of bits every third one is the XOR of the two before it, and
the network says the next bit. Parity: after each bit it says whether the ones so far are odd.
"""

from __future__ import annotations

import itertools
from typing import Any

import glassnet as gn  # before Keras: it chooses JAX as Keras' backend

# isort: split
import keras
import numpy as np
from keras.layers import Dense, SimpleRNN

NETWORKS = ("temporal-xor", "parity")


def data(network: str, seed: int = 0) -> tuple[Any, Any]:
    """Bits and what should be said after each of them: both [sequences, steps, 1] float32."""
    if network == "temporal-xor":
        pairs = np.random.default_rng(seed).integers(0, 2, [100, 11, 2])
        stream = np.concatenate([pairs, pairs[..., :1] ^ pairs[..., 1:]], axis=-1)
        bits = stream.reshape(100, 33, 1).astype(np.float32)
        return bits[:, :30], bits[:, 1:31]
    strings = np.array([*itertools.product([0, 1], repeat=8)], np.float32)[..., None]
    return strings, np.cumsum(strings, axis=1) % 2


def build(seed: int = 0, network: str = "parity") -> keras.Model:
    """The network before training: at each step, units that also see what they were before it."""
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input([None, 1], name="bits"),
            SimpleRNN(6 if network == "temporal-xor" else 8, return_sequences=True, name="hidden"),
            Dense(1, activation="sigmoid", name="said"),
        ],
        name=network.replace("-", "_"),
    )
    rate = 0.02 if network == "temporal-xor" else 0.01
    model.compile(keras.optimizers.Adam(rate), "binary_crossentropy", metrics=["binary_accuracy"])
    return model


def train(model: keras.Model, epochs: int | None = None, **options: Any) -> Any:
    """Temporal XOR and parity are learned with all of 20 seeds."""
    network = model.name.replace("_", "-")
    size, usual = {"temporal-xor": (10, 100), "parity": (16, 240)}[network]
    return gn.fit(model, *data(network), batch_size=size, epochs=epochs or usual, **options)


def tensorboard(log_dir: str) -> gn.TensorBoard:
    """Loss and accuracy of each epoch, weights and gradients of every tenth."""
    return gn.TensorBoard(log_dir, histogram_freq=10, record="gradients", every=10)


if __name__ == "__main__":
    for name in NETWORKS:
        print(name, train(build(network=name)).history["binary_accuracy"][-1])
