"""Where the batches come from: arrays on the device, arrays in host memory, or a stream.

A feed runs a chunk of the epoch under way and says how far it came. `Trainer` drives it and does
not know which of the three it has.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Protocol

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.training.keras_model import Source, Tree, Variables
from glassnet.training.layout import Layout
from glassnet.training.program import Logs, Program
from glassnet.training.shuffle import Shuffle, draw_orders

# Data up to this size is copied to the device once. Above it, batches are gathered on the host
# chunk by chunk, so that peak memory stays near the size of the data itself.
RESIDENT_BYTES = 256 * 2**20
STACK_BYTES = 32 * 2**20  # of batches on their way to the device
STACK_BATCHES = 256

Order = NDArray[np.int32]


class Feed(Protocol):
    """One epoch's batches, run in chunks."""

    @property
    def steps(self) -> int | None:
        """Steps an epoch; None for a stream whose length is not known yet."""
        ...

    def begin(self) -> Order | None:
        """Start an epoch: draw its order, if there is one to draw."""
        ...

    def run(
        self, program: Program, variables: Variables, order: Order | None, step: int, count: int
    ) -> tuple[Variables, Logs | None, int, bool]:
        """Up to `count` steps from `step` on.

        Returns the state, the metrics so far (None where no step was left), how many steps were
        taken, and whether the epoch ended.
        """
        ...


class DeviceArrays:
    """Arrays small enough to lie on the device whole: rows are gathered inside the program."""

    def __init__(self, arrays: Tree, layout: Layout, shuffle: Shuffle) -> None:
        self.data = jax.device_put(arrays)
        self.layout = layout
        self._shuffle: Shuffle = shuffle

    @property
    def steps(self) -> int:
        return self.layout.steps

    def begin(self) -> Order | None:
        return self.draw(1)[0] if self.layout.shuffled else None

    def draw(self, epochs: int) -> NDArray[np.int32]:
        """The orders of the next epochs: [epochs, rows] int32."""
        return draw_orders(epochs, self.layout.rows, self.layout.batch_size, self._shuffle)

    def run(
        self, program: Program, variables: Variables, order: Order | None, step: int, count: int
    ) -> tuple[Variables, Logs | None, int, bool]:
        layout = self.layout
        logs: Logs | None = None
        full = min(count, layout.full_steps - step)
        taken = max(full, 0)
        if full > 0:
            variables, logs = program.steps(
                variables, self.data, order, np.int32(step), np.int32(full)
            )
        if layout.remainder and step + taken == layout.full_steps and taken < count:
            variables, logs = program.rest(variables, self.data, order)
            taken += 1
        return variables, logs, taken, step + taken == layout.steps


class HostArrays:
    """Arrays too large to copy: each chunk's rows are gathered on the host and sent along."""

    def __init__(self, arrays: Tree, layout: Layout, shuffle: Shuffle) -> None:
        self._arrays = arrays
        self._layout = layout
        self._shuffle: Shuffle = shuffle
        row_bytes = sum(a[:1].nbytes for a in jax.tree.leaves(arrays))
        self._room = _batches_that_fit(row_bytes * layout.batch_size)

    @property
    def steps(self) -> int:
        return self._layout.steps

    def begin(self) -> Order | None:
        layout = self._layout
        if not layout.shuffled:
            return None
        return draw_orders(1, layout.rows, layout.batch_size, self._shuffle)[0]

    def run(
        self, program: Program, variables: Variables, order: Order | None, step: int, count: int
    ) -> tuple[Variables, Logs | None, int, bool]:
        layout = self._layout
        logs: Logs | None = None
        taken = 0
        while taken < count and step + taken < layout.steps:
            first = step + taken
            batches = min(self._room, count - taken, layout.full_steps - first)
            if batches > 0:
                stack = self._gather(order, first, batches, layout.batch_size)
                variables, logs = program.batches(variables, stack, np.int32(batches))
                taken += batches
            else:
                stack = self._gather(order, first, 1, layout.remainder)
                variables, logs = program.batches(variables, stack, np.int32(1))
                taken += 1
        return variables, logs, taken, step + taken == layout.steps

    def _gather(self, order: Order | None, first: int, batches: int, size: int) -> Tree:
        """A stack [room, size, …] whose first `batches` entries are filled."""
        start = first * self._layout.batch_size
        stop = start + batches * size
        room = self._room if size == self._layout.batch_size else 1

        def stack(array: NDArray[Any]) -> NDArray[Any]:
            rows = array[start:stop] if order is None else array[order[start:stop]]
            filled = np.empty((room, size, *array.shape[1:]), array.dtype)
            filled[:batches] = rows.reshape(batches, size, *array.shape[1:])
            return filled

        return jax.tree.map(stack, self._arrays)


