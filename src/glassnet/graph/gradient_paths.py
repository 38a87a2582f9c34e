"""The paths from a number to the loss: by the chain rule its gradient is the sum of their products.

A path's product is that of the local derivatives along it. Sums and counts follow from walks over
the edges, last ones first, without a look at single paths; the paths themselves are found largest
first.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count, islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.graph.graph import Node
from glassnet.graph.row_attribution import NO_ROW, Rows, attribute_rows
from glassnet.graph.scalar_graph import Edges, ScalarGraph
from glassnet.text.numbers import format_number, product


@dataclass(frozen=True)
class LocalDerivative:
    """∂target/∂source, both single numbers by name, such as hidden/tanh[2,1]."""

    operation: str
    source: str
    target: str
    value: float


@dataclass(frozen=True)
class ChainPath:
    """One path from a number to the loss.

    Attributes:
        factors: its local derivatives, the first one at the number.
        product: product of the factors.
    """

    factors: tuple[LocalDerivative, ...]
    product: float

    def __str__(self) -> str:
        """`0.55 · (−0.91) · 0.25 = −0.125`; factors that are 1 are left out."""
        factors = [factor.value for factor in self.factors if factor.value != 1]
        if len(factors) < 2:
            return format_number(self.product)
        return f"{product(factors)} = {format_number(self.product)}"


class Use(NamedTuple):
    """One number that is computed from another."""

    gradient: float
    derivative: float  # by the other number

    @property
    def product(self) -> float:
        """Its share of the other number's gradient, which is the sum over all uses."""
        return self.gradient * self.derivative


class GradientPaths:
    """The paths from every number of a scalar graph to its output.

    Args:
        graph: the scalar graph.
        data: the inputs that are [rows, …].
        row: data row, to restrict the paths to those whose first number that belongs to a row
            belongs to this one; or None. Every path belongs to one row at most, so the rows'
            gradients, and those of no row (a penalty on weights), sum to the whole.
    """

    def __init__(
        self, graph: ScalarGraph, data: Iterable[Node] = (), row: int | None = None
    ) -> None:
        self._scalars = graph
        self._edges, self._size, self._output = graph.edges, graph.size, graph.output
        self._factors: dict[int, LocalDerivative] = {}  # of edges, as far as they were asked for
        if row is not None:
            # Behind the graph's vertices stand the same ones, for paths that have met the row.
            self._edges = list(self._through_row(attribute_rows(graph, data), row))
            self._size, self._output = 2 * graph.size, graph.size + graph.output

    def _through_row(self, rows: Rows, row: int) -> Iterator[Edges]:
        graph = self._scalars
        row_of = np.full(graph.size, NO_ROW)
        for node, start in graph.start.items():
            row_of[start : start + node.size] = rows[node].reshape(-1)
        for each in graph.edges:
            # A row of a table that an index selects is the table's own vertex, which has no row.
            source, target = rows[each.operand].reshape(-1)[each.place], row_of[each.target]
            first = np.where(source < 0, target, source)
            meets = first == row
            passes = meets | (first < 0)
            entered = np.where(meets, each.target + graph.size, each.target)
            yield Edges(
                each.step,
                each.operand,
                np.concatenate([each.place[passes], each.place]),
                np.concatenate([each.source[passes], each.source + graph.size]),
                np.concatenate([entered[passes], each.target + graph.size]),
                np.concatenate([each.derivative[passes], each.derivative]),
            )

    def gradient(self, vertex: int) -> float:
        """The sum of the products of all paths."""
        return float(self._sums[vertex])

    def count(self, vertex: int) -> float:
        """How many paths there are: a float, since there may be 1e30 of them."""
        return float(self._counts[vertex])

    def magnitude(self, vertex: int) -> float:
        """The sum of the absolute values of all products."""
        return float(self._magnitudes[vertex])

    def uses(self, vertex: int) -> list[Use]:
        """The uses of a number in other numbers, in the order of computing."""
        source, target, derivative, _ = self._by_source
        some = slice(*np.searchsorted(source, [vertex, vertex + 1]))
        gradients = self._sums[target[some]].tolist()
        return list(map(Use, gradients, derivative[some].tolist()))

    def largest(self, vertex: int, most: int) -> list[ChainPath]:
        """The paths with the largest absolute products, the largest first."""
        return list(islice(self._largest_first(vertex), most))

    @cached_property
    def _sums(self) -> NDArray[np.float64]:
        return self._backward(np.add, lambda derivative: derivative)

    @cached_property
    def _magnitudes(self) -> NDArray[np.float64]:
        return self._backward(np.add, np.abs)

    @cached_property
    def _counts(self) -> NDArray[np.float64]:
        return self._backward(np.add, np.ones_like)

    @cached_property
    def _bounds(self) -> NDArray[np.float64]:
        """For each vertex, the largest absolute product of a path from it."""
        return self._backward(np.fmax, np.abs)

    def _backward(
        self, gather: np.ufunc, weight: Callable[[NDArray[Any]], NDArray[Any]]
    ) -> NDArray[np.float64]:
        found = np.zeros(self._size)
        found[self._output] = 1.0
        with np.errstate(all="ignore"):
            for edges in reversed(self._edges):
                gather.at(found, edges.source, weight(edges.derivative) * found[edges.target])
        return found

    def _largest_first(self, vertex: int) -> Iterator[ChainPath]:
        """A*: go on where the product so far times the largest that can follow is largest."""
        _, targets, derivatives, _ = self._by_source
        order = count()  # of equals the later one: one path is followed to its end
        waiting: list[tuple[float, int, int, float, tuple[int, ...]]]
        waiting = [(0.0, 0, vertex, 1.0, ())]
        while waiting:
            *_, here, so_far, edges = heapq.heappop(waiting)
            if here == self._output:
                yield ChainPath(tuple(map(self._factor, edges)), so_far)
                continue
            for edge in range(*self._first_edges[here : here + 2]):
                there = int(targets[edge])
                if not self._counts[there]:
                    continue
                further = so_far * float(derivatives[edge])
                bound = abs(further) * float(self._bounds[there])
                priority = -math.inf if math.isnan(bound) else -bound
                heapq.heappush(waiting, (priority, -next(order), there, further, (*edges, edge)))

    def _factor(self, edge: int) -> LocalDerivative:
        if edge not in self._factors:
            source, target, derivative, operations = (each[edge] for each in self._by_source)
            name = lambda vertex: self._scalars.name(int(vertex) % self._scalars.size)
            found = LocalDerivative(operations, name(source), name(target), float(derivative))
            self._factors[edge] = found
        return self._factors[edge]

    @cached_property
    def _first_edges(self) -> list[int]:
        """Each vertex's first edge in `_by_source`; the next vertex's is behind its last one."""
        return np.searchsorted(self._by_source[0], np.arange(self._size + 1)).tolist()

    @cached_property
    def _by_source(self) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]:
        """All edges sorted by source: sources, targets, derivatives, names of operations."""
        none = np.zeros(0, np.int64)
        parts = [(none, none, np.zeros(0), np.zeros(0, object))]
        parts += [
            (e.source, e.target, e.derivative, np.full(len(e.source), e.step.operation, object))
            for e in self._edges
        ]
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        order = np.argsort(columns[0], kind="stable")
        source, target, derivative, operations = (column[order] for column in columns)
        return source, target, derivative, operations
