"""What deepmufl_1 and deepmufl_2 share: rows of the table, and data (layers: deepmufl_nets)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import keras
import numpy as np
from keras.optimizers import SGD

from benchmarks.diagnosis.data import (
    Array,
    images,
    labels,
    normal,
    one_hot,
    quantities,
    score,
    table,
)
from benchmarks.diagnosis.program import Program

Data = Callable[[], tuple[Array, Array]]


def fit(
    loss: str,
    optimizer: Callable[[], keras.optimizers.Optimizer],
    epochs: int = 10,
    batch_size: int = 32,
) -> dict[str, Any]:
    """What a program is compiled and fitted with."""
    return {"loss": loss, "optimizer": optimizer, "epochs": epochs, "batch_size": batch_size}


def row(
    post: int,
    said: str,
    causes: Iterable[str],
    layers: Callable[[], list[keras.Layer]],
    data: Data,
    fitted: dict[str, Any],
    /,
    **fixed: Any,
) -> Program:
    """A row of deepmufl's; `fixed` as in Program."""
    of, where = frozenset(causes), ("deepmufl",)
    return Program(post, said, of, layers, data, **fitted, fixed=fixed, collections=where)


def standard(x: Array) -> Array:
    """Each column with mean 0 and deviation 1."""
    return (x - x.mean(axis=0)) / np.maximum(x.std(axis=0), 1e-12)


def classes(rows: int, shape: Sequence[int], number: int = 2, *, hot: bool = False) -> Data:
    """A blurred pattern a class, from 0 to 1; the classes as numbers or one-hot."""

    def made() -> tuple[Array, Array]:
        x, y = images(rows, shape, number)
        return x, one_hot(y, number) if hot else y

    return made


def scaled(data: Data) -> Data:
    """The same with standard inputs."""

    def made() -> tuple[Array, Array]:
        x, y = data()
        return standard(x), y

    return made


def two(rows: int, columns: int) -> Data:
    """Standard normal columns and labels 0 and 1."""

    def made() -> tuple[Array, Array]:
        x = normal(rows, columns)
        return x, labels(x)

    return made


def amounts(rows: int, columns: int, low: float, high: float, targets: int = 1) -> Data:
    """Standard normal columns and quantities from low to high."""

    def made() -> tuple[Array, Array]:
        x = normal(rows, columns)
        return x, np.stack([quantities(x, low, high, seed=n + 1) for n in range(targets)], axis=1)

    return made


nesterov = partial(SGD, 0.01, momentum=0.9, nesterov=True)


def eleven() -> tuple[Array, Array]:
    x = [[0.5, 1, 1], [0.9, 1, 2], [0.8, 0, 1], [0.3, 1, 1], [0.6, 1, 2], [0.4, 0, 1]]
    x += [[0.9, 1, 7], [0.5, 1, 4], [0.1, 0, 1], [0.6, 1, 0], [1, 0, 0]]
    return np.array(x), np.array([1, 1, 1, 2, 2, 2, 3, 3, 3, 0, 0])[:, None]


def tags() -> tuple[Array, Array]:  # any number of five labels may be right
    x = normal(5000, 10)
    return x, np.stack([score(x, seed=n + 1) > 0.3 for n in range(5)], axis=1).astype(float)


def curve() -> tuple[Array, Array]:
    x = np.arange(200) * 0.05
    return x[:, None], 0.05 * np.polyval(
        [0.00474359, -0.1384615, 1.4912, -7.273893, 15.72807, 0], x
    )


def cars(high: float) -> Data:
    def made() -> tuple[Array, Array]:
        x = table(963, 5)
        return x, quantities(x, 0, high)[:, None]

    return made


def sine() -> tuple[Array, Array]:
    x = np.sort(table(5000, 1, -10, 10), axis=0)
    return (x + 10) / 20, (np.sin(x) + 1) / 2


def shares() -> tuple[Array, Array]:  # of six, sum 1
    x = normal(850, 28)
    parts = np.exp(np.stack([score(x, seed=n + 1) for n in range(6)], axis=1))
    return x, parts / parts.sum(axis=1, keepdims=True)


def rising() -> tuple[Array, Array]:  # twenty from 0 to 1 in rising order, whose sum is not 1
    x = normal(1000, 10)
    values = np.stack([score(x, seed=n + 1) for n in range(20)], axis=1)
    return x, np.sort(1 / (1 + np.exp(-values)), axis=1)


def corners() -> tuple[Array, Array]:  # a class has two opposite corners of a square
    x = normal(5000, 5)
    x[:, :2] = np.sign(x[:, :2]) + 0.3 * normal(5000, 2, seed=1)
    return x, (x[:, 0] * x[:, 1] > 0).astype(int)


def weather(rain: bool) -> Data:
    def made() -> tuple[Array, Array]:
        x = table(5000, 4, -1, 1)
        return x, labels(x) if rain else np.full(5000, -1.0)

    return made


def half(high: float) -> Data:
    x = np.array([[0.5], [1], [0.4], [5], [25]]) / high
    return lambda: (x, x / 2)


def flat_labels() -> tuple[Array, Array]:
    x, y = two(5000, 5)()
    return x, y[:, None]


def cells() -> tuple[Array, Array]:  # the ranges of scikit-learn's breast cancer columns
    low = [7, 10, 44, 143, 0.05, 0.02, 0, 0, 0.1, 0.05]
    high = [28, 39, 188, 2501, 0.16, 0.35, 0.43, 0.2, 0.3, 0.1]
    low += [0.1, 0.4, 0.8, 7, 0.002, 0.002, 0, 0, 0.01, 0.001]
    high += [2.9, 4.9, 22, 542, 0.03, 0.14, 0.4, 0.05, 0.08, 0.03]
    low += [8, 12, 50, 185, 0.07, 0.03, 0, 0, 0.16, 0.06]
    high += [36, 50, 251, 4254, 0.22, 1.06, 1.25, 0.29, 0.66, 0.21]
    x = table(569, 30, low, high)
    return x, labels(x)
