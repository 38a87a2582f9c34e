"""Data in the shapes and ranges of the posts: targets follow from the inputs by a rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ParamSpec

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Pair = tuple[Array, Array]
Data = Callable[[], Pair]  # a program's: makes x and y
Given = ParamSpec("Given")


def random(seed: int = 0) -> np.random.Generator:
    """The generator that a program's data are drawn from."""
    return np.random.default_rng(seed)


def table(rows: int, columns: int, low: Any = 0.0, high: Any = 1.0, *, seed: int = 0) -> Array:
    """[rows, columns] float64, uniform; low and high: one number, or one a column."""
    return random(seed).uniform(low, high, (rows, columns))


def normal(*shape: int, seed: int = 0) -> Array:
    """Standard normal numbers, float64."""
    return random(seed).normal(size=shape)


def iris(rows: int) -> Array:
    """[rows, 4] float64, of the ranges of the iris flowers' columns."""
    return table(rows, 4, [4.3, 2.0, 1.0, 0.1], [7.9, 4.4, 6.9, 2.5])


def standardised(x: Array) -> Array:
    """Each column with mean 0 and deviation 1; constant ones are 0."""
    spread = x.std(axis=0)
    return (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1)


def score(x: Array, *, seed: int = 1) -> Array:
    """[rows] float64, standardised: a bent rule of the standardised columns that a small network
    can learn (a linear part and one hidden layer of tanh)."""
    flat = standardised(x.reshape(len(x), -1).astype(np.float64))
    r = random(seed)
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


def several(x: Array, count: int, rule: Callable[..., Array] = score) -> Array:
    """[rows, count]: the rule from the seeds 1 to count."""
    return np.stack([rule(x, seed=1 + n) for n in range(count)], axis=1)


def images(
    rows: int,
    size: Sequence[int],
    classes: int,
    high: float = 1.0,
    *,
    hot: bool = False,
    seed: int = 0,
) -> Pair:
    """x [rows, *size] from 0 to high, and y [rows] int64, or one-hot: a blurred pattern a class,
    with noise."""
    r = random(seed)
    numbers = r.integers(0, classes, rows)
    patterns = r.random((classes, *size)) ** 3
    x = np.clip(patterns[numbers] + 0.25 * r.normal(size=(rows, *size)), 0, 1) * high
    return x, one_hot(numbers, classes) if hot else numbers


def tokens(rows: int, length: int, words: int, classes: int, *, seed: int = 0) -> Pair:
    """x [rows, length] int64 token ids by Zipf's law, y [rows] int64: of which class most of a
    row's telling words are."""
    r = random(seed)
    numbers = r.integers(0, classes, rows)
    x = np.minimum(r.zipf(1.3, (rows, length)), words - 1)
    telling = r.integers(1, words, (classes, 5))
    for row, number in enumerate(numbers):
        places = r.integers(0, length, max(1, length // 8))
        x[row, places] = r.choice(telling[number], len(places))
    return x, numbers


def series(
    rows: int, steps: int, features: int = 1, classes: int | None = None, *, seed: int = 0
) -> Pair:
    """x [rows, steps, features] float64, sines with noise; y: their frequency's class, or where
    classes is None the next value [rows, 1]."""
    r = random(seed)
    numbers = r.integers(0, classes or 1, rows)
    speed = 0.2 + 0.3 * numbers[:, None, None] + 0.05 * r.random((rows, 1, features))
    phase = r.uniform(0, 2 * np.pi, (rows, 1, features))
    time = np.arange(steps + 1)[None, :, None]
    waves = np.sin(speed * time + phase) + 0.05 * r.normal(size=(rows, steps + 1, features))
    return waves[:, :steps], (waves[:, steps, :1] if classes is None else numbers)


def deferred(make: Callable[Given, Pair]) -> Callable[Given, Data]:
    """Takes the arguments now and makes x and y later: `binary(10, 5)` is a program's data."""
    return lambda *of, **named: partial(make, *of, **named)


pictures = deferred(images)


@deferred
def binary(rows: int, *shape: int) -> Pair:
    """Standard normal x, and labels 0 and 1."""
    x = normal(rows, *shape)
    return x, labels(x)


@deferred
def amounts(rows: int, width: int, low: float, high: float, targets: int = 1) -> Pair:
    """Standard normal columns, and quantities [rows, targets] from low to high."""
    x = normal(rows, width)
    return x, several(x, targets, partial(quantities, low=low, high=high))


@deferred
def waves(rows: int, steps: int, features: int, classes: int = 2, *, hot: bool = False) -> Pair:
    """Sines, and the class of their frequency [rows, 1] or one-hot."""
    x, y = series(rows, steps, features, classes)
    return x, one_hot(y, classes) if hot else y[:, None]


@deferred
def standard(data: Data, *, targets: bool = False) -> Pair:
    """The same with standardised columns of x, and of y where `targets`."""
    x, y = data()
    return standardised(x), standardised(y) if targets else y


@deferred
def shaped(data: Data, *shape: int) -> Pair:
    """The same, a row of x in another shape."""
    x, y = data()
    return x.reshape(-1, *shape), y
