"""Built-in data: truth tables, and points in the plane that no straight line separates.

The shapes are drawn from a seed, centred on 0 and about 1 in radius, so that they need no
standardising and a decision boundary can be drawn in their own units.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.data.dataset import Dataset, class_targets
from glassnet.errors import SettingError
from glassnet.text import message

Bits = NDArray[np.bool_]

# 65,536 rows of 16 inputs; a truth table doubles with every input.
MOST_INPUTS = 16

Points = NDArray[np.float64]

DEFAULT_ROWS = 200
MOST_SHAPE_ROWS = 10_000_000


def _odd(bits: Bits) -> Bits:
    return np.bitwise_xor.reduce(bits, axis=1)


# Each takes every row of a truth table, [rows, inputs], and gives the gate's output, [rows].
GATES: dict[str, Callable[[Bits], Bits]] = {
    "and": lambda bits: np.logical_and.reduce(bits, axis=1),
    "or": lambda bits: np.logical_or.reduce(bits, axis=1),
    "nand": lambda bits: ~np.logical_and.reduce(bits, axis=1),
    "nor": lambda bits: ~np.logical_or.reduce(bits, axis=1),
    "xor": _odd,
    "xnor": lambda bits: ~_odd(bits),
}


def gate(name: str) -> Dataset:
    """The truth table of a gate in GATES: rows 00, 01, 10, 11."""
    return _truth_table(name, GATES[name], inputs=2)


def parity(inputs: int) -> Dataset:
    """Whether an odd number of `inputs` bits (1 to 16) is set; parity of two is xor."""
    if not 1 <= inputs <= MOST_INPUTS:
        raise SettingError(message("data-parity-inputs", found=str(inputs), most=MOST_INPUTS))
    return _truth_table(f"parity:{inputs}", _odd, inputs)


def bits_of(inputs: int) -> Bits:
    """Every row of a truth table, [2^inputs, inputs], counted up: 00, 01, 10, 11."""
    counter = np.arange(2**inputs, dtype=np.int64)[:, np.newaxis]
    places = np.arange(inputs - 1, -1, -1, dtype=np.int64)
    return np.bitwise_and(np.right_shift(counter, places), 1).astype(np.bool_)


def _truth_table(name: str, function: Callable[[Bits], Bits], inputs: int) -> Dataset:
    bits = bits_of(inputs)
    y, task = class_targets(function(bits), 2)
    return Dataset(
        name=name,
        x=bits.astype(np.float32),
        y=y,
        task=task,
        feature_names=tuple(f"x{i + 1}" for i in range(inputs)),
        target_name=name,
        class_names=("0", "1"),
        exhaustive=True,
    )


@dataclass(frozen=True)
class Shape:
    """One family of points.

    Attributes:
        draw: (rng, label, rows) -> that class's points before noise, [rows, 2].
        classes: number of classes.
        noise: default standard deviation of the Gaussian noise added to both coordinates.
    """

    draw: Callable[[np.random.Generator, int, int], Points]
    classes: int
    noise: float


def _at(angle: Points, radius: Points | float = 1.0) -> Points:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def _circles(rng: np.random.Generator, label: int, rows: int) -> Points:
    """Class 0 on the outer circle, class 1 on one of half its radius."""
    return _at(rng.uniform(0, 2 * math.pi, rows), 0.5 if label else 1.0)


def _moons(rng: np.random.Generator, label: int, rows: int) -> Points:
    """Two half circles, each reaching into the other."""
    moon = _at(rng.uniform(0, math.pi, rows)) - [0.5, 0.25]
    return -moon if label else moon


def _spiral(rng: np.random.Generator, label: int, rows: int) -> Points:
    """Two arms, one and a half turns each; the square root spreads points evenly along an arm."""
    along = np.sqrt(rng.uniform(0.01, 1, rows))
    return _at(along * 3 * math.pi + label * math.pi, along)


def _blobs(rng: np.random.Generator, label: int, rows: int) -> Points:
    """Three round clouds, a third of a turn apart."""
    return np.repeat(_at(np.array([math.pi / 2 + label * 2 * math.pi / 3])), rows, axis=0)


def _xor_cloud(rng: np.random.Generator, label: int, rows: int) -> Points:
    """Four clouds, on the corners of a square: class 1 where the signs differ, as in xor."""
    x1 = rng.choice([-1.0, 1.0], rows)
    return np.stack([x1, -x1 if label else x1], axis=1)


SHAPES: dict[str, Shape] = {
    "circles": Shape(_circles, classes=2, noise=0.08),
    "moons": Shape(_moons, classes=2, noise=0.1),
    "spiral": Shape(_spiral, classes=2, noise=0.02),
    "blobs": Shape(_blobs, classes=3, noise=0.25),
    "xor-cloud": Shape(_xor_cloud, classes=2, noise=0.25),
}


def shape(
    name: str, *, seed: int = 0, rows: int | None = None, noise: float | None = None
) -> Dataset:
    """Draw `rows` points of a shape, shuffled, as many of each class as of every other.

    The same name, seed, rows and noise give the same points, whatever was drawn before.

    rows: 200 by default. noise: standard deviation; the shape's own by default.

    Raises:
        SettingError: rows that cannot hold every class, or noise that is negative or not finite.
    """
    family = SHAPES[name]
    rows = DEFAULT_ROWS if rows is None else rows
    noise = family.noise if noise is None else noise
    if not family.classes <= rows <= MOST_SHAPE_ROWS:
        bounds = {"least": family.classes, "most": MOST_SHAPE_ROWS}
        raise SettingError(message("data-shape-rows", found=str(rows), shape=name, **bounds))
    if not (math.isfinite(noise) and noise >= 0):
        raise SettingError(message("data-noise", found=str(noise)))
    rng = np.random.default_rng(seed)
    labels = rng.permutation(np.arange(rows) % family.classes)
    points = np.empty((rows, 2))
    for label in range(family.classes):
        mine = labels == label
        points[mine] = family.draw(rng, label, int(mine.sum()))
    points += rng.normal(0, noise, points.shape)
    y, task = class_targets(labels, family.classes)
    return Dataset(
        name=name,
        x=points.astype(np.float32),
        y=y,
        task=task,
        feature_names=("x1", "x2"),
        target_name="class",
        class_names=tuple(str(label) for label in range(family.classes)),
        exhaustive=False,
    )
