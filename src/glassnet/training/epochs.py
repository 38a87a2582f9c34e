"""Many epochs in one call: their loop inside the compiled program, and their logs as columns.

A chunk may hold tens of thousands. Their number is an argument of the program, so one program
serves chunks of any length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from numpy.typing import NDArray

from glassnet.graph.capture import capture
from glassnet.graph.replay import traced_once
from glassnet.graph.split_step import SplitStep, split_step
from glassnet.training.compilation import zeros_of
from glassnet.training.fusion.native import is_kernel_calls
from glassnet.training.keras_model import Tree, Variables

Columns = dict[str, NDArray[Any]]
"""A name -> its values, [epochs, …]: float32 as computed, or float64 as Keras' `evaluate` gives."""


@dataclass(frozen=True)
class EpochLogs:
    """The logs of `count` epochs that ended one after another."""

    first: int  # the number of the first, counted from 0
    count: int  # how many there are
    # Training results by name, a value an epoch; names sorted, as Keras' callbacks get them.
    logs: Columns = field(default_factory=Columns)
    # Validation results by name, a value for each epoch in `validated`.
    validation: Columns = field(default_factory=Columns)
    validated: Sequence[int] = ()  # the numbers of the epochs that were validated

    def extend(self, history: dict[str, list[Any]]) -> None:
        """Append all values to the lists of a Keras History; new names come in Keras' order."""
        columns = {**self.logs, **self.validation}
        at_first = columns if self.first in self.validated else self.logs
        for name in (*sorted(at_first), *sorted(columns.keys() - at_first.keys())):
            history.setdefault(name, []).extend(_plain(columns[name]))

    def rows(self) -> Iterator[tuple[int, dict[str, float]]]:
        """Each epoch's number and logs, validation included where there was one."""
        rows: Iterable[Sequence[Any]] = zip(*map(_plain, self.logs.values()), strict=True)
        if not self.logs:
            rows = repeat((), self.count)  # a train step of the model's own may log nothing
        validations = zip(*map(_plain, self.validation.values()), strict=True)
        validated = set(self.validated)
        for epoch, values in zip(range(self.first, self.first + self.count), rows, strict=True):
            row = dict(zip(self.logs, values, strict=True))
            if epoch in validated:
                row.update(zip(self.validation, next(validations), strict=True))
            yield epoch, row

    def last(self) -> dict[str, float]:
        """The last epoch's logs; {} if no epoch ended."""
        if not self.count:
            return {}
        row = {name: _plain(values[-1:])[0] for name, values in self.logs.items()}
        if self.validated and self.validated[-1] == self.first + self.count - 1:
            row.update({name: _plain(values[-1:])[0] for name, values in self.validation.items()})
        return row

    def up_to(self, count: int) -> EpochLogs:
        """The first `count` of these epochs."""
        validated = [epoch for epoch in self.validated if epoch < self.first + count]
        return EpochLogs(
            self.first,
            count,
            {name: values[:count] for name, values in self.logs.items()},
            {name: values[: len(validated)] for name, values in self.validation.items()},
            validated,
        )

    def with_validation(self, logs: Mapping[str, float]) -> EpochLogs:
        """This single epoch with validation results, named `val_…`."""
        return replace(self, validation=one_row(logs), validated=[self.first])


def one_row(logs: Mapping[str, float]) -> Columns:
    """One epoch's logs as columns."""
    return {name: np.array([value]) for name, value in logs.items()}


def joined(parts: Sequence[EpochLogs]) -> Columns:
    """Concatenate the logs of chunks that followed one another."""
    columns: dict[str, list[NDArray[Any]]] = {}
    for part in parts:
        for name, values in (*part.logs.items(), *part.validation.items()):
            columns.setdefault(name, []).append(values)
    return {name: np.concatenate(values) for name, values in columns.items()}


def _plain(values: NDArray[Any]) -> list[Any]:
    """Values as Keras' logs hold them: floats, of integers too; or arrays, for a metric with a
    result per class."""
    is_number = values.ndim == 1 and not np.iscomplexobj(values)
    return values.astype(float).tolist() if is_number else list(values)


def columns_of(table: Mapping[str, Any], chosen: Sequence[int] | slice) -> Columns:
    """Pick the chosen epochs of a program's logs, whose values are [epochs, …]."""
    return {name: np.asarray(values)[chosen] for name, values in sorted(table.items())}


