"""deepmufl's posts 41596619 to 57943425 of convolutions and recurrent layers (see deepmufl_1).

Images are smaller than the posts'. Left out: 54064299, whose fault the program does not show.
"""

from functools import partial
from typing import Any

import numpy as np
from keras import layers
from keras.constraints import MaxNorm
from keras.layers import LSTM, BatchNormalization, Conv2D, Dense, Flatten, LeakyReLU
from keras.optimizers import SGD, Adam, Nadam, RMSprop

from benchmarks.diagnosis.data import (
    amounts,
    deferred,
    normal,
    pictures,
    random,
    score,
    series,
    shaped,
    standardised,
    waves,
)
from benchmarks.diagnosis.layers import stack
from benchmarks.diagnosis.program import row


def _xor():
    return np.array([[[0, 0]], [[0, 1]], [[1, 0]], [[1, 1]]]), np.eye(2)[[0, 1, 1, 0]]


def _bits():
    bits = np.array([[0, 0, 0, 1, 1, 0, 1, 1], [0, 0, 0, 1, 0, 1, 1, 0]])
    return bits[:1, :, None], bits[1:, :, None]


def _two_rows():
    x = [[[8, 0, 18, 10], [9, 0, 20, 7], [7, 0, 17, 12]]]
    x += [[[7, 0, 31, 8], [5, 0, 22, 9], [7, 0, 17, 12]]]
    return np.array(x), np.array([[[10], [7], [12]], [[8], [9], [12]]])


def _two_standard():  # without the column that is always 0
    x, y = (standardised(a.reshape(6, -1)).reshape(2, 3, -1) for a in _two_rows())
    return x[:, :, [0, 2, 3]], y


@deferred
def _rare(by_rule: bool):  # five rows of 32 are 1
    x = normal(640, 48, 16)
    values = score(x.mean(axis=1)) if by_rule else random(1).random(640)
    return x, (values > np.quantile(values, 27 / 32)).astype(int)


def _normed(momentum: float):
    strided = partial(Conv2D, kernel_size=4, strides=2, padding="same")
    slope = partial(LeakyReLU, negative_slope=0.2)
    second = partial(strided, 10), partial(BatchNormalization, momentum=momentum), slope
    return stack((64, 64, 3), partial(strided, 5), slope, *second, Flatten, (1, "sigmoid"))


def _digits(*end: Any):
    convs = [((n, 3, "same"), (n, 3), ("pool", 2)) for n in (16, 32, 64)]
    return stack((28, 28, 1), *sum(convs, ()), Flatten, 50, 0.5, (10, None), *end)


def _short(last: str):
    convs = [((n, 4, "same", None), BatchNormalization, LeakyReLU, 0.2) for n in (16, 8)]
    end = Flatten, (64, None), BatchNormalization, LeakyReLU, (1, last)
    return stack((10, 4), *sum(convs, ()), *end)


def _chain(last: str | None):
    return stack((50, 1), (30, 3), (40, 3), (120, 3), Flatten, 1024, 256, 32, (1, last))


def _weighted():
    conv = partial(Conv2D, padding="same", activation="relu", kernel_regularizer="l2")
    first, second = partial(conv, 16, 5), partial(conv, 32, 3)
    start = first, ("pool", 2), 0.5, second, ("pool", 2), 0.5, second, 0.5
    counts = (64, 2), (128, 2), (256, 2), (512, 1)
    blocks = [(*(partial(conv, n, 3),) * times, ("pool", 2)) for n, times in counts]
    return stack((64, 64, 3), *start, *sum(blocks, ()), Flatten, 0.5, (1, "softmax"))


def _pointwise(last: str | None):
    convs = (32, 5), (32, 1), (32, 1), ("pool", 2), 0.5, (64, 3), (64, 1), (64, 1), ("pool", 2), 0.5
    end = (128, 3), (32, 1), (10, 1, "valid", last), layers.GlobalAveragePooling2D, _softmax
    return stack((32, 32, 3), *convs, *end)


def _cnn(last: str):
    return stack((64, 64, 3), *((32, 3), ("pool", 2)) * 2, Flatten, 128, (3, last))


def _signal(last: str):
    return stack((600, 1), (20, 4, "same"), ("pool", 2), 0.3, Flatten, 50, (1, last))


