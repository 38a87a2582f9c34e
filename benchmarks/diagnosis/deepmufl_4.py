"""Programs of deepmufl's collection, posts 60801900 to 64413907."""

from functools import partial
from typing import Any

import keras
import numpy as np
from keras import layers
from keras.layers import GRU, LSTM, BatchNormalization, Dense, Embedding, Flatten
from keras.optimizers import SGD, Adam, Nadam, RMSprop
from keras.regularizers import L1, L2

from benchmarks.diagnosis.data import (
    images,
    iris,
    labels,
    one_hot,
    pictures,
    random,
    standard,
    table,
    tokens,
    waves,
)
from benchmarks.diagnosis.layers import stack
from benchmarks.diagnosis.program import Program, row

_AND = np.array([[1, 1], [1, 0], [0, 1], [0, 0.0]]), np.array([[1], [0], [0], [0.0]])


def _embedded_ids(scaled: bool):
    x, y = tokens(500, 100, 1000, 2)
    return (x / np.linalg.norm(x, axis=1, keepdims=True) if scaled else x), y


def _iris():
    x = iris(105)
    return x, one_hot(labels(x, 3))


def _grid():
    x = (np.stack(np.meshgrid(range(10), range(10)), axis=-1).reshape(-1, 2)) / 9
    return x, x


_weak = partial(
    Dense, activation="relu", kernel_initializer="random_uniform", kernel_regularizer=L2(0.01)
)
_l1_conv = partial(layers.Conv2D, 64, 3, activation="relu", kernel_regularizer=L1(0.01))


def _three_convs(*end: Any):
    convs = (32, 3), ("pool", 2), (32, 3), ("pool", 2), (64, 3), ("pool", 2)
    return stack((32, 32, 3), *convs, Flatten, 64, 0.5, *end)


def _text(dropout: float):
    start = (100,), lambda: Embedding(1000, 128), dropout, lambda: LSTM(256, dropout=dropout)
    return stack(*start, dropout, (128, "linear"), dropout, (1, "sigmoid"))


def _lenet(*dense: Any):
    convs = (6, 5), ("pool", 2), (16, 5), ("pool", 2)
    return stack((32, 32, 3), *convs, Flatten, *dense, (2, "softmax"))


def _conv_1d(act: str | None, last: str):
    convs = [((n, 12, "valid", act), ("pool", 4)) for n in (16, 32, 16)]
    return stack((784, 1), *sum(convs, ()), Flatten, 16, (2, last))


def _first_is_odd():
    x = random().integers(1, 10, (210, 5, 1))
    return x, (x[:, 0, 0] % 2).astype("float64")


def _gru_relu(last: str):
    first = lambda: GRU(24, activation="relu", return_sequences=True)
    return stack((5, 1), first, 0.5, lambda: GRU(12, activation="relu"), 0.5, (1, last))


def _norm_cnn(last: str):
    convs = (16, 3), ("pool", 2), BatchNormalization, 0.2
    return stack((28, 28, 1), *convs, Flatten, 512, (3, last))


def _faces(first: Any):
    convs = first, (128, 3, "same"), ("pool", 2), 0.5, (64, 3), ("pool", 2), 0.5, (64, 3)
    return stack((48, 48, 1), *convs, Flatten, 64, (7, "linear"))


def _three_wide(*end: Any):
    convs = (64, 3), ("pool", 2), (64, 3), ("pool", 2), (64, 3), ("pool", 2)
    return stack((64, 64, 1), *convs, Flatten, 64, 0.5, *end)


def _sound(last: str):
    first = partial(layers.Conv1D, 100, 100, 50, activation="relu")
    second = partial(layers.Conv1D, 100, 10, 3, activation="relu")
    return stack((4000, 1), first, second, lambda: LSTM(256), 500, 250, (1, last))


def _linear_video(act: str, last: str):
    conv = (32, 3, "same", act)
    convs = conv, ("pool", 2, "same"), conv, ("pool", 2, "same"), conv
    return stack((32, 32, 3, 6), *convs, Flatten, (10, act), (1, last))


