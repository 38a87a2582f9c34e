"""Inputs that layers prepare, or do not, wherever these stand; and whole numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import layers
from network_parts import BINARY, Case, adam, compiled, data, dense, images


def people(kind: str = "int64", rows: int = 200) -> tuple[Any, Any]:
    """[rows, 2]: age and salary, and whether both are above or below the middle."""
    random = np.random.default_rng(0)
    x = np.stack([random.integers(20, 70, rows), random.integers(20_000, 90_000, rows)], axis=1)
    return x.astype(kind), np.float32((x[:, :1] > 45) == (x[:, 1:] > 55_000))


def bytes_of(shape: tuple[int, ...]) -> tuple[Any, Any]:
    """Bars from 0 to 255, as images come."""
    x, y = images()
    return np.clip(100 + 100 * x, 0, 255).astype("uint8").reshape(len(x), *shape), y


def whole_columns() -> Any:
    return compiled(dense(2, 8, 1), BINARY), *people()


def whole_pixels() -> Any:
    return compiled(dense(64, 16, 1, activation="relu"), BINARY), *bytes_of((64,))


def whole_labels() -> Any:
    """Labels that have nothing to do with the rows."""
    random = np.random.default_rng(1)
    y = random.integers(0, 2, (200, 1)).astype("float32")
    return compiled(dense(3, 8, 1), BINARY), random.integers(-3, 4, (200, 3)), y


def normalization(x: Any) -> Any:
    layer = layers.Normalization()
    layer.adapt(x)
    return layer


def flipped_pixels() -> Any:
    x, y = bytes_of((8, 8, 1))
    parts = [
        keras.Input((8, 8, 1)),
        layers.RandomFlip(seed=1),
        layers.Rescaling(1 / 100, offset=-1.0),
        layers.Conv2D(8, 3, activation="relu"),
        layers.GlobalMaxPooling2D(),
        layers.Dense(1, "sigmoid"),
    ]
    return compiled(parts, BINARY), x.astype("float32"), y


def normalized_inside() -> Any:
    x, y = people("float32")
    inside = keras.Sequential([keras.Input((2,)), normalization(x)])
    return compiled([keras.Input((2,)), inside, *dense(2, 16, 1)[1:]], BINARY), x, y


class Prepared(keras.Model):
    """Its output is declared first."""

    def __init__(self, x: Any) -> None:
        super().__init__()
        self.out, self.hidden = layers.Dense(1, "sigmoid"), layers.Dense(16, "tanh")
        self.prepared = normalization(x)

    def call(self, x: Any) -> Any:
        return self.out(self.hidden(self.prepared(x)))


def normalized_in_call() -> Any:
    x, y = people("float32")
    model = Prepared(x)
    model.compile(adam(), BINARY)
    return model, x, y


def float_words() -> Any:
    random = np.random.default_rng(0)
    x = random.integers(0, 200, (200, 6)).astype("float32")
    y = (np.sum(x < 80, axis=1) > 2).astype("float32")
    parts = [
        keras.Input((6,)),
        layers.Embedding(200, 4),
        layers.GlobalAveragePooling1D(),
        layers.Dense(8, "tanh"),
        layers.Dense(1, "sigmoid"),
    ]
    return compiled(parts, BINARY, adam(0.03)), x, y


def in_two(prepare: Callable[[Any, Any], Any], factors: tuple[float, float]) -> Any:
    def build() -> Any:
        x, y = data("moons")
        x = x * np.float32(factors)
        a, b = keras.Input((1,)), keras.Input((1,))
        given = [prepare(x[:, :1], a), b]
        both = layers.Concatenate()([layers.Dense(8, "tanh")(each) for each in given])
        model = keras.Model([a, b], layers.Dense(1, "sigmoid")(layers.Dense(8, "tanh")(both)))
        model.compile(adam(0.02), BINARY)
        return model, [x[:, :1], x[:, 1:]], y

    return build


BROKEN = {
    "prepared: age and salary, whole numbers": Case(whole_columns, "inputs-scales"),
    "prepared: bytes": Case(whole_pixels, "inputs-large"),
    "prepared: whole numbers, shuffled": Case(whole_labels, "labels-random"),
    "prepared: one of two inputs": Case(
        in_two(lambda x, a: normalization(x)(a), (1.0, 1e3)), "inputs-scales", where="x"
    ),
    "prepared: two inputs, 1 to 10,000": Case(
        in_two(lambda _, a: a, (1.0, 1e4)), "inputs-scales", where="x", long=True
    ),
}
HEALTHY = {
    "prepared: flipped, then rescaled": Case(flipped_pixels, epochs=40, long=True),
    "prepared: normalised in a model inside": Case(normalized_inside, epochs=100, long=True),
    "prepared: normalised in `call`": Case(normalized_in_call, epochs=100),
    "prepared: words in floats": Case(float_words, epochs=60, long=True),
}
