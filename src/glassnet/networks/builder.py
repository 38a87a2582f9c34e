"""A compiled Keras model from a dataset and a few settings, by Keras' own names of its parts."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any

import keras
import numpy as np

from glassnet.data.dataset import Dataset, Task
from glassnet.errors import SettingError
from glassnet.networks.options import (
    LOSS_ALIASES,
    LOSSES_OF,
    check_layers,
    check_learning_rate,
    defaults_for,
    keras_name,
)
from glassnet.seed import check_seed
from glassnet.text import did_you_mean, message

# 0.4 GB of float32, four times that with Adam's two moments and the gradient.
MOST_WEIGHTS = 100_000_000


def build(
    dataset: Dataset,
    *,
    layers: Sequence[int] | None = None,
    activation: str | Sequence[str] | None = None,
    initializer: str | None = None,
    optimizer: str | None = None,
    learning_rate: float | None = None,
    loss: str | None = None,
    regularizer: keras.regularizers.Regularizer | None = None,
    seed: int = 0,
) -> keras.Sequential:
    """A compiled network for a dataset: dense layers hidden1, hidden2, ..., output.

    What is not given is what `defaults_for(dataset)` says.

    Args:
        dataset: decides the inputs, the output layer and the metric.
        layers: units of each hidden layer; empty for a single (logistic, softmax or linear) layer.
        activation: activation of the hidden layers, by Keras' name; one name for all of them, or
            one for each.
        initializer: initializer of every kernel, by Keras' name.
        optimizer: optimizer, by Keras' name.
        learning_rate: None beside a given optimizer means that optimizer's own default.
        loss: None for the task's default.
        regularizer: of every kernel.
        seed: the same seed gives the same weights, whatever was built or drawn before.

    Raises:
        SettingError: a name Keras does not know, a loss that does not fit the target, a learning
            rate that is not a positive number, a seed below 0 or beyond 32 bits, or layers that
            cannot be built.
    """
    check_seed(seed)
    defaults = defaults_for(dataset)
    if optimizer is None:
        optimizer = defaults.optimizer
        learning_rate = defaults.learning_rate if learning_rate is None else learning_rate
    layers = defaults.layers if layers is None else layers
    units = (*check_layers(layers), output_units(dataset))
    output_activation, metric = TASKS[dataset.task]
    loss = loss_for(dataset.task, loss, dataset.other_tasks)
    given = activation or defaults.activation
    names = [given] * len(layers) if isinstance(given, str) else given
    activations = [*map(ACTIVATIONS.canonical, names), output_activation]
    kernels = initializer or defaults.initializer
    _check_weights((dataset.x.shape[1], *units))
    model = keras.Sequential(
        [
            keras.Input((dataset.x.shape[1],), name="input"),
            *(
                keras.layers.Dense(
                    size,
                    activation=activations[index],
                    kernel_initializer=kernel_initializer(kernels, seed, index),
                    kernel_regularizer=regularizer,
                    name=f"hidden{index + 1}" if index < len(layers) else "output",
                )
                for index, size in enumerate(units)
            ),
        ],
        name="network",
    )
    model.compile(optimizer=_optimizer(optimizer, learning_rate), loss=loss, metrics=[metric()])
    return model


def _check_weights(sizes: Sequence[int]) -> None:
    weights = sum((inputs + 1) * units for inputs, units in itertools.pairwise(sizes))
    if weights > MOST_WEIGHTS:
        layers = "-".join(map(str, sizes))
        raise SettingError(
            message("network-weights", layers=layers, found=weights, most=MOST_WEIGHTS)
        )


def kernel_initializer(name: str, seed: int, layer: int) -> Any:
    """The initializer of a layer's kernel, counted from 0: the one that `build` uses."""
    initializer = INITIALIZERS[name]
    if "seed" not in inspect.signature(initializer).parameters:
        return initializer()
    # SeedSequence, so that layer 1 of seed 0 and layer 0 of seed 1 have nothing in common.
    return initializer(seed=int(np.random.SeedSequence([seed, layer]).generate_state(1)[0] >> 1))


def _optimizer(name: str, learning_rate: float | None) -> keras.optimizers.Optimizer:
    optimizer = OPTIMIZERS[name]
    check_learning_rate(learning_rate)
    return optimizer() if learning_rate is None else optimizer(learning_rate=learning_rate)


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


# Task -> the activation of the last layer, and what makes the metric that is shown.
TASKS: dict[Task, tuple[str, Callable[[], keras.metrics.Metric]]] = {
    "binary": ("sigmoid", partial(keras.metrics.BinaryAccuracy, name="accuracy")),
    "classes": ("softmax", partial(keras.metrics.SparseCategoricalAccuracy, name="accuracy")),
    "regression": ("linear", partial(keras.metrics.MeanAbsoluteError, name="mae")),
}


def output_units(dataset: Dataset) -> int:
    """The number of outputs: one for each class where there are three or more, else one."""
    return len(dataset.class_names) if dataset.task == "classes" else 1


def loss_for(task: Task, loss: str | None, other_tasks: Sequence[Task] = ()) -> str:
    """Keras' full name of a loss.

    Args:
        task: task of the network.
        loss: any name of the loss; None for the task's default.
        other_tasks: other tasks that the target allows, for the error.

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
