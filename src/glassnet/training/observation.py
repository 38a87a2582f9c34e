"""Observing a training while it runs: values kept inside the compiled loop, summarised after it.

An `Observer` says how often to look, what to keep of a step, and how to summarise what was kept.
Keeping happens inside the compiled loop and only copies; the summary (histograms, norms, layers'
outputs) follows for many kept rows at once. Without observers nothing of this is in the program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, NamedTuple, Protocol

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.training.compilation import kept_with_model, shapes_of, tree_bytes, zeros_of
from glassnet.training.keras_model import Model, References, Tree, Variables
from glassnet.training.processes import readable
from glassnet.training.sharding import replicated

# What one chunk may keep of all its steps: the table stays in the cache, the rows come soon.
KEPT_BYTES = 4 * 2**20
MOST_KEPT_STEPS = 4096
# Rows summarised together: as many as make so many bytes. A block is always computed whole.
BLOCK_BYTES = 2**17
MOST_BLOCK = 64


@dataclass(frozen=True)
class Every:
    """How often to look: after each `count`-th step, or at the last step of each `count`-th epoch.

    Steps and epochs are counted from the start of the training (epoch 0), whatever `initial_epoch`.

    Attributes:
        count: 1 for every one.
        unit: "steps" or "epochs".
        first: the first one to look at, at most `count`; None for the `count`-th itself. Keras'
            callbacks start with the first.

    Raises:
        SettingError: `count` or `first` is out of range.
    """

    count: int = 1
    unit: Literal["steps", "epochs"] = "steps"
    first: int | None = None

    def __post_init__(self) -> None:
        count: Any = self.count
        first: Any = self.first
        named = {"count": repr(count), "unit": self.unit}
        if not isinstance(count, int | np.integer) or count < 1:
            raise SettingError(message("training-every-count", **named))
        if first is not None and not (isinstance(first, int | np.integer) and 1 <= first <= count):
            raise SettingError(message("training-every-first", **named, first=repr(first)))

    def schedule(self, steps_per_epoch: int | None) -> StepSchedule:
        """The same in steps; SettingError where the steps per epoch are not known."""
        first = self.count if self.first is None else self.first
        if self.unit == "steps":
            return StepSchedule(self.count, first)
        if steps_per_epoch is None:
            raise SettingError(message("training-every-stream", count=str(self.count)))
        return StepSchedule(self.count * steps_per_epoch, first * steps_per_epoch)


class StepSchedule(NamedTuple):
    """The steps `first`, `first + period`, … Steps are counted from 1; first is at most period."""

    period: int
    first: int

    def includes(self, step: Any) -> Any:
        """Whether `step` is one of them."""
        return (step - self.first) % self.period == 0

    def among(self, steps: Any) -> Any:
        """How many of them are among the first `steps` steps."""
        return (steps - self.first) // self.period + 1

    def before(self, count: int) -> int:
        """How many steps come before the `count`-th of them, counted from 1."""
        return self.first + (count - 1) * self.period - 1

    def between(self, begin: int, end: int) -> NDArray[np.int64]:
        """The steps of the schedule after step `begin`, up to step `end`."""
        numbers = np.arange(self.among(begin), self.among(end))
        return self.first + numbers * self.period


class ObservedStep(NamedTuple):
    """One training step as an observer sees it, inside the program: all leaves are traced."""

    before: Variables  # the state before the step
    after: Variables  # the state after it
    # Of the loss, one per trainable variable; () unless the observer wants them.
    gradients: Sequence[jax.Array]


class Observer(Protocol):
    """An observer of steps. Pure and hashable: programs are kept by their observers."""

    @property
    def every(self) -> Every:
        """How often to look."""
        ...

    @property
    def wants_gradients(self) -> bool:
        """Whether `keep` reads the gradients."""
        ...

    def keep(self, seen: ObservedStep) -> Tree:
        """The values to keep of a step: arrays of the same shapes each time. Traced in the loop."""
        ...

    def summarise(self, kept: Tree) -> Tree:
        """The summary of one kept step. Traced; mapped over the steps after the loop."""
        ...


Receiver = Callable[[NDArray[np.int64], Tree], None]
"""Gets the numbers of the steps looked at, [n], counted from 1, and their summaries [n, …]."""
Observers = Mapping[Observer, Receiver]


class Records(NamedTuple):
    """Data that travel through the loop beside a model's variables."""

    taken: Any  # [] int32: steps taken since the training began
    first: Any  # [] int32: the same when these records began
    tables: list[Tree]  # what each observer kept, leaves [room + 1, …]


class _Table(NamedTuple):
    """One observer's table of kept steps."""

    observer: Observer
    schedule: StepSchedule
    room: int  # how many rows it has, beside a spare one
    blank: Tree  # the shapes of an empty table
    summarise: Any  # (table, how many of its rows are kept) -> summaries, leaves [room, …]


