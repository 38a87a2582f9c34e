"""deepmufl's posts 41596619 to 57943425 of convolutions and recurrent layers (see deepmufl_1).

Images are smaller than the posts'. Left out: 54064299, whose fault the program does not show.
"""

from functools import partial

import numpy as np
from keras.layers import LSTM, Flatten
from keras.optimizers import SGD, Adam, Nadam, RMSprop

from benchmarks.diagnosis import deepmufl_nets as nets
from benchmarks.diagnosis.data import normal, score, series
from benchmarks.diagnosis.deepmufl_data import amounts, classes, fit, row, standard
from benchmarks.diagnosis.deepmufl_nets import net
from benchmarks.diagnosis.program import random


def _xor():
    return np.array([[[0, 0]], [[0, 1]], [[1, 0]], [[1, 1]]]), np.eye(2)[[0, 1, 1, 0]]


def _bits():
    bits = np.array([[0, 0, 0, 1, 1, 0, 1, 1], [0, 0, 0, 1, 0, 1, 1, 0]])
    return bits[:1, :, None], bits[1:, :, None]


def _two_rows():
    x = [[[8, 0, 18, 10], [9, 0, 20, 7], [7, 0, 17, 12]]]
    x += [[[7, 0, 31, 8], [5, 0, 22, 9], [7, 0, 17, 12]]]
    return np.array(x), np.array([[[10], [7], [12]], [[8], [9], [12]]])


def _two_scaled():  # without the column that is always 0
    x, y = (standard(a.reshape(6, -1)).reshape(2, 3, -1) for a in _two_rows())
    return x[:, :, [0, 2, 3]], y


def _rare(by_rule):  # five rows of 32 are 1
    def made():
        x = normal(640, 48, 16)
        values = score(x.mean(axis=1)) if by_rule else random(1).random(640)
        return x, (values > np.quantile(values, 27 / 32)).astype(int)

    return made


def _three_waves():
    x, y = series(1000, 1000, 1, 3)
    return x, np.eye(3)[y]


def _line(high):
    x, y = amounts(5, 50, -high, high)()
    return lambda: (x[:, :, None], y)


