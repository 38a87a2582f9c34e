"""Programs of deepmufl's collection, posts 58043002 to 60766775."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras.layers import GRU, LSTM, Dense, Dropout, Flatten, Masking
from keras.optimizers import SGD, Adam, RMSprop

from benchmarks.diagnosis.data import images, labels, normal, one_hot, score, series, table
from benchmarks.diagnosis.program import Array, Program

Data = Callable[[], tuple[Array, Array]]

_CONV = {1: keras.layers.Conv1D, 2: keras.layers.Conv2D, 3: keras.layers.Conv3D}
_POOL = {
    1: keras.layers.MaxPooling1D,
    2: keras.layers.MaxPooling2D,
    3: keras.layers.MaxPooling3D,
}


def _layer(part: Any, dims: int) -> keras.Layer:
    match part:
        case float():
            return Dropout(part)
        case int():
            return Dense(part, activation="relu")
        case (int(units), str(activation)):
            return Dense(units, activation=activation)
        case ("pool", int(size), *padding):
            return _POOL[dims](size, padding=(*padding, "valid")[0])
        case (int(filters), kernel, *rest):
            padding, activation = (*rest, *("valid", "relu")[len(rest) :])
            return _CONV[dims](filters, kernel, padding=padding, activation=activation)
    return part()


def stack(shape: Any, *parts: Any) -> Callable[[], list[keras.Layer]]:
    """Makes layers behind an input of that shape. A part: units (relu), (units, activation), a
    rate of dropout, (filters, kernel, padding, activation; relu), ("pool", size, padding), or what
    makes a layer when called."""
    shape = (shape,) if isinstance(shape, int) else shape
    return lambda: [keras.Input(shape), *(_layer(part, len(shape) - 1) for part in parts)]


def row(head: Any, net: Any, data: Data, fit: Any, /, **fixed: Any) -> Program:
    """A program. head: post, said, causes; net: of `stack`; fit: loss, optimizer, rate, epochs,
    batch size; fixed: as a program's, with `layers` of `stack`."""
    post, said, *causes = head
    loss, optimizer, rate, epochs, batch_size = fit
    if "layers" in fixed:
        fixed["layers"] = stack(*fixed["layers"])
    run = (stack(*net), data, loss, lambda: optimizer(rate), epochs, batch_size)
    return Program(post, said, frozenset(causes), *run, fixed=fixed, collections=("deepmufl",))


def binary(rows: int, *shape: int) -> Data:
    """Standard normal x, classes 0 and 1."""
    return lambda: (x := normal(rows, *shape), labels(x))


def pictures(rows: int, shape: Any, classes: int, high: float = 1, *, hot: bool = False) -> Data:
    """x from 0 to high, y [rows] or one-hot."""

    def make():
        x, y = images(rows, shape, classes, high)
        return x, one_hot(y, classes) if hot else y

    return make


def amounts(rows: int, columns: int, targets: int = 1, spread: float = 150) -> Data:
    """Standard normal x, targets of that spread about 0."""

    def make():
        x = normal(rows, columns)
        return x, spread * np.stack([score(x, seed=1 + i) for i in range(targets)], axis=1)

    return make


def standard(data: Data, *, y: bool = False) -> Data:
    """The same data with standardised columns: x's, and y's where asked."""

    def make():
        x, t = (np.asarray(a, "float64") for a in data())
        x = (x - x.mean(0)) / x.std(0)
        return x, (t - t.mean(0)) / t.std(0) if y else t

    return make


def iris(rows: int) -> Data:
    """Columns of the ranges of the iris flowers, three classes."""
    x = table(rows, 4, [4.3, 2.0, 1.0, 0.1], [7.9, 4.4, 6.9, 2.5])
    return lambda: (x, labels(x, 3))


def shaped(data: Data, *shape: int) -> Data:
    """The same data, a row of x in another shape."""
    return lambda: ((pair := data())[0].reshape(-1, *shape), pair[1])


def waves(rows: int, steps: int, features: int, *, hot: bool = False) -> Data:
    """x of sines, y [rows, 1] of two classes or one-hot."""

    def make():
        x, y = series(rows, steps, features, classes=2)
        return x, one_hot(y, 2) if hot else y[:, None]

    return make


def _squares(scale_x: float = 1, scale_y: float = 1):
    x = np.linspace(0, 10, 1000)[:, None]
    return x / scale_x, x**2 / scale_y


_XNOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([[1], [0], [0], [1.0]])


def _pattern_rnn(act: str):
    first, second = (64, 3, "valid", act), (64, 2, "valid", act)
    return (10, 7), first, ("pool", 3), second, Masking, lambda: LSTM(8), (2, "softmax")


def _cifar(*end: Any):
    return (32, 32, 3), (32, 3), ("pool", 2), (32, 3), ("pool", 2), Flatten, 400, *end


def _alex(last: str):
    convs = (96, 11, "same"), ("pool", 3), (128, 3, "same"), ("pool", 2), (128, 3, "same")
    return (30, 30, 1), *convs, ("pool", 2), Flatten, 300, 0.2, (1, last)


def _deep_cnn(last: str):
    pair, pool = ((128, 3, "same"),) * 2, ("pool", 2, "same")
    convs = (32, 3, "same"), (32, 3), pool, *pair, pool, *pair, pool
    return (5, 5, 1), *convs, Flatten, 128, 64, 32, (1, last)


