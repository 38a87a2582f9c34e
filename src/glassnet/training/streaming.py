"""A source that gives batch after batch: it is read while what was read before computes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator

import jax
import numpy as np

from glassnet.errors import SettingError
from glassnet.training.keras_data import Source
from glassnet.training.keras_model import Tree, Variables
from glassnet.training.stacks import Belt, Stack
from glassnet.training.training_program import Carry, Logs, Program

# After this long, a stack is sent that is not full where the device has nothing to do. Not at once:
# a call costs 0.1 ms, and it begins with a copy of the network's state.
FILLING_SECONDS = 10e-3


class Stream:
    """A feed that reads its source in the thread that trains: XLA computes in threads of its own.

    A thread for reading would read no faster, and a source may be bound to the thread that made it
    (a connection to a database, say).
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._epoch: Iterator[Tree] = iter(())
        self._under_way = False
        self._step = 0  # taken in the epoch under way
        self._belt = Belt()
        self._ahead: deque[Stack] = deque()  # read, and not yet trained on
        self._failure: Exception | None = None  # what the source raised after those

    @property
    def steps(self) -> int | None:
        return self._source.batches

    @property
    def layout(self) -> None:
        return None

    def take(self, rows: object) -> Tree:
        raise SettingError("a stream has batches, which pass once, and no rows: give arrays.")

    def begin(self) -> None:
        if self._under_way:
            self._source.reset()  # the epoch under way was left: a state was restored
        self._epoch = self._source.epoch()
        self._under_way = True
        self._step = 0
        self._ahead.clear()
        self._failure = None

    def check(self, order: object, step: int) -> None:
        if step and (not self._under_way or step != self._step):
            raise SettingError(
                "restore: a stream cannot be taken up in the middle of an epoch: "
                "restore a state from between two epochs."
            )

    def run(
        self, program: Program, carry: Carry, order: object, step: int, count: int
    ) -> tuple[Logs | None, int, bool]:
        logs: Logs | None = None
        taken = 0
        while taken < count and (stack := self._next(carry.variables, count - taken)):
            logs = self._belt.send(program, carry, stack, stack.count)
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

    def _next(self, variables: Variables, most: int) -> Stack | None:
        """The next stack, of at most `most` batches; None where the source has no more.

        Reads until it is full, or the source is slow and the device waits for it.
        """
        began = time.perf_counter()
        while not self._is_full(most):
            is_late = time.perf_counter() - began > FILLING_SECONDS
            if (is_late and self._ahead and _is_there(variables)) or not self._read():
                break
        if not self._ahead:
            return None
        stack = self._ahead.popleft()
        if stack.count > most:
            rest = Stack(stack.batch(most))
            for number in range(most, stack.count):
                rest.add(stack.batch(number))
            stack.count = most
            self._ahead.appendleft(rest)
        return stack

    def _read_on(self, variables: Variables, most: int) -> None:
        """Read, one batch at least, until `variables` are there or a stack is full."""
        while not self._is_full(most) and self._read() and not _is_there(variables):
            pass

    def _is_full(self, most: int) -> bool:
        """Whether the next stack waits, whole. A second one waits where its shape is another."""
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
        if last is None or last.count == last.room or not last.is_for(batch):
            last = self._belt.stack(batch)
            self._ahead.append(last)
        # Copied at once: a source may fill the same arrays again for its next batch.
        last.add(batch)
        return True


def _is_there(variables: Variables) -> bool:
    """Whether the stack that left these has been computed."""
    leaves = jax.tree.leaves(variables)
    return all(leaf.is_ready() for leaf in leaves if hasattr(leaf, "is_ready"))
