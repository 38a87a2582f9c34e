"""Programs of DeepLocalize and DeepFD, the posts up to 34673164; deeplocalize_2 and _3 go on.

Where a collection's repair leaves a fault in, the repair is a program of its own, and `fixed` mends
the rest too (mostly: standardised inputs)."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from keras.layers import Activation, BatchNormalization
from keras.optimizers import Adam, RMSprop

from benchmarks.diagnosis.data import labels, one_hot, standard, table
from benchmarks.diagnosis.layers import stack
from benchmarks.diagnosis.program import BOTH, LOCAL, Program, nesterov


def _xor(order: list[int]) -> Any:
    x = np.array([[1, 1], [1, 0], [0, 0], [0, 1]])[order]
    return x, (x[:, :1] != x[:, 1:]).astype("int64")


def _xor_6() -> Any:
    x, y = _xor([0, 2, 1, 3, 0, 2])
    return x.astype(float), y.astype(float)


def _titanic() -> Any:
    x = np.floor(table(891, 10, 0, [3, 1307, 2, 80, 7, 8, 929, 512, 187, 4])).astype("float32")
    return x, one_hot(labels(x))


def _zeros_and_ones() -> Any:
    y = np.arange(2000) < 1000
    return np.repeat(y[:, None], 128, axis=1).astype("float32"), y


def _weighted(*weights: float) -> Any:
    x = table(5000, 3, 0, 1e4)
    return x, x @ np.array(weights) + 2.2


def _wide_scales() -> Any:
    x = table(9, 16, [-1.16] * 2 + [0] * 14, np.geomspace(1.0, 6.63e5, 16))
    return x, one_hot(labels(x))


_titanic_layers = stack(10, (512, "relu"), 0.5, (2, "sigmoid"), apart=True)
_weighted_layers = stack(
    3, (3, "tanh"), 0.5, (2, "tanh"), 0.5, (1, "linear"), start="random_uniform"
)
_wide_parts = ((64, "tanh"), 0.5, (64, "tanh"), 0.5)
_wide_mended = stack(
    16, BatchNormalization, *_wide_parts, (2, "sigmoid"), apart=True, start="random_uniform"
)

PROGRAMS: list[Program] = [
    Program(
        31556268,
        "absolute error and a slow SGD for XOR, for too few epochs",
        frozenset({"rate too small", "too few epochs", "loss and output", "optimizer"}),
        stack(2, (4, "sigmoid"), (1, "sigmoid"), apart=True),
        lambda: _xor([0, 1, 2, 3]),
        "mean_absolute_error",
        partial(nesterov, 0.05, momentum=0.11),
        epochs=1000,
        batch_size=4,
        fixed={"loss": "mse", "optimizer": lambda: Adam(0.001), "epochs": 10000},
        collections=BOTH,
    ),
    Program(
        31556268,
        "the same with one of XOR's four rows held out",
        frozenset({"rate too small", "too few epochs", "loss and output", "optimizer"}),
        stack(2, (4, "sigmoid"), (1, "sigmoid"), apart=True),
        lambda: _xor([0, 1, 2]),
        "mean_absolute_error",
        partial(nesterov, 0.05, momentum=0.11),
        epochs=1000,
        batch_size=4,
        fixed={
            "data": lambda: _xor([0, 1, 2, 3]),
            "loss": "mse",
            "optimizer": lambda: Adam(0.001),
            "epochs": 50000,
        },
        collections=("DeepFD",),
    ),
    Program(
        31627380,
        "names coded to 1306 beside columns of 0 and 1",
        frozenset({"input scale", "loss and output", "optimizer", "activation"}),
        stack(10, (512, "relu"), 0.5, (2, "softmax"), apart=True),
        _titanic,
        "categorical_crossentropy",
        lambda: Adam(0.001),
        epochs=10,
        batch_size=4,
        fixed={
            "layers": _titanic_layers,
            "data": standard(_titanic),
            "loss": "binary_crossentropy",
        },
        collections=BOTH,
    ),
    Program(
        31627380,
        "repaired in loss and output, the inputs still unscaled",
        frozenset({"input scale"}),
        _titanic_layers,
        _titanic,
        "binary_crossentropy",
        lambda: Adam(0.001),
        epochs=10,
        batch_size=4,
        fixed={"data": standard(_titanic)},
        collections=BOTH,
    ),
    Program(
        31880720,
        "softmax on one unit",
        frozenset({"softmax of one unit"}),
        stack(
            128, 50, partial(Activation, "relu"), 0.2, (50, "relu"), 0.2, (1, "softmax"), apart=True
        ),
        _zeros_and_ones,
        "binary_crossentropy",
        lambda: RMSprop(0.001),
        epochs=3,
        batch_size=1,
        fixed={"layers": stack(128, (50, "relu"), 0.2, (50, "relu"), 0.2, (1, "sigmoid"))},
        collections=(*BOTH, "deepmufl"),
    ),
    Program(
        33969059,
        "softmax on one unit for a regression, inputs and targets in the thousands",
        frozenset({"softmax of one unit", "output range", "input scale", "target scale"}),
        stack(
            *(3, (3, "tanh"), 0.5, (2, "tanh"), 0.5, (1, "softmax")),
            apart=True,
            start="random_uniform",
        ),
        lambda: _weighted(2, 1, 0.5),
        "mean_squared_error",
        partial(nesterov, 0.1),
        epochs=20,
        collections=(*BOTH, "deepmufl"),  # no mend is known to help
    ),
    Program(
        33969059,
        "repaired in the output, inputs and targets still in the thousands",
        frozenset({"input scale", "target scale"}),
        _weighted_layers,
        lambda: _weighted(1, 0.5, 0.25),
        "mean_squared_error",
        partial(nesterov, 0.1),
        epochs=20,
        collections=BOTH,
    ),
    Program(
        34311586,
        "softmax on one unit for XOR, rate 0.001",
        frozenset({"softmax of one unit", "rate too small"}),
        stack(
            2, (2, "sigmoid"), (3, "sigmoid"), (1, "softmax"), apart=True, start="random_uniform"
        ),
        _xor_6,
        "mean_squared_error",
        partial(nesterov, 0.001),
        epochs=20,
        fixed={
            "layers": stack(
                2, (2, "sigmoid"), (3, "sigmoid"), (1, "sigmoid"), start="random_uniform"
            ),
            "optimizer": partial(nesterov, 0.1),
            "epochs": 10000,
            "batch_size": 4,
        },
        collections=(*LOCAL, "deepmufl"),
    ),
    Program(
        34673164,
        "inputs from 0.1 to 6e5 unscaled, squared error on a softmax",
        frozenset({"input scale", "loss and output", "activation"}),
        stack(16, *_wide_parts, (2, "softmax"), apart=True, start="random_uniform"),
        _wide_scales,
        "mean_squared_error",
        partial(nesterov, 0.1),
        epochs=20,
        batch_size=16,
        fixed={
            "layers": _wide_mended,
            "data": standard(_wide_scales),
            "loss": "binary_crossentropy",
        },
        collections=(*BOTH, "deepmufl"),
    ),
    Program(
        34673164,
        "repaired by a normalisation layer, the inputs still unscaled",
        frozenset({"input scale"}),
        _wide_mended,
        _wide_scales,
        "binary_crossentropy",
        partial(nesterov, 0.1),
        epochs=20,
        batch_size=16,
        fixed={"data": standard(_wide_scales)},
        collections=BOTH,
    ),
]
