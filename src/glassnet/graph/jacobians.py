"""The Jacobian of each step as its nonzero entries: every number of a result by every number of an
operand that it can depend on.

A number of a product `x·w` depends on one row and one column only, so most entries are 0 whatever
the values are. How the others are found differs by the kind of operation, in two functions: one
computes the derivatives and is compiled with those of all steps, the other places each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.graph.capture import is_reverse_only, may_not_end
from glassnet.graph.graph import Array, Step
from glassnet.graph.operations import ELEMENTWISE
from glassnet.text import message

MOST_DENSE = 50_000_000  # entries of one Jacobian that are computed to see which are 0

Integers = NDArray[np.int64]
Entries = tuple[Integers, Integers, NDArray[np.float64]]
"""[entries] each: flat place in the operand, flat place in the result, the derivative."""


@dataclass(frozen=True)
class Jacobian:
    """The Jacobian of one result of a step by one operand, both by number."""

    step: Step
    operand: int
    result: int
    differentiable: tuple[int, ...]  # the operands that have a gradient, by number

    @property
    def sizes(self) -> tuple[int, int]:
        """How many numbers the operand and the result have."""
        return self.step.operands[self.operand].size, self.step.results[self.result].size

    @property
    def method(self) -> Method:
        """How its entries are found."""
        # A function with a derivative in reverse mode only may have an elementwise one's name.
        if is_reverse_only(self.step.params):
            return _DENSE
        if self.step.operation in ELEMENTWISE:
            return _ELEMENTWISE
        return _METHODS.get(self.step.operation, _DENSE)

    @property
    def dense_size(self) -> int:
        """How many entries are computed to see which of them are 0."""
        source, result = self.sizes
        return source * result if self.method is _DENSE else 0

    def by_operand(self, operands: Sequence[Array]) -> tuple[Callable[[Array], Array], Array]:
        """The result as a function of the operand alone, and the operand's value."""
        before, after = operands[: self.operand], operands[self.operand + 1 :]
        return (
            lambda value: self.step.apply(*before, value, *after)[self.result],
            jnp.asarray(operands[self.operand]),
        )


@dataclass(frozen=True)
class Method:
    """How a Jacobian's entries are found: derivatives by JAX, and from these, by NumPy, entries."""

    compute: Callable[[Jacobian, Sequence[Array]], Any]
    place: Callable[[Jacobian, Any], Entries]


def _elementwise(jacobian: Jacobian, operands: Sequence[Array]) -> Array:
    function, value = jacobian.by_operand(operands)
    return jax.jvp(function, (value,), (jnp.ones_like(value),))[1]


def _place_elementwise(jacobian: Jacobian, found: Any) -> Entries:
    operand = jacobian.step.operands[jacobian.operand]
    source = np.broadcast_to(np.arange(operand.size).reshape(operand.shape), found.shape)
    return source.reshape(-1), np.arange(found.size), found.reshape(-1)


def _place_sum(jacobian: Jacobian, found: Any) -> Entries:
    [operand], [result] = jacobian.step.operands, jacobian.step.results
    target = np.arange(result.size).reshape(result.shape)
    target = np.expand_dims(target, jacobian.step.params["axes"])
    spread = np.broadcast_to(target, operand.shape).reshape(-1)
    return np.arange(spread.size), spread, np.ones(spread.size, np.float64)


def _place_product(jacobian: Jacobian, other: Any) -> Entries:
    """The result is [batch, rows, columns, 1], the operands [batch, rows, 1, summed] and [batch, 1,
    columns, summed]. other: the other operand's values, which are the derivatives."""
    (left_summed, right_summed), (left_batch, right_batch) = jacobian.step.params[
        "dimension_numbers"
    ]
    left, right = jacobian.step.operands
    places = (
        _as_matrices(left.shape, left_batch, left_summed)[:, :, None, :],
        _as_matrices(right.shape, right_batch, right_summed)[:, None, :, :],
    )
    *result, summed = np.broadcast_shapes(*(each.shape for each in places))
    target = np.arange(np.prod(result, dtype=int)).reshape(*result, 1)
    spread = lambda values: np.broadcast_to(values, (*result, summed)).reshape(-1)
    derivative = other.reshape(-1)[places[1 - jacobian.operand]]
    return spread(places[jacobian.operand]), spread(target), spread(derivative)


