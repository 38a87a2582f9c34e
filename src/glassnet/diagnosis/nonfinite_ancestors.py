"""Which numbers a loss that is not finite comes from, and which have no part in it: what a `where`
leaves out leads nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.context import Examination
from glassnet.graph.graph import Node, Step
from glassnet.graph.operations import ELEMENTWISE, MOVES, PIECEWISE_CONSTANT

Array = NDArray[Any]
Places = NDArray[np.bool_]

# Operations that are linear in each operand: which numbers of the result one of an operand is in
# follows from their own rule in reverse, whatever the others are.
LINEAR = MOVES.keys() | {"matmul", "convolution"}
ONE_BY_ONE = (ELEMENTWISE | PIECEWISE_CONSTANT) - LINEAR


def leading(of: Examination) -> Mapping[Node, Places]:
    """Of each node that has some, where its numbers are not finite and lead to the loss through
    nothing that is finite."""
    found: dict[Node, Places] = {of.graph.output: ~np.isfinite(of.value(of.graph.output))}
    for step in reversed(of.graph.steps):
        if found.keys().isdisjoint(step.results):
            continue
        marked = [found.get(each, np.zeros(each.shape, bool)) for each in step.results]
        for place, operand in enumerate(step.operands):
            if not operand.is_float or operand in of.graph.constants:
                continue
            bad = ~np.isfinite(of.value(operand))
            if bad.any() and (bad := bad & _before(of, step, place, marked)).any():
                found[operand] = found.get(operand, False) | bad
    return found


def _before(of: Examination, step: Step, place: int, marked: Sequence[Places]) -> Places:
    """Which numbers of an operand the marked ones of the results are made of; of an operation of
    which that is not known, all."""
    operand = step.operands[place]
    if step.operation in ONE_BY_ONE:
        return _summed(marked[0], operand.shape)
    if step.operation not in LINEAR or not all(each.is_float for each in step.results):
        return np.ones(operand.shape, bool)
    given = [
        jnp.ones(each.shape, each.dtype) if each.is_float else jnp.asarray(of.value(each))
        for each in step.operands
    ]
    marks = [jnp.asarray(each, node.dtype) for each, node in zip(marked, step.results, strict=True)]
    return np.asarray(contribution(step, place, given, marks)) != 0


def contribution(step: Step, place: int, given: Sequence[Any], cotangents: Sequence[Any]) -> Array:
    """What arrives at one operand, by its place among them, of what arrives at the results."""

    def alone(value: Any) -> list[Any]:
        return list(step.apply(*given[:place], value, *given[place + 1 :]))

    (found,) = jax.vjp(alone, given[place])[1](list(cotangents))
    return np.asarray(found)


def _summed(marked: Places, shape: tuple[int, ...]) -> Places:
    """Where an operand of this shape stands for several places it is marked if one of them is."""
    spread = marked.reshape((1,) * (len(shape) - marked.ndim) + marked.shape)
    extra = tuple(range(spread.ndim - len(shape)))
    kept = np.logical_or.reduce(spread, axis=extra)
    alone = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return np.logical_or.reduce(kept, axis=alone, keepdims=True)