def _wide(last: str):
    a, b = (((n, 3, "same"),) * 2 for n in (64, 128))
    convs = *a, ("pool", 2), *a, ("pool", 2), *b, ("pool", 2), *b
    return stack((36, 64, 3), *convs, Flatten, 0.5, 1024, 0.5, (9, last))


def _waves(last: str):
    convs = (20, 20), ("pool", 3), (20, 10), ("pool", 3), (20, 10), layers.GlobalAveragePooling1D
    return stack((1000, 1), *convs, partial(Dense, 3, last, use_bias=False))


def _small(last: str):
    convs = [((n, 2), ("pool", 2)) for n in (16, 16, 32)]
    return stack((64, 64, 3), *sum(convs, ()), Flatten, 128, (5, last))


def _blocks(axis: int, last: str):
    batch, counts = partial(BatchNormalization, axis=axis), ((32, 1), (64, 2), (128, 3))
    blocks = [(*((n, 3, "same"), batch) * times, ("pool", 2), 0.25) for n, times in counts]
    return stack((10, 10, 1), *sum(blocks, ()), Flatten, 512, BatchNormalization, 0.5, (2, last))


def _lstm(activation: str, **more: Any):
    cells = partial(LSTM, 512, activation=activation, recurrent_dropout=0.3, **more)
    return stack((48, 16), cells, (1, "sigmoid"))


_softmax = partial(layers.Activation, "softmax")
_NORM = MaxNorm(0.5, axis=0)
_XOR = (partial(LSTM, 10, return_sequences=True), partial(LSTM, 10))
_GRUS = (partial(layers.GRU, 10, return_sequences=True),) * 2

