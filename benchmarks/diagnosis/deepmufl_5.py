"""Programs of deepmufl's collection, posts from 65669308 on."""

from functools import partial
from typing import Any

import keras
import numpy as np
from keras.layers import LSTM, BatchNormalization, Conv2D, Embedding, Flatten
from keras.optimizers import SGD, Adam, RMSprop

from benchmarks.diagnosis.data import (
    binary,
    images,
    iris,
    labels,
    one_hot,
    pictures,
    quantities,
    random,
    shaped,
    standard,
)
from benchmarks.diagnosis.layers import stack
from benchmarks.diagnosis.program import Program, row

# Nine texts of three words, the last a number from 1 to 3: of seven, the words' ids and the class.
_TEXTS = np.zeros((7, 10), int)
_TEXTS[:, :3] = [[3, 2, 4], [3, 2, 5], [3, 2, 6], [7, 2, 4], [7, 2, 5], [7, 2, 6], [8, 2, 4]]
_TEXT_CLASSES = np.array([[0], [1], [2], [0], [1], [2], [0.0]])
_FIVE_IN = np.array(
    [[2, 2, 1, 8, 4], [1, 2, 6, 1, 9], [4, 7, 3, 1, 4], [3, 3, 1, 6, 10], [5, 3, 2, 7, 5.0]]
)
_FOUR_OUT = np.array([[3, 3, m, 0.0] for m in (1, 3, 4, 1, 4)])


def _colours():
    x, y = images(2000, (32, 32, 3), 10, hot=True)
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-7), y


def _triples():
    n = random().integers(26, 489, 44)
    return np.stack([n, 2 * n], axis=1), 3 * n


def _unit_rows():
    x, y = binary(900, 10)()
    return (x / np.linalg.norm(x, axis=1, keepdims=True))[..., None], y


def _big_numbers(follow: bool):
    x = random().integers(50, 2000, (50, 10))
    if follow:
        return x, quantities(x, 600, 4000)[:, None]
    return x, random(1).integers(600, 4000, (50, 1))


def _iris():
    x = iris(105)
    return x, labels(x, 3).astype("float64")


def _words(*end: Any):
    return stack((10,), lambda: Embedding(100, 24), keras.layers.GlobalAveragePooling1D, 24, *end)


def _three_dense(last: str):
    return stack((10, 150), 32, Flatten, 128, 0.2, 128, Flatten, (1, last))


def _wide_convs(*end: Any):
    return stack((28, 28, 3), *((256, 3), ("pool", 2)) * 2, Flatten, (64, "linear"), *end)


def _nine_convs(last: str):
    sizes = (32, 32, 32), (64, 64), (64, 64), (128, 128)
    blocks = [(*((n, 3, "same") for n in block), ("pool", 2), 0.25) for block in sizes]
    convs = (part for block in blocks for part in block)
    return stack((32, 32, 3), *convs, Flatten, 1024, 1024, 1024, (2, last))


def _strided(*end: Any):
    second = lambda: Conv2D(64, 3, strides=3, activation="relu")
    return stack(
        (28, 28, 1), (64, 3), ("pool", 2), second, ("pool", 2), Flatten, (64, "linear"), *end
    )


def _sigmoid_lstm():
    return LSTM(80, activation="sigmoid", recurrent_activation="hard_sigmoid")


def _matrix(dropout: float, pool: Any, *end: Any):
    return stack((64, 64), (320, 8), 1024, dropout, 750, dropout, pool, *end)


def _foods(*end: Any):
    convs = [((n, k), ("pool", 2)) for n, k in ((32, 5), (64, 5), (128, 3), (256, 3))]
    return stack((64, 64, 3), *(part for pair in convs for part in pair), Flatten, *end)


