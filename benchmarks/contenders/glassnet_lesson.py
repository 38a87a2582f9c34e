"""The study note's programs as `glassnet.lessons` has them."""

from __future__ import annotations

import tempfile

import glassnet as gn

# isort: split
import numpy as np
from numpy.typing import NDArray


class Lesson:
    """A lesson's own `train`, on the model it builds."""

    def __init__(self, name: str, recorded: bool) -> None:
        self._program = gn.lessons.find(name).program
        self._model = self._program.build()
        self._recorded = recorded

    def train(self, epochs: int) -> None:
        with tempfile.TemporaryDirectory() as folder:
            callbacks = [self._program.tensorboard(folder)] if self._recorded else None
            self._program.train(self._model, epochs=epochs, verbose=0, callbacks=callbacks)

    def weights(self) -> list[NDArray[np.float32]]:
        return self._model.get_weights()


def lesson(name: str) -> Lesson:
    return Lesson(name, recorded=False)


def recorded(name: str) -> Lesson:
    """With the lesson's own TensorBoard callback: until all is on disk."""
    return Lesson(name, recorded=True)
