"""AutoTrainer's cases: circles, blobs, digits and small photographs; their `post` is 0.

Left out: its networks over 80 to 500 words (too heavy) and those it calls unstable, since whether
they are hangs on the run."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from keras.layers import Dense, Flatten, Softmax
from keras.optimizers import SGD, Adam

from benchmarks.diagnosis.data import images, labels, normal, one_hot, random, standard, table
from benchmarks.diagnosis.layers import stack
from benchmarks.diagnosis.program import Program

_FROM = ("AutoTrainer",)


def _circle() -> Any:
    y = np.arange(700) % 2
    angle = table(700, 1, 0, 2 * np.pi)[:, 0]
    x = np.stack([np.cos(angle), np.sin(angle)], axis=1) * np.where(y, 0.8, 1)[:, None]
    x = x + 0.1 * normal(700, 2)
    return 2 * (x - x.min(axis=0)) / np.ptp(x, axis=0) - 1, y


def _blob(rows: int = 700) -> Any:
    y = random().integers(0, 3, rows)
    centres = np.array([[-1.3, -9.5], [1.0, -1.3], [-1.6, -3.4]])
    return centres[y] + 2 * normal(rows, 2), one_hot(y, 3)


def _photographs(scaled: bool) -> Any:
    x, y = images(1000, (32, 32, 3), 10, 255, hot=True)
    return ((x - x.mean()) / x.std()).astype("float32") if scaled else np.round(x).astype(
        "uint8"
    ), y


def _digits() -> Any:
    x, y = images(1000, (28, 28, 1), 10, hot=True)
    return x.astype("float32"), y


def _regression() -> Any:
    x = normal(500, 20)
    slopes = np.where(np.arange(20) % 2, 0, 60)
    return x, x @ slopes + 0.1 * normal(500, seed=1)


def _higgs() -> Any:
    """3500 rows of 31 columns of one to hundreds, with -999 where a number is missing."""
    x = table(3500, 31, 0, np.geomspace(3, 500, 31))
    y = labels(x)
    missing = random(1).random((3500, 1)) < 0.4
    return np.where(missing & (np.arange(31) % 3 == 0), -999.0, x), one_hot(y)


def _conv(shape: tuple[int, ...], padding: str, start: str, *dense: int) -> Any:
    convs = (16, 3, padding), ("pool", 2), 0.25, (36, 3, padding), ("pool", 2), 0.25
    end = partial(Dense, 10, "softmax")
    return stack(shape, *convs, Flatten, *dense, 0.25, end, start=start)


def _deep_conv(each: int, activation: str, *rate: float) -> Any:
    first, second = ([(filters, 3, "same", activation)] * each for filters in (16, 36))
    end = *rate, Flatten, (128, activation), (10, "softmax")
    return stack((32, 32, 3), *first, ("pool", 2), *second, ("pool", 2), *end)


def _blob_layers(*last: Any) -> Any:
    return stack(2, *[(50, "relu")] * 4, *last, start="he_uniform")


def _circle_layers(count: int, activation: str, start: str) -> Any:
    return stack(2, *[(5, activation)] * count, (1, "sigmoid"), start=start)


_blob_first = partial(Dense, 50, "relu", kernel_initializer="he_uniform")
_blob_small = stack(2, _blob_first, (3, "softmax"))
_digit_layers = _conv((28, 28, 1), "same", "glorot_uniform", 128)


def _rated(data: str, rate: float) -> Program:
    """Blobs or digits at a rate of 1 or of 1e-7."""
    large = rate > 0.1
    return Program(
        0,
        f"{data}: Adam at {rate}",
        frozenset({"rate too large" if large else "rate too small"}),
        _blob_small if data == "blobs" else _digit_layers,
        (lambda: _blob(500)) if data == "blobs" else _digits,
        "categorical_crossentropy",
        lambda: Adam(rate),
        epochs=200,
        fixed={"optimizer": lambda: Adam(0.01 if data == "blobs" else 0.001)},
        collections=_FROM,
    )


def _circles(said: str, causes: set[str], made: Any, epochs: int, mended: Any) -> Program:
    return Program(
        0,
        said,
        frozenset(causes),
        made,
        _circle,
        "binary_crossentropy",
        lambda: Adam(0.001),
        epochs=epochs,
        batch_size=128,
        fixed={"layers": mended},
        collections=_FROM,
    )


def _photos(said: str, causes: set[str], made: Any, epochs: int, mended: Any) -> Program:
    return Program(
        0,
        said,
        frozenset(causes),
        made,
        lambda: _photographs(True),
        "categorical_crossentropy",
        lambda: Adam(0.001),
        epochs=epochs,
        batch_size=256,
        fixed={"layers": mended},
        collections=_FROM,
    )


def _regressed(activation: str, optimizer: Any, causes: set[str]) -> Program:
    return Program(
        0,
        f"targets in the hundreds unscaled, a hidden layer of {activation}",
        frozenset(causes),
        stack(20, partial(Dense, 25, activation, kernel_initializer="he_uniform"), (1, "linear")),
        _regression,
        "mean_squared_error",
        optimizer,
        epochs=500,
        fixed={"data": standard(_regression, targets=True)},
        collections=_FROM,
    )


PROGRAMS: list[Program] = [
    Program(
        0,
        "categorical cross-entropy on a relu",
        frozenset({"loss and output", "relu at the output"}),
        _blob_layers((3, "relu")),
        _blob,
        "categorical_crossentropy",
        lambda: Adam(0.0001),
        epochs=300,
        batch_size=256,
        fixed={"layers": _blob_layers((3, "softmax"))},
        collections=_FROM,
    ),
    Program(
        0,
        "softmax of a softmax, with squared error",
        frozenset({"loss and output"}),
        _blob_layers((3, "softmax"), Softmax),
        _blob,
        "mean_squared_error",
        lambda: Adam(0.0001),
        epochs=300,
        batch_size=256,
        fixed={"layers": _blob_layers((3, "softmax")), "loss": "categorical_crossentropy"},
        collections=_FROM,
    ),
    Program(
        0,
        "pixels to 255 unscaled",
        frozenset({"input scale"}),
        _conv((32, 32, 3), "valid", "he_uniform", 256, 128),
        lambda: _photographs(False),
        "categorical_crossentropy",
        lambda: Adam(0.001),
        epochs=15,
        fixed={"data": lambda: _photographs(True)},
        collections=_FROM,
    ),
    _circles(
        "eight layers of five relu from weights within 0.05",
        {"dead units", "vanishing gradient"},
        _circle_layers(8, "relu", "random_uniform"),
        50,
        _circle_layers(8, "selu", "lecun_normal"),
    ),
    _circles(
        "four layers of exponentials",
        {"exploding gradient", "not finite", "activation"},
        _circle_layers(4, "exponential", "he_uniform"),
        100,
        _circle_layers(4, "selu", "lecun_normal"),
    ),
    _circles(
        "seven layers of five sigmoids",
        {"vanishing gradient"},
        _circle_layers(7, "sigmoid", "he_uniform"),
        100,
        _circle_layers(7, "selu", "lecun_normal"),
    ),
    _photos(
        "convolutions with exponentials",
        {"exploding gradient", "not finite", "activation"},
        _deep_conv(2, "exponential"),
        100,
        _deep_conv(2, "relu"),
    ),
    _photos(
        "eight convolutions with sigmoids",
        {"vanishing gradient"},
        _deep_conv(4, "sigmoid", 0.25),
        20,
        _deep_conv(4, "relu", 0.25),
    ),
    *[_rated(data, rate) for data in ("blobs", "digits") for rate in (1.0, 1e-7)],
    _regressed(
        *("sigmoid", lambda: SGD(0.01, momentum=0.9)), {"target scale", "exploding gradient"}
    ),
    _regressed(
        *("relu", lambda: SGD(0.01)), {"target scale", "exploding gradient", "rate too large"}
    ),
    Program(
        0,
        "ten layers of sigmoids, inputs in the hundreds and -999 for a missing one",
        frozenset({"vanishing gradient", "input scale"}),
        stack(31, *[(31, "sigmoid")] * 10, (2, "softmax")),
        _higgs,
        "categorical_crossentropy",
        lambda: Adam(0.001),
        epochs=200,
        collections=_FROM,
    ),
    Program(
        0,
        "SGD at 1e-4, inputs in the hundreds and -999 for a missing one",
        frozenset({"rate too small", "input scale"}),
        stack(31, *[(31, "relu")] * 10, (2, "softmax")),
        _higgs,
        "categorical_crossentropy",
        lambda: SGD(0.0001),
        epochs=200,
        collections=_FROM,
    ),
]
