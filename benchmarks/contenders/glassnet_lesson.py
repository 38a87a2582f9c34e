"""The study note's programs as `glassnet.lessons` has them."""

from __future__ import annotations

import glassnet as gn

# isort: split
import numpy as np
from numpy.typing import NDArray


class Lesson:
    """A lesson's own `train`, on the model it builds."""

    def __init__(self, name: str) -> None:
        self._program = gn.lessons.find(name).program
        self._model = self._program.build()

    def train(self, epochs: int) -> None:
        self._program.train(self._model, epochs=epochs, verbose=0)

    def weights(self) -> list[NDArray[np.float32]]:
        return self._model.get_weights()


def lesson(name: str) -> Lesson:
    return Lesson(name)
