"""What broken and healthy networks are built of: real data, and sequences drawn by a rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import layers

import glassnet as gn

BINARY = "binary_crossentropy"
SPARSE = "sparse_categorical_crossentropy"


class Case(NamedTuple):
    """A network of the tables. What diagnoses take is mostly compilation: networks of one shape,
    loss and optimizer share it, wherever they stand.

    Attributes:
        build: A compiled model, x and y.
        first: Key of the likeliest finding.
        epochs: Trained before the diagnosis; of a healthy network, between its two.
        where: Where the finding is; "" is not looked at.
        long: Whether it is left to `make test-long`, beside others that show the same.
    """

    build: Callable[[], tuple[Any, Any, Any]]
    first: str = ""
    epochs: int = 0
    where: str = ""
    long: bool = False


def sgd(rate: float = 0.1) -> Any:
    return keras.optimizers.SGD(rate)


def adam(rate: float = 0.01) -> Any:
    return keras.optimizers.Adam(rate)


def normal(deviation: float) -> Any:
    return keras.initializers.RandomNormal(0.0, deviation)


def compiled(parts: list[Any], loss: Any, optimizer: Any = None) -> Any:
    model = keras.Sequential(parts)
    model.compile(adam() if optimizer is None else optimizer, loss)
    return model


def dense(
    inputs: int,
    *units: int,
    activation: str = "tanh",
    weights: Any = "glorot_uniform",
    output: Any = "sigmoid",
    bias: Any = "zeros",
) -> list[Any]:
    """Dense layers: hidden1, …, output."""
    hidden = [
        layers.Dense(
            size,
            activation,
            kernel_initializer=_anew(weights),
            bias_initializer=bias,
            name=f"hidden{number}",
        )
        for number, size in enumerate(units[:-1], 1)
    ]
    last = layers.Dense(units[-1], output, kernel_initializer=_anew(weights), name="output")
    return [keras.Input((inputs,)), *hidden, last]


def _anew(weights: Any) -> Any:
    """An initializer that gives each layer numbers of its own."""
    return weights if isinstance(weights, str) else type(weights).from_config(weights.get_config())


def data(name: str, **options: Any) -> tuple[Any, Any]:
    found = gn.load(name, **options)
    return found.x, found.y


def blobs() -> tuple[Any, Any]:
    """Three classes by number."""
    return data("blobs")


def sequences(rows: int = 200, steps: int = 10) -> tuple[Any, Any]:
    """[rows, steps, 2]: whether the first number's sum is above 0."""
    x = np.random.default_rng(0).normal(size=(rows, steps, 2)).astype(np.float32)
    return x, (x[:, :, 0].sum(axis=1) > 0).astype(np.float32)


def images(rows: int = 200) -> tuple[Any, Any]:
    """[rows, 8, 8, 1]: a horizontal or a vertical bar, in noise."""
    random = np.random.default_rng(0)
    x = random.normal(0.0, 0.3, (rows, 8, 8, 1)).astype(np.float32)
    y = random.integers(0, 2, rows)
    for row, which in enumerate(y):
        place = random.integers(0, 8)
        if which:
            x[row, place, :, 0] += 1
        else:
            x[row, :, place, 0] += 1
    return x, y.astype(np.float32)


def curve(rows: int = 200) -> tuple[Any, Any]:
    """y = sin 3a + b²."""
    x = np.random.default_rng(0).uniform(-1, 1, (rows, 2)).astype(np.float32)
    return x, (np.sin(3 * x[:, :1]) + x[:, 1:] ** 2).astype(np.float32)