def _two_convs(last: str):
    return (32, 32, 3), (32, 3), (64, 3), ("pool", 2), 0.25, Flatten, 128, 0.5, (2, last)


def _grus(last: str):
    first, second = (lambda n=n: GRU(n, return_sequences=True) for n in (512, 256))
    return (1, 12), first, second, lambda: GRU(256), (1, last)


def _hidden_sigmoids(last: str):
    return 8, (32, "sigmoid"), 0.1, (20, "sigmoid"), 0.1, (15, "sigmoid"), 0.1, (4, last)


PROGRAMS: list[Program] = [
    row(
        (58043002, "sigmoid convolutions, rate a tenth", "activation", "rate too small"),
        _pattern_rnn("sigmoid"),
        waves(670, 10, 7, hot=True),
        ("categorical_crossentropy", Adam, 1e-4, 100, 50),
        layers=_pattern_rnn("relu"),
        optimizer=lambda: Adam(1e-3),
    ),
    row(
        (58055105, "softmax on the only output unit", "softmax of one unit"),
        (22, 48, 0.5, (1, "softmax")),
        binary(670, 22),
        ("binary_crossentropy", Adam, 1e-4, 20, 5),
        layers=(22, 48, 0.5, (1, "sigmoid")),
    ),
    row(
        (58333926, "ten classes as ten separate yes-or-no questions", "loss and output"),
        _cifar((10, "sigmoid")),
        pictures(2000, (32, 32, 3), 10, hot=True),
        ("binary_crossentropy", Adam, 1e-3, 3, 32),
        layers=_cifar((10, "softmax")),
        loss="categorical_crossentropy",
    ),
    row(  # x: what a frozen VGG16 makes of pictures of 57x57; dense layer of 4096 units cut to 1024
        (58392266, "softmax on the only output unit", "softmax of one unit"),
        ((1, 1, 512), Flatten, 1024, 1024, (1, "softmax")),
        lambda: (x := np.maximum(normal(1000, 1, 1, 512), 0), labels(x)),
        ("binary_crossentropy", Adam, 1e-5, 5, 32),
        layers=((1, 1, 512), Flatten, 1024, 1024, (1, "sigmoid")),
        optimizer=lambda: Adam(1e-4),
    ),
    row(
        (
            58572274,
            "relu for a probability",
            "relu at the output",
            "loss and output",
            "dead units",
            "too few epochs",
        ),
        (2, 2, 2, (1, "relu")),
        lambda: _XNOR,
        ("binary_crossentropy", Adam, 1e-3, 10, 32),
        layers=(2, 20, 20, (1, "sigmoid")),
        epochs=1000,
    ),
    row(
        (58844149, "softmax on the only output unit", "softmax of one unit"),
        _alex("softmax"),
        pictures(1000, (30, 30, 1), 2),
        ("binary_crossentropy", Adam, 1e-3, 5, 32),
        layers=_alex("sigmoid"),
    ),
    row(
        (59078187, "softmax of ten for a square", "output range", "target shape", "target scale"),
        (1, 128, 0.2, (10, "softmax")),
        _squares,
        ("mse", Adam, 1e-3, 5, 32),
        layers=(1, 128, (1, "linear")),
        data=lambda: _squares(10, 100),
        epochs=100,
    ),
    row(
        (59758722, "relu of numbers below 0", "relu at the output", "output range", "target scale"),
        (4, 30, 30, (1, "relu")),
        amounts(1000, 4),
        ("mean_squared_error", RMSprop, 1e-3, 13, 128),
        layers=(4, 30, 30, (1, "linear")),
        data=standard(amounts(1000, 4), y=True),
        epochs=100,
    ),
    row(
        (60355380, "softmax on the only output unit", "softmax of one unit"),
        _deep_cnn("softmax"),
        pictures(670, (5, 5, 1), 2),
        ("binary_crossentropy", Adam, 1e-3, 100, 32),
        layers=_deep_cnn("sigmoid"),
    ),
    row(
        (60508218, "two sigmoids, tiny rate", "loss and output", "rate too small"),
        _two_convs("sigmoid"),
        pictures(300, (32, 32, 3), 2, hot=True),
        ("binary_crossentropy", Adam, 3e-5, 20, 10),
        layers=_two_convs("softmax"),
        loss="categorical_crossentropy",
        optimizer=lambda: Adam(1e-3),
    ),
    row(
        (60574843, "sigmoid as output of large numbers", "output range", "target scale"),
        _grus("sigmoid"),
        shaped(amounts(3000, 12), 1, 12),
        ("mse", Adam, 1e-3, 25, 256),
        layers=_grus("linear"),
        data=shaped(standard(amounts(3000, 12), y=True), 1, 12),
    ),
    row(
        (60766775, "softmax as output of four numbers", "output range", "target scale"),
        _hidden_sigmoids("softmax"),
        standard(amounts(900, 8, 4)),
        ("mean_squared_error", lambda rate: SGD(rate, 0.87, nesterov=True), 0.01, 100, 1),
        layers=_hidden_sigmoids("linear"),
        data=standard(amounts(900, 8, 4), y=True),
    ),
]
