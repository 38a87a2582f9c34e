"""Looking inside a training while it runs: values kept in the loop, summed up after it.

An `Observer` says how often to look, what to keep of a step, and what to make of what was kept.
Keeping happens inside the compiled loop and only copies; summing up (histograms, norms, layers'
outputs) follows for many kept rows at once. Where nobody looks, nothing of this is in the program.
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
from glassnet.training.keras_model import Tree, Variables

# What one chunk may keep, of all its steps: the table stays in the cache, the rows come soon.
KEPT_BYTES = 4 * 2**20
MOST_ROWS = 4096
# Rows summed up together: as many as make so much of summaries. A block is always computed whole.
BLOCK_BYTES = 2**17
MOST_BLOCK = 64


@dataclass(frozen=True)
class Every:
    """How often to look: after each `count`-th step, or at the last step of each `count`-th epoch.

    Steps and epochs are counted from the start of the training (epoch 0), whatever `initial_epoch`.
    first: the first one to look at, at most `count`; None for the `count`-th itself. Keras'
    callbacks start with the first.
    """

    count: int = 1
    unit: Literal["steps", "epochs"] = "steps"
    first: int | None = None

    def __post_init__(self) -> None:
        given: Any = self.count
        if not isinstance(given, int | np.integer) or given < 1:
            raise SettingError(
                f"every {given!r} {self.unit}: expected a whole number of at least 1."
            )
        first: Any = self.first
        if first is not None and not (isinstance(first, int | np.integer) and 1 <= first <= given):
            raise SettingError(
                f"every {given} {self.unit}, the first {first!r}: expected 1 to {given}."
            )

    def due(self, steps_per_epoch: int | None) -> Due:
        """The same in steps; raises SettingError where an epoch's steps are not known."""
        first = self.count if self.first is None else self.first
        if self.unit == "steps":
            return Due(self.count, first)
        if steps_per_epoch is None:
            raise SettingError(
                f"every {self.count} epochs: how many steps an epoch has is not known for this "
                "stream: give steps_per_epoch, or say how often in steps."
            )
        return Due(self.count * steps_per_epoch, first * steps_per_epoch)


class Due(NamedTuple):
    """The steps `first`, `first + period`, … Steps are counted from 1; first is at most period."""

    period: int
    first: int

    def now(self, step: Any) -> Any:
        """Whether `step` is one of them."""
        return (step - self.first) % self.period == 0

    def among(self, steps: Any) -> Any:
        """How many of them are among the first `steps` steps."""
        return (steps - self.first) // self.period + 1

    def until(self, count: int) -> int:
        """How many steps there are before the one that is the `count`-th of them, from 1."""
        return self.first + (count - 1) * self.period - 1

    def between(self, begin: int, end: int) -> NDArray[np.int64]:
        """Those after step `begin`, up to step `end`."""
        numbers = np.arange(self.among(begin), self.among(end))
        return self.first + numbers * self.period


class ObservedStep(NamedTuple):
    """One training step, as an observer sees it from inside the program (all leaves are traced).

    before, after: the state before and after the step.
    gradients: of the loss, one for each trainable variable; () unless the observer wants them.
    """

    before: Variables
    after: Variables
    gradients: Sequence[jax.Array]


class Observer(Protocol):
    """What to look at. Pure and hashable: a program is kept for the observers it was made with."""

    @property
    def every(self) -> Every: ...

    @property
    def wants_gradients(self) -> bool: ...

    def keep(self, seen: ObservedStep) -> Tree:
        """What to keep of a step: arrays of the same shapes each time. Traced into the loop."""
        ...

    def summarise(self, kept: Tree) -> Tree:
        """One kept step's summary. Traced; mapped over the steps after the loop."""
        ...


Receiver = Callable[[NDArray[np.int64], Tree], None]
"""Gets the numbers of the steps looked at, [n], counted from 1, and their summaries [n, …]."""
Observers = Mapping[Observer, Receiver]


class Records(NamedTuple):
    """What travels through the loop beside a model's variables.

    taken, first: [] int32, steps taken since the training began; so far, and when this began.
    tables: for each observer what was kept, leaves [room + 1, …].
    """

    taken: Any
    first: Any
    tables: list[Tree]


class _Watched(NamedTuple):
    observer: Observer
    due: Due
    room: int  # how many rows its table has, beside a spare one
    blank: Tree  # the shapes of an empty table
    summaries: Any  # (table, how many of its rows are kept) -> summaries, leaves [room, …]


