"""Autoencoders of digits: dense, sparse (Ng 2011) and stacked.

Sparse: 64 units, of which few answer to an image. Stacked: each layer in turn learns to reproduce
the output of the layer below (Bengio et al. 2007), then all are fine-tuned together.
"""

from __future__ import annotations

from typing import Any

import glassnet as gn  # before Keras: it chooses JAX as Keras' backend

# isort: split
import keras
from keras import ops
from keras.layers import Dense

from glassnet.data import digits

NETWORKS = ("dense", "stacked", "sparse")
RHO: Any = 0.1  # what a unit's mean output should be
BETA: Any = 0.003  # weight of the penalty beside the mean squared error


def data(network: str, seed: int = 0) -> tuple[Any, Any]:
    """Input and target, which are the same for all networks: [2000, 144] float32 from 0 to 1."""
    x = digits(2000, seed)[0].reshape(2000, 144)
    return x, x


@keras.saving.register_keras_serializable("glassnet")
def sparsity(code: Any) -> Any:
    """Ng's penalty, the sum of KL(ρ ‖ mean output) over units, times the rows of the batch: Keras
    divides by them what an activity regularizer returns. code: [batch, units] from 0 to 1."""
    mean: Any = ops.mean(code, axis=0)
    kl = RHO * ops.log(RHO / mean) + (1 - RHO) * ops.log((1 - RHO) / (1 - mean))
    return len(code) * BETA * ops.sum(kl)


def build(seed: int = 0, network: str = "sparse") -> keras.Model:
    """The network before training, or before `pretrain`."""
    keras.utils.set_random_seed(seed)
    small = keras.regularizers.L2(5e-6)  # without it, what a unit answers to is lost in noise
    penalty = sparsity if network == "sparse" else None
    if network == "stacked":
        layers = [Dense(units, "sigmoid") for units in (64, 32, 8, 32, 64, 144)]
    else:
        code: Any = {"kernel_regularizer": small, "activity_regularizer": penalty, "name": "code"}
        layers = [Dense(64, "sigmoid", **code), Dense(144, "sigmoid", kernel_regularizer=small)]
    model = keras.Sequential([keras.Input([144]), *layers], name=network)
    model.compile(keras.optimizers.Adam(0.01 if network == "stacked" else 0.02), "mse")
    return model


def pretrain(model: keras.Model) -> None:
    """Train the outer pair of layers on images, the next pair on the first layer's outputs, …"""
    x, _ = data(model.name)
    for encode, decode in zip(model.layers[:3], model.layers[:2:-1], strict=True):
        pair = keras.Sequential([keras.Input(x.shape[1:]), encode, decode])
        pair.compile(keras.optimizers.Adam(0.01), "mse")
        gn.fit(pair, x, x, batch_size=64, epochs=20, shuffle=False, verbose=0)
        x = encode(x)


def train(model: keras.Model, epochs: int | None = None, **options: Any) -> Any:
    """Of a stack, fine-tuning after `pretrain`: with all of 20 seeds it halves the error."""
    if model.name == "stacked":
        pretrain(model)
    usual = 20 if model.name == "stacked" else 60
    return gn.fit(model, *data(model.name), batch_size=64, epochs=epochs or usual, **options)


def tensorboard(log_dir: str) -> gn.TensorBoard:
    """The loss of each epoch, the weights of every fifth: as histograms and as pictures."""
    return gn.TensorBoard(log_dir, histogram_freq=5, write_images=True)


if __name__ == "__main__":
    for name in NETWORKS:
        print(name, train(build(network=name)).history["loss"][-1])