PROGRAMS = [
    row(
        43055289,
        "the moving averages of the batch normalisation have not followed after 40 updates",
        {"moving averages behind"},
        net((64, 64, 3), *nets.normed(0.99)),
        classes(60, (64, 64, 3)),
        fit("binary_crossentropy", Adam, 5, 8),
        layers=net((64, 64, 3), *nets.normed(0.8)),
        epochs=10,
    ),
    row(
        44755431,
        "dropout between the classes' values and their softmax",
        {"dropout at the output"},
        nets.digits(0.5, nets.softmax),
        classes(4000, (28, 28, 1), 10, hot=True),
        fit("categorical_crossentropy", Adam, 5, 20),
        layers=nets.digits(nets.softmax),
    ),
    row(
        45378493,
        "softmax on one unit",
        {"softmax of one unit"},
        nets.short("softmax"),
        classes(600, (10, 4)),
        fit("binary_crossentropy", Adam, 100, 128),
        layers=nets.short("sigmoid"),
    ),
    row(
        46247619,
        "a relu at the output for quantities of hundreds, half of them negative",
        {"output range", "relu at the output", "dead units", "target scale"},
        nets.chain("relu"),
        _line(200),
        fit("mse", Adam, 1000, 4096),  # posted: 10,000
        layers=nets.chain(None),
        data=_line(2),
        epochs=300,
    ),
    row(
        47241622,
        "softmax on one unit",  # posted: stateful, which asks for one size of batch
        {"softmax of one unit"},
        net((128, 1), partial(LSTM, 128), (1, "softmax")),
        partial(series, 4000, 128, 1, 2),
        fit("binary_crossentropy", Adam, 10, 200),  # posted: 1, of 40,000 rows
        layers=net((128, 1), partial(LSTM, 128), (1, "sigmoid")),
    ),
    row(
        47704695,
        "softmax on one unit",
        {"softmax of one unit"},
        nets.weighted("softmax", "l2", 0.5),
        classes(500, (64, 64, 3)),
        fit("binary_crossentropy", Adam, 10),  # no twin is known to learn
    ),
    row(
        47735201,
        "a relu on the classes' values, before their mean and softmax",
        {"relu at the output", "dead units"},
        nets.pointwise("relu"),
        classes(2000, (32, 32, 3), 10, hot=True),
        fit("categorical_crossentropy", Adam, 20),  # posted: 200
        layers=nets.pointwise(None),
    ),
    row(
        50338865,
        "no softmax and an absolute loss for one-hot classes; 50 updates",
        {"loss and output", "too few epochs"},
        net((1, 2), *nets.XOR, (2, None)),
        _xor,
        fit("mae", Adam, 50),
        layers=net((1, 2), *nets.XOR, (2, "softmax")),
        loss="categorical_crossentropy",
        optimizer=partial(Adam, 0.01),
        epochs=300,
    ),
    row(
        50914860,
        "three sigmoids with the categorical loss",
        {"loss and output"},
        nets.cnn("sigmoid"),
        classes(1000, (64, 64, 3), 3, hot=True),
        fit("categorical_crossentropy", Adam, 5),
        layers=nets.cnn("softmax"),
    ),
    row(
        51581521,
        "softmax on one unit, over the values of a frozen VGG16 (in its place, inputs)",
        {"softmax of one unit"},
        net((4, 4, 512), Flatten, (256, "relu"), 0.5, (1, "softmax")),
        classes(200, (4, 4, 512)),
        fit("binary_crossentropy", Adam, 50, 64),
        layers=net((4, 4, 512), Flatten, (256, "relu"), 0.5, (1, "sigmoid")),
    ),
    row(
        51749207,
        "softmax on one unit",
        {"softmax of one unit"},
        nets.signal("softmax"),
        classes(458, (600, 1)),
        fit("binary_crossentropy", Nadam, 100, 8),
        layers=nets.signal("sigmoid"),
        epochs=20,
    ),
    row(
        51901386,
        "a relu at the output with the categorical loss",
        {"loss and output", "relu at the output", "dead units"},
        nets.wide("relu"),
        classes(450, (36, 64, 3), 9, hot=True),
        fit("categorical_crossentropy", partial(Adam, 0.0001), 5, 24),
        layers=nets.wide("softmax"),
        epochs=20,
    ),
    row(
        52983831,
        "softmax on one unit",
        {"softmax of one unit"},
        net((8, 1), *nets.GRUS, (1, "softmax")),
        _bits,
        fit("binary_crossentropy", Adam, 3000),
        layers=net((8, 1), *nets.GRUS, (1, "sigmoid")),
    ),
    row(
        53700537,
        "a relu at the output with the categorical loss",
        {"loss and output", "relu at the output", "dead units"},
        nets.waves("relu"),
        _three_waves,
        fit("categorical_crossentropy", Adam),
        layers=nets.waves("softmax"),
    ),
    row(
        54282951,
        "no sigmoid at the output with the binary loss",
        {"loss and output"},
        net(
            (64, 64, 3),
            *nets.convs(32, size=1, activation=None),
            Flatten,
            (64, None),
            0.5,
            (1, None),
        ),
        classes(90, (64, 64, 3)),
        fit("binary_crossentropy", RMSprop, 50),
        layers=net(
            (64, 64, 3), *nets.convs(32, size=1), Flatten, (64, "relu"), 0.5, (1, "sigmoid")
        ),
    ),
    row(
        54811239,
        "quantities from 7 to 12 for a tanh, inputs up to 31, five updates",
        {"output range", "input scale", "target scale", "too few epochs"},
        net((3, 4), nets.XOR[0], (50, "tanh"), (1, "tanh")),
        _two_rows,
        fit("mse", Adam, 5),
        layers=net((3, 3), nets.XOR[0], (50, "tanh"), (1, None)),
        data=_two_scaled,
        epochs=500,
    ),
    row(
        55198221,
        "five sigmoids with the categorical loss",
        {"loss and output"},
        nets.small("sigmoid"),
        classes(450, (64, 64, 3), 5, hot=True),
        fit("categorical_crossentropy", partial(Adam, 0.0001), 50),
        layers=nets.small("softmax"),
    ),
    row(
        57516678,
        "a relu within an LSTM, whose state grows beyond all bounds; labels by chance",
        {"exploding gradient", "not finite", "random targets"},
        net(
            (48, 16),
            nets.lstm("relu", kernel_constraint=nets.norm, recurrent_constraint=nets.norm),
            (1, "sigmoid"),
        ),
        _rare(False),
        fit("binary_crossentropy", partial(Nadam, 0.0004, clipnorm=1), 5),
        layers=net((48, 16), nets.lstm("tanh"), (1, "sigmoid")),
        data=_rare(True),
    ),
    row(
        57943425,
        "two sigmoids with the categorical loss, normalised along the wrong axis, at a small rate",
        {"loss and output", "rate too small"},
        nets.blocks(1, "sigmoid"),
        classes(1000, (10, 10, 1)),
        fit("sparse_categorical_crossentropy", partial(SGD, 0.001), 5),
        layers=nets.blocks(-1, "softmax"),
        optimizer=partial(SGD, 0.01, momentum=0.9),
    ),
]
