"""The chain rule from one node to the loss, for a number and for whole tensors."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from glassnet.graph.display_graph import DisplayGraph, differential
from glassnet.graph.evaluation import Values
from glassnet.graph.graph import Node
from glassnet.graph.scalars.gradient_paths import GradientPaths, Path
from glassnet.graph.scalars.scalar_graph import ScalarGraph
from glassnet.text import message
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
    """One path from a number to the loss: its local derivatives, the first at the number, and
    their product."""

    factors: tuple[LocalDerivative, ...]
    product: float

    def __str__(self) -> str:
        """`0.55 · (−0.91) · 0.25 = −0.125`; factors that are 1 are left out."""
        moving = [factor.value for factor in self.factors if factor.value != 1]
        if len(moving) < 2:
            return format_number(self.product)
        return f"{product(moving)} = {format_number(self.product)}"


@dataclass(frozen=True)
class Chain:
    """Every path from one number to the loss, and their sum, the gradient.

    name: of the number. row: of the data, if only the paths through one are meant. gradient: the
    sum over all paths. count: how many there are. paths: all, or the largest by absolute value.
    share: of the sum of all absolute products, how much `paths` carry; 1.0 of all.
    """

    name: str
    row: int | None
    gradient: float
    count: float
    paths: tuple[ChainPath, ...]
    share: float

    @property
    def headline(self) -> str:
        """`∂L/∂hidden/kernel[0,1] = −0.0133 (through row 2)`, in the language in use."""
        through = "" if self.row is None else f" ({message('trace-row', row=self.row)})"
        return f"∂L/{differential(self.name)} = {format_number(self.gradient)}{through}"

    @property
    def account(self) -> str:
        """What the paths sum to, or how much of it they carry, in the language in use."""
        if len(self.paths) < self.count:
            return message(
                "trace-largest",
                shown=len(self.paths),
                all=f"{self.count:,.0f}",
                share=f"{self.share:.1%}",
            )
        return message("trace-sum", count=len(self.paths), sum=format_number(self.gradient))

    def __str__(self) -> str:
        return "\n".join([self.headline, *(f"  {path}" for path in self.paths), self.account])


@dataclass(frozen=True)
class ChainStep:
    """One step of a chain of tensors: a node's gradient from those of what uses it.

    formula: `xᵀ · ∂L/∂matmul`. shape: of the node and of its gradient. norm: of the gradient.
    """

    name: str
    formula: str
    shape: tuple[int, ...]
    norm: float


@dataclass(frozen=True)
class TensorChain:
    """The chain rule from the loss back to one node, a step a node on the way."""

    name: str
    steps: tuple[ChainStep, ...]

    def __str__(self) -> str:
        return "\n".join(
            f"∂L/{differential(s.name)} = {s.formula}   {list(s.shape)}, "
            f"{message('trace-norm')} {format_number(s.norm)}"
            for s in self.steps
        )


def chain_of(
    graph: ScalarGraph,
    paths: GradientPaths,
    node: Node,
    place: tuple[int, ...],
    *,
    row: int | None,
    most: int,
) -> Chain:
    """The chain of the number of `node` at `place`. paths: all, or those through `row`."""
    vertex = int(graph.vertices[node][place])
    found = paths.largest(vertex, most)
    all_of_it = paths.magnitude(vertex)
    carried = math.fsum(abs(path.product) for path in found)
    return Chain(
        name=node.name + (f"[{','.join(map(str, place))}]" if place else ""),
        row=row,
        gradient=paths.gradient(vertex),
        count=paths.count(vertex),
        paths=tuple(_named(path, graph) for path in found),
        share=min(1.0, carried / all_of_it) if all_of_it else 1.0,
    )


def tensor_chain_of(display: DisplayGraph, node: Node, gradients: Values) -> TensorChain:
    """The chain of a whole node: every node between it and the loss, the loss first."""
    moving = set(display.graph.differentiable)
    between = display.graph.descendants([node], lambda step: not moving.isdisjoint(step.results))
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


def _named(path: Path, graph: ScalarGraph) -> ChainPath:
    factors = tuple(
        LocalDerivative(f.operation, graph.name(f.source), graph.name(f.target), f.derivative)
        for f in path.factors
    )
    return ChainPath(factors, path.product)
