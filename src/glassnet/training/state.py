"""Everything that decides how training goes on from here: a pytree of arrays."""

from __future__ import annotations

from dataclasses import dataclass

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.training.batching import GeneratorState
from glassnet.training.keras_model import Variables


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class TrainingState:
    """A training run at one moment. Immutable; every leaf is an array, so it can be saved as it is.

    variables: weights, non-trainable state (BatchNorm statistics, Dropout's seeds), optimizer state
        and running metrics.
    epoch, step: [] int64: epochs finished, and steps taken in the epoch that is under way.
    taken: [] int64: steps taken in all, those of finished epochs included.
    order: [rows] int32: the order of the rows in the epoch under way; None between epochs, without
        shuffling, and for streams.
    shuffle: NumPy's global generator, from which the orders to come are drawn.
    """

    variables: Variables
    epoch: NDArray[np.int64]
    step: NDArray[np.int64]
    taken: NDArray[np.int64]
    order: NDArray[np.int32] | None
    shuffle: GeneratorState
