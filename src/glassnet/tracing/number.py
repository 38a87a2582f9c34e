"""One number of a trace: what it is computed from, and where its gradient comes from, one operation
around it. Unlike paths through the whole graph this is cheap in a graph of any size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from glassnet.graph.display_graph import DisplayGraph
from glassnet.graph.graph import Array, Node, Values, number_name


@dataclass(frozen=True)
class NumberTerm:
    """A number that another one depends on.

    Attributes:
        name, index: which number.
        value: its value; for one that the gradient comes from, its gradient.
        derivative: ∂ of the later number by the earlier one.
    """

    name: str
    index: tuple[int, ...]
    value: float
    derivative: float

    @property
    def product(self) -> float:
        """value · derivative."""
        return self.value * self.derivative


@dataclass(frozen=True)
class Number:
    """One number of a trace with its neighbours.

    Attributes:
        name, index: which number.
        value: its value.
        gradient: ∂loss/∂number; None if it has none.
        terms: what it is computed from, the largest |product| first: of a weighted sum the weights
            by their inputs and the inputs by their weights. Numbers without influence are left out.
        uses: the numbers computed from it: their gradient, and their derivative by this one. The
            products sum to `gradient` (the loss itself has 1 on top).
        count, use_count: how many of either there are; `terms` and `uses` may be the first ones.
    """

    name: str
    index: tuple[int, ...]
    value: float
    gradient: float | None
    terms: tuple[NumberTerm, ...]
    uses: tuple[NumberTerm, ...]
    count: int
    use_count: int

    def __str__(self) -> str:
        lines = [f"{number_name(self.name, self.index)} = {self.value:.6g}"]
        lines += [
            f"  {number_name(each.name, each.index)} = {each.value:.6g}   ∂ {each.derivative:.6g}"
            for each in self.terms
        ]
        if self.gradient is not None:
            lines.append(f"∂L = {self.gradient:.6g}")
        lines += [
            f"  {number_name(each.name, each.index)}: "
            f"{each.value:.6g} · {each.derivative:.6g} = {each.product:.6g}"
            for each in self.uses
        ]
        return "\n".join(lines)


def make_number(
    display: DisplayGraph,
    values: Values,
    gradients: Values,
    node: Node,
    index: tuple[int, ...],
    most: int,
) -> Number:
    """The number of a node at an index. most: terms and uses that are kept, the largest ones."""
    terms = [
        (each, values[each], derivatives)
        for each, derivatives in _terms(display, values, node, index)
    ]
    uses = [
        (each, gradients[each], derivatives)
        for each, derivatives in _uses(display, values, gradients, node, index)
    ]
    return Number(
        node.name,
        index,
        float(values[node][index]),
        float(gradients[node][index]) if node in gradients else None,
        _largest(terms, most),
        _largest(uses, most),
        _count(terms),
        _count(uses),
    )


Factors = Sequence[tuple[Node, Array, Array]]
"""Nodes with their values, or gradients, and the derivatives that these are multiplied by."""


def _largest(factors: Factors, most: int) -> tuple[NumberTerm, ...]:
    found = [
        each
        for node, values, derivatives in factors
        for each in _nonzero(node, values, derivatives, most)
    ]
    return tuple(sorted(found, key=lambda each: -abs(each.product))[:most])


def _nonzero(node: Node, values: Array, derivatives: Array, most: int) -> Iterator[NumberTerm]:
    """The numbers with influence, of a large array those with most of it."""
    found, by = np.asarray(values), np.asarray(derivatives)
    places = np.flatnonzero(by)
    influence = np.abs(found.reshape(-1)[places] * by.reshape(-1)[places])
    for place in places[np.argsort(-influence, kind="stable")[:most]]:
        index = tuple(map(int, np.unravel_index(place, by.shape)))
        yield NumberTerm(node.name, index, float(found[index]), float(by[index]))


def _count(factors: Factors) -> int:
    return sum(int(np.count_nonzero(derivatives)) for _, _, derivatives in factors)


def _terms(
    display: DisplayGraph, values: Values, node: Node, index: tuple[int, ...]
) -> Sequence[tuple[Node, Array]]:
    """The nodes that a number is computed from, each with its derivatives. Integers, such as an
    embedding's tokens, choose and have none."""
    if node not in display.graph.makers or not node.is_float:
        return []
    operands = [
        each
        for each in dict.fromkeys(display.operands(node))
        if each.is_float and each not in display.graph.constants
    ]
    compute = _local(display, values, node)
    number = lambda given: compute(dict(zip(operands, given, strict=True)))[index]
    derivatives = jax.grad(number)([values[each] for each in operands])
    return list(zip(operands, derivatives, strict=True))


def _uses(
    display: DisplayGraph, values: Values, gradients: Values, node: Node, index: tuple[int, ...]
) -> Iterator[tuple[Node, Array]]:
    """The nodes that are computed from a number, each with its derivatives by that number."""
    if node not in gradients:
        return
    tangent = jnp.zeros(node.shape, node.dtype).at[index].set(1)
    for user in display.nodes:
        if user in gradients and node in display.operands(user):
            compute = _local(display, values, user)
            of_node = lambda value, compute=compute: compute({node: value})
            yield user, jax.jvp(of_node, (values[node],), (tangent,))[1]


def _local(
    display: DisplayGraph, values: Values, node: Node
) -> Callable[[Mapping[Node, Array]], Array]:
    """A node as a function of some of the displayed nodes that it is computed from; the others
    have the trace's values. In between are steps that only move numbers."""
    bases = {display.base(each) for each in node.operands}

    def value(of: Node, given: Mapping[Node, Array]) -> Array:
        if of in given:
            return given[of]
        if of in bases or of not in display.graph.makers:
            return values[of]
        return result(of, given)

    def result(of: Node, given: Mapping[Node, Array]) -> Array:
        step = display.graph.makers[of]
        found = step.apply(*(value(each, given) for each in step.operands))
        return found[step.results.index(of)]

    return lambda given: result(node, given)
