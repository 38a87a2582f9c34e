"""Nonlinearities of a graph: every function of one number between two things that are not.

An activation of several operations is one function: a saturated sigmoid inside z·σ(z) keeps nothing
from learning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.graph import run_once
from glassnet.graph.graph import Graph, Node, Step

Array = NDArray[Any]

# Operations of which every activation has one, and what else it may be made of. Roots and
# logarithms are not among them: they are of norms and variances.
BENDING = frozenset(
    ("relu", "relu6", "sigmoid", "silu", "tanh", "erf", "erfc", "expm1", "logaddexp")
) | {"where", "clamp", "maximum", "minimum", "abs"}
PLAIN = frozenset(("add", "subtract", "multiply", "divide", "negative", "power", "square")) | {
    *("exp", "gt", "ge", "lt", "le", "and", "or", "not")
}
# Where a function's largest slope is looked for, and then whether it is flat.
INNER = np.linspace(-8, 8, 33)
OUTER = np.array([-1e3, 1e3])
FLAT = 1e-4  # of the largest slope


class Shape(NamedTuple):
    """The shape of a function of one number."""

    largest_slope: float  # 0 for a step function, which has no slope anywhere
    flat_below: bool  # far below 0
    flat_above: bool  # far above 0


@dataclass(frozen=True, eq=False)
class Nonlinearity:
    """A function of one number, applied to each number of a node."""

    input: Node  # that it is applied to
    steps: tuple[Step, ...]  # its operations in order; the last one makes the result
    constants: Mapping[Node, Array]  # the graph's

    @property
    def result(self) -> Node:
        """The node that it computes."""
        return self.steps[-1].results[0]

    @property
    def name(self) -> str:
        """The name of its one operation, or of the gate that it computes; "" without a name."""
        for step in self.steps:
            name = step.results[0].name.rsplit("/", 1)[-1]
            if not name.startswith(step.operation):
                return name.rsplit("_", 1)[0] if name[-1].isdigit() else name
        return self.steps[0].operation if len(self.steps) == 1 else ""

    @property
    def key(self) -> tuple[Any, ...]:
        """A key that is equal for equal functions of numbers of one shape."""
        names: dict[Node, Any] = {self.input: "z"}
        names |= {step.results[0]: number for number, step in enumerate(self.steps)}
        name = lambda node: names[node] if node in names else self._constant(node)
        return (
            (self.input.shape, str(self.input.dtype)),
            *((step.operation, _numbers(step), *map(name, step.operands)) for step in self.steps),
        )

    def _constant(self, node: Node) -> tuple[str, float]:
        return str(node.dtype), float(np.asarray(self.constants[node]).flat[0])

    def slope(self) -> Callable[[Array], Array]:
        """Compile |f′| for numbers of the input's shape."""

        def function(value: Any) -> Any:
            values: dict[Node, Any] = {self.input: value}
            for step in self.steps:
                operands = (values[o] if o in values else self.constants[o] for o in step.operands)
                values.update(zip(step.results, step.apply(*operands), strict=True))
            return values[self.result]

        derivative = jax.jit(
            lambda value: jax.jvp(function, (value,), (jnp.ones_like(value),))[1],
            compiler_options=run_once.options(self.input.size),
        )
        dtype = self.input.dtype
        return lambda value: np.abs(np.asarray(derivative(value.astype(dtype)), np.float32))

    def shape(self, slope: Callable[[Array], Array]) -> Shape:
        """Measure the function's shape. slope: this function's own, compiled."""
        points = [*INNER, *OUTER]
        calls = np.resize(points, (-(-len(points) // self.input.size), *self.input.shape))
        found = np.concatenate([slope(each).ravel() for each in calls])
        largest = float(np.nanmax(found[: len(INNER)]))
        below, above = found[len(INNER) : len(points)] <= FLAT * largest
        return Shape(largest, bool(below), bool(above))


def nonlinearities(graph: Graph) -> Iterator[Nonlinearity]:
    """All nonlinearities of a graph, in order."""
    inputs: dict[Node, Node] = {}
    makers: dict[Node, Step] = {}
    for step in graph.steps:
        node = _input(graph, step, inputs)
        if node is not None:
            inputs[step.results[0]], makers[step.results[0]] = node, step
    within = {
        operand
        for step in graph.steps
        for operand in step.operands
        if operand in inputs and inputs.get(step.results[0]) is inputs[operand]
    }
    for result, node in inputs.items():
        if result.is_float and result not in within:
            steps = tuple(_steps_between(node, result, makers))
            if not BENDING.isdisjoint(step.operation for step in steps):
                yield Nonlinearity(node, steps, graph.constants)


def _input(graph: Graph, step: Step, inputs: Mapping[Node, Node]) -> Node | None:
    """The node in the same layer that a step's result is a function of, number by number."""
    result = step.results[0]
    constants = [each for each in step.operands if each in graph.constants]
    if step.operation not in BENDING | PLAIN or not all(_is_number(graph, c) for c in constants):
        return None
    found = {
        inputs[operand] if operand in inputs and operand.layer == result.layer else operand
        for operand in step.operands
        if operand not in graph.constants
    }
    if len(found) != 1:
        return None
    node = found.pop()
    return node if node.is_float and node.size and node.shape == result.shape else None


def _numbers(step: Step) -> tuple[float, ...]:
    """The numbers among a step's parameters, such as an exponent."""
    return tuple(value for value in step.params.values() if isinstance(value, int | float))


def _is_number(graph: Graph, node: Node) -> bool:
    value = np.asarray(graph.constants[node])
    return value.size > 0 and bool((value == value.flat[0]).all())


def _steps_between(start: Node, end: Node, makers: Mapping[Node, Step]) -> Iterator[Step]:
    """The steps from a function's input to its result, in the order of computing."""
    needed, found = {end}, list[Step]()
    for result, step in reversed(list(makers.items())):
        if result in needed:
            found.append(step)
            needed.update(operand for operand in step.operands if operand is not start)
    return reversed(found)
