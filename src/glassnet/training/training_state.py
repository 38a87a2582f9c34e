"""A training at one moment: where it stands, and everything that decides how it goes on."""

from __future__ import annotations

from dataclasses import dataclass

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.training.batching import GeneratorState, Order
from glassnet.training.keras_model import Variables


@dataclass
class Position:
    """The position of a training; fields as in `TrainingState`."""

    epoch: int = 0
    step: int = 0
    taken: int = 0
    order: Order | None = None


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class TrainingState:
    """A training at one moment. Immutable; every leaf is an array, so it can be saved as it is.

    Attributes:
        variables: weights, non-trainable state (BatchNorm statistics, Dropout's seeds), optimizer
            state and running metrics.
        epoch: [] int64: epochs finished.
        step: [] int64: steps taken in the epoch under way.
        taken: [] int64: steps taken in all, including those of epochs before the first one run.
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