def _as_matrices(shape: Sequence[int], batch: Sequence[int], summed: Sequence[int]) -> Integers:
    """The place of each number of an operand: [batch, free, summed]."""
    free = [axis for axis in range(len(shape)) if axis not in (*batch, *summed)]
    places = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    sizes = [int(np.prod([shape[axis] for axis in axes])) for axes in (batch, free, summed)]
    return places.transpose(*batch, *free, *summed).reshape(sizes)


def _dense(jacobian: Jacobian, operands: Sequence[Array]) -> Array:
    """[points, result, operand]: all entries here, and at two other points to see which are always
    0; only here for a loop that might not end elsewhere."""
    source, result = jacobian.sizes
    if jacobian.dense_size > MOST_DENSE:
        raise SettingError(
            message(
                "graph-jacobian-too-large",
                result=jacobian.step.results[jacobian.result].name,
                operand=jacobian.step.operands[jacobian.operand].name,
                found=jacobian.dense_size,
                most=MOST_DENSE,
            )
        )
    others = [] if may_not_end(jacobian.step.params) else _other_points(operands)
    points = (operands, *others)
    return jnp.stack([_whole(jacobian, point).reshape(result, source) for point in points])


def _whole(jacobian: Jacobian, operands: Sequence[Array]) -> Array:
    source, result = jacobian.sizes
    params = jacobian.step.params
    # JAX differentiates a `while` in forward mode only.
    in_reverse = is_reverse_only(params) or (result < source and not may_not_end(params))
    function, value = jacobian.by_operand(operands)
    try:
        return (jax.jacrev if in_reverse else jax.jacfwd)(function)(value)
    except (NotImplementedError, TypeError):  # JAX has no rule for this: known while it traces
        return _row_by_row(jacobian, operands)


def _row_by_row(jacobian: Jacobian, operands: Sequence[Array]) -> Array:
    """The Jacobian in reverse mode by all differentiable operands, as the gradient is computed.

    A linear solver's rule takes no tangent of one operand alone; others have none for batches.
    """

    def together(*values: Array) -> Array:
        replaced = list(operands)
        for number, value in zip(jacobian.differentiable, values, strict=True):
            replaced[number] = value
        return jacobian.step.apply(*replaced)[jacobian.result]

    values = (jnp.asarray(operands[number]) for number in jacobian.differentiable)
    value, back = jax.vjp(together, *values)
    each = jnp.eye(value.size, dtype=value.dtype).reshape(-1, *value.shape)
    return lax.map(lambda row: back(row)[jacobian.differentiable.index(jacobian.operand)], each)


def _other_points(operands: Sequence[Array]) -> list[list[Array]]:
    """Random operands: positive ones, and ones of both signs.

    Behind a barrier: XLA computes what it knows to be constant while it compiles, with its slow
    evaluator. A maximum over 4×10×10×4 numbers took 20 seconds.
    """
    random = np.random.default_rng(0)
    draws = (lambda shape: random.uniform(0.5, 1.5, shape), random.standard_normal)
    return [
        [
            lax.optimization_barrier(jnp.asarray(draw(jnp.shape(value)), jnp.result_type(value)))
            if jnp.issubdtype(jnp.result_type(value), jnp.floating)
            else value
            for value in operands
        ]
        for draw in draws
    ]


def _place_dense(jacobian: Jacobian, found: Any) -> Entries:
    target, source = np.nonzero(np.any(found != 0, axis=0))
    return source, target, found[0, target, source]


_ELEMENTWISE = Method(_elementwise, _place_elementwise)
_DENSE = Method(_dense, _place_dense)
_METHODS = {
    "matmul": Method(lambda jacobian, operands: operands[1 - jacobian.operand], _place_product),
    "sum": Method(lambda jacobian, operands: (), _place_sum),
}
