"""What a task asks of a network: its output, its loss, the figure a person reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import keras

from glassnet.data.dataset import Dataset, Task
from glassnet.errors import SettingError
from glassnet.networks.registry import LOSSES


@dataclass(frozen=True)
class TaskRules:
    """One row of TASKS.

    output_activation: of the last layer.
    losses: names of the Keras losses whose meaning fits the task's y; the first is the default.
    metric: makes the metric that is shown, named "accuracy" or "mae".
    """

    output_activation: str
    losses: tuple[str, ...]
    metric: Callable[[], keras.metrics.Metric]


# Left out on purpose: mean_squared_error for classes, because y is one column of class indices and
# would be broadcast against the softmax's columns; mean_absolute_percentage_error and
# mean_squared_logarithmic_error for regression, because a standardised y passes through 0.
TASKS: dict[Task, TaskRules] = {
    "binary": TaskRules(
        "sigmoid",
        (
            "binary_crossentropy",
            "binary_focal_crossentropy",
            "mean_squared_error",
            "mean_absolute_error",
            "huber",
            "log_cosh",
            "hinge",
            "squared_hinge",
        ),
        partial(keras.metrics.BinaryAccuracy, name="accuracy"),
    ),
    "classes": TaskRules(
        "softmax",
        ("sparse_categorical_crossentropy",),
        partial(keras.metrics.SparseCategoricalAccuracy, name="accuracy"),
    ),
    "regression": TaskRules(
        "linear",
        ("mean_squared_error", "mean_absolute_error", "huber", "log_cosh"),
        partial(keras.metrics.MeanAbsoluteError, name="mae"),
    ),
}


def output_units(dataset: Dataset) -> int:
    """One a class where there are three or more, else one."""
    return len(dataset.class_names) if dataset.task == "classes" else 1


def loss_for(task: Task, loss: str | None) -> str:
    """Keras' full name of the loss: the task's default for None, else the one named.

    Raises SettingError for a name Keras does not know and for a loss that does not fit the task.
    """
    fitting = TASKS[task].losses
    if loss is None:
        return fitting[0]
    name = LOSSES.canonical(loss)
    if name not in fitting:
        raise SettingError(
            f"loss {loss}: does not fit a {TARGETS[task]} target. Fitting: {', '.join(fitting)}."
        )
    return name


TARGETS: dict[Task, str] = {"binary": "two-class", "classes": "many-class", "regression": "real"}
