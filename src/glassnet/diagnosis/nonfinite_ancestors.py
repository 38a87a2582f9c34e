"""Which non-finite numbers a loss comes from, and which have no part in it: what a `where` leaves
out leads nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.context import Context
from glassnet.graph.graph import Node, Step
from glassnet.graph.operations import ELEMENTWISE, MOVES, PIECEWISE_CONSTANT

Array = NDArray[Any]
Mask = NDArray[np.bool_]

# Linear in each operand: which numbers of the result an operand's number is in follows from the
# operation's own rule in reverse, whatever the other operands are.
LINEAR = MOVES.keys() | {"matmul", "convolution"}
NUMBER_BY_NUMBER = (ELEMENTWISE | PIECEWISE_CONSTANT) - LINEAR


def nonfinite_ancestors(context: Context) -> Mapping[Node, Mask]:
    """Per node, a mask of non-finite entries with a wholly non-finite path to the loss."""
    output = context.graph.output
    found: dict[Node, Mask] = {output: ~np.isfinite(context.value(output))}
    for step in reversed(context.graph.steps):
        if found.keys().isdisjoint(step.results):
            continue
        marked = [found.get(each, np.zeros(each.shape, bool)) for each in step.results]
        for place, operand in enumerate(step.operands):
            if not operand.is_float or operand in context.graph.constants:
                continue
            bad = ~np.isfinite(context.value(operand))
            if bad.any() and (bad := bad & _sources(context, step, place, marked)).any():
                found[operand] = found.get(operand, False) | bad
    return found


def operand_cotangent(
    step: Step, place: int, operands: Sequence[Any], cotangents: Sequence[Any]
) -> Array:
    """Pull the results' cotangents back to one operand.

    Args:
        step: the operation.
        place: the operand's number.
        operands: values of all operands.
        cotangents: of all results.
    """

    def alone(value: Any) -> list[Any]:
        return list(step.apply(*operands[:place], value, *operands[place + 1 :]))

    (found,) = jax.vjp(alone, operands[place])[1](list(cotangents))
    return np.asarray(found)


def _sources(context: Context, step: Step, place: int, marked: Sequence[Mask]) -> Mask:
    """Numbers of an operand that the results' marked ones are made of; all if that is unknown."""
    operand = step.operands[place]
    if step.operation in NUMBER_BY_NUMBER:
        return _unbroadcast(marked[0], operand.shape)
    if step.operation not in LINEAR or not all(each.is_float for each in step.results):
        return np.ones(operand.shape, bool)
    operands = [
        jnp.ones(each.shape, each.dtype) if each.is_float else jnp.asarray(context.value(each))
        for each in step.operands
    ]
    marks = [jnp.asarray(each, node.dtype) for each, node in zip(marked, step.results, strict=True)]
    return operand_cotangent(step, place, operands, marks) != 0


def _unbroadcast(marked: Mask, shape: tuple[int, ...]) -> Mask:
    """Where an operand's number stands for several places it is marked if one of them is."""
    extra = marked.ndim - len(shape)
    kept = marked.any(axis=tuple(range(extra))) if extra > 0 else marked
    single = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return np.logical_or.reduce(kept, axis=single, keepdims=True)