class Watch:
    """Some observers' view of one model's training."""

    def __init__(
        self, observers: Sequence[Observer], variables: Variables, steps_per_epoch: int | None
    ) -> None:
        self._watched = [_watched(each, variables, steps_per_epoch) for each in observers]
        self.key = tuple((each.observer, each.due) for each in self._watched)
        self.wants_gradients = any(each.observer.wants_gradients for each in self._watched)

    def __bool__(self) -> bool:
        return bool(self._watched)

    def room(self, taken: int) -> int:
        """How many steps may follow the `taken` ones before a table is full."""
        return min(
            each.due.until(each.due.among(taken) + each.room + 1) - taken for each in self._watched
        )

    def begin(self, variables: Variables, taken: int) -> Variables:
        """`variables` with empty tables beside them."""
        tables = jax.tree.map(
            lambda s: jnp.zeros(s.shape, s.dtype), [w.blank for w in self._watched]
        )
        return variables._replace(records=(Records(np.int32(taken), np.int32(taken), tables),))

    def end(self, variables: Variables) -> tuple[Variables, list[tuple[NDArray[np.int64], Tree]]]:
        """The variables alone; and for each observer its steps and their summaries."""
        (records,) = variables.records
        taken, first = int(records.taken), int(records.first)
        rows: list[tuple[NDArray[np.int64], Tree]] = []
        for each, table in zip(self._watched, records.tables, strict=True):
            steps = each.due.between(first, taken)
            count = len(steps)
            summaries: Tree = each.summaries(table, np.int32(count)) if count else {}
            summaries = jax.tree.map(
                lambda leaf, n=count: np.array(np.asarray(leaf)[:n]), summaries
            )
            rows.append((steps, summaries))
        return variables._replace(records=()), rows

    def step(self, plain: Any, seen: Any) -> Any:
        """A step that looks where it is due.

        plain: (variables, batch) -> (variables, logs). seen: the same, with (logs, gradients).
        """

        def step(variables: Variables, batch: Tree) -> tuple[Variables, Tree]:
            (records,) = variables.records
            before = variables._replace(records=())
            number = records.taken + 1
            due = [each.due.now(number) for each in self._watched]

            def look(tables: list[Tree]) -> tuple[Variables, Tree, list[Tree]]:
                after, (logs, gradients) = seen(before, batch)
                step = ObservedStep(before, after, gradients)
                written = [
                    _write(each, table, step, _row(each, records.first, number, now))
                    for each, table, now in zip(self._watched, tables, due, strict=True)
                ]
                return after, logs, written

            def pass_by(tables: list[Tree]) -> tuple[Variables, Tree, list[Tree]]:
                return *plain(before, batch), tables

            if any(each.due.period == 1 for each in self._watched):
                after, logs, tables = look(records.tables)
            else:
                any_due = jnp.any(jnp.stack(due))
                after, logs, tables = lax.cond(any_due, look, pass_by, records.tables)
            records = Records(number, records.first, tables)
            return after._replace(records=(records,)), logs

        return step


def _row(each: _Watched, first: Any, number: Any, due: Any) -> Any:
    """Where a step is written: the spare row, after the last, for one that another looks at."""
    row = each.due.among(number) - each.due.among(first) - 1
    return jnp.where(due, row, each.room)


def _write(each: _Watched, table: Tree, step: ObservedStep, row: Any) -> Tree:
    kept = each.observer.keep(step)
    return jax.tree.map(lambda t, k: lax.dynamic_update_index_in_dim(t, k, row, 0), table, kept)


def without_gradients(plain: Any) -> Any:
    """A step as `Watch.step` wants it, for observers that need no gradients."""

    def step(variables: Variables, batch: Tree) -> tuple[Variables, tuple[Tree, tuple[()]]]:
        after, logs = plain(variables, batch)
        return after, (logs, ())

    return step


def _watched(observer: Observer, variables: Variables, steps_per_epoch: int | None) -> _Watched:
    shapes = jax.tree.map(lambda a: jax.ShapeDtypeStruct(np.shape(a), a.dtype), variables)
    seen = ObservedStep(shapes, shapes, shapes.trainable if observer.wants_gradients else ())
    kept = jax.eval_shape(observer.keep, seen)
    room = max(1, min(MOST_ROWS, KEPT_BYTES // max(_bytes(kept), 1)))
    summed = _bytes(jax.eval_shape(observer.summarise, kept))
    block = max(1, min(room, MOST_BLOCK, BLOCK_BYTES // max(summed, 1)))
    room -= room % block
    # A spare row, not a condition round the writing: XLA copies tables that pass through two.
    blank = jax.tree.map(lambda s: jax.ShapeDtypeStruct((room + 1, *s.shape), s.dtype), kept)
    summaries = jax.jit(partial(_summaries, observer, block))
    return _Watched(observer, observer.every.due(steps_per_epoch), room, blank, summaries)


def _bytes(shapes: Tree) -> int:
    return sum(leaf.size * leaf.dtype.itemsize for leaf in jax.tree.leaves(shapes))


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
