"""Programs of deepmufl's collection, posts 58043002 to 60766775."""

from functools import partial
from typing import Any

import numpy as np
from keras.layers import GRU, LSTM, Flatten, Masking
from keras.optimizers import Adam, RMSprop

from benchmarks.diagnosis.data import (
    Pair,
    binary,
    deferred,
    labels,
    normal,
    pictures,
    several,
    shaped,
    standard,
    waves,
)
from benchmarks.diagnosis.layers import stack
from benchmarks.diagnosis.program import Program, nesterov, row


@deferred
def _amounts(rows: int, width: int, targets: int = 1) -> Pair:
    """Standard normal columns, and targets of deviation 150 about 0."""
    x = normal(rows, width)
    return x, 150 * several(x, targets)


def _squares(scale_x: float = 1, scale_y: float = 1):
    x = np.linspace(0, 10, 1000)[:, None]
    return x / scale_x, x**2 / scale_y


_XNOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([[1], [0], [0], [1.0]])


def _pattern_rnn(act: str):
    first, second = (64, 3, "valid", act), (64, 2, "valid", act)
    return stack((10, 7), first, ("pool", 3), second, Masking, lambda: LSTM(8), (2, "softmax"))


def _cifar(*end: Any):
    return stack((32, 32, 3), (32, 3), ("pool", 2), (32, 3), ("pool", 2), Flatten, 400, *end)


def _alex(last: str):
    convs = (96, 11, "same"), ("pool", 3), (128, 3, "same"), ("pool", 2), (128, 3, "same")
    return stack((30, 30, 1), *convs, ("pool", 2), Flatten, 300, 0.2, (1, last))


def _deep_cnn(last: str):
    pair, pool = ((128, 3, "same"),) * 2, ("pool", 2, "same")
    convs = (32, 3, "same"), (32, 3), pool, *pair, pool, *pair, pool
    return stack((5, 5, 1), *convs, Flatten, 128, 64, 32, (1, last))


def _two_convs(last: str):
    return stack((32, 32, 3), (32, 3), (64, 3), ("pool", 2), 0.25, Flatten, 128, 0.5, (2, last))


def _grus(last: str):
    first, second = (lambda n=n: GRU(n, return_sequences=True) for n in (512, 256))
    return stack((1, 12), first, second, lambda: GRU(256), (1, last))


def _hidden_sigmoids(last: str):
    return stack(8, (32, "sigmoid"), 0.1, (20, "sigmoid"), 0.1, (15, "sigmoid"), 0.1, (4, last))


PROGRAMS: list[Program] = [
    row(
        (58043002, "activation", "rate too small"),
        "sigmoid convolutions, rate a tenth",
        _pattern_rnn("sigmoid"),
        waves(670, 10, 7, hot=True),
        ("categorical_crossentropy", Adam, 1e-4, 100, 50),
        layers=_pattern_rnn("relu"),
        optimizer=lambda: Adam(1e-3),
    ),
    row(
        (58055105, "softmax of one unit"),
        "softmax on the only output unit",
        stack(22, 48, 0.5, (1, "softmax")),
        binary(670, 22),
        ("binary_crossentropy", Adam, 1e-4, 20, 5),
        layers=stack(22, 48, 0.5, (1, "sigmoid")),
    ),
    row(
        (58333926, "loss and output"),
        "ten classes as ten separate yes-or-no questions",
        _cifar((10, "sigmoid")),
        pictures(2000, (32, 32, 3), 10, hot=True),
        ("binary_crossentropy", Adam, 1e-3, 3, 32),
        layers=_cifar((10, "softmax")),
        loss="categorical_crossentropy",
    ),
    row(  # x: what a frozen VGG16 makes of pictures of 57x57; dense layer of 4096 units cut to 1024
        (58392266, "softmax of one unit"),
        "softmax on the only output unit",
        stack((1, 1, 512), Flatten, 1024, 1024, (1, "softmax")),
        lambda: (x := np.maximum(normal(1000, 1, 1, 512), 0), labels(x)),
        ("binary_crossentropy", Adam, 1e-5, 5, 32),
        layers=stack((1, 1, 512), Flatten, 1024, 1024, (1, "sigmoid")),
        optimizer=lambda: Adam(1e-4),
    ),
    row(
        (58572274, "relu at the output", "loss and output", "dead units", "too few epochs"),
        "relu for a probability",
        stack(2, 2, 2, (1, "relu")),
        lambda: _XNOR,
        ("binary_crossentropy", Adam, 1e-3, 10, 32),
        layers=stack(2, 20, 20, (1, "sigmoid")),
        epochs=1000,
    ),
    row(
        (58844149, "softmax of one unit"),
        "softmax on the only output unit",
        _alex("softmax"),
        pictures(1000, (30, 30, 1), 2),
        ("binary_crossentropy", Adam, 1e-3, 5, 32),
        layers=_alex("sigmoid"),
    ),
    row(
        (59078187, "output range", "target shape", "target scale"),
        "softmax of ten for a square",
        stack(1, 128, 0.2, (10, "softmax")),
        _squares,
        ("mse", Adam, 1e-3, 5, 32),
        layers=stack(1, 128, (1, "linear")),
        data=lambda: _squares(10, 100),
        epochs=100,
    ),
    row(
        (59758722, "relu at the output", "output range", "target scale"),
        "relu of numbers below 0",
        stack(4, 30, 30, (1, "relu")),
        _amounts(1000, 4),
        ("mean_squared_error", RMSprop, 1e-3, 13, 128),
        layers=stack(4, 30, 30, (1, "linear")),
        data=standard(_amounts(1000, 4), targets=True),
        epochs=100,
    ),
    row(
        (60355380, "softmax of one unit"),
        "softmax on the only output unit",
        _deep_cnn("softmax"),
        pictures(670, (5, 5, 1), 2),
        ("binary_crossentropy", Adam, 1e-3, 100, 32),
        layers=_deep_cnn("sigmoid"),
    ),
    row(
        (60508218, "loss and output", "rate too small"),
        "two sigmoids, tiny rate",
        _two_convs("sigmoid"),
        pictures(300, (32, 32, 3), 2, hot=True),
        ("binary_crossentropy", Adam, 3e-5, 20, 10),
        layers=_two_convs("softmax"),
        loss="categorical_crossentropy",
        optimizer=lambda: Adam(1e-3),
    ),
    row(
        (60574843, "output range", "target scale"),
        "sigmoid as output of large numbers",
        _grus("sigmoid"),
        shaped(_amounts(3000, 12), 1, 12),
        ("mse", Adam, 1e-3, 25, 256),
        layers=_grus("linear"),
        data=shaped(standard(_amounts(3000, 12), targets=True), 1, 12),
    ),
    row(
        (60766775, "output range", "target scale"),
        "softmax as output of four numbers",
        _hidden_sigmoids("softmax"),
        standard(_amounts(900, 8, 4)),
        ("mean_squared_error", partial(nesterov, momentum=0.87), 0.01, 100, 1),
        layers=_hidden_sigmoids("linear"),
        data=standard(_amounts(900, 8, 4), targets=True),
    ),
]
