"""What a task asks of a network: its output, its loss, the figure a person reads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import keras

from glassnet.data.dataset import Dataset, Task
from glassnet.errors import SettingError
from glassnet.networks.options import LOSSES_OF
from glassnet.networks.registry import LOSSES


@dataclass(frozen=True)
class TaskRules:
    """One row of TASKS.

    target: of which kind it is. learned: how it is learned.
    output_activation: of the last layer.
    metric: makes the metric that is shown, named "accuracy" or "mae".
    """

    target: str
    learned: str
    output_activation: str
    metric: Callable[[], keras.metrics.Metric]


TASKS: dict[Task, TaskRules] = {
    "binary": TaskRules(
        "two-class",
        "as two classes",
        "sigmoid",
        partial(keras.metrics.BinaryAccuracy, name="accuracy"),
    ),
    "classes": TaskRules(
        "many-class",
        "as classes",
        "softmax",
        partial(keras.metrics.SparseCategoricalAccuracy, name="accuracy"),
    ),
    "regression": TaskRules(
        "real",
        "by regression",
        "linear",
        partial(keras.metrics.MeanAbsoluteError, name="mae"),
    ),
}


def output_units(dataset: Dataset) -> int:
    """One a class where there are three or more, else one."""
    return len(dataset.class_names) if dataset.task == "classes" else 1


def loss_for(task: Task, loss: str | None, other_tasks: Sequence[Task] = ()) -> str:
    """Keras' full name of the loss: the task's default for None, else the one named.

    other_tasks: as what else the target could be learned.
    Raises SettingError for a name Keras does not know and for a loss that does not fit the task.
    """
    fitting = LOSSES_OF[task]
    if loss is None:
        return fitting[0]
    name = LOSSES.canonical(loss)
    if name not in fitting:
        others = [
            f" To learn it {TASKS[other].learned}: {', '.join(LOSSES_OF[other])}."
            for other in other_tasks
        ]
        raise SettingError(
            f"loss {loss}: does not fit a {TASKS[task].target} target. Fitting: "
            f"{', '.join(fitting)}.{''.join(others)}"
        )
    return name
