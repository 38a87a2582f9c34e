"""A computation of one number as a graph: nodes, the steps that make them, values and gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from glassnet.graph import run_once
from glassnet.graph.capture import may_not_end
from glassnet.graph.forward_mode import MOST_OPERANDS, in_forward_mode

Array = Any  # a NumPy array, a JAX array or one of JAX's tracers


@dataclass(eq=False)
class Node:
    """One value of a computation: an input, a constant or the result of an operation."""

    name: str  # `hidden/kernel`, `lstm[3]/sigmoid`, unique in its graph; of a constant its value
    layer: str  # where it is computed (`hidden`, `lstm[3]`), "" outside of layers
    operation: str  # that makes it (`matmul`), or `input` or `constant`
    operands: tuple[Node, ...]  # of that operation
    shape: tuple[int, ...]
    dtype: Any  # JAX's

    @property
    def is_float(self) -> bool:
        """Whether it can have a gradient: no integers, truth values or random keys."""
        return jnp.issubdtype(self.dtype, np.floating)

    @property
    def size(self) -> int:
        return int(np.prod(self.shape, dtype=np.int64))

    def __repr__(self) -> str:
        return f"<{self.name} {self.operation} {self.dtype}{list(self.shape)}>"


@dataclass(frozen=True, eq=False)
class Step:
    """One operation as it is carried out."""

    operation: str  # its name in the field, such as `matmul`
    apply: Callable[..., Sequence[Array]]  # the results' values from the operands' values
    params: Mapping[str, Any]  # JAX's, of the primitive
    operands: tuple[Node, ...]
    results: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Graph:
    """A computation of one number as primitive operations, in the order of computing."""

    nodes: tuple[Node, ...]  # each after its operands
    inputs: tuple[Node, ...]  # what the computation is a function of
    constants: Mapping[Node, Array]  # the nodes whose values are known without the inputs
    steps: tuple[Step, ...]
    output: Node  # the number
    results: tuple[Node, ...] = ()  # what layers return, in the order of their calls

    def __post_init__(self) -> None:
        self.number_names()

    def rename(self, node: Node, name: str) -> None:
        """Set a node's name; `number_names` makes it unique afterwards."""
        self._plain_names[node] = name

    def number_names(self, first: Iterable[Node] = ()) -> None:
        """Number equal names: tanh, tanh_2, tanh_3, … Inputs come first, then the nodes `first`."""
        taken: set[str] = set()
        for node in dict.fromkeys((*self.inputs, *first, *self._plain_names)):
            name = self._plain_names[node]
            numbered = chain([name], (f"{name}_{number}" for number in count(2)))
            node.name = next(each for each in numbered if each not in taken)
            taken.add(node.name)

    def ancestors(
        self, nodes: Iterable[Node], through: Callable[[Step], bool] = lambda _: True
    ) -> set[Node]:
        """The nodes and all they are computed from. through: whether to go on through a step."""
        found = set(nodes)
        for step in reversed(self.steps):
            if not found.isdisjoint(step.results) and through(step):
                found.update(step.operands)
        return found

    def descendants(
        self, nodes: Iterable[Node], through: Callable[[Step], bool] = lambda _: True
    ) -> set[Node]:
        """The nodes and all computed from them. through: whether to go on through a step."""
        found = set(nodes)
        for step in self.steps:
            if not found.isdisjoint(step.operands) and through(step):
                found.update(step.results)
        return found

    @cached_property
    def numbers(self) -> int:
        """How many numbers all nodes have together."""
        return sum(node.size for node in self.nodes)

    @cached_property
    def differentiable(self) -> list[Node]:
        """The nodes that have a gradient: floats that follow from inputs that are floats."""
        found = {node for node in self.inputs if node.is_float}
        for step in self.steps:
            if not found.isdisjoint(step.operands):
                found.update(result for result in step.results if result.is_float)
        return [node for node in self.nodes if node in found]

    @cached_property
    def first_complex(self) -> Node | None:
        """The first complex node that follows from a differentiable one; None if there is none.

        Complex nodes have no gradient here, so paths through them are missing.
        """
        found = set(self.differentiable)
        for step in self.steps:
            for result in step.results:
                is_complex = jnp.issubdtype(result.dtype, np.complexfloating)
                if is_complex and not found.isdisjoint(step.operands):
                    return result
        return None

    @cached_property
    def makers(self) -> Mapping[Node, Step]:
        """The step that makes each node, for all but inputs and constants."""
        return {result: step for step in self.steps for result in step.results}

    @cached_property
    def users(self) -> Mapping[Node, Sequence[Step]]:
        """The steps that read each node, in order; a step that reads it twice comes twice."""
        found: dict[Node, list[Step]] = {node: [] for node in self.nodes}
        for step in self.steps:
            for operand in step.operands:
                found[operand].append(step)
        return found

    @cached_property
    def _plain_names(self) -> dict[Node, str]:
        return {node: node.name for node in self.nodes if node not in self.constants}


def number_name(name: str, index: Sequence[int]) -> str:
    """`hidden/kernel[0,1]`; the name alone if the node is a single number."""
    return f"{name}[{','.join(map(str, index))}]" if index else name


Values = Mapping[Node, Array]


def forward(graph: Graph, inputs: Sequence[Array], added: Values) -> Values:
    """Every node's value. added: arrays that are added to the values of some nodes."""
    values: dict[Node, Array] = dict(graph.constants)

    def keep(nodes: Sequence[Node], found: Sequence[Array]) -> None:
        for node, value in zip(nodes, found, strict=True):
            values[node] = value + added[node] if node in added else value

    keep(graph.inputs, inputs)
    for step in graph.steps:
        keep(step.results, _differentiable(step)(*(values[operand] for operand in step.operands)))
    return values


def _differentiable(step: Step) -> Callable[..., Sequence[Array]]:
    """The operation with a gradient for a `while`, for which JAX has none in reverse mode."""
    size = sum(operand.size for operand in step.operands if operand.is_float)
    by_columns = may_not_end(step.params) and size <= MOST_OPERANDS
    return in_forward_mode(step.apply) if by_columns else step.apply


def values_and_gradients(
    graph: Graph,
) -> Callable[[Sequence[Array]], tuple[list[Array], list[Array]]]:
    """A compiled function from the inputs to the values of `graph.nodes` and the gradients of
    `graph.differentiable`.

    A node's gradient is how the output changes with a small number added to the node: zeros are
    added to all of them, and JAX differentiates with respect to these.
    """

    def run(inputs: Sequence[Array]) -> tuple[list[Array], list[Array]]:
        def output(zeros: list[Array]) -> tuple[Array, list[Array]]:
            values = forward(graph, inputs, dict(zip(graph.differentiable, zeros, strict=True)))
            return values[graph.output], [values[node] for node in graph.nodes]

        zeros = [jnp.zeros(node.shape, node.dtype) for node in graph.differentiable]
        (_, values), gradients = jax.value_and_grad(output, has_aux=True)(zeros)
        return values, gradients

    return jax.jit(run, compiler_options=run_once.options(graph.numbers))
