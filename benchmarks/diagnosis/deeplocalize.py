"""Programs of DeepLocalize and DeepFD, the posts up to 34673164; deeplocalize_2 and _3 go on.

Where a collection's repair leaves a fault in, the repair is a program of its own, and `fixed` mends
the rest too (mostly: standardised inputs)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import layers
from keras.optimizers import SGD, Adam, RMSprop

from benchmarks.diagnosis.data import labels, one_hot, table
from benchmarks.diagnosis.program import Program

LOCAL = ("DeepLocalize",)
BOTH = ("DeepFD", "DeepLocalize")


def mlp(inputs: Any, *parts: Any, apart: bool = False, start: str | None = None) -> Any:
    """Makes dense layers: each part is (units, activation), the rate of a dropout, or a layer's
    maker. `apart`: activations are layers of their own; `start`: the kernels' initializer."""

    def make() -> list[keras.Layer]:
        found: list[keras.Layer] = [
            layers.Input((inputs,) if isinstance(inputs, int) else tuple(inputs))
        ]
        for part in parts:
            if callable(part):
                found.append(part())
            elif isinstance(part, float):
                found.append(layers.Dropout(part))
            else:
                units, activation = part
                dense = layers.Dense(
                    units,
                    activation=None if apart else activation,
                    kernel_initializer=start or "glorot_uniform",
                )
                found += [dense, layers.Activation(activation)] if apart else [dense]
        return found

    return make


def nesterov(rate: float, momentum: float = 0.9) -> Callable[[], SGD]:
    return lambda: SGD(rate, momentum=momentum, nesterov=True)


def standard(data: Any, *, targets: bool = False) -> Any:
    """Makes the same data with standardised columns of x, and of y where `targets`."""

    def scaled(x: Any) -> Any:
        spread = x.std(axis=0)
        return (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1)

    def make() -> Any:
        x, y = data()
        return scaled(x), scaled(y) if targets else y

    return make


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


_titanic_layers = mlp(10, (512, "relu"), 0.5, (2, "sigmoid"), apart=True)
_weighted_layers = mlp(3, (3, "tanh"), 0.5, (2, "tanh"), 0.5, (1, "linear"), start="random_uniform")
_wide_parts = ((64, "tanh"), 0.5, (64, "tanh"), 0.5)
_wide_mended = mlp(
    16, layers.BatchNormalization, *_wide_parts, (2, "sigmoid"), apart=True, start="random_uniform"
)

PROGRAMS: list[Program] = [
    Program(
        31556268,
        "absolute error and a slow SGD for XOR, for too few epochs",
        frozenset({"rate too small", "too few epochs", "loss and output", "optimizer"}),
        mlp(2, (4, "sigmoid"), (1, "sigmoid"), apart=True),
        lambda: _xor([0, 1, 2, 3]),
        "mean_absolute_error",
        nesterov(0.05, 0.11),
        epochs=1000,
        batch_size=4,
        fixed={"loss": "mse", "optimizer": lambda: Adam(0.001), "epochs": 10000},
        collections=BOTH,
    ),
    Program(
        31556268,
        "the same with one of XOR's four rows held out",
        frozenset({"rate too small", "too few epochs", "loss and output", "optimizer"}),
        mlp(2, (4, "sigmoid"), (1, "sigmoid"), apart=True),
        lambda: _xor([0, 1, 2]),
        "mean_absolute_error",
        nesterov(0.05, 0.11),
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
        mlp(10, (512, "relu"), 0.5, (2, "softmax"), apart=True),
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
        mlp(
            128,
            lambda: layers.Dense(50, activation="relu"),
            lambda: layers.Activation("relu"),
            *(0.2, (50, "relu"), 0.2, (1, "softmax")),
            apart=True,
        ),
        _zeros_and_ones,
        "binary_crossentropy",
        lambda: RMSprop(0.001),
        epochs=3,
        batch_size=1,
        fixed={"layers": mlp(128, (50, "relu"), 0.2, (50, "relu"), 0.2, (1, "sigmoid"))},
        collections=(*BOTH, "deepmufl"),
    ),
    Program(
        33969059,
        "softmax on one unit for a regression, inputs and targets in the thousands",
        frozenset({"softmax of one unit", "output range", "input scale", "target scale"}),
        mlp(
            *(3, (3, "tanh"), 0.5, (2, "tanh"), 0.5, (1, "softmax")),
            apart=True,
            start="random_uniform",
        ),
        lambda: _weighted(2, 1, 0.5),
        "mean_squared_error",
        nesterov(0.1),
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
        nesterov(0.1),
        epochs=20,
        collections=BOTH,
    ),
    Program(
        34311586,
        "softmax on one unit for XOR, rate 0.001",
        frozenset({"softmax of one unit", "rate too small"}),
        mlp(
            *(2, (2, "sigmoid"), (3, "sigmoid"), (1, "softmax")), apart=True, start="random_uniform"
        ),
        _xor_6,
        "mean_squared_error",
        nesterov(0.001),
        epochs=20,
        fixed={
            "layers": mlp(
                2, (2, "sigmoid"), (3, "sigmoid"), (1, "sigmoid"), start="random_uniform"
            ),
            "optimizer": nesterov(0.1),
            "epochs": 10000,
            "batch_size": 4,
        },
        collections=(*LOCAL, "deepmufl"),
    ),
    Program(
        34673164,
        "inputs from 0.1 to 6e5 unscaled, squared error on a softmax",
        frozenset({"input scale", "loss and output", "activation"}),
        mlp(16, *_wide_parts, (2, "softmax"), apart=True, start="random_uniform"),
        _wide_scales,
        "mean_squared_error",
        nesterov(0.1),
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
        nesterov(0.1),
        epochs=20,
        batch_size=16,
        fixed={"data": standard(_wide_scales)},
        collections=BOTH,
    ),
]