def _scan(decay: float, last: str):
    held = dict.fromkeys(("kernel_regularizer", "bias_regularizer"), L2(decay))
    conv = lambda: layers.Conv3D(64, 3, padding="same", activation="relu", **held)
    dense = lambda n, act: lambda: Dense(n, activation=act, **held)
    half = conv, ("pool", 2), conv, ("pool", 2), BatchNormalization
    end = dense(128, "relu"), 0.5, dense(128, "sigmoid"), dense(1, last)
    return stack((16, 16, 16, 3), *half, *half, Flatten, BatchNormalization, *end)


def _padded(follow: bool):
    r = random()
    x = r.random((100, 6, 1)).astype("float32")
    ends = r.integers(2, 6, 100)
    x[np.arange(6) >= ends[:, None]] = -100
    return x, one_hot(np.minimum(ends - 2, 2) if follow else r.integers(0, 3, 100), 3)


def _frozen(last: str):
    return stack(784, lambda: Dense(1024, activation="relu", trainable=False), (1, last))


def _masked(cells: int, last: str):
    return stack((6, 1), partial(layers.Masking, -100), lambda: LSTM(cells), (3, last))


PROGRAMS: list[Program] = [
    row(
        (60801900, "relu at the output", "output range"),
        "relu of numbers below 0",
        stack((430, 3), 128, 64, 32, 64, 128, (3, "relu")),
        lambda: (x := table(80, 430 * 3, -1.92, 1.92).reshape(-1, 430, 3), x),
        ("mse", Adam, 1e-3, 15, 2),
        layers=stack((430, 3), 128, 64, 32, 64, 128, (3, "linear")),
    ),
    row(
        (60831731, "rate too small", "too few epochs"),
        "two sigmoids, few small steps",
        stack(2, (2, "sigmoid"), (2, "sigmoid")),
        _grid,
        ("mean_squared_error", SGD, 0.01, 20, 10),
        layers=stack(2, 16, (2, "linear")),
        optimizer=lambda: Adam(0.01),
        epochs=100,
    ),
    row(
        (60874661, "target range", "loss and output", "input scale"),
        "ten classes, one sigmoid",
        _three_convs((1, "sigmoid")),
        lambda: ((pair := images(2000, (32, 32, 3), 10, 255))[0].astype("uint8"), pair[1]),
        ("binary_crossentropy", RMSprop, 1e-3, 20, 32),
        layers=_three_convs((10, "softmax")),
        data=pictures(2000, (32, 32, 3), 10),
        loss="sparse_categorical_crossentropy",
    ),
    row(
        (61234347, "activation", "input scale", "too few epochs"),
        "deep tanh, one epoch",
        stack(4, *((n, "tanh") for n in (1000, 500, 250, 125, 64, 32, 9)), (3, "softmax")),
        _iris,
        ("categorical_crossentropy", Adam, 1e-3, 1, 32),
        layers=stack(4, 150, 150, (3, "softmax")),
        data=standard(_iris),
        epochs=100,
    ),
    row(  # ids, cut from 1000 a row to 100; the embedding's width from 1000 to 128
        (61274792, "token ids", "constant input"),
        "ids scaled below 1, so every id is 0",
        _text(0.6),
        lambda: _embedded_ids(True),
        ("binary_crossentropy", lambda rate: RMSprop(rate, 0.9), 1e-3, 700, 32),
        layers=_text(0.2),
        data=lambda: _embedded_ids(False),
        optimizer=lambda: Adam(1e-3),
        epochs=50,
    ),
    row(
        (61498304, "regularisation", "vanishing gradient"),
        "four weak dense layers held to 0",
        _lenet(*(part for n in (128, 64, 64, 64) for part in (partial(_weak, n), 0.2))),
        pictures(800, (32, 32, 3), 2, hot=True),
        ("categorical_crossentropy", Adam, 1e-3, 25, 32),
        layers=_lenet(128, 0.2, 64, 0.2),
    ),
    row(
        (61763616, "loss and output", "target shape", "activation"),
        "classes by log-cosh",
        _conv_1d(None, "sigmoid"),
        waves(1000, 784, 1),
        ("log_cosh", Adam, 1e-3, 5, 32),
        layers=_conv_1d("relu", "softmax"),
        loss="sparse_categorical_crossentropy",
    ),
    row(
        (61886777, "loss and output"),
        "three sigmoids for one class of three",
        _norm_cnn("sigmoid"),
        pictures(1000, (28, 28, 1), 3, hot=True),
        ("categorical_crossentropy", Adam, 1e-3, 5, 32),
        layers=_norm_cnn("softmax"),
    ),
    row(  # no mended program: odd or even is a rule too hard for this network
        (61997645, "softmax of one unit", "loss and output"),
        "softmax on one unit, mse",
        _gru_relu("softmax"),
        _first_is_odd,
        ("mse", Adam, 1e-3, 20, 32),
    ),
    row(  # Keras 3 refuses the shapes
        (62055783, "target shape", "target range"),
        "class numbers where one-hot rows belong",
        _faces(_l1_conv),
        lambda: ((pair := images(400, (48, 48, 1), 7))[0], pair[1][:, None]),
        (keras.losses.CategoricalCrossentropy(from_logits=True), Adam, 1e-3, 100, 64),
        layers=_faces((64, 3)),
        data=pictures(400, (48, 48, 1), 7, hot=True),
    ),
    row(
        (62068109, "target range", "loss and output"),
        "four classes, one sigmoid",
        _three_wide((1, "sigmoid")),
        pictures(400, (64, 64, 1), 4),
        ("binary_crossentropy", Adam, 1e-3, 10, 32),
        layers=_three_wide((4, "softmax")),
        loss="sparse_categorical_crossentropy",
    ),
    row(
        (62313327, "output range", "activation"),
        "relu and sigmoid before numbers below 0",
        stack(30, 1, (1, "sigmoid")),
        lambda: (x := table(5000, 30, -1, 1), x[:, 1]),
        (keras.losses.MeanSquaredError(), Adam, 0.01, 200, 32),
        layers=stack(30, (1, "linear"), (1, "linear")),
    ),
    row(  # sound of 1323000 steps cut to 4000, kernel 10000 to 100, LSTM of 1000 units to 256
        (62440336, "softmax of one unit", "loss and output"),
        "softmax taken for a logit",
        _sound("softmax"),
        waves(300, 4000, 1),
        (keras.losses.BinaryCrossentropy(from_logits=True), Adam, 1e-3, 1000, 32),
        layers=_sound("sigmoid"),
        loss="binary_crossentropy",
        epochs=20,
    ),
    row(  # pictures of 100x100 cut to 32x32
        (62957334, "loss and output", "activation", "target range"),
        "all linear, mape",
        _linear_video("linear", "sigmoid"),
        pictures(200, (32, 32, 3, 6), 2),
        ("mape", Nadam, 1e-3, 10, 20),
        layers=_linear_video("relu", "sigmoid"),
        loss="binary_crossentropy",
    ),
    row(  # scans of 64x64x40x20 cut to 16x16x16x3
        (63212385, "softmax of one unit", "loss and output", "rate too small"),
        "softmax on the only output unit, poisson, rate of 1e-6",
        _scan(0.005, "softmax"),
        pictures(200, (16, 16, 16, 3), 2),
        ("poisson", SGD, 1e-6, 50, 64),
        layers=_scan(1e-5, "sigmoid"),
        loss="binary_crossentropy",
        optimizer=lambda: Adam(1e-3),
    ),
    row(  # 13000 units cut to 1024
        (64387251, "loss and output"),
        "logit taken for a probability",
        _frozen("linear"),
        pictures(2000, (784,), 2),
        ("binary_crossentropy", Adam, 1e-3, 1000, 2000),
        layers=_frozen("sigmoid"),
    ),
    row(
        (64395424, "loss and output"),
        "logit taken for a probability",
        stack(2, 2, 128, (1, "linear")),
        lambda: _AND,
        (keras.losses.BinaryCrossentropy(), Adam, 1e-3, 1000, 32),
        layers=stack(2, 2, 128, (1, "sigmoid")),
    ),
    row(
        (64413907, "relu at the output", "loss and output", "random targets"),
        "relu for classes",
        _masked(1, "relu"),
        lambda: _padded(False),
        ("categorical_crossentropy", Adam, 1e-3, 5, 1),
        layers=_masked(16, "softmax"),
        data=lambda: _padded(True),
        epochs=20,
    ),
]
