"""One number of a trace: what it is computed from, and where its gradient comes from, one operation
around it. Unlike paths through the whole graph this is cheap in a graph of any size."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

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


MOST_AT_ONCE = 64  # numbers of a node whose derivatives are computed together,
MOST_DERIVATIVES = 4_000_000  # and so many derivatives


def make_numbers(
    display: DisplayGraph,
    values: Values,
    gradients: Values,
    node: Node,
    indices: Sequence[tuple[int, ...]],
    most: int,
    like: Sequence[Number] = (),
) -> Iterator[Number]:
    """The numbers of a node at some indices.

    most: terms and uses that are kept, the largest ones. like: the same numbers at another point,
    whose terms and uses are kept instead.
    """
    users = display.users(node) if node in gradients else []
    sizes = [math.prod(each.shape) for each in [node, *_given(display, node), *users]]
    together = _power(min(len(indices), MOST_AT_ONCE, MOST_DERIVATIVES // max(1, *sizes)))
    own = np.asarray(values[node])
    slope = np.asarray(gradients[node]) if node in gradients else None
    for start in range(0, len(indices), together):
        some = indices[start : start + together]
        # As many each time, for which XLA compiles once.
        filled = [*some, *[some[-1]] * (together - len(some))]
        places = np.arange(together), *np.array(filled, np.int64).T
        ones = np.zeros((together, *node.shape), np.float32)
        ones[places] = 1
        chosen = jnp.asarray(ones, node.dtype)
        terms = list(_terms(display, values, node, chosen))
        uses = [
            (
                each,
                np.asarray(gradients[each]),
                np.asarray(_pushed(display, values, node, each, chosen)),
            )
            for each in users
        ]
        for place, index in enumerate(some):
            kept = like[start + place] if like else None
            here = [_at(place, factors) for factors in (terms, uses)]
            yield Number(
                node.name,
                index,
                float(own[index]),
                None if slope is None else float(slope[index]),
                _kept(here[0], most, kept and kept.terms),
                _kept(here[1], most, kept and kept.uses),
                *map(_count, here),
            )


def _power(most: int) -> int:
    """The largest power of two that is no larger; at least 1."""
    return 1 << max(0, most.bit_length() - 1)


Factors = Sequence[tuple[Node, NDArray[Any], NDArray[Any]]]
"""Nodes with their values, or gradients, and the derivatives that these are multiplied by."""


def _at(place: int, factors: Factors) -> Factors:
    """Of one number among those that were computed together."""
    return [(node, values, derivatives[place]) for node, values, derivatives in factors]


def _kept(factors: Factors, most: int, like: Sequence[NumberTerm] | None) -> tuple[NumberTerm, ...]:
    """The terms that another number has, or the largest ones."""
    if like is not None:
        by_name = {node.name: (values, by) for node, values, by in factors}
        return tuple(_term(each.name, each.index, *by_name[each.name]) for each in like)
    found = [each for given in factors for each in _nonzero(*given, most)]
    return tuple(sorted(found, key=lambda each: -abs(each.product))[:most])


def _nonzero(node: Node, values: NDArray[Any], by: NDArray[Any], most: int) -> Iterator[NumberTerm]:
    """The numbers with influence, of a large array those with most of it."""
    places = np.flatnonzero(by)
    influence = np.abs(values.reshape(-1)[places] * by.reshape(-1)[places])
    for place in places[np.argsort(-influence, kind="stable")[:most]]:
        yield _term(node.name, tuple(map(int, np.unravel_index(place, by.shape))), values, by)


def _term(name: str, index: tuple[int, ...], values: NDArray[Any], by: NDArray[Any]) -> NumberTerm:
    return NumberTerm(name, index, float(values[index]), float(by[index]))


def _count(factors: Factors) -> int:
    return sum(int(np.count_nonzero(derivatives)) for _, _, derivatives in factors)


def _given(display: DisplayGraph, node: Node) -> list[Node]:
    """The nodes that a node's numbers are computed from. Integers, such as an embedding's tokens,
    choose and have no influence of their own."""
    if node not in display.graph.makers or not node.is_float:
        return []
    operands = dict.fromkeys(display.operands(node))
    return [each for each in operands if each.is_float and each not in display.graph.constants]


def _terms(display: DisplayGraph, values: Values, node: Node, chosen: Array) -> Factors:
    """The nodes that numbers are computed from, each with its derivatives, [numbers, *shape].
    chosen: 1 at each number, [numbers, *the node's shape]."""
    operands = _given(display, node)
    if not operands:
        return []
    compute = _local(display, values, node)
    result = lambda given: compute(dict(zip(operands, given, strict=True)))
    _, pull = jax.vjp(result, [values[each] for each in operands])
    # A function with a name: JAX asks for one, and what `vjp` gives prints all arrays it holds.
    [derivatives] = jax.vmap(lambda tangent: pull(tangent))(chosen)
    return [
        (each, np.asarray(values[each]), np.asarray(by))
        for each, by in zip(operands, derivatives, strict=True)
    ]


def _pushed(display: DisplayGraph, values: Values, node: Node, user: Node, chosen: Array) -> Array:
    """The derivatives of a node by numbers of another one that it is computed from."""
    compute = _local(display, values, user)
    of_node = lambda value: compute({node: value})
    return jax.vmap(lambda tangent: jax.jvp(of_node, (values[node],), (tangent,))[1])(chosen)


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
