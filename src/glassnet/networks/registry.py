"""Keras' own names of activations, initializers, optimizers and losses, and what each task uses."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any

import keras

from glassnet.data.dataset import Dataset, Task
from glassnet.errors import SettingError
from glassnet.networks.options import LOSS_ALIASES, LOSSES_OF, keras_name
from glassnet.text import did_you_mean, message


@dataclass(frozen=True)
class Registry:
    """One kind of object that Keras builds by name.

    Attributes:
        kind: activation, initializer, optimizer or loss.
        entries: canonical name -> Keras' function or class.
        aliases: other spelling -> canonical name.
    """

    kind: str
    entries: Mapping[str, Callable[..., Any]]
    aliases: Mapping[str, str]

    def canonical(self, name: str) -> str:
        """The one name for `name`, case and `-` aside. Raises SettingError if Keras has none."""
        plain = keras_name(name, self.aliases)
        if plain not in self.entries:
            hint = did_you_mean(plain, [*self.entries, *self.aliases])
            raise SettingError(message("network-name", kind=self.kind, name=name, hint=hint))
        return plain

    def __getitem__(self, name: str) -> Callable[..., Any]:
        return self.entries[self.canonical(name)]


def _functions(module: ModuleType, without: set[str]) -> dict[str, Callable[..., Any]]:
    return {
        name: found
        for name, found in vars(module).items()
        if inspect.isfunction(found) and name not in without | {"get", "serialize", "deserialize"}
    }


def _classes(module: ModuleType, base: type, without: set[str]) -> dict[str, type]:
    return {
        name: found
        for name, found in vars(module).items()
        if inspect.isclass(found) and issubclass(found, base) and name not in without
    }


# glu halves the width and threshold wants two numbers of its own: neither can follow a layer by
# name alone.
ACTIVATIONS = Registry("activation", _functions(keras.activations, {"glu", "threshold"}), {})

# Snake case as Keras writes them in a layer's arguments; the classes come a second time under it.
# stft makes the kernel of a Fourier transform; constant wants its value.
INITIALIZERS = Registry(
    "initializer",
    {
        name: found
        for name, found in _classes(
            keras.initializers, keras.initializers.Initializer, {"stft", "constant"}
        ).items()
        if name.islower()
    },
    {"normal": "random_normal", "uniform": "random_uniform", "zero": "zeros", "one": "ones"},
)

# The four wrap other optimizers.
OPTIMIZERS = Registry(
    "optimizer",
    {
        name.lower(): found
        for name, found in _classes(
            keras.optimizers,
            keras.optimizers.Optimizer,
            {"Optimizer", "OptimizerMap", "MultiOptimizer", "LossScaleOptimizer"},
        ).items()
    },
    {},
)

LOSSES = Registry("loss", _functions(keras.losses, set()), LOSS_ALIASES)


@dataclass(frozen=True)
class TaskRules:
    """One row of TASKS.

    Attributes:
        output_activation: of the last layer.
        metric: makes the metric that is shown, named "accuracy" or "mae".
    """

    output_activation: str
    metric: Callable[[], keras.metrics.Metric]


TASKS: dict[Task, TaskRules] = {
    "binary": TaskRules("sigmoid", partial(keras.metrics.BinaryAccuracy, name="accuracy")),
    "classes": TaskRules(
        "softmax", partial(keras.metrics.SparseCategoricalAccuracy, name="accuracy")
    ),
    "regression": TaskRules("linear", partial(keras.metrics.MeanAbsoluteError, name="mae")),
}


def output_units(dataset: Dataset) -> int:
    """One a class where there are three or more, else one."""
    return len(dataset.class_names) if dataset.task == "classes" else 1


def loss_for(task: Task, loss: str | None, other_tasks: Sequence[Task] = ()) -> str:
    """Keras' full name of a loss.

    Args:
        task: what is learned.
        loss: any name of it; None for the task's default.
        other_tasks: what else the target could be learned as, for the error.

    Raises:
        SettingError: Keras does not know the name, or the loss does not fit the task.
    """
    fitting = LOSSES_OF[task]
    if loss is None:
        return fitting[0]
    name = LOSSES.canonical(loss)
    if name not in fitting:
        others = "".join(
            " " + message("network-other-loss", task=other, losses=", ".join(LOSSES_OF[other]))
            for other in other_tasks
        )
        known = ", ".join(fitting)
        raise SettingError(
            message("network-loss", loss=loss, task=task, losses=known, others=others)
        )
    return name
