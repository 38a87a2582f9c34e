"""Where a training stands, and everything that decides how it goes on."""

from __future__ import annotations

from dataclasses import dataclass

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.training.batching import GeneratorState, Order
from glassnet.training.keras_model import Variables


@dataclass
class Position:
    """Where a training stands.

    Attributes:
        epoch: epochs finished.
        step: steps taken in the epoch under way.
        taken: steps taken in all, those of epochs before the first one run here included.
        order: [rows] int32: the row order of the epoch under way; None without shuffling.
    """

    epoch: int = 0
    step: int = 0
    taken: int = 0
    order: Order | None = None

    def pass_epochs(self, count: int, steps: int) -> None:
        """Move on by `count` whole epochs of `steps` steps."""
        self.epoch += count
        self.taken += count * steps

    def pass_steps(self, count: int, *, ended: bool) -> None:
        """Move on by `count` steps of an epoch, and to the next epoch if it `ended`."""
        self.taken += count
        self.step += count
        if ended:
            self.epoch += 1
            self.step = 0
            self.order = None


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class TrainingState:
    """A training at one moment. Immutable; every leaf is an array, so it can be saved as it is.

    Attributes:
        variables: weights, non-trainable state (BatchNorm statistics, Dropout's seeds), optimizer
            state and running metrics.
        epoch: [] int64: epochs finished.
        step: [] int64: steps taken in the epoch under way.
        taken: [] int64: steps taken in all, those of finished epochs included.
        order: [rows] int32: the row order of the epoch under way; None between epochs, without
            shuffling, and for streams.
        shuffle: NumPy's global generator, from which the orders to come are drawn.
    """

    variables: Variables
    epoch: NDArray[np.int64]
    step: NDArray[np.int64]
    taken: NDArray[np.int64]
    order: NDArray[np.int32] | None
    shuffle: GeneratorState
