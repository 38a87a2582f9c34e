"""The data that is drawn on top of a network's answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.dataset import Dataset

# More points than this hide each other and the boundary below them.
MOST_POINTS = 1_000


@dataclass(frozen=True)
class Points:
    """Rows of two features, in the units of the axes, and what they are called.

    x: [points, 2] and y: [points], of at most MOST_POINTS rows; y is a place in `classes`, or a
        number where there are none. rows: how many there are in all.
    scale: the answers at the two ends of the colours: those that mean the first and the second
        class, or the smallest and the largest number in the data.
    axes, target: names; "" where none is known.
    """

    x: NDArray[Any]
    y: NDArray[Any]
    rows: int
    scale: tuple[float, float]
    axes: Sequence[str]
    target: str
    classes: Sequence[str]

    def class_label(self, number: int) -> str:
        name = self.classes[number]
        return f"{self.target} = {name}" if self.target else name


def of_dataset(dataset: Dataset) -> Points:
    """A dataset of two features, with its standardising undone."""
    own = [dataset.feature_in_own_unit(i, dataset.x[:, i]) for i in (0, 1)]
    y = dataset.y.reshape(-1)
    if dataset.task == "regression":
        y = dataset.target_in_own_unit(y)
    return _points(
        np.stack(own, axis=1),
        y,
        scale=_range(y) if dataset.task == "regression" else (0.0, 1.0),
        axes=dataset.feature_names,
        target=dataset.target_name,
        classes=dataset.class_names,
    )


def of_arrays(x: NDArray[Any], y: NDArray[Any], outputs: int, names: Sequence[str]) -> Points:
    """Rows without names. y: [rows] or [rows, 1] labels or numbers, or [rows, classes] one-hot.

    outputs: of the network. names: the classes', of the first ones at least.
    """
    if y.ndim > 1 and y.shape[1] > 1:
        y = y.argmax(axis=1)
    y = y.reshape(-1)
    labels = np.arange(outputs) if outputs > 1 else _two_labels(y)
    if not np.isin(y, labels).all():
        return _points(x, y, scale=_range(y))
    classes = [*names[: len(labels)], *(f"{label:g}" for label in labels[len(names) :])]
    place = np.searchsorted(labels, y)
    return _points(x, place, scale=(float(labels[0]), float(labels[-1])), classes=classes)


def _points(
    x: NDArray[Any],
    y: NDArray[Any],
    *,
    scale: tuple[float, float],
    axes: Sequence[str] = ("", ""),
    target: str = "",
    classes: Sequence[str] = (),
) -> Points:
    rows = len(x)
    if rows > MOST_POINTS:
        # At random: each k-th of rows that alternate would be one class.
        some = np.random.default_rng(0).choice(rows, MOST_POINTS, replace=False)
        x, y = x[some], y[some]
    return Points(x, y, rows, scale, axes, target, classes)


def _two_labels(y: NDArray[Any]) -> NDArray[Any]:
    """Two labels may be 0 and 1, or -1 and 1 as for a hinge loss; the rows may be of one alone."""
    return np.array([-1, 1] if y.min() < 0 else [0, 1])


def _range(y: NDArray[Any]) -> tuple[float, float]:
    low, high = float(y.min()), float(y.max())
    return low, high if high > low else low + 1
