"""Where the batches come from: arrays on the device, arrays in host memory, or a stream.

A feed runs a chunk of the epoch under way and says how far it came. `Trainer` drives it and does
not know which of the three it has.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.training.batching import Shuffle, draw_orders
from glassnet.training.keras_data import Source
from glassnet.training.keras_model import Tree
from glassnet.training.layout import Layout
from glassnet.training.stacks import Belt, Stack
from glassnet.training.streaming import Stream
from glassnet.training.training_program import Carry, Logs, Program

# Data up to this size is copied to the device once. Above it, batches are gathered on the host
# chunk by chunk, so that peak memory stays near the size of the data itself.
RESIDENT_BYTES = 256 * 2**20

Order = NDArray[np.int32]


class Feed(Protocol):
    """One epoch's batches, run in chunks."""

    @property
    def steps(self) -> int | None:
        """Steps an epoch; None for a stream whose length is not known yet."""
        ...

    @property
    def layout(self) -> Layout | None:
        """Which rows a batch has; None for a stream, which has batches alone."""
        ...

    def take(self, rows: NDArray[np.int32]) -> Tree:
        """These rows of the arrays, on the host."""
        ...

    def begin(self) -> Order | None:
        """Start an epoch: draw its order, if there is one to draw."""
        ...

    def check(self, order: Order | None, step: int) -> None:
        """Raise SettingError where an epoch cannot stand at `step` with this order."""
        ...

    def run(
        self, program: Program, carry: Carry, order: Order | None, step: int, count: int
    ) -> tuple[Logs | None, int, bool]:
        """Up to `count` steps from `step` on.

        Returns the metrics so far (None where no step was left), how many steps were taken, and
        whether the epoch ended.
        """
        ...


class DeviceArrays:
    """Arrays small enough to lie on the device whole: rows are gathered inside the program."""

    def __init__(self, arrays: Tree, layout: Layout, shuffle: Shuffle) -> None:
        # Copied: device_put shares an array's memory, or not, depending on how it is aligned.
        self.data = jax.tree.map(jnp.array, arrays)
        self.layout = layout
        self._shuffle: Shuffle = shuffle

    @property
    def steps(self) -> int:
        return self.layout.steps

    def take(self, rows: NDArray[np.int32]) -> Tree:
        return jax.tree.map(lambda array: np.asarray(array)[rows], self.data)

    def begin(self) -> Order | None:
        return self.draw(1)[0] if self.layout.shuffled else None

    def check(self, order: Order | None, step: int) -> None:
        _check_position(self.layout, order, step)

    def draw(self, epochs: int) -> NDArray[np.int32]:
        """The orders of the next epochs: [epochs, rows] int32."""
        return draw_orders(epochs, self.layout.rows, self.layout.batch_size, self._shuffle)

    def run(
        self, program: Program, carry: Carry, order: Order | None, step: int, count: int
    ) -> tuple[Logs | None, int, bool]:
        layout = self.layout
        logs: Logs | None = None
        full = min(count, layout.full_steps - step)
        taken = max(full, 0)
        if full > 0:
            logs = carry.through(program.steps, self.data, order, np.int32(step), np.int32(full))
        if layout.remainder and step + taken == layout.full_steps and taken < count:
            logs = carry.through(program.rest, self.data, order)
            taken += 1
        return logs, taken, step + taken == layout.steps


class HostArrays:
    """Arrays too large to copy: a stack of batches is gathered while the one before computes."""

    def __init__(self, arrays: Tree, layout: Layout, shuffle: Shuffle) -> None:
        self._arrays = arrays
        self.layout = layout
        self._shuffle: Shuffle = shuffle
        self._belt = Belt()
        self._ahead: Gathered | None = None

    @property
    def steps(self) -> int:
        return self.layout.steps

    def take(self, rows: NDArray[np.int32]) -> Tree:
        return jax.tree.map(lambda array: array[rows], self._arrays)

    def begin(self) -> Order | None:
        layout = self.layout
        if not layout.shuffled:
            return None
        return draw_orders(1, layout.rows, layout.batch_size, self._shuffle)[0]

    def check(self, order: Order | None, step: int) -> None:
        _check_position(self.layout, order, step)

    def run(
        self, program: Program, carry: Carry, order: Order | None, step: int, count: int
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
            logs = self._belt.send(program, carry, gathered.stack, batches)
            first += batches
            if first < layout.steps:
                # What a shorter run leaves of it is gathered again.
                self._ahead = self._gather(order, first, end - first or count)
        return logs, first - step, first == layout.steps

    def _gather(self, order: Order | None, first: int, most: int) -> Gathered:
        """At most `most` batches from the `first` on."""
        layout = self.layout
        size = layout.batch_size if first < layout.full_steps else layout.remainder
        stack = self._belt.stack(jax.tree.map(lambda array: array[:size], self._arrays))
        whole = min(stack.room, most, layout.full_steps - first)
        stack.count = max(whole, 1)
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

        jax.tree.map(fill, stack.batches, self._arrays)
        return Gathered(stack, first, order)


class Gathered(NamedTuple):
    """A stack that waits, and for which place of which epoch."""

    stack: Stack
    first: int
    order: Order | None


def _check_position(layout: Layout, order: Order | None, step: int) -> None:
    wanted = range(layout.rows) if layout.shuffled and step else ()
    given = () if order is None else np.sort(order)
    if not np.array_equal(wanted, given) or not 0 <= step < layout.steps:
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


def _bytes(tree: Tree) -> int:
    return sum(leaf.nbytes for leaf in jax.tree.leaves(tree))
