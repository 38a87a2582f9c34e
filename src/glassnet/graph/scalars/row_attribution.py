"""Which row of the data each number is of: its own, or that of the numbers it is computed from.

Single numbers follow only what has a gradient; rows come in by labels and indices as well. So they
are carried forward through every operation, whole numbers and truth values included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from glassnet.graph.graph import Node, Step
from glassnet.graph.operations import COMPARING, ELEMENTWISE, MOVES
from glassnet.graph.scalars.jacobians import Integers
from glassnet.graph.scalars.scalar_graph import Edges, ScalarGraph, only_moves

NO_ROW = -1  # of the data: a weight, a mean over rows
NEVER = np.iinfo(np.int64).max

Rows = Mapping[Node, Integers]
"""For each node an array of its shape."""


def rows_of(scalars: ScalarGraph, data: Iterable[Node]) -> Rows:
    """For each number of each node the row of data that it is of, or NO_ROW.

    It is that of the numbers it is computed from, as far as they are of one row: what batch
    normalization makes of row 2 is of row 2, though the mean is of none. data: inputs [rows, …].
    """
    rows = {node: np.full(node.shape, NO_ROW) for node in scalars.graph.nodes}
    for node in data:
        each = np.arange(node.shape[0]).reshape(-1, *[1] * (len(node.shape) - 1))
        rows[node] = np.broadcast_to(each, node.shape)
    edges: dict[Step, list[Edges]] = {}
    for some in scalars.edges:
        edges.setdefault(some.step, []).append(some)
    for step in scalars.graph.steps:
        if all(np.all(rows[node] == NO_ROW) for node in step.operands):
            continue
        given = [rows[node] for node in step.operands]
        if only_moves(step):
            found = _moved(scalars, step, given)
        elif step.operation in ELEMENTWISE or step.operation in COMPARING:
            found = [_together(given, result.shape) for result in step.results]
        elif step.operation == "matmul":
            found = [_of_product(step, given)]
        else:
            found = [
                _of_any(step, given, result, scalars.start.get(result), edges.get(step, ()))
                for result in step.results
            ]
        rows.update(zip(step.results, found, strict=True))
    return rows


def _one_row(rows: Integers, axes: tuple[int, ...], *, keep: bool = False) -> Integers:
    """The row that all numbers along some axes are of, if it is one; those of none do not count."""
    first = np.where(rows < 0, NEVER, rows).min(axes, keepdims=keep, initial=NEVER)
    last = rows.max(axes, keepdims=keep, initial=NO_ROW)
    return np.where(first == last, first, NO_ROW)


def _together(rows: Sequence[Integers], shape: Sequence[int]) -> Integers:
    return _one_row(np.stack([np.broadcast_to(each, shape) for each in rows]), (0,))


def _moved(scalars: ScalarGraph, step: Step, rows: Sequence[Integers]) -> list[Integers]:
    """Rows go where the numbers go; what says where they go has a row as well."""
    steering = set(range(len(rows))[STEERING.get(step.operation, slice(0))])
    operands = [
        scalars.values[node] if number in steering else rows[number].astype(np.int32)
        for number, node in enumerate(step.operands)
    ]
    spread = SPREAD.get(step.operation, lambda step, rows: rows)
    by = [spread(step, rows[number]) for number in sorted(steering)]
    return [
        _together([np.asarray(moved, np.int64), *by], result.shape)
        for moved, result in zip(MOVES[step.operation](step, operands), step.results, strict=True)
    ]


def _of_indices(step: Step, rows: Integers) -> Integers:
    """An index is a vector along the last axis; what it finds lies along the offset axes."""
    return np.expand_dims(_one_row(rows, (-1,)), step.params["dimension_numbers"].offset_dims)


# Which operands of a move say where the others go, and how their rows lie in the result.
STEERING: Mapping[str, slice] = {
    "where": slice(0, 1),
    "gather": slice(1, 2),
    "dynamic_slice": slice(1, None),
}
SPREAD: Mapping[str, Callable[[Step, Integers], Integers]] = {"gather": _of_indices}


def _of_product(step: Step, rows: Sequence[Integers]) -> Integers:
    """The result's axes are the batch, then what is left of the first, then of the second."""
    summed, batch = step.params["dimension_numbers"]
    left, right = (
        np.moveaxis(_one_row(each, tuple(axes), keep=True), alike, range(len(alike))).reshape(
            [each.shape[axis] for axis in alike]
            + [each.shape[axis] for axis in range(each.ndim) if axis not in (*axes, *alike)]
        )
        for each, axes, alike in zip(rows, summed, batch, strict=True)
    )
    shape = step.results[0].shape
    own = left.ndim - len(batch[0])
    right = right.reshape(*right.shape[: len(batch[0])], *[1] * own, *right.shape[len(batch[0]) :])
    left = left.reshape(*left.shape, *[1] * (len(shape) - left.ndim))
    return _together([left, right], shape)


def _of_any(
    step: Step, rows: Sequence[Integers], result: Node, start: int | None, edges: Sequence[Edges]
) -> Integers:
    """By single numbers where they are followed, and else by axes. start: the first's vertex."""
    followed = [] if start is None else [some for some in edges if some.place.size]
    apart = {some.operand for some in followed}
    flat = [
        _by_axes(step, each, result).reshape(-1)
        for node, each in zip(step.operands, rows, strict=True)
        if node not in apart
    ]
    for some in followed:
        of = rows[step.operands.index(some.operand)].reshape(-1)[some.place]
        place = some.target - (start or 0)
        here = (place >= 0) & (place < result.size) & (of >= 0)
        first, last = np.full(result.size, NEVER), np.full(result.size, NO_ROW)
        np.minimum.at(first, place[here], of[here])
        np.maximum.at(last, place[here], of[here])
        flat.append(np.where(first == last, first, NO_ROW))
    return _together(flat, (result.size,)).reshape(result.shape)


def _by_axes(step: Step, rows: Integers, result: Node) -> Integers:
    """Of a maximum, of a sort, of what is not known: along an axis all numbers are one's operands.

    The first axis stays apart where the result has one as long, as a batch has it.
    """
    axes = step.params.get("axes")
    if axes is not None and np.delete(rows.shape, axes).tolist() == list(result.shape):
        return _one_row(rows, tuple(axes))
    along = (step.params.get("axis"), step.params.get("dimension"))
    apart = rows.ndim and rows.shape[:1] == result.shape[:1] and 0 not in along
    found = _one_row(rows, tuple(range(1 if apart else 0, rows.ndim)))
    ones = [1] * (len(result.shape) - found.ndim)
    return np.broadcast_to(found.reshape(*found.shape, *ones), result.shape)