class ObserverSet:
    """Some observers of one model's training, and their tables.

    variables: the model's variables, for their shapes. steps_per_epoch: None where not known.
    """

    def __init__(
        self, observers: Sequence[Observer], variables: Variables, steps_per_epoch: int | None
    ) -> None:
        self._tables = [_table(each, variables, steps_per_epoch) for each in observers]
        self.wants_gradients = any(each.observer.wants_gradients for each in self._tables)
        # One call for all: each array that is made by itself costs 0.1 ms.
        self._empty = jax.jit(
            lambda: zeros_of([each.blank for each in self._tables]), out_shardings=replicated()
        )

    def __bool__(self) -> bool:
        return bool(self._tables)

    def room(self, taken: int) -> int:
        """How many steps may follow the `taken` ones before a table is full."""
        return min(
            each.schedule.before(each.schedule.among(taken) + each.room + 1) - taken
            for each in self._tables
        )

    def begin(self, variables: Variables, taken: int) -> Variables:
        """`variables` with empty tables beside them."""
        tables = self._empty()
        return variables._replace(records=(Records(np.int32(taken), np.int32(taken), tables),))

    def end(self, variables: Variables) -> tuple[Variables, list[tuple[NDArray[np.int64], Tree]]]:
        """The variables alone; and for each observer its steps and their summaries."""
        (records,) = variables.records
        taken, first = int(records.taken), int(records.first)
        rows: list[tuple[NDArray[np.int64], Tree]] = []
        for each, table in zip(self._tables, records.tables, strict=True):
            steps = each.schedule.between(first, taken)
            count = len(steps)
            summaries: Tree = each.summarise(table, np.int32(count)) if count else {}
            summaries = jax.tree.map(
                lambda leaf, n=count: np.array(np.asarray(leaf)[:n]), readable(summaries)
            )
            rows.append((steps, summaries))
        return variables._replace(records=()), rows

    def step(self, plain: Any, observed: Any) -> Any:
        """Make a step that looks where it is due.

        Args:
            plain: (variables, batch) -> (variables, logs).
            observed: the same, with (logs, gradients) for logs.
        """

        def step(variables: Variables, batch: Tree) -> tuple[Variables, Tree]:
            (records,) = variables.records
            before = variables._replace(records=())
            number = records.taken + 1
            due = [each.schedule.includes(number) for each in self._tables]

            def look(tables: list[Tree]) -> tuple[Variables, Tree, list[Tree]]:
                after, (logs, gradients) = observed(before, batch)
                seen = ObservedStep(before, after, gradients)
                written = [
                    _write(each, table, seen, _row(each, records.first, number, now))
                    for each, table, now in zip(self._tables, tables, due, strict=True)
                ]
                return after, logs, written

            def pass_by(tables: list[Tree]) -> tuple[Variables, Tree, list[Tree]]:
                return *plain(before, batch), tables

            if any(each.schedule.period == 1 for each in self._tables):
                after, logs, tables = look(records.tables)
            else:
                any_due = jnp.any(jnp.stack(due))
                after, logs, tables = lax.cond(any_due, look, pass_by, records.tables)
            records = Records(number, records.first, tables)
            return after._replace(records=(records,)), logs

        return step


def observer_set(
    model: Model, observers: Sequence[Observer], steps_per_epoch: int | None
) -> ObserverSet:
    """The set of these, kept with the model: its summaries are compiled once."""
    key = [(each, each.every.schedule(steps_per_epoch)) for each in observers]
    make = lambda: ObserverSet(observers, References.of(model).read(), steps_per_epoch)
    return kept_with_model(model, (ObserverSet, *key), make)


def _row(table: _Table, first: Any, number: Any, due: Any) -> Any:
    """The row to write a step to; for a step that is not due, the spare row after the last."""
    row = table.schedule.among(number) - table.schedule.among(first) - 1
    return jnp.where(due, row, table.room)


def _write(table: _Table, rows: Tree, seen: ObservedStep, row: Any) -> Tree:
    kept = table.observer.keep(seen)
    return jax.tree.map(lambda t, k: lax.dynamic_update_index_in_dim(t, k, row, 0), rows, kept)


def without_gradients(plain: Any) -> Any:
    """A step as `ObserverSet.step` takes it, for observers that need no gradients."""

    def step(variables: Variables, batch: Tree) -> tuple[Variables, tuple[Tree, tuple[()]]]:
        after, logs = plain(variables, batch)
        return after, (logs, ())

    return step


def _table(observer: Observer, variables: Variables, steps_per_epoch: int | None) -> _Table:
    shapes = shapes_of(variables)
    seen = ObservedStep(shapes, shapes, shapes.trainable if observer.wants_gradients else ())
    kept = jax.eval_shape(observer.keep, seen)
    room = max(1, min(MOST_KEPT_STEPS, KEPT_BYTES // max(tree_bytes(kept), 1)))
    summary = tree_bytes(jax.eval_shape(observer.summarise, kept))
    block = max(1, min(room, MOST_BLOCK, BLOCK_BYTES // max(summary, 1)))
    room -= room % block
    # A spare row, not a condition round the writing: XLA copies tables that pass through two.
    blank = jax.tree.map(lambda s: jax.ShapeDtypeStruct((room + 1, *s.shape), s.dtype), kept)
    summarise = jax.jit(partial(_summaries, observer, block))
    return _Table(observer, observer.every.schedule(steps_per_epoch), room, blank, summarise)


def _summaries(observer: Observer, block: int, table: Tree, rows: jax.Array) -> Tree:
    """The summaries of a table's first rows, block by block."""
    of_block = jax.vmap(observer.summarise)
    room = jax.tree.leaves(table)[0].shape[0] - 1

    def summarise(number: Any) -> Tree:
        return of_block(
            jax.tree.map(lambda t: lax.dynamic_slice_in_dim(t, number * block, block), table)
        )

    def body(number: Any, summaries: Tree) -> Tree:
        return jax.tree.map(
            lambda s, new: lax.dynamic_update_slice_in_dim(s, new, number * block, 0),
            summaries,
            summarise(number),
        )

    shapes = jax.eval_shape(summarise, 0)
    blank = jax.tree.map(lambda s: jnp.zeros((room, *s.shape[1:]), s.dtype), shapes)
    return lax.fori_loop(0, -(-rows // block), body, blank)
