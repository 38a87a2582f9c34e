"""One network from seed after seed: it is compiled once, and begins anew for each seed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.data import Dataset
from glassnet.networks.builder import (
    ACTIVATIONS,
    INITIALIZERS,
    OPTIMIZERS,
    kernel_initializer,
    loss_for,
)
from glassnet.runs.record import Settings, check_batch_size
from glassnet.runs.train import build_from
from glassnet.training import Trainer

Floats = NDArray[np.float32]


def check_names(dataset: Dataset, networks: Sequence[Settings]) -> None:
    """Raise SettingError for a name that Keras does not have, before anything is trained."""
    for each in networks:
        ACTIVATIONS.canonical(each.activation)
        INITIALIZERS.canonical(each.initializer)
        OPTIMIZERS.canonical(each.optimizer)
        loss_for(dataset.task, each.loss, dataset.other_tasks)
        check_batch_size(each.batch_size, len(dataset.x))


@dataclass
class Training:
    """A network's training, which each seed repeats.

    Attributes:
        dataset: the data.
        settings: what it is built with, the loss named.
        trainer: it holds the model.
        seconds: how long building, compiling and training took so far.
    """

    dataset: Dataset
    settings: Settings
    trainer: Trainer
    seconds: float

    @classmethod
    def of(cls, dataset: Dataset, settings: Settings) -> Training:
        started = time.perf_counter()
        settings = replace(settings, loss=loss_for(dataset.task, settings.loss))
        model = build_from(dataset, settings)
        trainer = Trainer(model, dataset.x, dataset.y, batch_size=settings.batch_size)
        return cls(dataset, settings, trainer, time.perf_counter() - started)

    @property
    def parameters(self) -> int:
        """How many numbers are trained."""
        return sum(int(np.prod(each.shape)) for each in self.trainer.model.trainable_variables)

    def run(self, seed: int) -> tuple[Floats, Floats | None]:
        """The loss and the accuracy of each epoch, [epochs]; None for a target of real numbers."""
        started = time.perf_counter()
        self.trainer.rewind()  # biases, optimizer and metrics begin as they are built
        model: Any = self.trainer.model
        for number, dense in enumerate(model.layers):
            initializer = kernel_initializer(self.settings.initializer, seed, number)
            dense.kernel.assign(initializer(dense.kernel.shape))
        keras.utils.set_random_seed(seed)
        # The orders of rows come from NumPy's global generator, whose first one Keras' `fit` spends
        # on building an unbuilt model's metrics.
        np.random.permutation(len(self.dataset.x))
        logs = self.trainer.run(epochs=self.settings.epochs)
        self.seconds += time.perf_counter() - started
        return logs["loss"], logs.get("accuracy")
