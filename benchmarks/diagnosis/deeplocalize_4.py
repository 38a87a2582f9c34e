"""Programs of DeepLocalize, DeepFD and NeuraLint:
networks over steps and images."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from keras.initializers import Constant
from keras.layers import (
    LSTM,
    Bidirectional,
    Conv2D,
    Dense,
    Flatten,
    Masking,
    MaxPooling2D,
    Reshape,
    TimeDistributed,
)
from keras.optimizers import Adam, RMSprop

from benchmarks.diagnosis.data import images, labels, normal, one_hot, pictures, random
from benchmarks.diagnosis.layers import stack
from benchmarks.diagnosis.program import LOCAL, Program, nesterov


def _padded(first: int) -> Any:
    """Ten rows of 5 to 20 steps, then zeros; a step's class by the sign of its sum, from `first`,
    and class 0 for the padding."""
    x = normal(10, 20, 5) + 1
    y = first + (x.sum(axis=2, keepdims=True) > 5).astype(float)
    kept = np.arange(20)[None, :, None] < random().integers(5, 20, (10, 1, 1))
    return x * kept, y * kept


def _padded_layers(units: int, activation: str) -> Any:
    steps = lambda: Bidirectional(LSTM(20, return_sequences=True))
    end = lambda: TimeDistributed(Dense(units, activation=activation))
    return stack((20, 5), partial(Masking, 0.0), steps, 0.2, end)


def _waves(rows: int, steps: int, spread: float, classes: int) -> Any:
    x = spread * normal(rows, steps, 1)
    return x, labels(x, classes)


def _conv_24(*end: Any) -> Any:
    convs = (64, 3), (64, 3), ("pool", 4), (128, 3), (128, 3)
    return stack((30, 1), *convs, 0.5, *end, (1, "sigmoid"))


def _conv_72(*end: Any) -> Any:
    return stack((72, 1), (64, 3), ("pool", 2), (64, 3), ("pool", 2), *end, 64, (28, "softmax"))


def _speech() -> Any:
    x, y = _waves(2000, 72, 10, 28)
    return x, one_hot(y, 28)


def _cifar_layers(kernel: int, units: int, rate: float) -> Any:
    end = partial(Dense, units, "relu"), rate, partial(Dense, 10, "softmax")
    convs = (64, 3), ("pool", 2), (256, kernel), ("pool", 2)
    return stack((32, 32, 3), *convs, Flatten, *end, start="he_normal")


def _mnist_layers(last: str) -> Any:
    tenth: Any = {"activation": "relu", "bias_initializer": Constant(0.1)}
    conv, pool = partial(Conv2D, padding="same", **tenth), partial(MaxPooling2D, padding="same")
    convs = partial(conv, 32, 5), pool, partial(conv, 64, 5), pool
    dense = partial(Reshape, (1, 7 * 7 * 64)), partial(Dense, 1024, **tenth), 0.5, Flatten
    return stack(784, partial(Reshape, (28, 28, 1)), *convs, *dense, (10, last))


def _mnist() -> Any:
    x, y = images(2000, (784,), 10, hot=True)
    return x.astype("float32"), y


def _cifar(scaled: bool) -> Any:
    x, y = images(1000, (32, 32, 3), 10, 255, hot=True)
    x = np.round(x).astype("uint8")
    return (x.astype("float32") / 255 if scaled else x), y


def _three_kinds(hot: bool) -> Any:
    x, y = images(400, (64, 64, 3), 3, hot=hot)
    return x.astype("float32"), y if hot else y.astype("float32")


def _three_layers(units: int, activation: str) -> Any:
    convs = (32, 3), ("pool", 2), (32, 3), ("pool", 2), (64, 3), ("pool", 2)
    return stack((64, 64, 3), *convs, Flatten, 64, 0.5, (units, activation))


def _labels_divided() -> Any:
    x, y = images(1000, (28, 28, 1), 10)
    return x, y[:, None] / 255


_digit_convs = (64, 3, "same", None), ("pool", 2), (32, 3, "same", None), ("pool", 2)
_digit_layers = stack((28, 28, 1), *_digit_convs, Flatten, 128, (10, "softmax"))

PROGRAMS: list[Program] = [
    Program(
        59282996,
        "three sigmoids with categorical cross-entropy, a unit for the padding, few epochs",
        frozenset({"too few epochs", "loss and output", "layer size"}),
        _padded_layers(3, "sigmoid"),
        lambda: _padded(1),
        "sparse_categorical_crossentropy",
        partial(nesterov, 0.01),
        batch_size=20,
        fixed={
            "layers": _padded_layers(2, "softmax"),
            "data": lambda: _padded(0),
            "epochs": 30,
        },
        collections=("DeepFD",),
    ),
    Program(
        59282996,
        "repaired in its labels, still sigmoids with categorical cross-entropy and few epochs",
        frozenset({"too few epochs", "loss and output"}),
        _padded_layers(2, "sigmoid"),
        lambda: _padded(0),
        "sparse_categorical_crossentropy",
        partial(nesterov, 0.01),
        batch_size=20,
        fixed={"layers": _padded_layers(2, "softmax"), "epochs": 30},
        collections=("DeepFD",),
    ),
    Program(
        53119432,
        "no Flatten: an output a step for one target a row",
        frozenset({"target shape", "missing flatten"}),
        _conv_24(),  # Keras 3 refuses this output in the loss
        lambda: (_waves(24, 30, 1, 2)[0], _waves(24, 30, 1, 2)[1][:, None]),
        "binary_crossentropy",
        lambda: Adam(0.001),
        epochs=20,
        batch_size=24,
        fixed={"layers": _conv_24(Flatten)},
        collections=("NeuraLint",),
    ),
    Program(
        61030068,
        "no Flatten: an output a step for one target a row",
        frozenset({"target shape", "missing flatten"}),
        _conv_72(),  # Keras 3 refuses this output in the loss
        _speech,
        "categorical_crossentropy",
        lambda: Adam(0.001),
        epochs=3,
        fixed={"layers": _conv_72(Flatten)},
        collections=("NeuraLint",),
    ),
    Program(
        47352366,
        "categorical cross-entropy on a relu",
        frozenset({"loss and output", "relu at the output"}),
        _mnist_layers("relu"),
        _mnist,
        "categorical_crossentropy",
        lambda: Adam(0.001),
        epochs=15,
        batch_size=50,
        fixed={"layers": _mnist_layers("softmax")},
        collections=LOCAL,
    ),
    Program(
        48594888,
        "pixels to 255 unscaled",
        frozenset({"input scale"}),
        _cifar_layers(3, 512, 0.3),
        lambda: _cifar(False),
        "categorical_crossentropy",
        lambda: Adam(0.001),
        epochs=5,
        batch_size=500,
        fixed={
            "layers": _cifar_layers(2, 1024, 0.4),
            "data": lambda: _cifar(True),
        },
        collections=LOCAL,
    ),
    Program(
        50079585,
        "one sigmoid for three classes, numbered 0 to 2",
        frozenset({"target range", "output range", "loss and output"}),
        _three_layers(1, "sigmoid"),
        lambda: _three_kinds(False),
        "binary_crossentropy",
        lambda: RMSprop(0.001),
        batch_size=16,
        fixed={
            "layers": _three_layers(3, "softmax"),
            "data": lambda: _three_kinds(True),
            "loss": "categorical_crossentropy",
        },
        collections=(*LOCAL, "NeuraLint"),
    ),
    Program(
        50079585,
        "softmax on one unit for three classes, numbered 0 to 2",
        frozenset({"softmax of one unit", "target range", "output range", "loss and output"}),
        _three_layers(1, "softmax"),
        lambda: _three_kinds(False),
        "categorical_crossentropy",
        lambda: RMSprop(0.001),
        batch_size=16,
        fixed={"layers": _three_layers(3, "softmax"), "data": lambda: _three_kinds(True)},
        collections=("NeuraLint",),
    ),
    Program(
        59325381,
        "class numbers divided by 255, so that each is cut to class 0",
        frozenset({"target range", "constant targets"}),
        _digit_layers,
        _labels_divided,
        "sparse_categorical_crossentropy",
        lambda: Adam(0.001),
        epochs=2,
        fixed={
            "data": pictures(1000, (28, 28, 1), 10, hot=True),
            "loss": "categorical_crossentropy",
            "epochs": 10,
        },
        collections=LOCAL,
    ),
]