PROGRAMS = [
    row(
        (43055289, "moving averages behind"),
        "the moving averages of the batch normalisation have not followed after 40 updates",
        _normed(0.99),
        pictures(60, (64, 64, 3), 2),
        ("binary_crossentropy", Adam, 1e-3, 5, 8),
        layers=_normed(0.8),
        epochs=10,
    ),
    row(
        (44755431, "dropout at the output"),
        "dropout between the classes' values and their softmax",
        _digits(0.5, _softmax),
        pictures(4000, (28, 28, 1), 10, hot=True),
        ("categorical_crossentropy", Adam, 1e-3, 5, 20),
        layers=_digits(_softmax),
    ),
    row(
        (45378493, "softmax of one unit"),
        "softmax on one unit",
        _short("softmax"),
        pictures(600, (10, 4), 2),
        ("binary_crossentropy", Adam, 1e-3, 100, 128),
        layers=_short("sigmoid"),
    ),
    row(
        (46247619, "output range", "relu at the output", "dead units", "target scale"),
        "a relu at the output for quantities of hundreds, half of them negative",
        _chain("relu"),
        shaped(amounts(5, 50, -200, 200), 50, 1),
        ("mse", Adam, 1e-3, 1000, 4096),  # posted: 10,000
        layers=_chain(None),
        data=shaped(amounts(5, 50, -2, 2), 50, 1),
        epochs=300,
    ),
    row(
        (47241622, "softmax of one unit"),
        "softmax on one unit",  # posted: stateful, which asks for one size of batch
        stack((128, 1), partial(LSTM, 128), (1, "softmax")),
        partial(series, 4000, 128, 1, 2),
        ("binary_crossentropy", Adam, 1e-3, 10, 200),  # posted: 1, of 40,000 rows
        layers=stack((128, 1), partial(LSTM, 128), (1, "sigmoid")),
    ),
    row(
        (47704695, "softmax of one unit"),
        "softmax on one unit",
        _weighted(),
        pictures(500, (64, 64, 3), 2),
        ("binary_crossentropy", Adam, 1e-3, 10, 32),  # no twin is known to learn
    ),
    row(
        (47735201, "relu at the output", "dead units"),
        "a relu on the classes' values, before their mean and softmax",
        _pointwise("relu"),
        pictures(2000, (32, 32, 3), 10, hot=True),
        ("categorical_crossentropy", Adam, 1e-3, 20, 32),  # posted: 200
        layers=_pointwise(None),
    ),
    row(
        (50338865, "loss and output", "too few epochs"),
        "no softmax and an absolute loss for one-hot classes; 50 updates",
        stack((1, 2), *_XOR, (2, None)),
        _xor,
        ("mae", Adam, 1e-3, 50, 32),
        layers=stack((1, 2), *_XOR, (2, "softmax")),
        loss="categorical_crossentropy",
        optimizer=partial(Adam, 0.01),
        epochs=300,
    ),
    row(
        (50914860, "loss and output"),
        "three sigmoids with the categorical loss",
        _cnn("sigmoid"),
        pictures(1000, (64, 64, 3), 3, hot=True),
        ("categorical_crossentropy", Adam, 1e-3, 5, 32),
        layers=_cnn("softmax"),
    ),
    row(
        (51581521, "softmax of one unit"),
        "softmax on one unit, over the values of a frozen VGG16 (in its place, inputs)",
        stack((4, 4, 512), Flatten, (256, "relu"), 0.5, (1, "softmax")),
        pictures(200, (4, 4, 512), 2),
        ("binary_crossentropy", Adam, 1e-3, 50, 64),
        layers=stack((4, 4, 512), Flatten, (256, "relu"), 0.5, (1, "sigmoid")),
    ),
    row(
        (51749207, "softmax of one unit"),
        "softmax on one unit",
        _signal("softmax"),
        pictures(458, (600, 1), 2),
        ("binary_crossentropy", Nadam, 1e-3, 100, 8),
        layers=_signal("sigmoid"),
        epochs=20,
    ),
    row(
        (51901386, "loss and output", "relu at the output", "dead units"),
        "a relu at the output with the categorical loss",
        _wide("relu"),
        pictures(450, (36, 64, 3), 9, hot=True),
        ("categorical_crossentropy", Adam, 0.0001, 5, 24),
        layers=_wide("softmax"),
        epochs=20,
    ),
    row(
        (52983831, "softmax of one unit"),
        "softmax on one unit",
        stack((8, 1), *_GRUS, (1, "softmax")),
        _bits,
        ("binary_crossentropy", Adam, 1e-3, 3000, 32),
        layers=stack((8, 1), *_GRUS, (1, "sigmoid")),
    ),
    row(
        (53700537, "loss and output", "relu at the output", "dead units"),
        "a relu at the output with the categorical loss",
        _waves("relu"),
        waves(1000, 1000, 1, 3, hot=True),
        ("categorical_crossentropy", Adam, 1e-3, 10, 32),
        layers=_waves("softmax"),
    ),
    row(
        (54282951, "loss and output"),
        "no sigmoid at the output with the binary loss",
        stack((64, 64, 3), (32, 1, "valid", None), Flatten, (64, None), 0.5, (1, None)),
        pictures(90, (64, 64, 3), 2),
        ("binary_crossentropy", RMSprop, 1e-3, 50, 32),
        layers=stack((64, 64, 3), (32, 1), Flatten, 64, 0.5, (1, "sigmoid")),
    ),
    row(
        (54811239, "output range", "input scale", "target scale", "too few epochs"),
        "quantities from 7 to 12 for a tanh, inputs up to 31, five updates",
        stack((3, 4), _XOR[0], (50, "tanh"), (1, "tanh")),
        _two_rows,
        ("mse", Adam, 1e-3, 5, 32),
        layers=stack((3, 3), _XOR[0], (50, "tanh"), (1, None)),
        data=_two_standard,
        epochs=500,
    ),
    row(
        (55198221, "loss and output"),
        "five sigmoids with the categorical loss",
        _small("sigmoid"),
        pictures(450, (64, 64, 3), 5, hot=True),
        ("categorical_crossentropy", Adam, 0.0001, 50, 32),
        layers=_small("softmax"),
    ),
    row(
        (57516678, "exploding gradient", "not finite", "random targets"),
        "a relu within an LSTM, whose state grows beyond all bounds; labels by chance",
        _lstm("relu", kernel_constraint=_NORM, recurrent_constraint=_NORM),
        _rare(False),
        ("binary_crossentropy", partial(Nadam, clipnorm=1), 0.0004, 5, 32),
        layers=_lstm("tanh"),
        data=_rare(True),
    ),
    row(
        (57943425, "loss and output", "rate too small"),
        "two sigmoids with the categorical loss, normalised along the wrong axis, at a small rate",
        _blocks(1, "sigmoid"),
        pictures(1000, (10, 10, 1), 2),
        ("sparse_categorical_crossentropy", SGD, 0.001, 5, 32),
        layers=_blocks(-1, "softmax"),
        optimizer=partial(SGD, 0.01, momentum=0.9),
    ),
]
