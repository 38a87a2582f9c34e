"""What bends numbers in a graph: each function of one number between two things that are not.

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

from glassnet.graph.graph import Graph, Node, Step

Array = NDArray[Any]

# Operations of which every activation has one, and what else it may be made of. Roots and
# logarithms are not among them: they are of norms and variances.
BENDS = frozenset(
    ("relu", "relu6", "sigmoid", "silu", "tanh", "erf", "erfc", "expm1", "logaddexp")
) | {"where", "clamp", "maximum", "minimum", "abs"}
PLAIN = frozenset(("add", "subtract", "multiply", "divide", "negative", "power", "square")) | {
    *("exp", "gt", "ge", "lt", "le", "and", "or", "not")
}
# Where a function's largest slope is looked for, and then whether it is flat.
INNER = np.linspace(-8, 8, 33)
OUTER = np.array([-1e3, 1e3])
LEVEL = 1e-4  # of the largest slope


class Form(NamedTuple):
    """Of a function of one number: its largest slope, and whether it is flat far below and above.

    largest: 0 of a step, which has no slope anywhere.
    """

    largest: float
    below: bool
    above: bool


@dataclass(frozen=True, eq=False)
class Bend:
    """inside: what goes in. steps: the function's operations in order, the last of which makes its
    result. written: alike of two functions that are the same, of numbers of one shape."""

    inside: Node
    steps: tuple[Step, ...]
    written: tuple[Any, ...]
    constants: Mapping[Node, Array]

    @property
    def result(self) -> Node:
        """What comes out."""
        return self.steps[-1].results[0]

    @property
    def name(self) -> str:
        """Of its one operation, or of the gate that it makes; "" where it has no name here."""
        for step in self.steps:
            called = step.results[0].name.rsplit("/", 1)[-1]
            if not called.startswith(step.operation):
                return called.rsplit("_", 1)[0] if called[-1].isdigit() else called
        return self.steps[0].operation if len(self.steps) == 1 else ""

    def slope(self) -> Callable[[Array], Array]:
        """A compiled function: of numbers of the inside's shape |f′| at each."""

        def run(value: Any) -> Any:
            values: dict[Node, Any] = {self.inside: value}
            for step in self.steps:
                given = (values[o] if o in values else self.constants[o] for o in step.operands)
                values.update(zip(step.results, step.apply(*given), strict=True))
            return values[self.result]

        derivative = jax.jit(lambda value: jax.jvp(run, (value,), (jnp.ones_like(value),))[1])
        kind = self.inside.dtype
        return lambda value: np.abs(np.asarray(derivative(value.astype(kind)), np.float32))

    def form(self, slope: Callable[[Array], Array]) -> Form:
        """slope: this function's own."""
        points = [*INNER, *OUTER]
        calls = np.resize(points, (-(-len(points) // self.inside.size), *self.inside.shape))
        found = np.concatenate([slope(each).ravel() for each in calls])
        largest = float(np.nanmax(found[: len(INNER)]))
        below, above = found[len(INNER) : len(points)] <= LEVEL * largest
        return Form(largest, bool(below), bool(above))


def bends(graph: Graph) -> Iterator[Bend]:
    """All of a graph, in order."""
    insides: dict[Node, Node] = {}
    made: dict[Node, Step] = {}
    for step in graph.steps:
        inside = _inside(graph, step, insides)
        if inside is not None:
            insides[step.results[0]], made[step.results[0]] = inside, step
    within = {
        each
        for step in graph.steps
        for each in step.operands
        if each in insides and insides.get(step.results[0]) is insides[each]
    }
    for end, inside in insides.items():
        if end.is_float and end not in within:
            steps = tuple(_leading(end, inside, made))
            if not BENDS.isdisjoint(step.operation for step in steps):
                yield Bend(inside, steps, _written(graph, inside, steps), graph.constants)


def _inside(graph: Graph, step: Step, insides: Mapping[Node, Node]) -> Node | None:
    """What a step's result is a function of, number by number, in its own layer."""
    result = step.results[0]
    known = [each for each in step.operands if each in graph.constants]
    if step.operation not in BENDS | PLAIN or not all(_is_number(graph, each) for each in known):
        return None
    found = {
        insides[each] if each in insides and each.layer == result.layer else each
        for each in step.operands
        if each not in graph.constants
    }
    if len(found) != 1:
        return None
    inside = found.pop()
    return inside if inside.is_float and inside.size and inside.shape == result.shape else None


def _is_number(graph: Graph, node: Node) -> bool:
    value = np.asarray(graph.constants[node])
    return value.size > 0 and bool((value == value.flat[0]).all())


def _leading(end: Node, inside: Node, made: Mapping[Node, Step]) -> Iterator[Step]:
    """The steps from a function's inside to its end, in the order of computing."""
    needed, found = {end}, list[Step]()
    for result, step in reversed(list(made.items())):
        if result in needed:
            found.append(step)
            needed.update(each for each in step.operands if each is not inside)
    return reversed(found)


def _written(graph: Graph, inside: Node, steps: tuple[Step, ...]) -> tuple[Any, ...]:
    names: dict[Node, Any] = {inside: "z"}
    names |= {step.results[0]: number for number, step in enumerate(steps)}
    constant = lambda node: (str(node.dtype), float(np.asarray(graph.constants[node]).flat[0]))
    called = lambda node: names[node] if node in names else constant(node)
    return (
        (inside.shape, str(inside.dtype)),
        *((step.operation, *map(called, step.operands)) for step in steps),
    )
