"""Precision-recall curves, for the PR Curves page of TensorBoard.

The counts at all thresholds come from one pass over the rows. TensorBoard's own module does the
same in TensorFlow, which it imports.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from tensorboard.compat.proto import summary_pb2
from tensorboard.plugins.pr_curve.metadata import create_summary_metadata
from tensorboard.util.tensor_util import make_tensor_proto

from glassnet.errors import SettingError
from glassnet.text import message

THRESHOLDS = 201  # as many as TensorBoard's own summary has
ROUNDING = 1e-5  # by which a softmax may leave 0…1
_summary: Any = summary_pb2  # generated, without types


def pr_curves(name: str, labels: ArrayLike, probabilities: ArrayLike) -> Any:
    """Precision and recall of a classifier at evenly spaced thresholds from 0 to 1.

    A row counts as positive at a threshold t if its probability is at least t. Where no row does,
    precision is 0; where no row is of the class, recall is 0.

    Args:
        name: the tag is `name/pr_curves`, or `name/<class>/pr_curves` where there are several.
        labels: [rows] of 0 and 1, or of class numbers, or [rows, classes] of 0 and 1.
        probabilities: [rows] or [rows, 1] of one class; [rows, classes]: a curve for each.

    Returns:
        A Summary with one value a curve: a tensor [6, thresholds] float32 of true positives, false
        positives, true negatives, false negatives, precision and recall.

    Raises:
        SettingError: shapes or labels that do not fit, probabilities outside of 0…1 or NaN.
    """
    chances = _probabilities(probabilities)
    classes = chances.shape[1]
    tables = _tables(_positive(labels, *chances.shape), chances)
    names = [name] if classes == 1 else [f"{name}/{number}" for number in range(classes)]
    values = [
        _summary.Summary.Value(
            tag=f"{title}/pr_curves",
            metadata=create_summary_metadata(title, "", THRESHOLDS),
            tensor=make_tensor_proto(table),
        )
        for title, table in zip(names, tables, strict=True)
    ]
    return _summary.Summary(value=values)


def _tables(positive: NDArray[np.bool_], chances: NDArray[np.float64]) -> NDArray[np.float32]:
    """positive, chances: [rows, classes]. Returns [classes, 6, thresholds]."""
    classes = chances.shape[1]
    # The last threshold that a probability reaches, then a place in a table for every class.
    reached = np.searchsorted(np.linspace(0, 1, THRESHOLDS), chances, side="right") - 1
    places = np.maximum(reached, 0) + np.arange(classes) * THRESHOLDS

    def at_least(rows: NDArray[np.bool_]) -> NDArray[np.float64]:
        counts = np.bincount(places[rows], minlength=classes * THRESHOLDS)
        return counts.reshape(classes, THRESHOLDS)[:, ::-1].cumsum(axis=1)[:, ::-1]

    true, false = at_least(positive), at_least(~positive)
    missed = true[:, :1] - true
    precision = true / np.maximum(true + false, 1)
    recall = true / np.maximum(true + missed, 1)
    rows = [true, false, false[:, :1] - false, missed, precision, recall]
    return np.stack(rows, axis=1).astype(np.float32)


def _probabilities(probabilities: ArrayLike) -> NDArray[np.float64]:
    """[rows, classes], one class for one column."""
    chances = np.asarray(probabilities, np.float64)
    if chances.ndim == 1:
        chances = chances[:, None]
    if chances.ndim != 2 or not chances.size:
        shape = str(np.shape(probabilities))
        raise SettingError(message("curves-probabilities-shape", found=shape))
    if not (chances.min() >= -ROUNDING and chances.max() <= 1 + ROUNDING):  # so NaN is refused
        least, most = f"{chances.min():g}", f"{chances.max():g}"
        raise SettingError(message("curves-probabilities", least=least, most=most))
    return chances


def _positive(labels: ArrayLike, rows: int, classes: int) -> NDArray[np.bool_]:
    """Which rows are of which class: [rows, classes]."""
    given = np.asarray(labels)
    if given.shape not in {(rows,), (rows, 1), (rows, classes)}:
        shapes = {"found": str(given.shape), "rows": str(rows), "classes": str(classes)}
        raise SettingError(message("curves-labels-shape", **shapes))
    numbered = classes > 1 and given.size == rows
    allowed = range(classes) if numbered else (0, 1)
    if not np.isin(given, np.asarray(allowed)).all():
        odd = given[~np.isin(given, np.asarray(allowed))].flat[0]
        raise SettingError(message("curves-label", found=str(odd), most=allowed[-1]))
    given = given.reshape(rows, -1)
    return given == np.arange(classes) if numbered else given.astype(bool)
