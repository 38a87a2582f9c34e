"""A graph with one vertex a number and one edge a local derivative.

What only moves numbers (a transpose, a slice, a broadcast) makes no vertices: it is carried out on
the vertices' own numbers, and the result says where each has gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.graph import run_once
from glassnet.graph.graph import Array, Graph, Node, Step, Values, number_name
from glassnet.graph.jacobians import Integers, Jacobian
from glassnet.graph.operations import MOVES, only_moves
from glassnet.text import message

MOST_NUMBERS = 20_000


@dataclass(frozen=True, eq=False)
class Edges:
    """The local derivatives of one step by one operand, d target / d source; arrays are [edges]."""

    step: Step
    operand: Node
    place: Integers  # in the operand, flat
    source: Integers  # vertices
    target: Integers  # vertices
    derivative: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ScalarGraph:
    """The graph of single numbers at one point."""

    graph: Graph
    values: Values
    vertices: Mapping[Node, Integers]  # which vertex each number of a node is, of the node's shape
    owner: Sequence[Node]  # of each vertex, the node that it was first a number of
    start: Mapping[Node, int]  # an owner's first vertex; the others follow in row-major order
    edges: Sequence[Edges]  # in the order of computing
    names: dict[int, str]  # of vertices, as far as they were asked for: the same at every point

    @property
    def size(self) -> int:
        """How many vertices there are; the last one stands for numbers that come from nowhere."""
        return len(self.owner) + 1

    @property
    def output(self) -> int:
        """The loss's vertex; that of nowhere, to which no edge leads, if the loss is constant."""
        found = self.vertices.get(self.graph.output)
        return len(self.owner) if found is None else int(found)

    def name(self, vertex: int) -> str:
        """A number's name: hidden/kernel[0,1]."""
        if vertex not in self.names:
            self.names[vertex] = self._name(self.owner[vertex], vertex)
        return self.names[vertex]

    def _name(self, node: Node, vertex: int) -> str:
        if node in self.graph.constants:
            return node.name
        place = np.unravel_index(vertex - self.start[node], node.shape)
        return number_name(node.name, [int(each) for each in place])


class ScalarGraphBuilder:
    """Builds a graph's scalar graphs at any point; compiled once.

    Raises:
        SettingError: a graph of more than MOST_NUMBERS numbers.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._owner: list[Node] = []
        self._start: dict[Node, int] = {}
        self._moves: list[Step] = []
        self._jacobians: list[Jacobian] = []
        self._names: dict[int, str] = {}
        self._plan()
        self._compiled = jax.jit(self._traced, compiler_options=run_once.options(graph.numbers))

    def __call__(self, values: Values) -> ScalarGraph:
        """The scalar graph at one point. values: values of all nodes."""
        moved, derivatives = self._compiled([values[node] for node in self._graph.nodes])
        vertices = {node: self._own(node) for node in self._start}
        for step, results in zip(self._moves, moved, strict=True):
            found = [np.asarray(each, np.int64) for each in results]
            # Where a table has no such row the number is NaN, and its vertex here −1.
            found = [np.where(each < 0, len(self._owner), each) for each in found]
            vertices.update(zip(step.results, found, strict=True))
        edges = [
            self._edges(jacobian, vertices, found)
            for jacobian, found in zip(self._jacobians, derivatives, strict=True)
        ]
        owner, start = self._owner, self._start
        return ScalarGraph(self._graph, values, vertices, owner, start, edges, self._names)

    @property
    def dense_size(self) -> int:
        """How many derivatives are computed to see which of them are 0."""
        return sum(jacobian.dense_size for jacobian in self._jacobians)

    def _edges(self, jacobian: Jacobian, vertices: Mapping[Node, Integers], found: Any) -> Edges:
        source, target, derivative = jacobian.method.place(
            jacobian, jax.tree.map(np.asarray, found)
        )
        operand = jacobian.step.operands[jacobian.operand]
        result = jacobian.step.results[jacobian.result]
        return Edges(
            jacobian.step,
            operand,
            source,
            vertices[operand].reshape(-1)[source],
            vertices[result].reshape(-1)[target],
            np.asarray(derivative, np.float64),
        )

    def _plan(self) -> None:
        differentiable = set(self._graph.differentiable)
        for node in self._graph.inputs:
            if node in differentiable:
                self._add(node)
        known = set(self._start)
        for step in self._graph.steps:
            if differentiable.isdisjoint(step.results):
                continue
            if only_moves(step):
                for node in step.operands:
                    if node.is_float and node not in known:  # the number that a pad puts in
                        self._add(node)
                        known.add(node)
                self._moves.append(step)
            else:
                for result in step.results:
                    self._add(result)
                by = tuple(n for n, node in enumerate(step.operands) if node in differentiable)
                self._jacobians += [
                    Jacobian(step, operand, number, by)
                    for operand in by
                    for number, result in enumerate(step.results)
                    if result in differentiable
                ]
            known.update(step.results)
        if len(self._owner) > MOST_NUMBERS:
            found = len(self._owner)
            raise SettingError(message("graph-too-many-numbers", found=found, most=MOST_NUMBERS))

    def _add(self, node: Node) -> None:
        self._start[node] = len(self._owner)
        self._owner += [node] * node.size

    def _own(self, node: Node) -> Integers:
        first = self._start[node]
        return np.arange(first, first + node.size).reshape(node.shape)

    def _traced(self, arrays: Sequence[Array]) -> tuple[list[Any], list[Any]]:
        values = dict(zip(self._graph.nodes, arrays, strict=True))
        vertices = {node: jnp.asarray(self._own(node), jnp.int32) for node in self._start}
        moved: list[Any] = []
        for step in self._moves:
            operands = [vertices.get(node, values[node]) for node in step.operands]
            results = MOVES[step.operation](step, operands)
            vertices.update(zip(step.results, results, strict=True))
            moved.append(results)
        derivatives = [
            each.method.compute(each, [values[node] for node in each.step.operands])
            for each in self._jacobians
        ]
        return moved, derivatives
