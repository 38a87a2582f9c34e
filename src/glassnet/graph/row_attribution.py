"""The data row that each number of a graph belongs to.

A number belongs to the row of the numbers it is computed from. Vertices follow only what has a
gradient, and rows also come in by labels and indices; so rows are carried forward through every
operation, integers and truth values included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from glassnet.graph.graph import Node, Step
from glassnet.graph.jacobians import Integers
from glassnet.graph.operations import ELEMENTWISE, MOVES, PIECEWISE_CONSTANT, only_moves
from glassnet.graph.scalar_graph import Edges, ScalarGraph

NO_ROW = -1  # a weight, a mean over rows
LAST = np.iinfo(np.int64).max

Rows = Mapping[Node, Integers]
"""An array of its shape for each node."""


def attribute_rows(scalars: ScalarGraph, data: Iterable[Node]) -> Rows:
    """The row of the data that each number of each node belongs to, or NO_ROW.

    Operands of no row do not count: what batch normalization makes of row 2 belongs to row 2,
    though the mean in it belongs to none. data: the inputs that are [rows, …].
    """
    rows = {node: np.full(node.shape, NO_ROW) for node in scalars.graph.nodes}
    for node in data:
        each = np.arange(node.shape[0]).reshape(-1, *[1] * (len(node.shape) - 1))
        rows[node] = np.broadcast_to(each, node.shape)
    edges: dict[Step, list[Edges]] = {}
    for some in scalars.edges:
        edges.setdefault(some.step, []).append(some)
    for step in scalars.graph.steps:
        operand_rows = [rows[node] for node in step.operands]
        if all(np.all(each == NO_ROW) for each in operand_rows):
            continue
        if only_moves(step):
            found = _moved(scalars, step, operand_rows)
        elif step.operation in ELEMENTWISE | PIECEWISE_CONSTANT:
            found = [_common(operand_rows, result.shape) for result in step.results]
        elif step.operation == "matmul":
            found = [_product(step, operand_rows)]
        else:
            found = [
                _by_edges(
                    step, operand_rows, result, scalars.start.get(result), edges.get(step, ())
                )
                for result in step.results
            ]
        rows.update(zip(step.results, found, strict=True))
    return rows


def _common_row(rows: Integers, axes: tuple[int, ...], *, keepdims: bool = False) -> Integers:
    """The only row among the numbers along some axes; NO_ROW if there are several."""
    first = np.where(rows < 0, LAST, rows).min(axes, keepdims=keepdims, initial=LAST)
    last = rows.max(axes, keepdims=keepdims, initial=NO_ROW)
    return np.where(first == last, first, NO_ROW)


def _common(rows: Sequence[Integers], shape: Sequence[int]) -> Integers:
    return _common_row(np.stack([np.broadcast_to(each, shape) for each in rows]), (0,))


def _moved(scalars: ScalarGraph, step: Step, rows: Sequence[Integers]) -> list[Integers]:
    """Rows move as the numbers do; a condition or an index has a row too."""
    selectors = range(len(rows))[SELECTORS.get(step.operation, slice(0))]
    operands = [
        scalars.values[node] if number in selectors else rows[number].astype(np.int32)
        for number, node in enumerate(step.operands)
    ]
    by = [rows[number] for number in selectors]
    if step.operation == "gather":
        # An index is a vector along the last axis; what it finds lies along the offset axes.
        offsets = step.params["dimension_numbers"].offset_dims
        by = [np.expand_dims(_common_row(each, (-1,)), offsets) for each in by]
    return [
        _common([np.asarray(moved, np.int64), *by], result.shape)
        for moved, result in zip(MOVES[step.operation](step, operands), step.results, strict=True)
    ]


# Which operands of a move select numbers of the others.
SELECTORS: Mapping[str, slice] = {
    "where": slice(0, 1),
    "gather": slice(1, 2),
    "dynamic_slice": slice(1, None),
}


def _product(step: Step, rows: Sequence[Integers]) -> Integers:
    """The result's axes are the batch, then the rest of the first operand's, of the second's."""
    summed, batch = step.params["dimension_numbers"]
    left, right = (
        np.moveaxis(
            _common_row(each, tuple(axes), keepdims=True), alike, range(len(alike))
        ).reshape(
            [each.shape[axis] for axis in alike]
            + [each.shape[axis] for axis in range(each.ndim) if axis not in (*axes, *alike)]
        )
        for each, axes, alike in zip(rows, summed, batch, strict=True)
    )
    shape = step.results[0].shape
    own = left.ndim - len(batch[0])
    right = right.reshape(*right.shape[: len(batch[0])], *[1] * own, *right.shape[len(batch[0]) :])
    left = left.reshape(*left.shape, *[1] * (len(shape) - left.ndim))
    return _common([left, right], shape)


def _by_edges(
    step: Step, rows: Sequence[Integers], result: Node, start: int | None, edges: Sequence[Edges]
) -> Integers:
    """The result's rows by edges where there are some, else by axes. start: its first vertex."""
    edges = [] if start is None else [some for some in edges if some.place.size]
    with_edges = {some.operand for some in edges}
    found = [
        _by_axes(step, each, result).reshape(-1)
        for node, each in zip(step.operands, rows, strict=True)
        if node not in with_edges
    ]
    for some in edges:
        of = rows[step.operands.index(some.operand)].reshape(-1)[some.place]
        place = some.target - (start or 0)
        here = (place >= 0) & (place < result.size) & (of >= 0)
        first, last = np.full(result.size, LAST), np.full(result.size, NO_ROW)
        np.minimum.at(first, place[here], of[here])
        np.maximum.at(last, place[here], of[here])
        found.append(np.where(first == last, first, NO_ROW))
    return _common(found, (result.size,)).reshape(result.shape)


def _by_axes(step: Step, rows: Integers, result: Node) -> Integers:
    """The result's rows as if each number depended on all along an axis: for a maximum, a sort,
    anything unknown.

    The first axis stays apart where the result has one as long, as a batch has it.
    """
    axes = step.params.get("axes")
    if axes is not None and np.delete(rows.shape, axes).tolist() == list(result.shape):
        return _common_row(rows, tuple(axes))
    along = (step.params.get("axis"), step.params.get("dimension"))
    keeps_first = rows.ndim and rows.shape[:1] == result.shape[:1] and 0 not in along
    found = _common_row(rows, tuple(range(1 if keeps_first else 0, rows.ndim)))
    ones = [1] * (len(result.shape) - found.ndim)
    return np.broadcast_to(found.reshape(*found.shape, *ones), result.shape)