class Stream:
    """A source that gives batch after batch: the next chunk is read while the last one computes."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._epoch: Iterator[Tree] | None = None
        self._held: Tree | None = None  # read, but of another shape than the chunk it came after

    @property
    def steps(self) -> int | None:
        return self._source.batches

    def begin(self) -> Order | None:
        self._epoch = self._source.epoch()
        self._held = None
        return None

    def run(
        self, program: Program, variables: Variables, order: Order | None, step: int, count: int
    ) -> tuple[Variables, Logs | None, int, bool]:
        if self._epoch is None:
            raise SettingError(
                "restore: a stream cannot be taken up in the middle of an epoch: "
                "restore a state from between two epochs."
            )
        logs: Logs | None = None
        taken = 0
        running: Any = None
        while taken < count:
            batches = self._read(count - taken)
            if not batches:
                self._epoch = None
                return variables, logs, taken, True
            jax.block_until_ready(running)  # at most one chunk is under way, and one is read ahead
            variables, logs = program.batches(
                variables, self._stack(batches), np.int32(len(batches))
            )
            running = variables
            taken += len(batches)
        ended = self.steps is not None and step + taken >= self.steps
        if ended:
            self._drain()
        return variables, logs, taken, ended

    def _read(self, most: int) -> list[Tree]:
        """The next batches, as many as are alike in shape and fit."""
        batches: list[Tree] = []
        room = most
        while len(batches) < room:
            batch = self._held if self._held is not None else next(self._iterator(), None)
            self._held = None
            if batch is None:
                break
            batch = jax.tree.map(np.asarray, batch)
            if not batches:
                size = sum(leaf.nbytes for leaf in jax.tree.leaves(batch))
                room = min(most, _batches_that_fit(size))
            elif _shape(batch) != _shape(batches[0]):
                self._held = batch
                break
            batches.append(batch)
        return batches

    def _iterator(self) -> Iterator[Tree]:
        return iter(()) if self._epoch is None else self._epoch

    def _drain(self) -> None:
        """Let the source see its epoch's end, as Keras does."""
        for _ in self._iterator():
            pass
        self._epoch = None

    def _stack(self, batches: list[Tree]) -> Tree:
        size = sum(leaf.nbytes for leaf in jax.tree.leaves(batches[0]))
        room = _batches_that_fit(size)

        def stack(*leaves: NDArray[Any]) -> NDArray[Any]:
            filled = np.empty((room, *leaves[0].shape), leaves[0].dtype)
            np.stack(leaves, out=filled[: len(leaves)])
            return filled

        return jax.tree.map(stack, *batches)


def make_feed(source: Source, shuffle: Shuffle, steps_per_epoch: int | None) -> Feed:
    """The feed that suits the source: by what it is, and by how large."""
    arrays = source.arrays() if steps_per_epoch is None else None
    if arrays is None:
        return Stream(source)
    leaves = jax.tree.leaves(arrays)
    rows = leaves[0].shape[0]
    layout = Layout(rows, min(source.batch_size, rows), bool(shuffle))
    resident = sum(leaf.nbytes for leaf in leaves) <= RESIDENT_BYTES
    return (DeviceArrays if resident else HostArrays)(arrays, layout, shuffle)


def _batches_that_fit(batch_bytes: int) -> int:
    return max(1, min(STACK_BATCHES, math.floor(STACK_BYTES / max(batch_bytes, 1))))


def _shape(batch: Tree) -> tuple[Any, ...]:
    leaves, structure = jax.tree.flatten(batch)
    return (structure, *((leaf.shape, leaf.dtype) for leaf in leaves))