PROGRAMS: list[Program] = [
    row(
        (65669308, "softmax of one unit", "target range", "loss and output"),
        "softmax of one unit, three classes",
        _words((1, "softmax")),
        lambda: (_TEXTS, _TEXT_CLASSES),
        ("binary_crossentropy", Adam, 1e-3, 1000, 32),
        layers=_words((3, "softmax")),
        loss="sparse_categorical_crossentropy",
    ),
    row(
        (65777704, "activation", "vanishing gradient"),
        "five narrow sigmoid layers",
        stack(
            (32, 32, 3), Flatten, *((n, "sigmoid") for n in (8, 16, 32, 64, 128)), (10, "softmax")
        ),
        _colours,
        ("categorical_crossentropy", Adam, 1e-3, 1000, 500),
        layers=stack((32, 32, 3), Flatten, 128, 64, (10, "softmax")),
        epochs=30,
    ),
    row(
        (66087653, "softmax of one unit"),
        "softmax on the only output unit",
        _three_dense("softmax"),
        shaped(binary(1000, 1500), 10, 150),
        ("binary_crossentropy", Adam, 1e-3, 200, 2),
        layers=_three_dense("sigmoid"),
    ),
    row(
        (66235657, "target range", "loss and output"),
        "seven classes, one sigmoid",
        _wide_convs((1, "sigmoid")),
        pictures(500, (28, 28, 3), 7),
        ("binary_crossentropy", Adam, 1e-3, 10, 32),
        layers=_wide_convs((7, "softmax")),
        loss="sparse_categorical_crossentropy",
    ),
    row(
        (66407123, "softmax of one unit"),
        "softmax on the only output unit",
        stack(5, 32, 32, (1, "softmax")),
        binary(900, 5),
        ("binary_crossentropy", SGD, 0.01, 100, 64),
        layers=stack(5, 32, 32, (1, "sigmoid")),
    ),
    row(
        (66602662, "target range", "loss and output"),
        "five classes, one sigmoid",
        stack(5, 32, 16, 0.2, 8, 0.2, (1, "sigmoid")),
        lambda: (x := binary(1000, 5)()[0], labels(x, 5).astype("float64")),
        (keras.losses.CategoricalCrossentropy(from_logits=True), Adam, 1e-3, 20, 24),
        layers=stack(5, 32, 16, 0.2, (5, "softmax")),
        loss="sparse_categorical_crossentropy",
    ),
    row(
        (
            66840108,
            "output range",
            "target range",
            "loss and output",
            "input scale",
            "target scale",
        ),
        "numbers to 1464 by a sigmoid",
        stack(2, 196, 128, (1, "sigmoid")),
        _triples,
        ("binary_crossentropy", Adam, 1e-3, 600, 10),
        layers=stack(2, 196, 128, (1, "linear")),
        data=standard(_triples, targets=True),
        loss="mse",
    ),
    row(  # pictures of 224x224 cut to 32x32, dense layers of 2048 and 4096 units to 1024
        (67529687, "loss and output"),
        "two sigmoids for one class of two",
        _nine_convs("sigmoid"),
        pictures(200, (32, 32, 3), 2, hot=True),
        ("binary_crossentropy", Adam, 1e-3, 100, 32),
        layers=_nine_convs("softmax"),
        loss="categorical_crossentropy",
    ),
    row(
        (68101077, "loss and output"),
        "logits taken for probabilities",
        stack((28, 28), Flatten, 128, (10, "linear")),
        pictures(5000, (28, 28), 10),
        ("sparse_categorical_crossentropy", Adam, 1e-3, 10, 32),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    ),
    row(  # Keras 3 refuses the shapes
        (68321264, "softmax of one unit", "target shape", "loss and output", "input scale"),
        "softmax of one unit, three columns, pixels to 255",
        _strided((1, "softmax")),
        pictures(2000, (28, 28, 1), 3, 255, hot=True),
        ("binary_crossentropy", Adam, 1e-3, 3, 24),
        layers=_strided((3, "softmax")),
        data=pictures(2000, (28, 28, 1), 3, hot=True),
        loss="categorical_crossentropy",
    ),
    row(
        (68458462, "output range", "too few epochs"),
        "sigmoid as output of numbers to 4",
        stack(5, 2, 2, (4, "sigmoid")),
        lambda: (_FIVE_IN, _FOUR_OUT),
        ("mean_squared_error", Adam, 1e-3, 100, 16),
        layers=stack(5, 16, 16, (4, "linear")),
        data=standard(lambda: (_FIVE_IN, _FOUR_OUT)),
        optimizer=lambda: Adam(0.01),
        epochs=500,
    ),
    row(  # Keras 3 refuses the shapes
        (68701979, "target shape", "target range"),
        "class numbers where one-hot rows belong",
        stack(5, (32, "sigmoid"), (2, "softmax")),
        binary(5000, 5),
        ("categorical_crossentropy", SGD, 0.01, 1, 32),
        data=lambda: ((pair := binary(5000, 5)())[0], one_hot(pair[1])),
        epochs=20,
    ),
    row(
        (68751439, "softmax of one unit", "loss and output"),
        "softmax on the only output unit",
        stack(14, 64, 128, 64, (1, "softmax")),
        binary(80, 14),
        ("categorical_crossentropy", Adam, 1e-3, 100, 32),
        layers=stack(14, 64, 128, 64, (1, "sigmoid")),
        loss="binary_crossentropy",
    ),
    row(
        (68773774, "missing flatten", "loss and output", "target shape"),
        "a sigmoid a step",
        stack((20, 300), 300, 20, (1, "sigmoid")),
        pictures(400, (20, 300), 20, hot=True),
        ("categorical_crossentropy", Adam, 1e-3, 10, 1),
        layers=stack((20, 300), Flatten, 300, (20, "softmax")),
    ),
    row(
        (68938619, "softmax of one unit", "loss and output", "activation"),
        "softmax, mse",
        stack((10, 1), _sigmoid_lstm, (1, "softmax")),
        _unit_rows,
        ("mse", RMSprop, 1e-3, 10, 32),
        layers=stack((10, 1), lambda: LSTM(80), (1, "sigmoid")),
        optimizer=lambda: Adam(0.01),
        loss="binary_crossentropy",
        epochs=50,
    ),
    row(
        (69787272, "relu at the output", "loss and output", "dead units"),
        "relu for a class",
        stack(31, 31, 1, (1, "relu")),
        binary(1000, 31),
        ("binary_crossentropy", SGD, 0.01, 10, 500),
        layers=stack(31, 31, 16, (1, "sigmoid")),
        optimizer=lambda: Adam(1e-3),
        batch_size=32,
    ),
    row(
        (69901379, "random targets", "input scale", "target scale", "rate too small"),
        "random numbers in thousands",
        stack(10, 16, 16, 16, 16, (1, "linear")),
        lambda: _big_numbers(False),
        ("mse", Adam, 1e-4, 1000, 32),
        data=standard(lambda: _big_numbers(True), targets=True),
        optimizer=lambda: Adam(0.01),
    ),
    row(  # Keras 3 refuses the shapes; 560x560 cut to 64x64, 1500 units to 1024
        (70148149, "softmax of one unit", "target shape", "rate too small"),
        "softmax of one unit for two columns",
        _matrix(0.6, partial(keras.layers.GlobalMaxPooling1D, keepdims=True), (1, "softmax")),
        pictures(90, (64, 64), 2, hot=True),
        ("binary_crossentropy", Adam, 1e-5, 5, 150),
        layers=_matrix(0.2, keras.layers.GlobalMaxPooling1D, (2, "softmax")),
        loss="categorical_crossentropy",
        optimizer=lambda: Adam(1e-3),
        epochs=30,
    ),
    row(  # pictures of 128x128 cut to 64x64
        (70589997, "target range", "loss and output"),
        "101 classes, one sigmoid",
        _foods((1, "sigmoid")),
        pictures(1000, (64, 64, 3), 101),
        ("categorical_crossentropy", Adam, 1e-3, 75, 32),
        layers=_foods((101, "softmax")),
        loss="sparse_categorical_crossentropy",
    ),
    row(
        (70650848, "target range", "loss and output", "input scale"),
        "three classes, one sigmoid",
        stack(4, *(4, BatchNormalization, 0.3) * 2, (1, "sigmoid")),
        _iris,
        ("categorical_crossentropy", SGD, 0.01, 200, 16),
        layers=stack(4, 16, BatchNormalization, 16, BatchNormalization, (3, "softmax")),
        data=standard(_iris),
        loss="sparse_categorical_crossentropy",
    ),
]
