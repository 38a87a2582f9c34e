"""Programs of DeepLocalize, DeepFD and NeuraLint:
networks over steps and images."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers
from keras.optimizers import Adam, RMSprop

from benchmarks.diagnosis.data import images, labels, normal, one_hot
from benchmarks.diagnosis.deeplocalize import LOCAL, nesterov
from benchmarks.diagnosis.program import Program, random


def _padded(first: int) -> Any:
    """Ten rows of 5 to 20 steps, then zeros; a step's class by the sign of its sum, from `first`,
    and class 0 for the padding."""
    x = normal(10, 20, 5) + 1
    y = first + (x.sum(axis=2, keepdims=True) > 5).astype(float)
    kept = np.arange(20)[None, :, None] < random().integers(5, 20, (10, 1, 1))
    return x * kept, y * kept


def _padded_layers(units: int, activation: str) -> Any:
    return lambda: [
        layers.Input((20, 5)),
        layers.Masking(0.0),
        layers.Bidirectional(layers.LSTM(20, return_sequences=True)),
        layers.Dropout(0.2),
        layers.TimeDistributed(layers.Dense(units, activation=activation)),
    ]


def _waves(rows: int, steps: int, spread: float, classes: int) -> Any:
    x = spread * normal(rows, steps, 1)
    return x, labels(x, classes)


def _conv_24(flat: bool) -> Any:
    return lambda: [
        layers.Input((30, 1)),
        layers.Conv1D(64, 3, activation="relu"),
        layers.Conv1D(64, 3, activation="relu"),
        layers.MaxPooling1D(4),
        layers.Conv1D(128, 3, activation="relu"),
        layers.Conv1D(128, 3, activation="relu"),
        layers.Dropout(0.5),
        *([layers.Flatten()] if flat else []),
        layers.Dense(1, activation="sigmoid"),
    ]


def _conv_72(flat: bool) -> Any:
    return lambda: [
        layers.Input((72, 1)),
        layers.Conv1D(64, 3, activation="relu"),
        layers.MaxPooling1D(2),
        layers.Conv1D(64, 3, activation="relu"),
        layers.MaxPooling1D(2),
        *([layers.Flatten()] if flat else []),
        layers.Dense(64, activation="relu"),
        layers.Dense(28, activation="softmax"),
    ]


def _speech() -> Any:
    x, y = _waves(2000, 72, 10, 28)
    return x, one_hot(y, 28)


def _pooled(shape: tuple[int, ...], *filters: tuple[int, int], start: str) -> list[keras.Layer]:
    """Convolutions of (filters, kernel), each with a pooling, then Flatten."""
    found: list[keras.Layer] = [layers.Input(shape)]
    for count, kernel in filters:
        found += [
            layers.Conv2D(count, kernel, activation="relu", kernel_initializer=start),
            layers.MaxPooling2D(2),
        ]
    return [*found, layers.Flatten()]


def _cifar_layers(kernel: int, units: int, rate: float) -> Any:
    return lambda: [
        *_pooled((32, 32, 3), (64, 3), (256, kernel), start="he_normal"),
        layers.Dense(units, activation="relu"),
        layers.Dropout(rate),
        layers.Dense(10, activation="softmax"),
    ]


def _mnist_layers(last: str) -> Any:
    tenth = keras.initializers.Constant(0.1)
    return lambda: [
        layers.Input((784,)),
        layers.Reshape((28, 28, 1)),
        layers.Conv2D(32, 5, padding="same", activation="relu", bias_initializer=tenth),
        layers.MaxPooling2D(padding="same"),
        layers.Conv2D(64, 5, padding="same", activation="relu", bias_initializer=tenth),
        layers.MaxPooling2D(padding="same"),
        layers.Reshape((1, 7 * 7 * 64)),
        layers.Dense(1024, activation="relu", bias_initializer=tenth),
        layers.Dropout(0.5),
        layers.Flatten(),
        layers.Dense(10, activation=last),
    ]


def _mnist() -> Any:
    x, y = images(2000, (784,), 10)
    return x.astype("float32"), one_hot(y, 10)


def _cifar(scaled: bool) -> Any:
    x, y = images(1000, (32, 32, 3), 10, 255)
    x = np.round(x).astype("uint8")
    return (x.astype("float32") / 255 if scaled else x), one_hot(y, 10)


def _three_kinds(hot: bool) -> Any:
    x, y = images(400, (64, 64, 3), 3)
    return x.astype("float32"), one_hot(y, 3) if hot else y.astype("float32")


def _three_layers(units: int, activation: str) -> Any:
    return lambda: [
        *_pooled((64, 64, 3), (32, 3), (32, 3), (64, 3), start="glorot_uniform"),
        layers.Dense(64, activation="relu"),
        layers.Dropout(0.5),
        layers.Dense(units, activation=activation),
    ]


def _labels_divided() -> Any:
    x, y = images(1000, (28, 28, 1), 10)
    return x, y[:, None] / 255


def _labels_hot() -> Any:
    x, y = images(1000, (28, 28, 1), 10)
    return x, one_hot(y, 10)


def _digit_layers() -> list[keras.Layer]:
    return [
        layers.Input((28, 28, 1)),
        layers.Conv2D(64, 3, padding="same"),
        layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, padding="same"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ]


PROGRAMS: list[Program] = [
    Program(
        59282996,
        "three sigmoids with categorical cross-entropy, a unit for the padding, few epochs",
        frozenset({"too few epochs", "loss and output", "layer size"}),
        _padded_layers(3, "sigmoid"),
        lambda: _padded(1),
        "sparse_categorical_crossentropy",
        nesterov(0.01),
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
        nesterov(0.01),
        batch_size=20,
        fixed={"layers": _padded_layers(2, "softmax"), "epochs": 30},
        collections=("DeepFD",),
    ),
    Program(
        53119432,
        "no Flatten: an output a step for one target a row",
        frozenset({"target shape", "missing flatten"}),
        _conv_24(False),  # Keras 3 refuses this output in the loss
        lambda: (_waves(24, 30, 1, 2)[0], _waves(24, 30, 1, 2)[1][:, None]),
        "binary_crossentropy",
        lambda: Adam(0.001),
        epochs=20,
        batch_size=24,
        fixed={"layers": _conv_24(True)},
        collections=("NeuraLint",),
    ),
    Program(
        61030068,
        "no Flatten: an output a step for one target a row",
        frozenset({"target shape", "missing flatten"}),
        _conv_72(False),  # Keras 3 refuses this output in the loss
        _speech,
        "categorical_crossentropy",
        lambda: Adam(0.001),
        epochs=3,
        fixed={"layers": _conv_72(True)},
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
        fixed={"data": _labels_hot, "loss": "categorical_crossentropy", "epochs": 10},
        collections=LOCAL,
    ),
]
