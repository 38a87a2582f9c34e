"""Data in the shapes and ranges of the posts: targets follow from the inputs by a rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def table(rows: int, columns: int, low: Any = 0.0, high: Any = 1.0, *, seed: int = 0) -> Array:
    """[rows, columns] float64, uniform; low and high: one number, or one a column."""
    return np.random.default_rng(seed).uniform(low, high, (rows, columns))


def normal(*shape: int, seed: int = 0) -> Array:
    """Standard normal numbers, float64."""
    return np.random.default_rng(seed).normal(size=shape)


def score(x: Array, *, seed: int = 1) -> Array:
    """[rows] float64, standardised: a bent rule of the standardised columns that a small network
    can learn (a linear part and one hidden layer of tanh)."""
    flat = x.reshape(len(x), -1).astype(np.float64)
    spread = flat.std(axis=0)
    flat = (flat - flat.mean(axis=0)) / np.where(spread > 0, spread, 1)
    r = np.random.default_rng(seed)
    columns = flat.shape[1]
    linear = flat @ r.normal(size=columns) / np.sqrt(columns)
    bent = np.tanh(flat @ r.normal(size=(columns, 4)) / np.sqrt(columns) * 2) @ r.normal(size=4)
    total = linear + 0.5 * bent
    return (total - total.mean()) / max(float(total.std()), 1e-12)


def labels(x: Array, classes: int = 2, *, seed: int = 1) -> Array:
    """[rows] int64 classes of about the same size, by `score`."""
    values = score(x, seed=seed)
    return np.searchsorted(np.quantile(values, np.linspace(0, 1, classes + 1)[1:-1]), values)


def one_hot(numbers: Array, classes: int | None = None) -> Array:
    """[rows, classes] float64."""
    return np.eye(classes or int(numbers.max()) + 1)[numbers]


def quantities(x: Array, low: float, high: float, *, seed: int = 1) -> Array:
    """[rows] float64 between low and high, by `score`."""
    values = score(x, seed=seed)
    return low + (high - low) * (values - values.min()) / np.ptp(values)


def images(
    rows: int, size: Sequence[int], classes: int, high: float = 1.0, *, seed: int = 0
) -> Any:
    """x [rows, *size] from 0 to high, and y [rows] int64: a blurred pattern a class, with noise."""
    r = np.random.default_rng(seed)
    numbers = r.integers(0, classes, rows)
    patterns = r.random((classes, *size)) ** 3
    x = np.clip(patterns[numbers] + 0.25 * r.normal(size=(rows, *size)), 0, 1) * high
    return x, numbers


def tokens(rows: int, length: int, words: int, classes: int, *, seed: int = 0) -> Any:
    """x [rows, length] int64 token ids by Zipf's law, y [rows] int64: of which class most of a
    row's telling words are."""
    r = np.random.default_rng(seed)
    numbers = r.integers(0, classes, rows)
    x = np.minimum(r.zipf(1.3, (rows, length)), words - 1)
    telling = r.integers(1, words, (classes, 5))
    for row, number in enumerate(numbers):
        places = r.integers(0, length, max(1, length // 8))
        x[row, places] = r.choice(telling[number], len(places))
    return x, numbers


def series(
    rows: int, steps: int, features: int = 1, classes: int | None = None, *, seed: int = 0
) -> Any:
    """x [rows, steps, features] float64, sines with noise; y: their frequency's class, or where
    classes is None the next value [rows, 1]."""
    r = np.random.default_rng(seed)
    numbers = r.integers(0, classes or 1, rows)
    speed = 0.2 + 0.3 * numbers[:, None, None] + 0.05 * r.random((rows, 1, features))
    phase = r.uniform(0, 2 * np.pi, (rows, 1, features))
    time = np.arange(steps + 1)[None, :, None]
    waves = np.sin(speed * time + phase) + 0.05 * r.normal(size=(rows, steps + 1, features))
    return waves[:, :steps], (waves[:, steps, :1] if classes is None else numbers)
