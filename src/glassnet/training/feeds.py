"""Where the batches come from: arrays on the device, arrays in host memory, or a stream.

A feed runs a chunk of the epoch under way and says how far it came. `Trainer` drives it and does
not know which of the three it has.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from typing import Any, Protocol

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.training.keras_model import Tree, Variables
from glassnet.training.layout import Layout
from glassnet.training.program import Logs, Program
from glassnet.training.shuffle import Shuffle, draw_orders
from glassnet.training.source import Source

# Data up to this size is copied to the device once. Above it, batches are gathered on the host
# chunk by chunk, so that peak memory stays near the size of the data itself.
RESIDENT_BYTES = 256 * 2**20
STACK_BYTES = 8 * 2**20  # of batches on their way to the device
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

    def check(self, order: Order | None, step: int) -> None:
        """Raise SettingError where an epoch cannot stand at `step` with this order."""
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

    def check(self, order: Order | None, step: int) -> None:
        _check_position(self.layout, order, step)

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
        rows = layout.batch_size
        self._room = _batches_that_fit(_bytes(jax.tree.map(lambda a: a[:rows], arrays)))

    @property
    def steps(self) -> int:
        return self._layout.steps

    def begin(self) -> Order | None:
        layout = self._layout
        if not layout.shuffled:
            return None
        return draw_orders(1, layout.rows, layout.batch_size, self._shuffle)[0]

    def check(self, order: Order | None, step: int) -> None:
        _check_position(self._layout, order, step)

    def run(
        self, program: Program, variables: Variables, order: Order | None, step: int, count: int
    ) -> tuple[Variables, Logs | None, int, bool]:
        layout = self._layout
        logs: Logs | None = None
        taken = 0
        while taken < count and step + taken < layout.steps:
            first = step + taken
            whole = min(self._room, count - taken, layout.full_steps - first)
            batches, size = (whole, layout.batch_size) if whole > 0 else (1, layout.remainder)
            stack = self._gather(order, first, batches, size)
            jax.block_until_ready(variables)  # at most one stack computes while one is gathered
            variables, logs = program.batches(variables, stack, np.int32(batches))
            taken += batches
        return variables, logs, taken, step + taken == layout.steps

    def _gather(self, order: Order | None, first: int, batches: int, size: int) -> Tree:
        """A stack [room, size, …] whose first `batches` entries are filled."""
        start = first * self._layout.batch_size
        stop = start + batches * size
        room = self._room if size == self._layout.batch_size else 1

        def stack(array: NDArray[Any]) -> NDArray[Any]:
            filled = np.empty((room, size, *array.shape[1:]), array.dtype)
            rows = filled[:batches].reshape(stop - start, *array.shape[1:])
            if order is None:
                rows[:] = array[start:stop]
            else:
                # All are in bounds: "clip" writes straight to `rows`, "raise" by way of a copy.
                np.take(array, order[start:stop], axis=0, out=rows, mode="clip")
            return filled

        return jax.tree.map(stack, self._arrays)


class Stream:
    """A source that gives batch after batch: the next ones are read while the last ones compute."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._epoch: Iterator[Tree] | None = None
        self._step = 0  # taken in the epoch under way
        self._ahead: deque[Tree] = deque()  # read, and not yet trained on
        self._failure: Exception | None = None  # what the source raised after those

    @property
    def steps(self) -> int | None:
        return self._source.batches

    def begin(self) -> Order | None:
        if self._epoch is not None:
            self._source.reset()  # the epoch under way was left: a state was restored
        self._epoch = self._source.epoch()
        self._step = 0
        self._ahead.clear()
        self._failure = None
        return None

    def check(self, order: Order | None, step: int) -> None:
        if step and (self._epoch is None or step != self._step):
            raise SettingError(
                "restore: a stream cannot be taken up in the middle of an epoch: "
                "restore a state from between two epochs."
            )

    def run(
        self, program: Program, variables: Variables, order: Order | None, step: int, count: int
    ) -> tuple[Variables, Logs | None, int, bool]:
        logs: Logs | None = None
        taken = 0
        while taken < count and (batches := self._read(count - taken)):
            stack = self._stack(batches)
            jax.block_until_ready(variables)  # at most one stack computes while one is read
            variables, logs = program.batches(variables, stack, np.int32(len(batches)))
            taken += len(batches)
            self._step += len(batches)
            self._read_ahead(len(batches))
        if self._failure is not None and not taken:
            raise self._failure
        ended = not self._ahead and self._failure is None and self._at_end(taken < count)
        if ended:
            self._epoch = None
        return variables, logs, taken, ended

    def _at_end(self, dry: bool) -> bool:
        """Whether no batch is left, as far as is known without reading one."""
        if self.steps is not None and self._step >= self.steps:
            for _ in self._batches():
                pass  # let the source see its epoch's end, as Keras does
            return True
        return dry

    def _read(self, most: int) -> list[Tree]:
        """The next batches, as many as are alike in shape and fit."""
        self._read_ahead(1)
        if not self._ahead:
            return []
        shape = _shape(self._ahead[0])
        batches: list[Tree] = []
        room = min(most, _batches_that_fit(_bytes(self._ahead[0])))
        while len(batches) < room and self._ahead and _shape(self._ahead[0]) == shape:
            batches.append(self._ahead.popleft())
            if len(batches) < room:
                self._read_ahead(1)
        return batches

    def _read_ahead(self, count: int) -> None:
        """Read until `count` batches wait. What the source raises waits too, for its turn."""
        while len(self._ahead) < count and self._failure is None:
            try:
                batch = next(self._batches(), None)
            except Exception as failure:
                self._failure = failure
                return
            if batch is None:
                return
            self._ahead.append(jax.tree.map(np.asarray, batch))

    def _batches(self) -> Iterator[Tree]:
        return iter(()) if self._epoch is None else self._epoch

    def _stack(self, batches: list[Tree]) -> Tree:
        room = _batches_that_fit(_bytes(batches[0]))

        def stack(*leaves: NDArray[Any]) -> NDArray[Any]:
            filled = np.empty((room, *leaves[0].shape), leaves[0].dtype)
            np.stack(leaves, out=filled[: len(leaves)])
            return filled

        return jax.tree.map(stack, *batches)


def _check_position(layout: Layout, order: Order | None, step: int) -> None:
    wanted = (layout.rows,) if layout.shuffled and step else None
    given = None if order is None else np.shape(order)
    if wanted != given or step >= layout.steps:
        raise SettingError(
            "restore: the state is of other data: this trainer has "
            f"{layout.rows} rows in batches of {layout.batch_size}, "
            f"{'' if layout.shuffled else 'not '}shuffled."
        )


def make_feed(source: Source, shuffle: Shuffle) -> Feed:
    """The feed that suits the source: by what it is, and by how large."""
    arrays = source.arrays()
    if arrays is None:
        return Stream(source)
    rows = jax.tree.leaves(arrays)[0].shape[0]
    layout = Layout(rows, min(source.batch_size, rows), bool(shuffle))
    resident = _bytes(arrays) <= RESIDENT_BYTES
    return (DeviceArrays if resident else HostArrays)(arrays, layout, shuffle)


def _batches_that_fit(batch_bytes: int) -> int:
    return max(1, min(STACK_BATCHES, math.floor(STACK_BYTES / max(batch_bytes, 1))))


def _bytes(tree: Tree) -> int:
    return sum(leaf.nbytes for leaf in jax.tree.leaves(tree))


def _shape(batch: Tree) -> tuple[Any, ...]:
    leaves, structure = jax.tree.flatten(batch)
    return (structure, *((leaf.shape, leaf.dtype) for leaf in leaves))
