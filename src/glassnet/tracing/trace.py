"""`gn.trace`: a computation with all its numbers."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.graph.builder import Loop, rolled_loops
from glassnet.graph.display_graph import DisplayGraph
from glassnet.graph.graph import Graph, Node
from glassnet.graph.scalars.gradient_paths import GradientPaths
from glassnet.graph.scalars.scalar_graph import ScalarGraph
from glassnet.text import did_you_mean
from glassnet.text.numbers import format_number
from glassnet.tracing.chain import Chain, TensorChain, chain_of, tensor_chain_of
from glassnet.tracing.drawing import page
from glassnet.tracing.drawing.boxes import Box, boxes_of
from glassnet.tracing.drawing.dot import dot
from glassnet.tracing.drawing.explanations import Hover
from glassnet.tracing.drawing.svg import svg
from glassnet.tracing.gradient_check import Agreement, check_gradients
from glassnet.tracing.named import Named
from glassnet.tracing.nodes import TracedNode
from glassnet.tracing.numbers import as_json
from glassnet.tracing.subject import Subject
from glassnet.tracing.subjects import subject_of
from glassnet.tracing.update import Update, update_of
from glassnet.tracing.validation import (
    check_most,
    check_name,
    check_real,
    check_row,
    checked_index,
    listed,
)

MOST_PATHS = 100
# What hovering tells in numbers is of a graph of so many, and with so many derivatives to look at:
# of more they take above a second.
MOST_HOVERED, MOST_HOVERED_DENSE = 10_000, 1_000_000


class Trace:
    """A computation of one number, the loss, with the value and the gradient of every node."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._program = subject.program
        self._values, self._gradients = self._program.run(subject.inputs)

    @property
    def graph(self) -> Graph:
        """The graph itself, moves and constants included."""
        return self._program.graph

    @property
    def display(self) -> DisplayGraph:
        """The graph as a person reads it: `nodes` are its nodes."""
        return self._program.display

    @cached_property
    def value(self) -> float:
        """The loss."""
        return float(self._values[self.graph.output])

    @cached_property
    def values(self) -> Mapping[str, NDArray[Any]]:
        """Every node's value by name."""
        return Named(self._by_name, self._values)

    @cached_property
    def gradients(self) -> Mapping[str, NDArray[Any]]:
        """∂loss/∂node by name, of every node that has one; each of the node's own shape."""
        return Named(self._by_name, self._gradients)

    @property
    def parameters(self) -> list[str]:
        """The names of what training changes; of a formula all letters."""
        return list(self._subject.parameters)

    @cached_property
    def nodes(self) -> list[TracedNode]:
        """What computes, in order; what only moves numbers is folded into its neighbours."""
        return [self._traced(node) for node in self.display.nodes]

    @property
    def loops(self) -> list[Loop]:
        """Loops of too many operations to be shown step by step; each is one operation here."""
        return rolled_loops(self.graph)

    @property
    def batch(self) -> Any:
        """Of a model, x, y and weights as Keras passes them on; None of what is no model."""
        return self._subject.batch

    def value_at(self, node: Node) -> NDArray[Any]:
        """The value of one of `graph`'s own nodes, moves and constants included."""
        return np.asarray(self._values[node])

    def gradient_at(self, node: Node) -> NDArray[Any] | None:
        """The gradient of one of `graph`'s own nodes; None of what has none."""
        found = self._gradients.get(node)
        return None if found is None else np.asarray(found)

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

        With an index it is that of one number: every path to the loss, each a product of local
        derivatives, and their sum, which is the gradient. row: only the paths through one row of
        the data; the rows' gradients sum to the whole. most: of more paths the largest, with the
        share that they carry. Without an index it is that of whole tensors, step by step.

        Raises SettingError for a name, an index or a row that is not there, and for single numbers
        in a graph of too many or with complex ones on the way.
        """
        check_real(self.graph, "chain")
        check_most("chain", most)
        node = self._node(name)
        if node not in self._gradients:
            raise SettingError(f"chain: {name} has no gradient: its numbers are {node.dtype}.")
        if index is None and node.shape:
            if row is not None:
                raise SettingError(
                    f"chain: row={row} is of one number: give its index, such as "
                    f"chain({name!r}, {tuple(0 for _ in node.shape)}, row={row})."
                )
            return tensor_chain_of(self._program.display, node, self._gradients)
        place = checked_index(node, () if index is None else index)
        data = [self._by_name[each] for each in self._subject.rows]
        if row is None:
            paths = GradientPaths.all(self._scalars)
        else:
            check_row(row, data)
            paths = GradientPaths.through_row(self._scalars, data, row)
        return chain_of(self._scalars, paths, node, place, row=row, most=most)

    def check(
        self, *, most: int | None = None, progress: Callable[[int, int], None] | None = None
    ) -> list[Agreement]:
        """Every parameter's gradient against finite differences of the loss in float64.

        most: of a parameter with more numbers so many, evenly chosen; None for all of them, each of
        which computes the loss five times, and again with a shorter step where it bends or breaks
        off within the step. progress: called with the numbers done and their count.
        Where a kink lies within every step no agreement is to be expected; those are counted apart.
        Raises SettingError where complex numbers are on the way.
        """
        check_real(self.graph, "check")
        if most is not None:
            check_most("check", most)
        found = check_gradients(self._subject, self.gradients, most=most, progress=progress)
        if not isinstance(self._subject.source, str):
            return found
        from glassnet.tracing.formula import with_rules

        return with_rules(found, self._subject)

    def update(self, parameter: str) -> Update:
        """What the optimizer makes of a parameter's gradient in the next step, as `gn.fit` does.

        Raises SettingError for what is no parameter of a model, and where the model has been
        trained or compiled since, so that its next step is not one from here.
        """
        if self._subject.batch is None:
            raise SettingError("update: only a model has an optimizer, and this is no model.")
        check_name("update", parameter)
        if parameter not in self.parameters:
            near = did_you_mean(parameter, self.parameters)
            raise SettingError(f"update: there is no parameter {parameter!r}.{near}")
        return update_of(self._subject, parameter)

    def to_svg(self, *, fold: bool | None = None) -> str:
        """A drawing: values above, gradients below, darker where the gradient is larger. What would
        be wider than 2,400 pixels goes on below.

        Hovering over a box tells how its gradient comes about, in formulas and, of a graph of at
        most 10,000 numbers, in numbers.

        fold: whether each layer is one box; None where there are more than 60 nodes.
        """
        return svg(boxes_of(self.nodes, fold=fold, told=self._hover.told))

    def to_html(self, *, fold: bool | None = None) -> str:
        """The drawing as a page of its own, with a panel for the chain rule of the box pointed at:
        its gradient as products in numbers, and the largest paths from it to the loss."""
        return page.page(self._with_paths(fold))

    def to_dot(self, *, fold: bool | None = None) -> str:
        """The drawing for Graphviz."""
        return dot(boxes_of(self.nodes, fold=fold))

    def to_dict(self) -> dict[str, Any]:
        """All nodes, as JSON can hold them; what is not finite is None."""
        return {
            "value": as_json(self.value),
            "parameters": self.parameters,
            "nodes": [node.to_dict() for node in self.nodes],
        }

    def __repr__(self) -> str:
        return f"<Trace of {len(self.nodes)} nodes, loss {format_number(self.value)}>"

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>{page.embedded(self._with_paths(None))}"

    def _with_paths(self, fold: bool | None) -> list[Box]:
        hover = self._hover
        return boxes_of(self.nodes, fold=fold, told=hover.told, paths=hover.paths)

    @cached_property
    def _hover(self) -> Hover:
        """With numbers, as far as the graph is small enough to look at each."""
        display = self._program.display
        small = sum(node.size for node in display.nodes) <= MOST_HOVERED
        small = small and self._program.expansion.dense_size <= MOST_HOVERED_DENSE
        if self._complex:
            return Hover(display, self._by_name, None, formulas=False)
        return Hover(display, self._by_name, self._scalars if small else None)

    @cached_property
    def _complex(self) -> bool:
        return self.graph.first_complex is not None

    @cached_property
    def _scalars(self) -> ScalarGraph:
        return self._program.scalars(self._values)

    @cached_property
    def _by_name(self) -> dict[str, Node]:
        return {node.name: node for node in self.graph.nodes if node not in self.graph.constants}

    def _node(self, name: str) -> Node:
        check_name("trace", name)
        if name not in self._by_name:
            near = did_you_mean(name, list(self._by_name))
            raise SettingError(
                f"trace: there is no node {name!r}.{near} The parameters are "
                f"{listed(self.parameters)}; all nodes are in .nodes."
            )
        return self._by_name[name]

    def _traced(self, node: Node) -> TracedNode:
        display = self._program.display
        gradient = self._gradients.get(node)
        return TracedNode(
            node.name,
            node.layer,
            node.operation,
            tuple(operand.name for operand in display.operands(node)),
            node.shape,
            np.asarray(self._values[node]),
            None if gradient is None else np.asarray(gradient),
            display.formula(node),
            "" if self._complex else display.gradient_formula(node),
        )


def trace(traced: Any, /, *data: Any, sample_weight: Any = None, **values: Any) -> Trace:
    """A computation of one number with the value and the gradient of every node.

        gn.trace("w*x + b", w=-2.0, x=5.0, b=3.0)    # a formula at a point, in float64
        gn.trace(model, x, y)                        # the loss of a compiled Keras model
        gn.trace(function, *arrays)                  # any function that JAX can trace

    Of a model all rows are one batch, in training mode: the numbers are those of the step that
    `gn.fit` would take next, dropout masks included. What is compiled is kept with the model, for
    data of one shape. A loss that is not built yet is built, as by `fit`, whose first epoch then
    draws one permutation less from NumPy's generator.

    Args:
        traced: a formula's text as `gn.derive` reads it, a keras.Model, or a function that gives
            one floating-point number.
        data: x and y, arrays [rows, …] or nested structures, as for `gn.fit`; or the function's
            arguments. Of a model also by name, x=…, y=….
        sample_weight: [rows], for a model.
        values: of a formula's letters, numbers or texts such as "pi/2".

    Raises:
        FormulaError, PointError: the formula cannot be read, or a letter has no value.
        SettingError: the model is not compiled, has a train_step of its own, or cannot be traced;
            the function gives no number.
        DataError: data that do not fit the model.
    """
    return Trace(subject_of(traced, data, sample_weight, values))
