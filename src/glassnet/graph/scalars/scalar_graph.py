"""A graph at the scale of single numbers: one vertex a number, one edge a local derivative.

What only moves numbers (a transpose, a slice, a broadcast) makes no vertices: it is carried out on
the vertices' own numbers instead, and what it gives says where each has gone.
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
from glassnet.graph.evaluation import Values, differentiable
from glassnet.graph.graph import Array, Graph, Node, Step
from glassnet.graph.operations import MOVES
from glassnet.graph.scalars.jacobians import Connection, Integers

MOST_NUMBERS = 20_000


@dataclass(frozen=True, eq=False)
class Edges:
    """The local derivatives of one step by one operand: d target / d source, an entry an edge.

    place: [edges] flat, in the operand. source, target: [edges] vertices. derivative: [edges].
    """

    step: Step
    operand: Node
    place: Integers
    source: Integers
    target: Integers
    derivative: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ScalarGraph:
    """vertices: for each node the vertex that each of its numbers is, an array of its shape.

    owner: for each vertex the node whose number it is first. start: for each node that owns some,
    its first vertex; its numbers follow in row-major order. edges: in the order of computing.
    values: of every node.
    """

    graph: Graph
    values: Values
    vertices: Mapping[Node, Integers]
    owner: Sequence[Node]
    start: Mapping[Node, int]
    edges: Sequence[Edges]

    @property
    def size(self) -> int:
        """How many vertices there are: one more than numbers, for what comes from nowhere."""
        return len(self.owner) + 1

    @property
    def output(self) -> int:
        """The vertex that is the loss; that of nowhere, to which no edge leads, of a constant."""
        found = self.vertices.get(self.graph.output)
        return len(self.owner) if found is None else int(found)

    def name(self, vertex: int) -> str:
        """What a number is called: hidden/kernel[0,1]."""
        node = self.owner[vertex]
        if node in self.graph.constants:
            return node.name
        place = np.unravel_index(vertex - self.start[node], node.shape)
        return node.name + (f"[{','.join(map(str, place))}]" if node.shape else "")


class Expansion:
    """What the scalar graphs of a graph have in common, whatever the values; compiled once.

    Raises SettingError for more than MOST_NUMBERS numbers.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._owner: list[Node] = []
        self._start: dict[Node, int] = {}
        self._moves: list[Step] = []
        self._connections: list[Connection] = []
        self._plan()
        self._compiled = jax.jit(self._traced)

    def __call__(self, values: Values) -> ScalarGraph:
        """The scalar graph at one point. values: of every node."""
        moved, derivatives = self._compiled([values[node] for node in self._graph.nodes])
        vertices = {node: self._own(node) for node in self._start}
        for step, results in zip(self._moves, moved, strict=True):
            found = [np.asarray(each, np.int64) for each in results]
            # A row that a table does not have is NaN, and here a number less than 0.
            rows = [np.where(each < 0, len(self._owner), each) for each in found]
            vertices.update(zip(step.results, rows, strict=True))
        edges = [
            self._edges(connection, vertices, found)
            for connection, found in zip(self._connections, derivatives, strict=True)
        ]
        return ScalarGraph(self._graph, values, vertices, self._owner, self._start, edges)

    @property
    def dense(self) -> int:
        """How many derivatives are computed only to see which of them are not 0."""
        return sum(connection.dense for connection in self._connections)

    def _edges(self, of: Connection, vertices: Mapping[Node, Integers], found: Any) -> Edges:
        source, target, derivative = of.kind.place(of, jax.tree.map(np.asarray, found))
        operand = of.step.operands[of.operand]
        return Edges(
            of.step,
            operand,
            source,
            vertices[operand].reshape(-1)[source],
            vertices[of.step.results[of.result]].reshape(-1)[target],
            np.asarray(derivative, np.float64),
        )

    def _plan(self) -> None:
        """Who owns vertices, what moves them, and what is connected."""
        moving = set(differentiable(self._graph))
        for node in self._graph.inputs:
            if node in moving:
                self._add(node)
        known = set(self._start)
        for step in self._graph.steps:
            if moving.isdisjoint(step.results):
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
                by = tuple(n for n, operand in enumerate(step.operands) if operand in moving)
                self._connections += [
                    Connection(step, number, which, by)
                    for number in by
                    for which, result in enumerate(step.results)
                    if result in moving
                ]
            known.update(step.results)
        if len(self._owner) > MOST_NUMBERS:
            raise SettingError(
                f"chain: the graph has {len(self._owner):,} numbers, and single numbers are "
                f"followed in one of at most {MOST_NUMBERS:,}: give fewer rows, or leave the index "
                "out for the chain of whole tensors."
            )

    def _add(self, node: Node) -> None:
        """A vertex for each of a node's numbers."""
        self._start[node] = len(self._owner)
        self._owner += [node] * node.size

    def _own(self, node: Node) -> Integers:
        first = self._start[node]
        return np.arange(first, first + node.size).reshape(node.shape)

    def _traced(self, given: Sequence[Array]) -> tuple[list[Any], list[Any]]:
        values = dict(zip(self._graph.nodes, given, strict=True))
        vertices = {node: jnp.asarray(self._own(node), jnp.int32) for node in self._start}
        moved: list[Any] = []
        for step in self._moves:
            operands = [vertices.get(node, values[node]) for node in step.operands]
            results = MOVES[step.operation](step, operands)
            vertices.update(zip(step.results, results, strict=True))
            moved.append(results)
        derivatives = [
            each.kind.compute(each, [values[node] for node in each.step.operands])
            for each in self._connections
        ]
        return moved, derivatives


def only_moves(step: Step) -> bool:
    """Whether it only moves numbers. A sum of one number does."""
    alone = step.operation != "sum" or step.operands[0].size == step.results[0].size
    return step.operation in MOVES and alone
