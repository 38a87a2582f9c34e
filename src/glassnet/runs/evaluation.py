"""How good a network is on given rows, measured with its final weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.dataset import Dataset

# A probability above it means the second of two classes, as in Keras' BinaryAccuracy.
THRESHOLD = 0.5


@dataclass(frozen=True)
class Evaluation:
    """Figures for one set of rows; those that a task does not have are None.

    accuracy: share of rows whose class is predicted, 0 to 1.
    confusion: [classes, classes] int64, row = true class, column = predicted one.
    mean_absolute_error: in the target's own unit.
    r2: share of the target's variance explained: 1 perfect, 0 no better than the mean, NaN where
        the target does not vary.
    """

    rows: int
    accuracy: float | None = None
    confusion: NDArray[np.int64] | None = None
    mean_absolute_error: float | None = None
    r2: float | None = None

    def figures(self) -> dict[str, Any]:
        """What a task has, as plain numbers and lists."""
        named: dict[str, Any] = {
            "accuracy": self.accuracy,
            "confusion": None if self.confusion is None else self.confusion.tolist(),
            "mean_absolute_error": self.mean_absolute_error,
            "r2": self.r2,
        }
        return {"rows": self.rows, **{k: v for k, v in named.items() if v is not None}}


def evaluate(outputs: NDArray[Any], dataset: Dataset) -> Evaluation:
    """Compare a network's outputs, [rows, outputs], with the dataset's y."""
    if dataset.task == "regression":
        return _real(dataset.target_in_own_unit(outputs), dataset.target_in_own_unit(dataset.y))
    true, predicted = dataset.y.reshape(-1).astype(np.int64), predicted_classes(outputs, dataset)
    classes = len(dataset.class_names)
    confusion = np.bincount(true * classes + predicted, minlength=classes * classes)
    return Evaluation(
        rows=len(true),
        accuracy=float((true == predicted).mean()),
        confusion=confusion.reshape(classes, classes).astype(np.int64),
    )


def predicted_classes(outputs: NDArray[Any], dataset: Dataset) -> NDArray[np.int64]:
    """[rows, outputs] probabilities -> [rows] indices into the dataset's class_names."""
    if dataset.task == "binary":
        return (outputs.reshape(-1) > THRESHOLD).astype(np.int64)
    return outputs.argmax(axis=-1)


def _real(predicted: NDArray[np.float64], true: NDArray[np.float64]) -> Evaluation:
    error = predicted - true
    spread = float(((true - true.mean()) ** 2).sum())
    return Evaluation(
        rows=len(true),
        mean_absolute_error=float(np.abs(error).mean()),
        r2=1 - float((error**2).sum()) / spread if spread else float("nan"),
    )
