"""Programs of DeepLocalize and DeepFD, the posts from 38648195 to 48385830."""

from __future__ import annotations

from typing import Any

import numpy as np
from keras.initializers import RandomNormal
from keras.layers import Dense
from keras.optimizers import SGD, Adam, RMSprop

from benchmarks.diagnosis.data import (
    images,
    labels,
    one_hot,
    quantities,
    random,
    several,
    standard,
    table,
)
from benchmarks.diagnosis.layers import stack
from benchmarks.diagnosis.program import BOTH, LOCAL, Program


def _several_labels() -> Any:
    x = np.floor(table(5000, 20, 0, 16))
    return x, several(x, 3, labels)


def _bits(shuffled: bool) -> Any:
    x = (np.arange(256)[:, None] >> np.arange(7, -1, -1) & 1).astype(float)
    return x, random().permutation(x) if shuffled else x


def _heights() -> Any:
    x = table(13, 3, 65, 70)
    return x, labels(x).astype(float)


def _ones() -> Any:
    return table(239, 2, -2.512, 0.841), np.ones(239, "int64")


def _packets() -> Any:
    x = table(21, 11, 0, [3.232e9, 3.232e9, 65535, 65535, 1500, 255, 63, 1, 17, 60, 100])
    return x, labels(x).astype(float)


def _noise() -> Any:
    return table(5000, 1).reshape(1000, 5, 1), table(5000, 1, seed=1).reshape(1000, 5, 1)


def _prices() -> Any:
    x = table(799, 1, 15040, 24990)
    return x, labels(x).astype(bool)


def _census() -> Any:
    low = [17, 0, 12285, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0]
    x = np.floor(table(4000, 14, low, [91, 2, 928e3, 2, 17, 2, 2, 2, 2, 2, 1e5, 4357, 100, 2]))
    return x, one_hot(labels(x))


def _parabola() -> Any:
    x = np.linspace(-10, 10, 150)[:, None]
    return x, x[:, 0] ** 2 + 3


def _seventeen() -> Any:
    x = table(17, 2, -1.043, 2.049)
    return x, quantities(x, -1.053, 2.712)


def _digits() -> Any:
    x, y = images(5000, (784,), 10, hot=True)
    return x.astype("float32"), y


def _wide_normal(units: int, activation: str | None) -> Any:
    drawn = lambda: RandomNormal(stddev=1)  # when it is built, so that the seed decides
    return lambda: Dense(units, activation, kernel_initializer=drawn(), bias_initializer=drawn())


_normal_8 = ((12, "relu"), (12, "relu"))
_seventeen_mended = stack(2, (4, "relu"), (1, "linear"))

