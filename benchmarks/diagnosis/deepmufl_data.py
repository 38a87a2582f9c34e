"""The data of deepmufl_1's posts."""

from __future__ import annotations

import numpy as np

from benchmarks.diagnosis.data import (
    Pair,
    binary,
    deferred,
    labels,
    normal,
    quantities,
    several,
    table,
)


def eleven() -> Pair:
    x = [[0.5, 1, 1], [0.9, 1, 2], [0.8, 0, 1], [0.3, 1, 1], [0.6, 1, 2], [0.4, 0, 1]]
    x += [[0.9, 1, 7], [0.5, 1, 4], [0.1, 0, 1], [0.6, 1, 0], [1, 0, 0]]
    return np.array(x), np.array([1, 1, 1, 2, 2, 2, 3, 3, 3, 0, 0])[:, None]


def tags() -> Pair:  # any number of five labels may be right
    x = normal(5000, 10)
    return x, (several(x, 5) > 0.3).astype(float)


def curve() -> Pair:
    x = np.arange(200) * 0.05
    return x[:, None], 0.05 * np.polyval(
        [0.00474359, -0.1384615, 1.4912, -7.273893, 15.72807, 0], x
    )


@deferred
def cars(high: float) -> Pair:
    x = table(963, 5)
    return x, quantities(x, 0, high)[:, None]


def sine() -> Pair:
    x = np.sort(table(5000, 1, -10, 10), axis=0)
    return (x + 10) / 20, (np.sin(x) + 1) / 2


def shares() -> Pair:  # of six, sum 1
    x = normal(850, 28)
    parts = np.exp(several(x, 6))
    return x, parts / parts.sum(axis=1, keepdims=True)


def rising() -> Pair:  # twenty from 0 to 1 in rising order, whose sum is not 1
    x = normal(1000, 10)
    return x, np.sort(1 / (1 + np.exp(-several(x, 20))), axis=1)


def corners() -> Pair:  # a class has two opposite corners of a square
    x = normal(5000, 5)
    x[:, :2] = np.sign(x[:, :2]) + 0.3 * normal(5000, 2, seed=1)
    return x, (x[:, 0] * x[:, 1] > 0).astype(int)


@deferred
def weather(rain: bool) -> Pair:
    x = table(5000, 4, -1, 1)
    return x, labels(x) if rain else np.full(5000, -1.0)


@deferred
def half(high: float) -> Pair:
    x = np.array([[0.5], [1], [0.4], [5], [25]]) / high
    return x, x / 2


def flat_labels() -> Pair:
    x, y = binary(5000, 5)()
    return x, y[:, None]


def cells() -> Pair:  # the ranges of scikit-learn's breast cancer columns
    low = [7, 10, 44, 143, 0.05, 0.02, 0, 0, 0.1, 0.05]
    high = [28, 39, 188, 2501, 0.16, 0.35, 0.43, 0.2, 0.3, 0.1]
    low += [0.1, 0.4, 0.8, 7, 0.002, 0.002, 0, 0, 0.01, 0.001]
    high += [2.9, 4.9, 22, 542, 0.03, 0.14, 0.4, 0.05, 0.08, 0.03]
    low += [8, 12, 50, 185, 0.07, 0.03, 0, 0, 0.16, 0.06]
    high += [36, 50, 251, 4254, 0.22, 1.06, 1.25, 0.29, 0.66, 0.21]
    x = table(569, 30, low, high)
    return x, labels(x)
