"""What two plain methods make of the data: the nearest other row, and a linear rule.

Neither trains a network: where one of them predicts well, the data have something to learn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.examination import Examination

Array = NDArray[Any]
MOST_ROWS = 1000  # all pairs of rows are compared
MOST_COLUMNS = 2000
MOST_CLASSES = 50  # of targets with more values nothing is said


@dataclass(frozen=True)
class Answers:
    """Shares of rows that are answered right, each without its own target.

    nearest: by the nearest other row. linear: by least squares. chance: by drawing from the
    targets. largest: by always saying the commonest. fitted: by least squares that has seen the
    row.
    """

    rows: int
    classes: int
    nearest: float
    linear: float
    fitted: float
    chance: float
    largest: float


def answers(of: Examination) -> Answers | None:
    """None of targets that are no classes, and of rows that are no real numbers."""
    x, labels = _features(of), _labels(of)
    if x is None or labels is None:
        return None
    some = np.linspace(0, len(x) - 1, min(len(x), MOST_ROWS)).astype(np.int64)
    x, labels = x[some], labels[some]
    _, label = np.unique(labels, return_inverse=True)
    label = label.ravel()
    rows, classes = len(label), int(label.max()) + 1
    share = np.bincount(label) / rows
    linear, fitted = _linear(x, label)
    return Answers(
        rows,
        classes,
        float(np.mean(label[_nearest(x)] == label)) if rows > 1 else 0.0,
        linear,
        fitted,
        float(np.sum(share**2)),
        float(share.max()),
    )


def _features(of: Examination) -> Array | None:
    if any(not np.issubdtype(leaf.dtype, np.floating) for leaf in of.x) or not of.x:
        return None
    flat = np.concatenate([leaf.reshape(len(leaf), -1) for leaf in of.x], axis=1)
    if flat.shape[1] > MOST_COLUMNS or not np.isfinite(flat).all():
        return None
    flat = flat.astype(np.float64)
    spread = flat.std(axis=0)
    return (flat - flat.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def _labels(of: Examination) -> Array | None:
    if len(of.y) != 1 or not np.issubdtype(of.y[0].dtype, np.number):
        return None
    y = of.y[0].reshape(len(of.y[0]), -1)
    if y.shape[1] > 1:
        one_hot = bool(np.all((y == 0) | (y == 1)) and np.all(y.sum(axis=1) == 1))
        return y.argmax(axis=1) if one_hot else None
    flat = y[:, 0]
    whole = bool(np.isfinite(flat).all() and np.all(flat == np.round(flat)))
    return flat if whole and len(np.unique(flat)) <= MOST_CLASSES else None


def _nearest(x: Array) -> NDArray[np.int64]:
    square = np.sum(x**2, axis=1)
    distance = square[:, None] + square[None, :] - 2 * x @ x.T
    np.fill_diagonal(distance, np.inf)
    return np.argmin(distance, axis=1)


def _linear(x: Array, label: NDArray[np.int64]) -> tuple[float, float]:
    """Ridge regression on one column a class: leave-one-out and fitted shares."""
    rows = len(x)
    design = np.concatenate([x, np.ones((rows, 1))], axis=1)
    target = np.eye(int(label.max()) + 1)[label]
    gram = design.T @ design + 1e-3 * rows * np.eye(design.shape[1])
    weights = np.linalg.solve(gram, design.T)
    hat = np.einsum("ij,ji->i", design, weights)
    fitted = design @ (weights @ target)
    left_out = (fitted - hat[:, None] * target) / np.maximum(1 - hat[:, None], 1e-6)
    return tuple(float(np.mean(each.argmax(axis=1) == label)) for each in (left_out, fitted))  # type: ignore[return-value]