PROGRAMS: list[Program] = [
    Program(
        38648195,
        "squared error on a softmax where several labels hold at once",
        frozenset({"loss and output", "target range"}),
        stack(20, (20, "relu"), 0.5, (20, "relu"), 0.5, (3, "softmax"), apart=True),
        _several_labels,
        "mean_squared_error",
        lambda: SGD(0.01),
        epochs=20,
        batch_size=20,
        fixed={
            "layers": stack(20, (20, "relu"), 0.5, (20, "relu"), 0.5, (3, "sigmoid"), apart=True),
            "loss": "binary_crossentropy",
        },
        collections=LOCAL,
    ),
    Program(
        39217567,
        "targets shuffled apart from the inputs, a stack of sigmoids from small weights",
        frozenset({"random targets", "vanishing gradient"}),
        stack(8, *[(8, "sigmoid")] * 3, apart=True, start="random_normal"),
        lambda: _bits(True),
        "mse",
        lambda: SGD(0.01),
        epochs=1000,
        batch_size=50,
        fixed={
            "layers": stack(8, (8, "relu"), (8, "relu"), (8, "sigmoid"), start="random_normal"),
            "data": lambda: _bits(False),
            "loss": "binary_crossentropy",
            "batch_size": 1,
        },
        collections=LOCAL,
    ),
    Program(
        39525358,
        "thirteen rows from 65 to 70 not standardised",
        frozenset({"input scale", "activation"}),  # which way the rate is off is not told
        stack(3, (12, "relu"), (3, "relu"), (1, "sigmoid"), apart=True, start="random_uniform"),
        _heights,
        "binary_crossentropy",
        lambda: Adam(0.001),
        epochs=150,
        batch_size=1,
        fixed={
            "layers": stack(3, (12, "relu"), (3, "relu"), (1, "sigmoid"), start="random_uniform"),
            "data": standard(_heights),
            "batch_size": 10,
        },
        collections=LOCAL,
    ),
    Program(
        41372874,
        "the target is 1 in every row",
        frozenset({"constant targets"}),
        stack(2, (2, "relu"), (2, "relu"), (1, "sigmoid"), apart=True, start="random_uniform"),
        _ones,
        "binary_crossentropy",
        lambda: Adam(0.001),
        epochs=20,
        batch_size=2,
        collections=BOTH,
    ),
    Program(
        44066044,
        "addresses to 3e9 unscaled, cross-entropy on a relu",
        frozenset({"input scale", "loss and output", "relu at the output"}),
        stack(11, *_normal_8, (1, "relu"), apart=True, start="random_normal"),
        _packets,
        "binary_crossentropy",
        lambda: Adam(0.001),
        epochs=100,
        batch_size=5,
        fixed={
            "layers": stack(11, *_normal_8, (1, "sigmoid"), start="random_normal"),
            "data": standard(_packets),
        },
        collections=LOCAL,
    ),
    Program(
        45337371,
        "softmax on one unit, random targets",
        frozenset({"softmax of one unit", "random targets"}),
        stack((5, 1), (60, "relu"), (50, "relu"), (1, "softmax"), apart=True),
        _noise,
        "binary_crossentropy",
        lambda: Adam(0.001),
        epochs=5,
        batch_size=1,
        collections=LOCAL,
    ),
    Program(
        45442843,
        "softmax on one unit with absolute error, inputs about 20000",
        frozenset({"softmax of one unit", "loss and output", "input scale"}),
        stack(1, (1, "sigmoid"), (1, "softmax"), apart=True),
        _prices,
        "mean_absolute_error",
        lambda: RMSprop(0.001),
        epochs=100,
        batch_size=200,
        fixed={
            "layers": stack(1, (1, "sigmoid"), (1, "sigmoid")),
            "data": standard(_prices),
            "loss": "binary_crossentropy",
        },
        collections=(*LOCAL, "deepmufl"),
    ),
    Program(
        47724077,
        "census weights to 9e5 beside columns of 0 and 1",
        frozenset({"input scale", "optimizer"}),  # which way the rate is off is not told
        stack(14, (21, "relu"), (2, "softmax"), apart=True),
        _census,
        "categorical_crossentropy",
        lambda: Adam(0.001),
        epochs=50,
        batch_size=100,
        fixed={
            "layers": stack(14, (21, "relu"), (2, "softmax")),
            "data": standard(_census),
            "optimizer": lambda: SGD(0.01),
        },
        collections=LOCAL,
    ),
    Program(
        47724077,
        "repaired in the optimizer only, the inputs still unscaled",
        frozenset({"input scale"}),
        stack(14, (21, "relu"), (2, "softmax")),
        _census,
        "categorical_crossentropy",
        lambda: SGD(0.01),
        epochs=50,
        batch_size=100,
        fixed={"data": standard(_census)},
        collections=LOCAL,
    ),
    Program(
        48221692,
        "a sigmoid for targets from 3 to 103",
        frozenset({"output range"}),
        stack(1, (5, "sigmoid"), (1, "sigmoid"), apart=True),
        _parabola,
        "mean_squared_error",
        lambda: SGD(0.01),
        epochs=1000,
        batch_size=150,
        fixed={"layers": stack(1, (5, "sigmoid"), (1, "linear"))},
        collections=(*LOCAL, "deepmufl"),
    ),
    Program(
        48251943,
        "a relu output where a target is negative",
        frozenset({"output range"}),
        stack(2, (4, "relu"), (1, "relu"), apart=True),
        _seventeen,
        "mean_squared_error",
        lambda: SGD(0.01),
        epochs=50,
        batch_size=10,
        fixed={"layers": _seventeen_mended, "epochs": 500},
        collections=(*LOCAL, "deepmufl"),
    ),
    Program(
        48251943,
        "repaired by a tanh output, which cannot reach targets to 2.7",
        frozenset({"output range"}),
        stack(2, (4, "relu"), (1, "tanh")),
        _seventeen,
        "mean_squared_error",
        lambda: SGD(0.01),
        epochs=500,
        batch_size=10,
        fixed={"layers": _seventeen_mended},
        collections=LOCAL,
    ),
    Program(
        48385830,
        "no activations, squared error and rate 3",
        frozenset({"too linear", "activation", "loss and output", "rate too large"}),
        stack(784, _wide_normal(30, None), _wide_normal(10, None)),
        _digits,
        "mean_squared_error",
        lambda: SGD(3.0),
        epochs=30,
        batch_size=10,
        fixed={
            "layers": stack(784, _wide_normal(30, "sigmoid"), _wide_normal(10, "softmax")),
            "loss": "categorical_crossentropy",
        },
        collections=(*LOCAL, "deepmufl"),
    ),
]
