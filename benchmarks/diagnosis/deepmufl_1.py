"""deepmufl's posts 41596619 to 57943425 that are of dense layers only (deepmufl_2 has the others).

Facts of ali-ghanbari/deepmufl-ase-2023 and of the posts. Epochs are the posts', but fewer where
they would be more than some 20,000 updates, and more where our rows are far fewer than theirs.
"""

from functools import partial

import numpy as np
from keras.initializers import RandomUniform
from keras.layers import BatchNormalization, Dense, Flatten
from keras.optimizers import SGD, Adam, RMSprop

from benchmarks.diagnosis import deepmufl_data as of
from benchmarks.diagnosis.deepmufl_data import amounts, classes, fit, nesterov, row, scaled
from benchmarks.diagnosis.deepmufl_nets import net

_FIVE = ((100, "relu"), 0.2, (150, "relu"), 0.2, *((200, "relu"), 0.2) * 3)
_TAGS = ((1024, "relu"), 0.1, (600, "relu"), 0.1)  # posted: 5000 units in the first
_CELLS = ((30, "relu"), BatchNormalization, (60, "relu"), BatchNormalization)
_SIX = ((18, "tanh"), (36, "relu"), *((72, "relu"),) * 2, (32, "relu"), (16, "relu"))
_NORMED = (BatchNormalization, (4, "relu"), 0.5)


def _drawn(units, activation, bound):
    return partial(Dense, units, activation, kernel_initializer=RandomUniform(-bound, bound, 0))


_STREAMS = (_drawn(64, "relu", 0.165), _drawn(32, "relu", 0.19))


def _deep(hidden):
    return ((28, hidden), (200, hidden), 0.5, *((300, hidden), 0.5) * 2, (150, hidden), 0.4)


