"""`glassnet.fit`, with its default and with `fused=False`, and the `Trainer` that it drives."""

from __future__ import annotations

import tempfile

import glassnet as gn  # before Keras: it chooses JAX as Keras' backend and sets XLA's options

# isort: split
import numpy as np
from numpy.typing import NDArray

from benchmarks.contenders import keras_models
from benchmarks.works import WORKS, Work

# So many that every rewritten form is worth compiling.
LONG = 100_000


class GlassnetFit:
    """The whole call: shuffles, History and weights written back included.

    Always the last epochs of a training of `LONG` steps, as `gn.fit` compiles one.
    """

    def __init__(
        self, work: Work, *, fused: bool = True, recorded: bool = False, watched: bool = False
    ) -> None:
        self._settings = {"verbose": 0, "fused": fused, "diagnose": watched}
        self._recorded = recorded
        self._before = -(-LONG // work.steps_per_epoch)
        self._data = keras_models.data(work)
        self._model = keras_models.build(work)

    def train(self, epochs: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            callbacks = [_tensorboard(folder)] if self._recorded else None
            settings = {"callbacks": callbacks, **self._settings}
            first, last = self._before, self._before + epochs
            gn.fit(self._model, **self._data, initial_epoch=first, epochs=last, **settings)

    def weights(self) -> list[NDArray[np.float32]]:
        return self._model.get_weights()


def _tensorboard(folder: str) -> gn.TensorBoard:
    """Histograms of all weights, gradients and layers' outputs at each tenth step."""
    record = ["weights", "gradients", "activations"]
    return gn.TensorBoard(folder, write_graph=False, record=record, every=10)


class TrainerRun:
    """`Trainer.run`: the loop and its logs, without Keras' History and callbacks."""

    def __init__(self, work: Work) -> None:
        self._model = keras_models.build(work)
        self._trainer = gn.Trainer(self._model, **keras_models.data(work))

    def train(self, epochs: int) -> None:
        self._trainer.run(epochs=epochs)

    def weights(self) -> list[NDArray[np.float32]]:
        return self._model.get_weights()


def fused(work: str) -> GlassnetFit:
    return GlassnetFit(WORKS[work], fused=True)


def recorded(work: str) -> GlassnetFit:
    return GlassnetFit(WORKS[work], recorded=True)


def watched(work: str) -> GlassnetFit:
    return GlassnetFit(WORKS[work], watched=True)


def exact(work: str) -> GlassnetFit:
    return GlassnetFit(WORKS[work], fused=False)


def trainer(work: str) -> TrainerRun:
    return TrainerRun(WORKS[work])
