"""Loaders of whole arrays: on the device, or in host memory, gathered batch by batch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.training.batching import BatchLayout, Order, Shuffle, draw_orders, skip_orders
from glassnet.training.joined_rows import JoinedRows
from glassnet.training.keras_model import Tree
from glassnet.training.streaming import BatchStack, StagingBuffers
from glassnet.training.training_program import Carry, Logs, TrainingProgram


class _Arrays:
    """Common base of both loaders of whole arrays."""

    def __init__(self, data: Tree, layout: BatchLayout, shuffle: Shuffle) -> None:
        self.data = data
        self.layout = layout  # of the rows that this process has
        self._shuffle: Shuffle = shuffle

    @property
    def steps(self) -> int:
        """Steps per epoch; a stream has None while its length is not known yet."""
        return self.layout.steps

    def take(self, rows: NDArray[np.int32]) -> Tree:
        """These rows, on the host."""
        return jax.tree.map(lambda array: np.asarray(array)[rows], self.data)

    def draw(self, epochs: int) -> NDArray[np.int32] | None:
        """The orders of the next epochs, [epochs, rows] int32; None without shuffling."""
        return draw_orders(epochs, self.layout, self._shuffle) if self.layout.shuffled else None

    def skip(self, epochs: int) -> None:
        """Leave NumPy's generator where the orders of the next epochs would, if none is needed."""
        if self._shuffle and not self.layout.shuffled:
            skip_orders(epochs, self.layout, self._shuffle)

    def begin(self) -> Order | None:
        """Start an epoch: draw its order, if it is shuffled."""
        orders = self.draw(1)
        self.skip(1)
        return None if orders is None else orders[0]

    def check(self, step: int, order: Order | None) -> None:
        """Raise SettingError where an epoch cannot be resumed at `step` with this order."""
        self.layout.check(step, order)


class DeviceArrays(_Arrays):
    """Arrays small enough to lie on the device whole: rows are gathered inside the program.

    data: those of all processes, where several train together.
    """

    def __init__(
        self, data: Tree, layout: BatchLayout, shuffle: Shuffle, joined: JoinedRows | None
    ) -> None:
        super().__init__(data, layout, shuffle)
        self._joined = joined
        self._last: tuple[Order | None, Order | None] = (None, None)

    @property
    def whole_layout(self) -> BatchLayout:
        """The layout of `data`."""
        return self._joined.layout(self.layout) if self._joined else self.layout

    def take(self, rows: NDArray[np.int32]) -> Tree:
        return super().take(self._joined.numbers(rows) if self._joined else rows)

    def whole_orders(self, orders: NDArray[np.int32] | None) -> NDArray[np.int32] | None:
        """The orders of `data`, of those that `draw` gave, [epochs, rows]."""
        return orders if orders is None or self._joined is None else self._joined.orders(orders)

    def leave_in_order(self) -> None:
        """Shuffle no more: the model has shown not to notice (see `row_order`)."""
        self.layout = replace(self.layout, shuffled=False)

    def run(
        self, program: TrainingProgram, carry: Carry, order: Order | None, step: int, count: int
    ) -> tuple[Logs | None, int, bool]:
        layout = self.layout
        order = self._whole(order)
        logs: Logs | None = None
        full = min(count, layout.full_steps - step)
        taken = max(full, 0)
        if full > 0:
            logs = carry.through(program.steps, self.data, order, np.int32(step), np.int32(full))
        if layout.remainder and step + taken == layout.full_steps and taken < count:
            logs = carry.through(program.rest, self.data, order)
            taken += 1
        return logs, taken, step + taken == layout.steps

    def _whole(self, order: Order | None) -> Order | None:
        if order is None or self._joined is None:
            return order
        if self._last[0] is not order:
            self._last = order, self._joined.orders(order[None])[0]
        return self._last[1]


class HostArrays(_Arrays):
    """Arrays in host memory: a stack of batches is gathered while the one before computes.

    The compiled programs are of batches then, whatever the number of rows: several trainings can
    share them (`shared`).
    """

    def __init__(
        self, data: Tree, layout: BatchLayout, shuffle: Shuffle, *, shared: bool = False
    ) -> None:
        super().__init__(data, layout, shuffle)
        self.shared = shared
        self._buffers = StagingBuffers()
        self._ahead: _Gathered | None = None

    def run(
        self, program: TrainingProgram, carry: Carry, order: Order | None, step: int, count: int
    ) -> tuple[Logs | None, int, bool]:
        layout = self.layout
        logs: Logs | None = None
        end = min(step + count, layout.steps)
        first = step
        while first < end:
            gathered, self._ahead = self._ahead, None
            if gathered is None or gathered.first != first or gathered.order is not order:
                gathered = self._gather(order, first, end - first)
            batches = min(gathered.stack.count, end - first)
            logs = self._buffers.send(program, carry, gathered.stack, batches)
            first += batches
            if first < layout.steps:
                # What a shorter run leaves of it is gathered again.
                self._ahead = self._gather(order, first, end - first or count)
        return logs, first - step, first == layout.steps

    def _gather(self, order: Order | None, first: int, most: int) -> _Gathered:
        """Gather at most `most` batches from `first` on."""
        layout = self.layout
        size = layout.batch_size if first < layout.full_steps else layout.remainder
        # A batch of another size than most comes once an epoch.
        alone = layout.steps == 1 or first == layout.full_steps
        batch = jax.tree.map(lambda array: array[:size], self.data)
        stack = self._buffers.stack(batch, alone=alone)
        stack.count = max(1, min(stack.room, most, layout.full_steps - first))
        start = first * layout.batch_size
        stop = start + stack.count * size

        def fill(stacked: NDArray[Any], array: NDArray[Any]) -> None:
            rows = stacked[: stack.count].reshape(stop - start, *array.shape[1:])
            if order is None:
                rows[:] = array[start:stop]
            elif rows.dtype != array.dtype:
                rows[:] = array[order[start:stop]]
            else:
                # All are in bounds: "clip" writes straight to `rows`, "raise" by way of a copy.
                np.take(array, order[start:stop], axis=0, out=rows, mode="clip")

        jax.tree.map(fill, stack.batches, self.data)
        return _Gathered(stack, first, order)


class _Gathered(NamedTuple):
    """A stack that waits, and for which place of which epoch."""

    stack: BatchStack
    first: int
    order: Order | None
