"""What a network of two inputs answers on a grid round its data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.dataset import Dataset

Predict = Callable[[NDArray[np.float32]], NDArray[Any]]

# The grid reaches this share of the data's width beyond it on each side.
MARGIN = 0.25


@dataclass(frozen=True)
class Boundary:
    """A network's answers on a grid.

    x1: [columns], rising; x2: [rows], rising; both in the columns' own units.
    values: [rows, columns], a probability or a predicted number in its own unit; for more than two
        classes [rows, columns, classes].
    points: [data rows, 2], where the data lies, in the same units as x1 and x2.
    """

    x1: NDArray[np.float64]
    x2: NDArray[np.float64]
    values: NDArray[np.float64]
    points: NDArray[np.float64]


def boundary(predict: Predict, dataset: Dataset, *, columns: int, rows: int) -> Boundary:
    """The answers of `predict` ([n, 2] float32 -> [n, outputs]) on columns x rows points.

    The grid covers the data, with a margin; the points are the corners of equal cells.
    """
    low, high = dataset.x.min(axis=0), dataset.x.max(axis=0)
    # A column of equal numbers has no width; one unit shows something.
    width = np.where(high > low, high - low, 1)
    low, high = low - MARGIN * width, high + MARGIN * width
    x1 = np.linspace(low[0], high[0], columns, dtype=np.float32)
    x2 = np.linspace(low[1], high[1], rows, dtype=np.float32)
    answers = predict(np.stack(np.meshgrid(x1, x2), axis=-1).reshape(-1, 2))
    if dataset.task == "regression":
        answers = dataset.target_in_own_unit(answers)
    shape = (rows, columns, -1) if dataset.task == "classes" else (rows, columns)
    own = dataset.feature_in_own_unit
    points = np.stack([own(i, dataset.x[:, i]) for i in (0, 1)], axis=1)
    return Boundary(
        own(0, x1),
        own(1, x2),
        answers.reshape(shape).astype(np.float64),
        points,
    )
