"""`keras.Model.fit` on the JAX backend: as one writes it, and at its best for one step an epoch."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.contenders import keras_models
from benchmarks.works import WORKS, Work

# A call of `fit` gets faster a step with longer executions, up to about this many: 200, 1,000,
# 5,000 and 10,000 steps measure alike, 50 takes three times as long.
STEPS_PER_EXECUTION = 1000


class KerasFit:
    """fit, epoch by epoch."""

    def __init__(self, work: Work) -> None:
        self._data = keras_models.data(work)
        self._model = keras_models.build(work)

    def train(self, epochs: int) -> None:
        self._model.fit(**self._data, epochs=epochs, verbose=0)

    def weights(self) -> list[NDArray[np.float32]]:
        return self._model.get_weights()


class TiledKerasFit:
    """The same steps as one epoch over repeated rows, many steps an execution.

    What an epoch means is lost (its logs are means over all steps, rows cannot be shuffled), but no
    setting of `fit` takes the same steps faster.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._x, self._y = work.data()
        self._model = keras_models.build(work, steps_per_execution=STEPS_PER_EXECUTION)

    def train(self, epochs: int) -> None:
        tiled = [np.tile(part, (epochs, 1)) for part in (self._x, self._y)]
        self._model.fit(*tiled, batch_size=self._work.batch_size, shuffle=False, verbose=0)

    def weights(self) -> list[NDArray[Any]]:
        return self._model.get_weights()


def plain(work: str) -> KerasFit:
    return KerasFit(WORKS[work])


def best(work: str) -> TiledKerasFit:
    return TiledKerasFit(WORKS[work])
