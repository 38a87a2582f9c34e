"""A compiled Keras model from a dataset and a few settings, every random number from one seed."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from glassnet.data.dataset import Dataset
from glassnet.data.sources import check_seed
from glassnet.errors import SettingError
from glassnet.networks.defaults import defaults_for
from glassnet.networks.options import check_layers, check_learning_rate
from glassnet.networks.registry import (
    ACTIVATIONS,
    INITIALIZERS,
    OPTIMIZERS,
    TASKS,
    loss_for,
    output_units,
)
from glassnet.text import message

# 0.4 GB of float32, four times that with Adam's two moments and the gradient.
MOST_WEIGHTS = 100_000_000


def build(
    dataset: Dataset,
    *,
    layers: Sequence[int] | None = None,
    activation: str | None = None,
    initializer: str | None = None,
    optimizer: str | None = None,
    learning_rate: float | None = None,
    loss: str | None = None,
    seed: int = 0,
) -> keras.Sequential:
    """A compiled network for a dataset: dense layers hidden1, hidden2, ..., output.

    What is not given is what `defaults_for(dataset)` says.

    Args:
        dataset: decides the inputs, the output layer and the metric.
        layers: units of each hidden layer; empty for a single (logistic, softmax or linear) layer.
        activation: of the hidden layers, by Keras' name.
        initializer: of every kernel, by Keras' name.
        optimizer: by Keras' name.
        learning_rate: None beside a given optimizer means that optimizer's own default.
        loss: None for the task's default.
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
    task = TASKS[dataset.task]
    loss = loss_for(dataset.task, loss, dataset.other_tasks)
    activations = [ACTIVATIONS.canonical(activation or defaults.activation)] * len(layers) + [
        task.output_activation
    ]
    kernels = initializer or defaults.initializer
    _check_weights((dataset.x.shape[1], *units))
    model = keras.Sequential(
        [
            keras.Input((dataset.x.shape[1],), name="input"),
            *(
                keras.layers.Dense(
                    size,
                    activation=activations[index],
                    kernel_initializer=_initializer(kernels, seed, index),
                    name=f"hidden{index + 1}" if index < len(layers) else "output",
                )
                for index, size in enumerate(units)
            ),
        ],
        name="network",
    )
    model.compile(
        optimizer=_optimizer(optimizer, learning_rate), loss=loss, metrics=[task.metric()]
    )
    return model


def _check_weights(sizes: Sequence[int]) -> None:
    weights = sum((inputs + 1) * units for inputs, units in itertools.pairwise(sizes))
    if weights > MOST_WEIGHTS:
        layers = "-".join(map(str, sizes))
        raise SettingError(
            message("network-weights", layers=layers, found=weights, most=MOST_WEIGHTS)
        )


def _initializer(name: str, seed: int, layer: int) -> Any:
    initializer = INITIALIZERS[name]
    if "seed" not in inspect.signature(initializer).parameters:
        return initializer()
    # SeedSequence, so that layer 1 of seed 0 and layer 0 of seed 1 have nothing in common.
    return initializer(seed=int(np.random.SeedSequence([seed, layer]).generate_state(1)[0] >> 1))


def _optimizer(name: str, learning_rate: float | None) -> keras.optimizers.Optimizer:
    optimizer = OPTIMIZERS[name]
    check_learning_rate(learning_rate)
    return optimizer() if learning_rate is None else optimizer(learning_rate=learning_rate)
