"""Loops over epochs inside the compiled program, and the table of logs they fill.

The trip count is an argument of the program, so one program serves chunks of any length.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from glassnet.graph.capture import capture
from glassnet.graph.split_step import SplitStep, split_step
from glassnet.training.compilation import zeros_of
from glassnet.training.fusion.fuse import is_kernel_calls
from glassnet.training.keras_model import Tree, Variables

Epoch = Callable[[Variables, Any], tuple[Variables, Tree]]
"""(variables, number) -> (variables, logs): the `number`-th epoch of a chunk."""

BLOCK = 512  # epochs whose logs are computed together: what is kept of them stays in the L1 cache
MOST_KEPT_BYTES = 64  # of each epoch; more, and keeping costs what waiting saves


def one_by_one(
    epoch: Epoch, variables: Variables, count: jax.Array, room: int
) -> tuple[Variables, Tree]:
    """Run `count` epochs: the variables after them, and their logs, each value [room, …]."""
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
    """As `one_by_one`, but compute the logs of a block of epochs together, after the block.

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
    """`count` epochs from the `first` on: the weights after them, and what is kept, [room, …]."""
    blank = zeros_of(list(halves.residual_shapes), room)

    def body(number: Any, carry: tuple[list[Any], list[Any]]) -> tuple[list[Any], list[Any]]:
        weights, kept = carry
        weights, values = halves.urgent(*weights, *unread, first + number)
        return weights, [_write(k, v, number) for k, v in zip(kept, values, strict=True)]

    return lax.fori_loop(0, count, body, (weights, blank))


def _write(table: Tree, row: Tree, number: Any) -> Tree:
    return jax.tree.map(lambda t, r: lax.dynamic_update_index_in_dim(t, r, number, 0), table, row)
