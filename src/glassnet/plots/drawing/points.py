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
class DataPoints:
    """Rows of two features, in the units of the axes, and what they are called."""

    x: NDArray[Any]  # [points, 2], at most MOST_POINTS rows
    y: NDArray[Any]  # [points], a place in `classes`, or a number where there are none
    rows: int  # how many there are in all
    # The answers at the two ends of the colours: those that mean the first and the second class, or
    # the smallest and the largest number in the data.
    scale: tuple[float, float]
    axes: Sequence[str] = ("", "")  # names of the features; "" where none is known
    target: str = ""  # its name; "" where none is known
    classes: Sequence[str] = ()  # their names

    def class_label(self, number: int) -> str:
        name = self.classes[number]
        return f"{self.target} = {name}" if self.target else name

    @classmethod
    def of_dataset(cls, dataset: Dataset) -> DataPoints:
        """A dataset of two features, with its standardising undone."""
        own = [dataset.feature_in_own_unit(i, dataset.x[:, i]) for i in (0, 1)]
        y = dataset.y.reshape(-1)
        scale = (0.0, 1.0)
        if dataset.task == "regression":
            y = dataset.target_in_own_unit(y)
            scale = _range(y)
        names = dataset.feature_names, dataset.target_name, dataset.class_names
        return cls(*_some(np.stack(own, axis=1), y), scale, *names)

    @classmethod
    def of_arrays(
        cls, x: NDArray[Any], y: NDArray[Any], outputs: int, names: Sequence[str]
    ) -> DataPoints:
        """Rows [rows, 2] of a network with so many outputs; `names` are those of the first classes.

        y: [rows] or [rows, 1] labels or numbers, or [rows, classes] one-hot.
        """
        if y.ndim > 1 and y.shape[1] > 1:
            y = y.argmax(axis=1)
        y = y.reshape(-1)
        # Two labels may be 0 and 1, or -1 and 1 as for a hinge loss; the rows may be of one alone.
        two = [-1, 1] if y.min() < 0 else [0, 1]
        labels = np.arange(outputs) if outputs > 1 else np.array(two)
        if not np.isin(y, labels).all():
            return cls(*_some(x, y), _range(y))
        classes = [*names[: len(labels)], *(f"{label:g}" for label in labels[len(names) :])]
        scale = float(labels[0]), float(labels[-1])
        return cls(*_some(x, np.searchsorted(labels, y)), scale, classes=classes)


def _some(x: NDArray[Any], y: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], int]:
    rows = len(x)
    if rows > MOST_POINTS:
        # At random: each k-th of rows that alternate would be one class.
        some = np.random.default_rng(0).choice(rows, MOST_POINTS, replace=False)
        x, y = x[some], y[some]
    return x, y, rows


def _range(y: NDArray[Any]) -> tuple[float, float]:
    low, high = float(y.min()), float(y.max())
    return low, high if high > low else low + 1