# The loop inside the program ---------------------------------------------------------------------

Epoch = Callable[[Variables, Any], tuple[Variables, Tree]]
"""(variables, number) -> (variables, logs): the `number`-th epoch of a chunk."""

BLOCK = 512  # epochs whose logs are computed together: what is kept of them stays in the L1 cache
MOST_KEPT_BYTES = 64  # of each epoch; more, and keeping costs what waiting saves


def one_by_one(
    epoch: Epoch, variables: Variables, count: jax.Array, room: int
) -> tuple[Variables, Tree]:
    """Run `count` epochs: the variables after them, and their logs, each value [room, …]."""
    epoch = traced_once(epoch)
    shapes = jax.eval_shape(epoch, variables, 0)[1]
    blank = zeros_of(shapes, room)

    def body(number: Any, carry: tuple[Variables, Tree]) -> tuple[Variables, Tree]:
        variables, table = carry
        variables, logs = epoch(variables, number)
        return variables, _write(table, logs, number)

    return lax.fori_loop(0, count, body, (variables, blank))


def in_blocks(
    epoch: Epoch, variables: Variables, count: jax.Array, room: int
) -> tuple[Variables, Tree]:
    """Run epochs as `one_by_one`, but compute a block's logs together, after the block.

    For epochs of one step on tiny networks, where the loss costs as much as the update. Falls back
    to `one_by_one` where the logs need too much of an epoch, where the next epoch needs them, or
    where the loop has to be one of kernel calls.
    """
    captured = capture(epoch, variables, jax.ShapeDtypeStruct((), "int32"))
    if is_kernel_calls(captured):  # its halves alone might not
        return one_by_one(epoch, variables, count, room)
    operands, structure = jax.tree.flatten(variables)
    carried = len(operands) - len(variables.metrics)
    results = len(captured.jaxpr.out_avals)
    # Metrics come last among the variables, and logs after them: both can wait.
    halves = split_step(
        captured,
        urgent=[number < carried for number in range(results)],
        invariant=[False] * (len(operands) + 1),
    )
    if halves.residual_bytes > MOST_KEPT_BYTES or halves.reads(range(carried, len(operands))):
        return one_by_one(epoch, variables, count, room)

    block = min(BLOCK, room)
    blocks = -(-room // block)
    unread = operands[carried:]
    shapes = captured.jaxpr.out_avals[len(operands) :]
    blank = zeros_of(list(shapes), blocks * block)

    def later(kept: Sequence[Any]) -> list[Any]:
        return halves.deferred([*operands, 0], kept)  # reads none of them: none is invariant

    def body(number: Any, carry: tuple[Any, Any, Any]) -> tuple[Any, Any, Any]:
        weights, table, _ = carry
        first = number * block
        here = jnp.minimum(block, count - first)
        weights, kept = _block(halves, weights, unread, first, here, block)
        logs = jax.vmap(lambda *values: later(values)[len(unread) :])(*kept)
        table = [
            lax.dynamic_update_slice_in_dim(t, rows, first, 0)
            for t, rows in zip(table, logs, strict=True)
        ]
        return weights, table, [k[here - 1] for k in kept]

    start = zeros_of(list(halves.residual_shapes))
    weights, table, last = lax.fori_loop(
        0, -(-count // block), body, (operands[:carried], blank, start)
    )
    metrics = later(last)[: len(unread)]
    logs = jax.tree.unflatten(captured.results, [*operands, *table])[1]
    return jax.tree.unflatten(structure, [*weights, *metrics]), logs


def _block(
    halves: SplitStep, weights: list[Any], unread: list[Any], first: Any, count: Any, room: int
) -> tuple[list[Any], list[Any]]:
    """Run `count` epochs from `first` on: the weights after them, and what is kept, [room, …]."""
    blank = zeros_of(list(halves.residual_shapes), room)

    def body(number: Any, carry: tuple[list[Any], list[Any]]) -> tuple[list[Any], list[Any]]:
        weights, kept = carry
        weights, values = halves.urgent(*weights, *unread, first + number)
        return weights, [_write(k, v, number) for k, v in zip(kept, values, strict=True)]

    return lax.fori_loop(0, count, body, (weights, blank))


def _write(table: Tree, row: Tree, number: Any) -> Tree:
    return jax.tree.map(lambda t, r: lax.dynamic_update_index_in_dim(t, r, number, 0), table, row)
