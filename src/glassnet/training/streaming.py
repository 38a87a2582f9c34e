"""Batches read or gathered on the host while those before them are computed.

They are stacked in memory that the device reads where it lies, so that one call trains on many.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Iterator
from typing import Any

import jax
import numpy as np
from numpy.typing import DTypeLike, NDArray

from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.training import processes
from glassnet.training.joined_rows import joined_batches
from glassnet.training.keras_data import DataSource
from glassnet.training.keras_model import Tree, Variables
from glassnet.training.training_program import Carry, Logs, TrainingProgram

STACK_BYTES = 8 * 2**20
STACK_BATCHES = 256
ALIGNMENT = 64  # bytes; what starts elsewhere, JAX copies before a program on the CPU may read it

# After this long, a stack is sent that is not full where the device has nothing to do. Not at once:
# a call costs 0.1 ms, and it begins with a copy of the network's state.
FILLING_SECONDS = 10e-3


class BatchStack:
    """Room for `room` batches of one shape, of which the first `count` are filled.

    `batches` has leaves [room, batch, …], with the dtypes that the device computes in.
    alone: no other batch of this shape follows it: room for one.
    """

    def __init__(self, batch: Tree, *, alone: bool = False) -> None:
        leaves, self._structure = jax.tree.flatten(batch)
        self._kinds = [(leaf.shape, leaf.dtype) for leaf in leaves]
        fitting = STACK_BYTES // max(sum(leaf.nbytes for leaf in leaves), 1)
        self.alone = alone
        self.room = 1 if alone else max(1, min(STACK_BATCHES, fitting))
        self._rows = [_aligned((self.room, *shape), dtype) for shape, dtype in self._kinds]
        self.batches: Tree = jax.tree.unflatten(self._structure, self._rows)
        self.count = 0

    @property
    def described(self) -> list[str]:
        """The shapes and dtypes of a batch."""
        return [f"{dtype}{list(shape)}" for shape, dtype in self._kinds]

    def fits(self, batch: Tree, *, alone: bool = False) -> bool:
        """Whether it is a stack for batches with the structure, shapes and dtypes of this one."""
        leaves, structure = jax.tree.flatten(batch)
        kinds = [(leaf.shape, leaf.dtype) for leaf in leaves]
        return (structure, kinds, alone) == (self._structure, self._kinds, self.alone)

    def add(self, batch: Tree) -> None:
        """Copy a batch in."""
        for rows, leaf in zip(self._rows, jax.tree.leaves(batch), strict=True):
            rows[self.count] = leaf
        self.count += 1

    def batch(self, number: int) -> Tree:
        """One of its batches."""
        return jax.tree.map(lambda rows: rows[number], self.batches)


class StagingBuffers:
    """Two stacks in turns: while one is computed, the next is filled.

    Their memory is used again: to touch 8 MiB of new memory takes five times as long as to fill it.
    """

    def __init__(self) -> None:
        self._computing: BatchStack | None = None
        self._free: BatchStack | None = None

    def stack(self, batch: Tree, *, alone: bool = False) -> BatchStack:
        """An empty stack for batches like this one, or for it alone."""
        free, self._free = self._free, None
        if free is None or not free.fits(batch, alone=alone):
            return BatchStack(batch, alone=alone)
        free.count = 0
        return free

    def send(self, program: TrainingProgram, carry: Carry, stack: BatchStack, count: int) -> Logs:
        """Start training on a stack's first `count` batches; return before they are computed.

        Waits for the stack before: it is computed once the variables in `carry` are there.
        """
        jax.block_until_ready(carry.variables)
        self._free, self._computing = self._computing, stack
        batches = joined_batches(stack.batches)
        if stack.alone:
            return carry.through(program.single, batches)
        return carry.through(program.batches, batches, np.int32(count))


class StreamLoader:
    """A `Loader` of a source that gives each batch once, in the thread that trains.

    XLA computes in threads of its own. A thread for reading would read no faster, and a source may
    be bound to the thread that made it (a connection to a database, say).
    """

    layout = None

    def __init__(self, source: DataSource) -> None:
        self._source = source
        self._epoch: Iterator[Tree] = iter(())
        self._under_way = False
        self._step = 0  # taken in the epoch under way
        self._buffers = StagingBuffers()
        self._ahead: deque[BatchStack] = deque()  # read, and not yet trained on
        self._failure: Exception | None = None  # what the source raised after those

    @property
    def steps(self) -> int | None:
        return self._source.batches

    def take(self, rows: object) -> Tree:
        """Raise SettingError: batches pass once."""
        raise SettingError(message("training-stream-rows"))

    def begin(self) -> None:
        if self._under_way:
            self._source.reset()  # the epoch under way was left: a state was restored
        self._epoch = self._source.epoch()
        self._under_way = True
        self._step = 0
        self._ahead.clear()
        self._failure = None

    def check(self, step: int, order: object) -> None:
        if step and (not self._under_way or step != self._step):
            raise SettingError(message("training-state-stream"))

    def run(
        self, program: TrainingProgram, carry: Carry, order: object, step: int, count: int
    ) -> tuple[Logs | None, int, bool]:
        logs: Logs | None = None
        taken = 0
        while taken < count and (stack := self._agreed_next(carry.variables, count - taken)):
            logs = self._buffers.send(program, carry, stack, stack.count)
            taken += stack.count
            self._step += stack.count
        if taken:
            self._read_on(carry.variables, count)
        elif self._failure is not None:
            raise self._failure
        ended = not self._ahead and self._failure is None and self._at_end(taken < count)
        self._under_way = not ended
        return logs, taken, ended

    def _at_end(self, dry: bool) -> bool:
        """Whether no batch is left, as far as is known without reading one."""
        if self.steps is not None and self._step >= self.steps:
            for _ in self._epoch:
                pass  # let the source see its epoch's end, as Keras does
            return True
        return dry

    def _agreed_next(self, variables: Variables, most: int) -> BatchStack | None:
        """`_next`, which has to be of the same size in all processes. A meeting.

        Raises SettingError where their streams differ in shapes or end at different steps.
        """
        stack = self._next(variables, most)
        if processes.are_several():
            if self._failure is not None:
                processes.tell(self._failure)  # now: as the others, this one has records to close
                raise self._failure
            said = [stack.count, stack.described] if stack else [0, []]
            processes.check_same("fit", batches=said)
        return stack

    def _next(self, variables: Variables, most: int) -> BatchStack | None:
        """The next stack, of at most `most` batches; None where the source has no more.

        Reads until it is full, or until the source is slow and the device waits for it.
        """
        began = time.perf_counter()
        # Several processes fill theirs: by a clock their stacks would become unequal.
        patience = math.inf if processes.are_several() else FILLING_SECONDS
        while not self._is_full(most):
            is_late = time.perf_counter() - began > patience
            if (is_late and self._ahead and _are_computed(variables)) or not self._read():
                break
        if not self._ahead:
            return None
        stack = self._ahead.popleft()
        if stack.count > most:
            rest = BatchStack(stack.batch(most))
            for number in range(most, stack.count):
                rest.add(stack.batch(number))
            stack.count = most
            self._ahead.appendleft(rest)
        return stack

    def _read_on(self, variables: Variables, most: int) -> None:
        """Read, one batch at least, until `variables` are computed or a stack is full."""
        while not self._is_full(most) and self._read() and not _are_computed(variables):
            pass

    def _is_full(self, most: int) -> bool:
        """Whether the next stack is complete. A second one begins where shapes change."""
        ahead = self._ahead
        return len(ahead) > 1 or (bool(ahead) and ahead[0].count >= min(ahead[0].room, most))

    def _read(self) -> bool:
        """Read a batch, if there is one. What the source raises waits for its turn."""
        if self._failure is not None:
            return False
        try:
            batch = next(self._epoch, None)
        except Exception as failure:
            self._failure = failure
            return False
        if batch is None:
            return False
        batch = jax.tree.map(np.asarray, batch)
        last = self._ahead[-1] if self._ahead else None
        if last is None or last.count == last.room or not last.fits(batch):
            last = self._buffers.stack(batch)
            self._ahead.append(last)
        # Copied at once: a source may fill the same arrays again for its next batch.
        last.add(batch)
        return True


def _are_computed(variables: Variables) -> bool:
    leaves = jax.tree.leaves(variables)
    return all(leaf.is_ready() for leaf in leaves if hasattr(leaf, "is_ready"))


def _aligned(shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """An empty array in the dtype that JAX makes of `dtype`, aligned for the device."""
    dtype = np.dtype(jax.dtypes.canonicalize_dtype(dtype))
    size = math.prod(shape) * dtype.itemsize
    memory = np.empty(size + ALIGNMENT, np.uint8)
    start = -memory.ctypes.data % ALIGNMENT
    return memory[start : start + size].view(dtype).reshape(shape)
