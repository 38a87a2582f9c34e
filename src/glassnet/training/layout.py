"""How one epoch's rows become batches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from jax import lax
from numpy.typing import NDArray

from glassnet.training.keras_model import Tree

Fetch = Callable[[Any], Tree]
"""The number of a step in its epoch -> its batch."""

# What one call of the epoch program holds at most: logs of so many epochs, orders of so many rows.
MOST_EPOCHS = 2**18
MOST_ORDERED_ROWS = 2**18


@dataclass(frozen=True)
class Layout:
    """rows in batches of batch_size (at most rows); the last one partial where they do not divide.

    shuffled: whether an order, [rows] int32, comes with each epoch.
    """

    rows: int
    batch_size: int
    shuffled: bool

    @property
    def full_steps(self) -> int:
        """Steps with a whole batch; at least 1."""
        return self.rows // self.batch_size

    @property
    def remainder(self) -> int:
        """Rows of the last, partial batch; 0 if there is none."""
        return self.rows % self.batch_size

    @property
    def steps(self) -> int:
        return self.full_steps + (self.remainder > 0)

    @property
    def room(self) -> int:
        """How many epochs one call of the epoch program can hold: their orders and their logs."""
        fitting = MOST_ORDERED_ROWS // self.rows if self.shuffled else MOST_EPOCHS
        return max(1, min(MOST_EPOCHS, fitting))

    def rows_of(self, step: int, order: NDArray[np.int32] | None) -> NDArray[np.int32]:
        """The numbers of the rows in the epoch's `step`-th batch, counted from 0."""
        batch = slice(step * self.batch_size, (step + 1) * self.batch_size)
        return np.arange(self.rows, dtype=np.int32)[batch] if order is None else order[batch]

    def fetch(self, data: Tree, order: jax.Array | None) -> Fetch:
        """The epoch's full batches. data: leaves [rows, …]; order: [rows] int32."""
        if self.full_steps == 1:
            return lambda step: self._rows(data, order, 0, self.batch_size)
        return lambda step: self._rows(data, order, step * self.batch_size, self.batch_size)

    def fetch_rest(self, data: Tree, order: jax.Array | None) -> Tree:
        """The epoch's last, partial batch."""
        return self._rows(data, order, self.full_steps * self.batch_size, self.remainder)

    def _rows(self, data: Tree, order: jax.Array | None, start: Any, size: int) -> Tree:
        if order is None:
            if size == self.rows:
                return data
            return jax.tree.map(lambda a: lax.dynamic_slice_in_dim(a, start, size), data)
        indices = lax.dynamic_slice_in_dim(order, start, size)
        return jax.tree.map(lambda a: a.at[indices].get(mode="promise_in_bounds"), data)
