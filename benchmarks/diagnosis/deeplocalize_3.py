"""Programs of DeepLocalize and DeepFD, the posts from 48934338 to 59278771."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from keras.layers import Dense
from keras.optimizers import SGD, Adam

from benchmarks.diagnosis.data import images, iris, labels, normal, one_hot, standard, table
from benchmarks.diagnosis.layers import stack
from benchmarks.diagnosis.program import BOTH, LOCAL, Program


def _cubed_noise() -> Any:
    x = np.arange(0, 5, 0.1, dtype="float32")[:, None]
    return x, 5 * x**2 + normal(50, 1) ** 3


def _two_squares(rows: int) -> Any:
    y = np.arange(rows) % 2
    return table(rows, 2, 0.2, 0.4) + 0.3 * y[:, None], y


def _counts() -> Any:
    x = np.floor(table(800, 4, 2, 30))
    return x, labels(x)


def _iris(rows: int) -> Any:
    x = np.round(iris(rows), 1)
    return x, one_hot(labels(x, 3))


def _iris_to_one() -> Any:
    x, y = _iris(150)
    return (x - x.min(axis=0)) / np.ptp(x, axis=0), y


def _fourth_power(shape: tuple[int, ...]) -> Any:
    x = np.arange(-100, 100, 0.5)[:, None]
    return x, (x**4).reshape(shape)


def _pixels(high: float) -> Any:
    x, y = images(4992, (784,), 10, 255, hot=True)
    x = np.round(x)
    return (x.astype("int64") if high == 255 else x / 255), y


def _numbers() -> Any:
    x = np.floor(table(1767, 1, 1, 9.966e8))
    return x, one_hot(labels(x, 69)).astype("int64")


def _doubled() -> Any:
    x = np.arange(1, 5)[:, None]
    return x, 2 * x


_thirty = partial(Dense, 30, "relu", kernel_initializer="random_uniform")
_deeper = [(20, "relu"), (30, "relu"), (40, "relu"), (50, "relu")]
_pixel_parts = ((784, "linear"), (50, "relu"))
_numbers_mended = stack(
    1, (69, "relu"), (69, "relu"), (69, "softmax"), apart=True, start="random_normal"
)


PROGRAMS: list[Program] = [
    Program(
        48934338,
        "SGD at 0.1 on targets to 120",
        frozenset({"rate too large"}),
        stack(1, (50, "relu"), _thirty, (1, "linear"), apart=True),
        _cubed_noise,
        "mse",
        lambda: SGD(0.1),
        epochs=1000,
        fixed={
            "layers": stack(1, (50, "relu"), _thirty, (1, "linear")),
            "optimizer": lambda: SGD(0.001),
        },
        collections=LOCAL,
    ),
    Program(
        50306988,
        "too few epochs at a slow rate",
        frozenset({"rate too small", "too few epochs"}),
        stack(2, (2, "sigmoid"), (2, "softmax"), apart=True),
        lambda: (_two_squares(200)[0], one_hot(_two_squares(200)[1])),
        "categorical_crossentropy",
        lambda: Adam(0.001),
        epochs=5,
        fixed={
            "layers": stack(2, (2, "sigmoid"), (1, "sigmoid")),
            "data": lambda: (_two_squares(400)[0], _two_squares(400)[1].astype(float)),
            "loss": "binary_crossentropy",
            "epochs": 50,
        },
        collections=(*BOTH, "deepmufl"),
    ),
    Program(
        50481178,
        "nothing: DeepFD's origin learns",
        frozenset(),
        stack(4, 10, *_deeper, (1, "sigmoid"), apart=True),
        _counts,
        "binary_crossentropy",
        lambda: Adam(0.001),
        epochs=50,
        batch_size=10,
        fixed={
            "layers": stack(4, (10, "relu"), *_deeper, (2, "softmax")),
            "loss": "sparse_categorical_crossentropy",
        },
        collections=BOTH,
    ),
    Program(
        51930566,
        "three sigmoids with categorical cross-entropy",
        frozenset({"loss and output"}),
        stack(4, (4, "relu"), (3, "sigmoid"), apart=True, start="random_normal"),
        lambda: _iris(75),
        "categorical_crossentropy",
        lambda: Adam(0.001),
        epochs=50,
        batch_size=5,
        fixed={
            "layers": stack(4, (4, "relu"), (3, "softmax"), start="random_normal"),
            "data": standard(lambda: _iris(75)),
        },
        collections=(*BOTH, "deepmufl"),
    ),
    Program(
        52800582,
        "inputs to 100 and their fourth powers unscaled",
        frozenset({"input scale", "target scale"}),
        stack(1, (50, "sigmoid"), (50, "elu"), (1, None), apart=True),
        lambda: _fourth_power((400,)),
        "mse",
        lambda: Adam(0.001),
        epochs=1000,
        batch_size=400,
        fixed={
            "layers": stack(1, (50, "relu"), (50, "elu"), (1, None), apart=True),
            "data": standard(lambda: _fourth_power((400, 1)), targets=True),
        },
        collections=LOCAL,
    ),
    Program(
        55328966,
        "pixels to 255, ten sigmoids with categorical cross-entropy, SGD at 1e-4",
        frozenset({"input scale", "loss and output", "rate too small"}),
        stack(784, (784, None), (50, "relu"), (10, "sigmoid"), apart=True),
        lambda: _pixels(255),
        "categorical_crossentropy",
        lambda: SGD(0.0001),
        fixed={
            "layers": stack(784, *_pixel_parts, (10, "softmax")),
            "data": lambda: _pixels(1),
            "optimizer": lambda: SGD(0.01),
        },
        collections=(*LOCAL, "deepmufl"),
    ),
    Program(
        55328966,
        "repaired but for ten epochs of SGD at 1e-4",
        frozenset({"rate too small", "too few epochs"}),
        stack(784, *_pixel_parts, (10, "softmax")),
        lambda: _pixels(1),
        "categorical_crossentropy",
        lambda: SGD(0.0001),
        fixed={"optimizer": lambda: SGD(0.01)},
        collections=LOCAL,
    ),
    Program(
        58609115,
        "binary cross-entropy for 69 exclusive classes, the input to 1e9 unscaled",
        frozenset({"loss and output", "input scale"}),
        stack(1, *[(69, "sigmoid")] * 3, apart=True, start="random_normal"),
        _numbers,
        "binary_crossentropy",
        lambda: Adam(0.001),
        epochs=1,
        batch_size=50,
        fixed={
            "layers": _numbers_mended,
            "data": standard(_numbers),
            "loss": "categorical_crossentropy",
            "epochs": 10,
        },
        collections=BOTH,
    ),
    Program(
        58609115,
        "repaired in loss and output, the input still unscaled",
        frozenset({"input scale"}),
        _numbers_mended,
        _numbers,
        "categorical_crossentropy",
        lambda: Adam(0.001),
        batch_size=50,
        fixed={"data": standard(_numbers)},
        collections=BOTH,
    ),
    Program(
        58609115,
        "nothing: y = 2x from four points",
        frozenset(),
        stack(1, (1, "linear")),
        _doubled,
        "mean_squared_error",
        lambda: SGD(0.01),
        epochs=20,
        collections=LOCAL,
    ),
    Program(
        59278771,
        "three sigmoids with categorical cross-entropy, inputs not scaled",
        frozenset({"loss and output", "input scale", "optimizer"}),
        stack(4, (4, "relu"), (3, "sigmoid"), apart=True, start="random_normal"),
        lambda: _iris(150),
        "categorical_crossentropy",
        lambda: Adam(0.001),
        epochs=200,
        batch_size=5,
        fixed={
            "layers": stack(4, (4, "relu"), (8, "relu"), (3, "softmax"), start="random_normal"),
            "data": _iris_to_one,
            "batch_size": 32,
        },
        collections=(*LOCAL, "deepmufl"),
    ),
]