PROGRAMS = [
    row(
        41596619,
        "classes 0 to 3 for one sigmoid with the binary loss, at a small rate",
        {"target range", "output range", "rate too small"},
        net(3, (3, "relu"), (1, "sigmoid"), init="random_uniform"),
        of.eleven,
        fit("binary_crossentropy", partial(SGD, 0.001), 150),
        layers=net(3, (16, "relu"), (4, "softmax")),
        data=scaled(of.eleven),
        loss="sparse_categorical_crossentropy",
        optimizer=partial(Adam, 0.01),
        epochs=500,
    ),
    row(
        41823068,
        "five sigmoids with the categorical loss",
        {"loss and output"},
        net((10, 1), Flatten, (256, "relu"), 0.5, (5, "sigmoid")),
        scaled(classes(900, (10, 1), 5, hot=True)),
        fit("categorical_crossentropy", RMSprop, 50),
        layers=net((10, 1), Flatten, (256, "relu"), 0.5, (5, "softmax")),
    ),
    row(
        41999686,
        "four sigmoids with the categorical loss; weights too small for six layers",
        {"loss and output", "vanishing gradient"},
        net(283, *_FIVE, (4, "sigmoid"), init="random_normal"),
        scaled(classes(1000, (283,), 4, hot=True)),
        fit("categorical_crossentropy", nesterov, 5),
        layers=net(283, *_FIVE, (4, "softmax")),
    ),
    row(
        42472447,
        "122 sigmoids with the categorical loss; weights far too small for five layers",
        {"loss and output", "vanishing gradient"},
        net(33, (50, "relu"), *((33, "relu"),) * 3, (122, "sigmoid"), init="random_uniform"),
        scaled(classes(5000, (33,), 122, hot=True)),
        fit("categorical_crossentropy", Adam, 35, 20),
        layers=net(33, (50, "relu"), *((33, "relu"),) * 3, (122, "softmax")),
    ),
    row(
        44164749,
        "a softmax and the categorical loss for rows that may have several labels; 15 updates",
        {"loss and output", "target range", "too few epochs"},
        net(10, *_TAGS, (5, "softmax")),
        of.tags,
        fit("categorical_crossentropy", nesterov, 5, 2000),
        layers=net(10, *_TAGS, (5, "sigmoid")),
        loss="binary_crossentropy",
        epochs=20,
        batch_size=32,
    ),
    row(
        44758894,
        "a relu at the output and a squared loss for two classes",
        {"loss and output", "relu at the output", "dead units"},
        net(7, (16, "relu"), (1, "relu")),
        of.two(1000, 7),
        fit("mse", SGD, 5),
        layers=net(7, (16, "relu"), (1, "sigmoid")),
        loss="binary_crossentropy",
        epochs=50,
    ),
    row(
        46359741,
        "twenty small updates of two sigmoids in a row, for two points",
        {"too few epochs", "rate too small"},
        net(1, (1, "sigmoid"), (1, "sigmoid")),
        lambda: (np.array([[1.0], [2.0]]), np.array([[1], [0]])),
        fit("binary_crossentropy", partial(SGD, 0.009, momentum=0.9, nesterov=True), 20),
        optimizer=partial(SGD, 0.1, momentum=0.9, nesterov=True),
        epochs=2000,
    ),
    row(
        46869312,
        "quantities from -1 to 1 for a sigmoid with the binary loss",
        {"target range", "output range"},
        net(64, *_STREAMS, _drawn(1, "sigmoid", 0.326)),
        amounts(5000, 64, -1, 1),
        fit("binary_crossentropy", Adam, 30, 200),  # posted: 3, of 125,000 rows
        layers=net(64, *_STREAMS, _drawn(1, "tanh", 0.326)),
        loss="mse",
    ),
    row(
        48486598,
        "only linear layers for a curve of the fifth degree",
        {"too linear"},
        net(1, (1, None), (5, None), (1, None)),
        of.curve,
        fit("mean_absolute_error", Adam, 150, 10),
        layers=net(1, (32, "tanh"), (32, "tanh"), (1, None)),
        data=scaled(of.curve),
        optimizer=partial(Adam, 0.01),
    ),
    row(
        48976413,
        "prices of thousands for a sigmoid",
        {"output range", "target scale"},
        net(5, (12, "relu"), (8, "relu"), (1, "sigmoid")),
        of.cars(30000),
        fit("mse", Adam, 150, 50),
        layers=net(5, (12, "relu"), (8, "relu"), (1, None)),
        data=of.cars(1),
    ),
    row(
        49583466,
        "two epochs of plain SGD for three layers of sigmoids with small weights",
        {"vanishing gradient", "too few epochs"},
        net(1, *((20, "sigmoid"),) * 3, (1, None), init="random_uniform"),
        of.sine,
        fit("mean_squared_error", SGD, 2),
        layers=net(1, *((20, "relu"),) * 3, (1, None)),
        data=scaled(of.sine),
        optimizer=partial(Adam, 0.003),
        epochs=30,
    ),
    row(
        50555434,
        "six sigmoids for shares whose sum is 1; weights too small for four layers",
        {"loss and output", "vanishing gradient"},
        net(28, (20, "relu"), (15, "relu"), (6, "relu"), (6, "sigmoid"), init="random_normal"),
        of.shares,
        fit("mae", Adam, 700),  # posted: 2000
        layers=net(28, (20, "relu"), (15, "relu"), (6, "softmax")),
        loss="kl_divergence",
    ),
    row(
        51185079,
        "a relu at the output with the binary loss",
        {"loss and output", "relu at the output", "dead units"},
        net(34, (512, "relu"), *((200, "relu"),) * 3, (128, "relu"), (1, "relu")),
        of.two(5000, 34),
        fit("binary_crossentropy", RMSprop, 2, 200),
        layers=net(34, (512, "relu"), *((200, "relu"),) * 3, (128, "relu"), (1, "sigmoid")),
    ),
    row(
        52566823,
        "quantities of hundreds for a sigmoid",
        {"output range", "target scale"},
        net(5, (5, "sigmoid"), (4, "sigmoid"), (1, "sigmoid")),
        amounts(700, 5, -200, 200),
        fit("mse", partial(SGD, 0.1), 100),
        layers=net(5, (5, "sigmoid"), (4, "sigmoid"), (1, None)),
        data=amounts(700, 5, -2, 2),
    ),
    row(
        53749895,
        "quantities of hundreds for a softmax",
        {"output range", "target scale"},
        net(4096, (32, "relu"), (3, "softmax")),  # posted: 424 x 424 columns
        amounts(800, 4096, -200, 200, 3),
        fit("mean_squared_error", nesterov, 20),
        layers=net(4096, (32, "relu"), (3, None)),
        data=amounts(800, 4096, -2, 2, 3),
        optimizer=partial(Adam, 0.0003),
    ),
    row(
        54738769,
        "softmax on one unit for quantities of hundreds",
        {"softmax of one unit", "output range", "target scale"},
        net(18, *_SIX, (1, "softmax")),
        amounts(100, 18, -200, 200),
        fit("mean_squared_error", Adam, 100, 35),
        layers=net(18, *_SIX, (1, None)),
        data=amounts(100, 18, -2, 2),
    ),
    row(
        56218256,
        "softmax on one unit, and the categorical loss for two classes",
        {"softmax of one unit", "loss and output"},
        net(1990, (1000, "relu"), (64, "relu"), (32, "relu"), (1, "softmax")),  # posted: 19900
        scaled(classes(670, (1990,))),
        fit("categorical_crossentropy", Adam, 100, 1000),
        layers=net(1990, (1000, "relu"), (64, "relu"), (32, "relu"), (1, "sigmoid")),
        loss="binary_crossentropy",
    ),
    row(
        56317174,
        "labels scaled row by row, which makes all -1, for a sigmoid",
        {"constant targets", "output range"},
        net(4, *_NORMED * 3, (1, "sigmoid")),
        of.weather(False),
        fit("mse", RMSprop, 200, 1024),
        layers=net(4, BatchNormalization, *((4, "relu"),) * 3, (1, "sigmoid")),
        data=of.weather(True),
        loss="binary_crossentropy",
        batch_size=64,
        epochs=30,
    ),
    row(
        56452176,
        "ten updates, through a single relu at the start and one at the end, for y = x / 2",
        {"too few epochs", "relu at the output", "dead units"},
        net(1, (1, "relu"), (9, "relu"), (1, "relu")),
        of.half(1),
        fit("mean_squared_error", partial(Adam, 0.01)),
        layers=net(1, (9, "relu"), (1, None)),
        data=of.half(10),
        epochs=500,
    ),
    row(
        56774954,
        "a softmax and the Poisson loss for rising quantities from 0 to 1, whose sum is not 1",
        {"loss and output", "output range", "target range"},
        net(10, (100, "sigmoid"), (80, "sigmoid"), (20, "softmax")),
        of.rising,
        fit("poisson", Adam, 30),
        layers=net(10, (100, "sigmoid"), (80, "sigmoid"), (20, None)),
        loss="mse",
    ),
    row(
        56888491,
        "only linear layers before the softmax, for classes at opposite corners",
        {"too linear"},
        net(5, (5, None), *((15, None),) * 3, (2, "softmax")),
        of.corners,
        fit("sparse_categorical_crossentropy", Adam, 80, 20),  # posted: 10,000
        layers=net(5, (5, "relu"), *((15, "relu"),) * 3, (2, "softmax")),
        epochs=20,
    ),
    row(
        57326611,
        "one number a row for two softmax units with the binary loss",
        {"target shape", "loss and output"},
        net(5, (50, "relu"), (2, "softmax")),
        of.flat_labels,  # Keras 3 refuses the shape: its loss raises
        fit("binary_crossentropy", Adam, 20),
        loss="sparse_categorical_crossentropy",
    ),
    row(
        57397440,
        "softmax on one unit; columns from hundredths to thousands",
        {"softmax of one unit", "input scale"},
        net(30, *_CELLS, (1, "softmax")),
        of.cells,
        fit("binary_crossentropy", Adam, 6),
        layers=net(30, *_CELLS, (1, "sigmoid")),
        data=scaled(of.cells),
        epochs=30,
    ),
    row(
        57407973,
        "no sigmoid at the output with the binary loss; five layers of sigmoids, small weights",
        {"loss and output", "vanishing gradient"},
        net(28, *_deep("sigmoid"), (1, None), init="random_normal"),
        of.two(800, 28),
        fit("binary_crossentropy", Adam, 34),
        layers=net(28, *_deep("relu"), (1, "sigmoid")),
    ),
]
