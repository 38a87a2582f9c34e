"""The answers of a trained network: on any rows, measured against the truth, and on a grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from glassnet.data.dataset import Dataset

Predict = Callable[[NDArray[np.float32]], NDArray[Any]]

# Each shape compiles anew (60 ms), so rows go through in blocks of one size, the last filled up.
BLOCK = 4096
# A probability above it means the second of two classes, as in Keras' BinaryAccuracy.
THRESHOLD = 0.5
# The boundary's grid reaches this share of the data's width beyond it on each side.
MARGIN = 0.25


def predictor(model: Any) -> Predict:
    """A keras.Model's answers: a function [rows, features] float32 -> [rows, outputs] float32.

    It reads the model's weights at each call, and is compiled once for any number of rows.
    """
    import jax

    def answer(trainable: Any, fixed: Any, x: Any) -> Any:
        return model.stateless_call(trainable, fixed, x, training=False)[0]

    compiled = cast(Callable[..., NDArray[Any]], jax.jit(answer))

    def predict(x: NDArray[np.float32]) -> NDArray[Any]:
        # Not kept between calls: Keras gives the arrays behind the variables away when it trains.
        trainable = [variable.value for variable in model.trainable_variables]
        fixed = [variable.value for variable in model.non_trainable_variables]
        blocks: list[NDArray[Any]] = []
        for start in range(0, len(x), BLOCK):
            rows = np.asarray(x[start : start + BLOCK], np.float32)
            filled = np.zeros((BLOCK, *rows.shape[1:]), np.float32)
            filled[: len(rows)] = rows
            blocks.append(np.array(compiled(trainable, fixed, filled)[: len(rows)]))
        return np.concatenate(blocks)

    return predict


@dataclass(frozen=True)
class Evaluation:
    """Figures for one set of rows; those that a task does not have are None."""

    rows: int  # how many
    accuracy: float | None = None  # share of rows whose class is predicted, 0 to 1
    # [classes, classes] int64, row = true class, column = predicted one.
    confusion: NDArray[np.int64] | None = None
    mean_absolute_error: float | None = None  # in the target's own unit
    # Share of the target's variance explained: 1 perfect, 0 no better than the mean, NaN where the
    # target does not vary.
    r2: float | None = None

    def figures(self) -> dict[str, Any]:
        """The figures that are there, as plain numbers and lists."""
        confusion = None if self.confusion is None else self.confusion.tolist()
        figures = {**vars(self), "confusion": confusion}
        return {name: value for name, value in figures.items() if value is not None}


def evaluate(outputs: NDArray[Any], dataset: Dataset) -> Evaluation:
    """Compare a network's outputs, [rows, outputs], with the dataset's y."""
    if dataset.task == "regression":
        true, predicted = map(dataset.target_in_own_unit, (dataset.y, outputs))
        error = predicted - true
        spread = float(((true - true.mean()) ** 2).sum())
        return Evaluation(
            rows=len(true),
            mean_absolute_error=float(np.abs(error).mean()),
            r2=1 - float((error**2).sum()) / spread if spread else float("nan"),
        )
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


@dataclass(frozen=True)
class Boundary:
    """The answers of a network with two inputs on a grid round its data."""

    x1: NDArray[np.float64]  # [columns], rising, in the column's own unit
    x2: NDArray[np.float64]  # [rows], rising, in the column's own unit
    # [rows, columns], a probability or a predicted number in its own unit; for more than two
    # classes [rows, columns, classes].
    values: NDArray[np.float64]
    points: NDArray[np.float64]  # [data rows, 2], the data, in the same units as x1 and x2


def boundary(predict: Predict, dataset: Dataset, *, columns: int, rows: int) -> Boundary:
    """The answers of `predict` on a grid that covers the data of two features, with a margin."""
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
    return Boundary(own(0, x1), own(1, x2), answers.reshape(shape).astype(np.float64), points)
