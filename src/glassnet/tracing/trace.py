"""A computation with all its numbers, as `gn.trace` gives it."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.graph.builder import Loop, rolled_loops
from glassnet.graph.display_graph import DisplayGraph
from glassnet.graph.gradient_paths import GradientPaths
from glassnet.graph.graph import Graph, Node, Values, number_name
from glassnet.graph.scalar_graph import ScalarGraph
from glassnet.text import did_you_mean, message
from glassnet.text.numbers import format_number
from glassnet.tracing.chain import Chain, TensorChain, make_chain, make_tensor_chain
from glassnet.tracing.drawing import page
from glassnet.tracing.drawing.boxes import Box, Explanations, dot, make_boxes
from glassnet.tracing.drawing.svg import svg
from glassnet.tracing.gradient_check import GradientChecks, check_gradients
from glassnet.tracing.nodes import (
    NamedArrays,
    TracedNode,
    as_json,
    check_most,
    check_no_complex,
    check_row,
    checked_index,
    no_node,
)
from glassnet.tracing.number import Number, make_numbers
from glassnet.tracing.subject import Subject
from glassnet.tracing.update import Update, next_update

MOST_PATHS = 100
# Explanations have numbers in a graph of at most so many numbers, and of so many derivatives that
# are computed to see which are 0: more take above a second.
MOST_EXPLAINED, MOST_EXPLAINED_DENSE = 10_000, 1_000_000


class Trace:
    """A computation of one number, the loss, with the value and the gradient of every node."""

    def __init__(self, subject: Subject, found: tuple[Values, Values] | None = None) -> None:
        """found: values and gradients that take the place of the computed ones."""
        self.subject = subject
        self._compiled = subject.compiled
        self._values, self._gradients = found or self._compiled.run(subject.inputs)
        self._paths: dict[int | None, GradientPaths] = {}  # through a row

    @property
    def graph(self) -> Graph:
        """All operations, those that only move numbers and constants included."""
        return self._compiled.graph

    @property
    def display(self) -> DisplayGraph:
        """The graph as it is shown: its nodes are those of `nodes`."""
        return self._compiled.display

    @cached_property
    def value(self) -> float:
        """The loss."""
        return float(self._values[self.graph.output])

    @cached_property
    def values(self) -> Mapping[str, NDArray[Any]]:
        """Every node's value by name."""
        return NamedArrays(self._by_name, self._values)

    @cached_property
    def gradients(self) -> Mapping[str, NDArray[Any]]:
        """∂loss/∂node by name, for every node that has one; each of the node's own shape."""
        return NamedArrays(self._by_name, self._gradients)

    @property
    def parameters(self) -> list[str]:
        """The names of the trainable variables; for a formula, of all its letters."""
        return list(self.subject.parameters)

    @cached_property
    def nodes(self) -> list[TracedNode]:
        """All nodes in the order of computing, without operations that only move numbers."""
        return [self._traced(node) for node in self.display.nodes]

    @property
    def loops(self) -> list[Loop]:
        """Loops of too many operations to be unrolled; each is one operation here."""
        return rolled_loops(self.graph)

    @property
    def batch(self) -> Any:
        """A model's data as Keras passes them on: x, or a tuple of x, y and weights; else None."""
        return self.subject.batch

    def value_at(self, node: Node) -> NDArray[Any]:
        """The value of one of `graph.nodes`."""
        return np.asarray(self._values[node])

    def gradient_at(self, node: Node) -> NDArray[Any] | None:
        """The gradient of one of `graph.nodes`; None if it has none."""
        return np.asarray(self._gradients[node]) if node in self._gradients else None

    def __getitem__(self, name: str) -> TracedNode:
        """One node by its name."""
        return self._traced(self._node(name))

    def chain(
        self,
        name: str,
        index: int | tuple[int, ...] | None = None,
        *,
        row: int | None = None,
        most: int = MOST_PATHS,
    ) -> Chain | TensorChain:
        """The chain rule from a node to the loss.

        Args:
            name: the node.
            index: index of one number, for every path from it to the loss, each a product of local
                derivatives, and their sum, the gradient. None for whole tensors, step by step.
            row: data row that the paths are restricted to; the rows' gradients sum to the whole.
            most: how many of the largest paths are listed, with the share that they carry.

        Raises:
            SettingError: no such name, index or row; for single numbers a graph that is too large,
                or that has complex numbers on the way.
        """
        check_no_complex(self.graph, "chain")
        check_most("chain", most)
        node = self._node(name)
        if node not in self._gradients:
            raise SettingError(message("trace-no-gradient", name=name, dtype=str(node.dtype)))
        if index is None and node.shape:
            if row is not None:
                first = number_name(name, [0] * len(node.shape))
                raise SettingError(message("trace-row-of-number", row=str(row), number=first))
            return make_tensor_chain(self.display, node, self._gradients)
        place = checked_index(node, () if index is None else index)
        if row not in self._paths:
            data = [self._by_name[each] for each in self.subject.rows]
            if row is not None:
                check_row(row, data)
            self._paths[row] = GradientPaths(self._scalars, data, row)
        paths = self._paths[row]
        computed = float(np.asarray(self._gradients[node])[place])
        return make_chain(self._scalars, paths, node, place, row=row, most=most, computed=computed)

    def number(self, name: str, index: int | tuple[int, ...] = (), *, most: int = 50) -> Number:
        """One number: what it is computed from, and where its gradient comes from.

        In a graph of any size, where `chain` would have too many paths to follow.

        Args:
            name: the node.
            index: of the number; () for a node that is a single number.
            most: how many numbers before and after it are listed, the most influential ones.

        Raises:
            SettingError: no such name or index, or complex numbers are on the way.
        """
        return self.numbers(name, [index], most=most)[0]

    def numbers(
        self, name: str, indices: Sequence[Any], *, most: int = 50, like: Sequence[Number] = ()
    ) -> list[Number]:
        """Several numbers of one node, as `number` gives them, computed together. like: the same
        numbers at another point; what they list is listed, not the most influential ones."""
        check_no_complex(self.graph, "number")
        check_most("number", most)
        node = self._node(name)
        places = [checked_index(node, each) for each in indices]
        found = make_numbers(self.display, self._values, self._gradients, node, places, most, like)
        return list(found)

    def check(
        self, *, most: int | None = None, progress: Callable[[int, int], None] | None = None
    ) -> GradientChecks:
        """Compare every parameter's gradient with finite differences of the loss in float64.

        Args:
            most: how many numbers of each parameter to check, evenly chosen; None for all. Each
                computes the loss five times, and again where it is not smooth within the step.
            progress: called with the numbers done and their count.

        Returns:
            A list, one for each parameter. Where there is a kink within every step no agreement is
            to be expected; such numbers are counted apart.

        Raises:
            SettingError: complex numbers are on the way.
        """
        check_no_complex(self.graph, "check")
        if most is not None:
            check_most("check", most)
        found = check_gradients(self.subject, self.gradients, most=most, progress=progress)
        if isinstance(self.subject.source, str):
            from glassnet.tracing.formula import check_against_rules

            return GradientChecks(check_against_rules(each, self.subject) for each in found)
        return found

    def update(self, parameter: str) -> Update:
        """The optimizer's next update of a parameter, as `gn.fit` would make it.

        Raises:
            SettingError: no such parameter, no model, or a model that has been trained or compiled
                since, so that its next step is not one from here.
        """
        if self.subject.batch is None:
            raise SettingError(message("update-no-model"))
        if parameter not in self.parameters:
            near = did_you_mean(str(parameter), self.parameters)
            raise SettingError(message("update-no-parameter", given=str(parameter), near=near))
        return next_update(self.subject, parameter)

    def to_svg(self, *, fold: bool | None = None) -> str:
        """Draw the graph: values above, gradients below, boxes the darker the larger the gradient.

        Hovering over a box shows how its gradient comes about, in formulas and, in a graph of at
        most 10,000 numbers, in numbers.

        Args:
            fold: whether each layer is one box; None where there are more than 60 nodes.
        """
        return svg(make_boxes(self.nodes, fold=fold, explain=self._explanations.explain))

    def to_html(self, *, fold: bool | None = None) -> str:
        """The drawing as a page, with a panel for the chain rule of the box under the pointer: its
        gradient as products of numbers, and the largest paths from it to the loss."""
        return page.page(self._boxes_with_paths(fold))

    def to_dot(self, *, fold: bool | None = None) -> str:
        """The drawing for Graphviz."""
        return dot(make_boxes(self.nodes, fold=fold))

    def to_dict(self) -> dict[str, Any]:
        """All nodes for JSON; NaN and ±∞ become None."""
        return {
            "value": as_json(self.value),
            "parameters": self.parameters,
            "nodes": [node.to_dict() for node in self.nodes],
        }

    def __repr__(self) -> str:
        loss = format_number(self.value)
        return f"<{message('trace-summary', nodes=len(self.nodes), loss=loss)}>"

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>{page.embedded(self._boxes_with_paths(None))}"

    def _repr_png_(self) -> bytes:
        return page.png(make_boxes(self.nodes))

    def _boxes_with_paths(self, fold: bool | None) -> list[Box]:
        said = self._explanations
        return make_boxes(self.nodes, fold=fold, explain=said.explain, paths=said.paths)

    @cached_property
    def _explanations(self) -> Explanations:
        if self.graph.first_complex is not None:
            return Explanations(self.display, self._by_name, None, formulas=False)
        size = sum(node.size for node in self.display.nodes)
        is_small = size <= MOST_EXPLAINED and (
            self._compiled.scalar_graph_builder.dense_size <= MOST_EXPLAINED_DENSE
        )
        return Explanations(self.display, self._by_name, self._scalars if is_small else None)

    @cached_property
    def _scalars(self) -> ScalarGraph:
        return self._compiled.scalars(self._values)

    @cached_property
    def _by_name(self) -> dict[str, Node]:
        return {node.name: node for node in self.graph.nodes if node not in self.graph.constants}

    def _node(self, name: Any) -> Node:
        if not isinstance(name, str) or name not in self._by_name:
            raise SettingError(no_node(name, self._by_name))
        return self._by_name[name]

    def _traced(self, node: Node) -> TracedNode:
        return TracedNode(
            node.name,
            node.layer,
            node.operation,
            tuple(operand.name for operand in self.display.operands(node)),
            node.shape,
            self.value_at(node),
            self.gradient_at(node),
            self.display.formula(node),
            "" if self.graph.first_complex else self.display.gradient_formula(node),
        )
