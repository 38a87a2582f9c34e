"""Rows that a Python program gives for its model, as a dataset: the numbers exactly as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.data import Dataset
from glassnet.data.dataset import Task, class_targets
from glassnet.errors import DataError
from glassnet.page.network.existing import NotDrawable
from glassnet.page.state import MOST_NAME, Given
from glassnet.text import message
from glassnet.training import refusals
from glassnet.units.dense_chain import DenseLayer, NoChainError, dense_chain

NAME = Given().name
# The output's activation -> its task; of logits, by the number of outputs.
TASK_OF: dict[str, Task] = {"sigmoid": "binary", "softmax": "classes", "linear": "regression"}


class Head(NamedTuple):
    """What a model's outputs mean."""

    task: Task
    outputs: int


def given_dataset(model: Any, x: Any, y: Any) -> Dataset:
    """The rows that `model` learns, neither standardised nor reordered.

    Args:
        model: a compiled chain of Dense layers; its output says what y means.
        x: [rows, features], an array or a pandas DataFrame, whose columns' names are kept.
        y: two classes: 0 and 1; more: their numbers, or one-hot; else one number a row.

    Raises:
        DataError: the arrays do not fit one another or the model.
        NotDrawable: the model is of another kind, or y means something else to it.
    """
    ends = [getattr(model, name, None) or () for name in ("inputs", "outputs")]
    if isinstance(x, Mapping) or isinstance(y, Mapping) or any(len(each) > 1 for each in ends):
        raise _other(model)
    try:
        features, targets = np.asarray(x), np.asarray(y)
    except ValueError:  # rows of several lengths, or several arrays
        raise _other(model) from None
    refusals.check_rows(x=features, y=targets)
    if features.ndim != 2 or targets.ndim > 2:
        raise _other(model)
    try:
        chain = dense_chain(model)
    except NoChainError:
        raise _other(model) from None
    if features.shape[1] != len(chain[0].kernel):
        sizes = {"found": features.shape[1], "needed": len(chain[0].kernel)}
        raise DataError(message("studio-given-width", **sizes))
    task, outputs = _head(model, chain[-1])
    y = _targets(targets, task, outputs)
    if y is None:
        raise _other(model)
    return Dataset(
        name=NAME,
        x=features.astype(np.float32),
        y=y,
        task=task,
        feature_names=_feature_names(x, features.shape[1]),
        target_name="y",
        class_names=tuple(map(str, range(max(2, outputs)))) if task != "regression" else (),
        exhaustive=False,
    )


def _head(model: Any, last: DenseLayer) -> Head:
    outputs, activation = len(last.bias), last.activation
    if activation == "linear" and getattr(getattr(model, "loss", None), "from_logits", False):
        activation = "sigmoid" if outputs == 1 else "softmax"
    task = TASK_OF.get(activation)
    if task is None or (outputs > 1) != (task == "classes"):
        raise _other(model)
    return Head(task, outputs)


def _other(model: Any) -> NotDrawable:
    return NotDrawable(message("studio-model-other", name=str(model.name)))


def _targets(y: NDArray[Any], task: Task, outputs: int) -> NDArray[Any] | None:
    """y as a `Dataset` has it; None where it holds something else, such as probabilities."""
    if task == "classes" and y.ndim == 2 and y.shape[1] == outputs:
        if not (np.isin(y, (0, 1)).all() and (y.sum(axis=1) == 1).all()):
            return None
        y = y.argmax(axis=1)
    if y.size != len(y):
        return None
    flat = y.reshape(-1)
    if task == "regression":
        return flat.astype(np.float32).reshape(-1, 1)
    classes = max(2, outputs)
    if not np.isin(flat, np.arange(classes)).all():
        return None
    return class_targets(flat.astype(np.int64), classes)[0]


def _feature_names(x: Any, features: int) -> tuple[str, ...]:
    names = getattr(x, "columns", None)
    found = [f"x{number}" for number in range(1, features + 1)] if names is None else names
    return tuple(str(name)[:MOST_NAME] for name in found)
