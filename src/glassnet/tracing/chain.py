"""The chain rule from one node to the loss, for a single number and for whole tensors."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from glassnet.graph.display_graph import DisplayGraph, differential
from glassnet.graph.gradient_paths import ChainPath, GradientPaths
from glassnet.graph.graph import Node, Values, number_name
from glassnet.graph.scalar_graph import ScalarGraph
from glassnet.text import message
from glassnet.text.numbers import format_number
from glassnet.tracing.tables import as_html, chain_table, tensor_chain_table

SHOWN = 1e-3  # a difference in the digits that are shown, relative to the gradient


@dataclass(frozen=True)
class Chain:
    """The chain rule of one number: every path to the loss, and their sum, the gradient.

    Attributes:
        name: name of the number.
        row: data row that the paths are restricted to, or None.
        gradient: the sum over all paths.
        count: number of paths.
        paths: all paths, or the largest by absolute product.
        share: share of the sum of absolute products that `paths` account for; 1.0 if they are all.
        rounded: the gradient as it is computed, in `precision`, where rounding makes it differ from
            the sum in the third digit; else None.
        precision: the narrowest floats on the way, such as bfloat16.
    """

    name: str
    row: int | None
    gradient: float
    count: float
    paths: tuple[ChainPath, ...]
    share: float
    rounded: float | None = None
    precision: str = ""

    @property
    def headline(self) -> str:
        """`∂L/∂hidden/kernel[0,1] = −0.0133 (through row 2)`, in the language in use."""
        through = "" if self.row is None else f" ({message('trace-row', row=self.row)})"
        return f"∂L/{differential(self.name)} = {format_number(self.gradient)}{through}"

    @property
    def account(self) -> str:
        """The sum of the paths, or the share that the listed ones carry, in the language in use."""
        if len(self.paths) < self.count:
            count = f"{self.count:,.0f}"
            share = f"{self.share:.1%}"
            said = message("trace-largest", shown=len(self.paths), all=count, share=share)
        else:
            said = message("trace-sum", count=len(self.paths), sum=format_number(self.gradient))
        if self.rounded is None:
            return said
        rounded = {"gradient": format_number(self.rounded), "precision": self.precision}
        return f"{said} {message('trace-sum-rounded', **rounded)}"

    def __str__(self) -> str:
        return "\n".join([self.headline, *(f"  {path}" for path in self.paths), self.account])

    def _repr_html_(self) -> str:
        return as_html(chain_table(self))


@dataclass(frozen=True)
class ChainStep:
    """One step of a chain of tensors: a node's gradient from the gradients of what uses it.

    Attributes:
        name: name of the node.
        formula: formula of its gradient, such as `xᵀ · ∂L/∂matmul`.
        shape: shape of the node and of its gradient.
        norm: norm of the gradient.
    """

    name: str
    formula: str
    shape: tuple[int, ...]
    norm: float

    def __str__(self) -> str:
        return f"∂L/{differential(self.name)} = {self.formula}"


@dataclass(frozen=True)
class TensorChain:
    """The chain rule of a whole node: a step for each node from the loss back to it."""

    name: str
    steps: tuple[ChainStep, ...]

    def __str__(self) -> str:
        norm = message("trace-norm")
        return "\n".join(
            f"{step}   {list(step.shape)}, {norm} {format_number(step.norm)}" for step in self.steps
        )

    def _repr_html_(self) -> str:
        return as_html(tensor_chain_table(self))


def make_chain(
    graph: ScalarGraph,
    paths: GradientPaths,
    node: Node,
    place: tuple[int, ...],
    *,
    row: int | None,
    most: int,
    computed: float | None = None,
) -> Chain:
    """The chain of the number of a node at a place.

    paths: all, or those through `row`. computed: its gradient as the trace has it, to compare.
    """
    vertex = int(graph.vertices[node][place])
    largest = paths.largest(vertex, most)
    magnitude = paths.magnitude(vertex)
    carried = math.fsum(abs(path.product) for path in largest)
    total = paths.gradient(vertex)
    computed = total if computed is None or row is not None else computed
    is_rounded = abs(computed - total) > SHOWN * max(abs(computed), abs(total))
    return Chain(
        name=number_name(node.name, place),
        row=row,
        gradient=total,
        count=paths.count(vertex),
        paths=tuple(largest),
        share=min(1.0, carried / magnitude) if magnitude else 1.0,
        rounded=computed if is_rounded else None,
        precision=_narrowest(graph.vertices) if is_rounded else "",
    )


def _narrowest(nodes: Iterable[Node]) -> str:
    floats = {np.dtype(node.dtype) for node in nodes if node.is_float}
    return str(max(floats, key=lambda dtype: float(jnp.finfo(dtype).eps)))


def make_tensor_chain(display: DisplayGraph, node: Node, gradients: Values) -> TensorChain:
    """The chain of a whole node: every node between it and the loss, the loss first."""
    graph = display.graph
    has_gradient = set(graph.differentiable)
    between = graph.descendants([node], lambda step: not has_gradient.isdisjoint(step.results))
    steps = [
        ChainStep(
            each.name,
            display.gradient_formula(each),
            each.shape,
            float(np.linalg.norm(np.asarray(gradients[each], np.float64).reshape(-1))),
        )
        for each in reversed(display.nodes)
        if each in between and each in gradients
    ]
    return TensorChain(node.name, tuple(steps))
