"""Programs of GitHub that DeepLocalize collected; their `post` is 0."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from keras.layers import Conv2D, Flatten, Rescaling
from keras.optimizers import Adam, RMSprop

from benchmarks.diagnosis.data import images, labels, quantities, random, standard, table, tokens
from benchmarks.diagnosis.layers import stack
from benchmarks.diagnosis.program import LOCAL, Program, nesterov


def _pima() -> Any:
    x = table(768, 8, [0, 0, 0, 0, 0, 0, 0.078, 21], [18, 200, 123, 100, 847, 67.1, 2.42, 82])
    return x, labels(x).astype(float)


def _averages() -> Any:
    x = np.floor(table(5000, 2, 0, 101)) / 100
    return x, x.mean(axis=1)


def _faces() -> Any:
    x = images(500, (64 * 64,), 10)[0].astype("float32")
    y = [quantities(x[:, part::30], -1, 1, seed=part) for part in range(30)]
    return x, np.stack(y, axis=1).astype("float32")


def _reviews() -> Any:
    words, y = tokens(1000, 230, 10000, 2)
    x = np.zeros((1000, 10000))
    x[np.arange(1000)[:, None], words] = 1
    return x, y.astype("float32")


def _signs() -> Any:
    x, y = images(1000, (32, 32, 3), 43, 255, hot=True)
    return np.round(x).astype("uint8"), y


def _sign_layers(one: str, two: str, three: str) -> Any:
    scaled = partial(Rescaling, 1 / 255, -0.5), (3, 1, "valid", one)
    convs = partial(Conv2D, 16, 5, 2, activation=two), (32, 3, "valid", three), ("pool", 2)
    end = (64, 3), (128, 3), Flatten, 0.5, 128, 0.5, (43, "softmax")
    return stack((32, 32, 3), *scaled, *convs, *end)


def _houses() -> Any:
    highs = [215245.0, *np.geomspace(2, 6000, 72), 2010.0]
    x = np.floor(table(1460, 74, [1300] + [0] * 72 + [1872], highs))
    return x, quantities(x, 34900, 755000)


def _halved() -> Any:
    y = images(64, (32, 32, 3), 8)[0]
    small = y.reshape(64, 16, 2, 16, 2, 3).mean(axis=(2, 4))
    return small.repeat(2, axis=1).repeat(2, axis=2), y


def _life() -> Any:
    x = random().integers(0, 2, (5000, 3, 3, 1)).astype("int32")
    around = x.sum(axis=(1, 2), keepdims=True) - x  # on a torus of 3x3 all others are neighbours
    y = (around == 3) | ((x == 1) & (around == 2))
    return np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="wrap"), y.astype("int32")


_super = stack((32, 32, 3), (256, 9, "same"), (128, 3, "same"), (3, 5, "same", "sigmoid"))
_life_layers = stack((5, 5, 1), (10, 3), (20, 1), (1, 1, "valid", "sigmoid"))

PROGRAMS: list[Program] = [
    Program(
        0,
        "kerasma: two hidden layers are too few, inputs to 846 unscaled",
        frozenset({"layer size", "input scale"}),
        stack(8, (12, "relu"), (8, "relu"), (1, "sigmoid"), apart=True),
        _pima,
        "binary_crossentropy",
        lambda: Adam(0.001),
        epochs=150,
        batch_size=10,
        fixed={
            "layers": stack(
                8, *[(units, "relu") for units in (12, 24, 120, 36, 12)], (1, "sigmoid")
            ),
            "data": standard(_pima),
        },
        collections=LOCAL,
    ),
    Program(
        0,
        "Averaging_Neural_Networks: a hidden layer of relu is taken out",
        frozenset({"layer size"}),
        stack(2, (2, "linear"), (1, "linear")),
        _averages,
        "mse",
        lambda: RMSprop(0.001),
        batch_size=10,
        fixed={"layers": stack(2, (2, "linear"), (2, "relu"), (1, "linear"))},
        collections=LOCAL,
    ),
    Program(
        0,
        "FacialKeypointsDetection: Adam at 0.1",
        frozenset({"rate too large"}),
        stack(64 * 64, (50, "linear"), (100, "linear"), (30, "linear")),
        _faces,
        "mean_squared_error",
        lambda: Adam(0.1),
        epochs=100,
        fixed={"optimizer": partial(nesterov, 0.01, clipnorm=1)},
        collections=LOCAL,
    ),
    Program(
        0,
        "MovieReviews_Keras: the dropouts are taken out",
        frozenset({"overfitting"}),
        stack(10000, (16, "relu"), (16, "relu"), (1, "sigmoid"), apart=True),
        _reviews,
        "binary_crossentropy",
        lambda: RMSprop(0.001),
        epochs=4,
        batch_size=512,
        fixed={
            "layers": stack(10000, (16, "relu"), 0.5, (16, "relu"), 0.5, (1, "sigmoid")),
            "epochs": 7,
        },
        collections=LOCAL,
    ),
    Program(
        0,
        "Traffic-Sign-Classifier: relu at the colours and in the first convolutions",
        frozenset({"activation"}),
        _sign_layers("relu", "relu", "relu"),
        _signs,
        "categorical_crossentropy",
        lambda: Adam(0.001),
        batch_size=512,
        fixed={"layers": _sign_layers("sigmoid", "elu", "elu")},
        collections=LOCAL,
    ),
    Program(
        0,
        "kaggle-melbourne_properties: areas and prices unscaled",
        frozenset({"input scale", "target scale"}),
        stack(74, (20, "tanh"), (20, "tanh"), (1, "linear"), apart=True, start="glorot_normal"),
        _houses,
        "mean_squared_error",
        lambda: Adam(0.001),
        batch_size=1,
        fixed={"data": standard(_houses, targets=True)},
        collections=LOCAL,
    ),
    Program(
        0,
        "keras-super-resolution: Adam at 1e-4 for 50 epochs, cross-entropy of pixels",
        frozenset({"rate too small", "too few epochs"}),
        _super,
        _halved,
        "binary_crossentropy",
        lambda: Adam(0.0001),
        epochs=50,
        batch_size=64,
        fixed={"loss": "mse", "optimizer": lambda: Adam(0.001), "epochs": 3000},
        collections=LOCAL,
    ),
    Program(
        0,
        "gol_nn: Adam at 0.001 for two epochs of the game of life",
        frozenset({"rate too small"}),
        _life_layers,
        _life,
        "binary_crossentropy",
        lambda: Adam(0.001),
        epochs=2,
        batch_size=64,
        fixed={"loss": "mse", "optimizer": lambda: Adam(0.01)},
        collections=LOCAL,
    ),
]
