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
from benchmarks.diagnosis.data import amounts, binary, pictures, standard
from benchmarks.diagnosis.layers import stack
from benchmarks.diagnosis.program import nesterov, row

_FIVE = ((100, "relu"), 0.2, (150, "relu"), 0.2, *((200, "relu"), 0.2) * 3)
_TAGS = ((1024, "relu"), 0.1, (600, "relu"), 0.1)  # posted: 5000 units in the first
_CELLS = ((30, "relu"), BatchNormalization, (60, "relu"), BatchNormalization)
_SIX = ((18, "tanh"), (36, "relu"), *((72, "relu"),) * 2, (32, "relu"), (16, "relu"))
_NORMED = (BatchNormalization, (4, "relu"), 0.5)


def _drawn(units: int, activation: str, bound: float):
    return partial(Dense, units, activation, kernel_initializer=RandomUniform(-bound, bound, 0))


_STREAMS = (_drawn(64, "relu", 0.165), _drawn(32, "relu", 0.19))


def _deep(hidden: str):
    return ((28, hidden), (200, hidden), 0.5, *((300, hidden), 0.5) * 2, (150, hidden), 0.4)


PROGRAMS = [
    row(
        (41596619, "target range", "output range", "rate too small"),
        "classes 0 to 3 for one sigmoid with the binary loss, at a small rate",
        stack(3, (3, "relu"), (1, "sigmoid"), start="random_uniform"),
        of.eleven,
        ("binary_crossentropy", SGD, 0.001, 150, 32),
        layers=stack(3, (16, "relu"), (4, "softmax")),
        data=standard(of.eleven),
        loss="sparse_categorical_crossentropy",
        optimizer=partial(Adam, 0.01),
        epochs=500,
    ),
    row(
        (41823068, "loss and output"),
        "five sigmoids with the categorical loss",
        stack((10, 1), Flatten, (256, "relu"), 0.5, (5, "sigmoid")),
        standard(pictures(900, (10, 1), 5, hot=True)),
        ("categorical_crossentropy", RMSprop, 1e-3, 50, 32),
        layers=stack((10, 1), Flatten, (256, "relu"), 0.5, (5, "softmax")),
    ),
    row(
        (41999686, "loss and output", "vanishing gradient"),
        "four sigmoids with the categorical loss; weights too small for six layers",
        stack(283, *_FIVE, (4, "sigmoid"), start="random_normal"),
        standard(pictures(1000, (283,), 4, hot=True)),
        ("categorical_crossentropy", nesterov, 0.01, 5, 32),
        layers=stack(283, *_FIVE, (4, "softmax")),
    ),
    row(
        (42472447, "loss and output", "vanishing gradient"),
        "122 sigmoids with the categorical loss; weights far too small for five layers",
        stack(33, (50, "relu"), *((33, "relu"),) * 3, (122, "sigmoid"), start="random_uniform"),
        standard(pictures(5000, (33,), 122, hot=True)),
        ("categorical_crossentropy", Adam, 1e-3, 35, 20),
        layers=stack(33, (50, "relu"), *((33, "relu"),) * 3, (122, "softmax")),
    ),
    row(
        (44164749, "loss and output", "target range", "too few epochs"),
        "a softmax and the categorical loss for rows that may have several labels; 15 updates",
        stack(10, *_TAGS, (5, "softmax")),
        of.tags,
        ("categorical_crossentropy", nesterov, 0.01, 5, 2000),
        layers=stack(10, *_TAGS, (5, "sigmoid")),
        loss="binary_crossentropy",
        epochs=20,
        batch_size=32,
    ),
    row(
        (44758894, "loss and output", "relu at the output", "dead units"),
        "a relu at the output and a squared loss for two classes",
        stack(7, (16, "relu"), (1, "relu")),
        binary(1000, 7),
        ("mse", SGD, 0.01, 5, 32),
        layers=stack(7, (16, "relu"), (1, "sigmoid")),
        loss="binary_crossentropy",
        epochs=50,
    ),
    row(
        (46359741, "too few epochs", "rate too small"),
        "twenty small updates of two sigmoids in a row, for two points",
        stack(1, (1, "sigmoid"), (1, "sigmoid")),
        lambda: (np.array([[1.0], [2.0]]), np.array([[1], [0]])),
        ("binary_crossentropy", nesterov, 0.009, 20, 32),
        optimizer=partial(nesterov, 0.1),
        epochs=2000,
    ),
    row(
        (46869312, "target range", "output range"),
        "quantities from -1 to 1 for a sigmoid with the binary loss",
        stack(64, *_STREAMS, _drawn(1, "sigmoid", 0.326)),
        amounts(5000, 64, -1, 1),
        ("binary_crossentropy", Adam, 1e-3, 30, 200),  # posted: 3, of 125,000 rows
        layers=stack(64, *_STREAMS, _drawn(1, "tanh", 0.326)),
        loss="mse",
    ),
    row(
        (48486598, "too linear"),
        "only linear layers for a curve of the fifth degree",
        stack(1, (1, None), (5, None), (1, None)),
        of.curve,
        ("mean_absolute_error", Adam, 1e-3, 150, 10),
        layers=stack(1, (32, "tanh"), (32, "tanh"), (1, None)),
        data=standard(of.curve),
        optimizer=partial(Adam, 0.01),
    ),
    row(
        (48976413, "output range", "target scale"),
        "prices of thousands for a sigmoid",
        stack(5, (12, "relu"), (8, "relu"), (1, "sigmoid")),
        of.cars(30000),
        ("mse", Adam, 1e-3, 150, 50),
        layers=stack(5, (12, "relu"), (8, "relu"), (1, None)),
        data=of.cars(1),
    ),
    row(
        (49583466, "vanishing gradient", "too few epochs"),
        "two epochs of plain SGD for three layers of sigmoids with small weights",
        stack(1, *((20, "sigmoid"),) * 3, (1, None), start="random_uniform"),
        of.sine,
        ("mean_squared_error", SGD, 0.01, 2, 32),
        layers=stack(1, *((20, "relu"),) * 3, (1, None)),
        data=standard(of.sine),
        optimizer=partial(Adam, 0.003),
        epochs=30,
    ),
    row(
        (50555434, "loss and output", "vanishing gradient"),
        "six sigmoids for shares whose sum is 1; weights too small for four layers",
        stack(28, (20, "relu"), (15, "relu"), (6, "relu"), (6, "sigmoid"), start="random_normal"),
        of.shares,
        ("mae", Adam, 1e-3, 700, 32),  # posted: 2000
        layers=stack(28, (20, "relu"), (15, "relu"), (6, "softmax")),
        loss="kl_divergence",
    ),
    row(
        (51185079, "loss and output", "relu at the output", "dead units"),
        "a relu at the output with the binary loss",
        stack(34, (512, "relu"), *((200, "relu"),) * 3, (128, "relu"), (1, "relu")),
        binary(5000, 34),
        ("binary_crossentropy", RMSprop, 1e-3, 2, 200),
        layers=stack(34, (512, "relu"), *((200, "relu"),) * 3, (128, "relu"), (1, "sigmoid")),
    ),
    row(
        (52566823, "output range", "target scale"),
        "quantities of hundreds for a sigmoid",
        stack(5, (5, "sigmoid"), (4, "sigmoid"), (1, "sigmoid")),
        amounts(700, 5, -200, 200),
        ("mse", SGD, 0.1, 100, 32),
        layers=stack(5, (5, "sigmoid"), (4, "sigmoid"), (1, None)),
        data=amounts(700, 5, -2, 2),
    ),
    row(
        (53749895, "output range", "target scale"),
        "quantities of hundreds for a softmax",
        stack(4096, (32, "relu"), (3, "softmax")),  # posted: 424 x 424 columns
        amounts(800, 4096, -200, 200, 3),
        ("mean_squared_error", nesterov, 0.01, 20, 32),
        layers=stack(4096, (32, "relu"), (3, None)),
        data=amounts(800, 4096, -2, 2, 3),
        optimizer=partial(Adam, 0.0003),
    ),
    row(
        (54738769, "softmax of one unit", "output range", "target scale"),
        "softmax on one unit for quantities of hundreds",
        stack(18, *_SIX, (1, "softmax")),
        amounts(100, 18, -200, 200),
        ("mean_squared_error", Adam, 1e-3, 100, 35),
        layers=stack(18, *_SIX, (1, None)),
        data=amounts(100, 18, -2, 2),
    ),
    row(
        (56218256, "softmax of one unit", "loss and output"),
        "softmax on one unit, and the categorical loss for two classes",
        stack(1990, (1000, "relu"), (64, "relu"), (32, "relu"), (1, "softmax")),  # posted: 19900
        standard(pictures(670, (1990,), 2)),
        ("categorical_crossentropy", Adam, 1e-3, 100, 1000),
        layers=stack(1990, (1000, "relu"), (64, "relu"), (32, "relu"), (1, "sigmoid")),
        loss="binary_crossentropy",
    ),
    row(
        (56317174, "constant targets", "output range"),
        "labels scaled row by row, which makes all -1, for a sigmoid",
        stack(4, *_NORMED * 3, (1, "sigmoid")),
        of.weather(False),
        ("mse", RMSprop, 1e-3, 200, 1024),
        layers=stack(4, BatchNormalization, *((4, "relu"),) * 3, (1, "sigmoid")),
        data=of.weather(True),
        loss="binary_crossentropy",
        batch_size=64,
        epochs=30,
    ),
    row(
        (56452176, "too few epochs", "relu at the output", "dead units"),
        "ten updates, through a single relu at the start and one at the end, for y = x / 2",
        stack(1, (1, "relu"), (9, "relu"), (1, "relu")),
        of.half(1),
        ("mean_squared_error", Adam, 0.01, 10, 32),
        layers=stack(1, (9, "relu"), (1, None)),
        data=of.half(10),
        epochs=500,
    ),
    row(
        (56774954, "loss and output", "output range", "target range"),
        "a softmax and the Poisson loss for rising quantities from 0 to 1, whose sum is not 1",
        stack(10, (100, "sigmoid"), (80, "sigmoid"), (20, "softmax")),
        of.rising,
        ("poisson", Adam, 1e-3, 30, 32),
        layers=stack(10, (100, "sigmoid"), (80, "sigmoid"), (20, None)),
        loss="mse",
    ),
    row(
        (56888491, "too linear"),
        "only linear layers before the softmax, for classes at opposite corners",
        stack(5, (5, None), *((15, None),) * 3, (2, "softmax")),
        of.corners,
        ("sparse_categorical_crossentropy", Adam, 1e-3, 80, 20),  # posted: 10,000
        layers=stack(5, (5, "relu"), *((15, "relu"),) * 3, (2, "softmax")),
        epochs=20,
    ),
    row(
        (57326611, "target shape", "loss and output"),
        "one number a row for two softmax units with the binary loss",
        stack(5, (50, "relu"), (2, "softmax")),
        of.flat_labels,  # Keras 3 refuses the shape: its loss raises
        ("binary_crossentropy", Adam, 1e-3, 20, 32),
        loss="sparse_categorical_crossentropy",
    ),
    row(
        (57397440, "softmax of one unit", "input scale"),
        "softmax on one unit; columns from hundredths to thousands",
        stack(30, *_CELLS, (1, "softmax")),
        of.cells,
        ("binary_crossentropy", Adam, 1e-3, 6, 32),
        layers=stack(30, *_CELLS, (1, "sigmoid")),
        data=standard(of.cells),
        epochs=30,
    ),
    row(
        (57407973, "loss and output", "vanishing gradient"),
        "no sigmoid at the output with the binary loss; five layers of sigmoids, small weights",
        stack(28, *_deep("sigmoid"), (1, None), start="random_normal"),
        binary(800, 28),
        ("binary_crossentropy", Adam, 1e-3, 34, 32),
        layers=stack(28, *_deep("relu"), (1, "sigmoid")),
    ),
]
