"""Local derivatives: each number of a step's result by each number of an operand.

Only those that are not 0 whatever the values are: a number of a product `x·w` depends on one row
and one column. How they are found differs by the kind of operation: two functions, of which one is
compiled with all others of a graph and the other says where each of its numbers belongs.
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
from glassnet.graph.capture import backwards_only
from glassnet.graph.graph import Array, Step
from glassnet.graph.operations import ELEMENTWISE

MOST_DENSE = 50_000_000  # derivatives of one operation that are computed to see which are 0

Integers = NDArray[np.int64]
Placed = tuple[Integers, Integers, NDArray[np.float64]]
"""[edges] each: flat places in the operand, flat places in the result, the derivatives."""


@dataclass(frozen=True)
class Connection:
    """One result of a step by one operand, both by number. moving: the operands with a gradient."""

    step: Step
    operand: int
    result: int
    moving: tuple[int, ...]

    @property
    def shapes(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The operand's and the result's."""
        return self.step.operands[self.operand].shape, self.step.results[self.result].shape

    @property
    def kind(self) -> Kind:
        """How its derivatives are found. What has a rule of its own in reverse alone may be called
        as an elementwise operation is."""
        if backwards_only(self.step.params):
            return _DENSE
        if self.step.operation in ELEMENTWISE:
            return _ELEMENTWISE
        return _KINDS.get(self.step.operation, _DENSE)

    @property
    def dense(self) -> int:
        """How many derivatives are computed only to see which of them are not 0."""
        source, result = (int(np.prod(shape, dtype=int)) for shape in self.shapes)
        return source * result if self.kind is _DENSE else 0

    def apply(self, operands: Sequence[Array]) -> tuple[Callable[[Array], Array], Array]:
        """The result as a function of the operand alone, and the operand's value."""

        def alone(value: Array) -> Array:
            return self.step.apply(*operands[: self.operand], value, *operands[self.operand + 1 :])[
                self.result
            ]

        return alone, jnp.asarray(operands[self.operand])


@dataclass(frozen=True)
class Kind:
    """compute: the derivatives from the operands' values, traced by JAX. place: what it gave, as
    NumPy's arrays, to edges."""

    compute: Callable[[Connection, Sequence[Array]], Any]
    place: Callable[[Connection, Any], Placed]


def _one_by_one(of: Connection, operands: Sequence[Array]) -> Array:
    alone, value = of.apply(operands)
    _, derivative = jax.jvp(alone, (value,), (jnp.ones_like(value),))
    return derivative


def _place_one_by_one(of: Connection, found: Any) -> Placed:
    shape, _ = of.shapes
    source = np.broadcast_to(np.arange(np.prod(shape, dtype=int)).reshape(shape), found.shape)
    return source.reshape(-1), np.arange(found.size), found.reshape(-1)


def _place_sum(of: Connection, found: Any) -> Placed:
    shape, result = of.shapes
    target = np.arange(np.prod(result, dtype=int)).reshape(result)
    spread = np.broadcast_to(np.expand_dims(target, of.step.params["axes"]), shape).reshape(-1)
    return np.arange(spread.size), spread, np.ones(spread.size, np.float64)


def _place_product(of: Connection, other: Any) -> Placed:
    """The result is [batch, rows, columns, 1], its operands [batch, rows, 1, k], [batch, 1,
    columns, k]. other: the values of the other operand, which are the derivatives.
    """
    (left_summed, right_summed), (left_batch, right_batch) = of.step.params["dimension_numbers"]
    left, right = of.step.operands
    places = (
        _as_matrices(left.shape, left_batch, left_summed)[:, :, None, :],
        _as_matrices(right.shape, right_batch, right_summed)[:, None, :, :],
    )
    *result, summed = np.broadcast_shapes(*(each.shape for each in places))
    target = np.arange(np.prod(result, dtype=int)).reshape(*result, 1)
    spread = lambda values: np.broadcast_to(values, (*result, summed)).reshape(-1)
    derivative = other.reshape(-1)[places[1 - of.operand]]
    return spread(places[of.operand]), spread(target), spread(derivative)


def _as_matrices(shape: Sequence[int], batch: Sequence[int], summed: Sequence[int]) -> Integers:
    """Where each number of an operand lies: [batch, free, summed]."""
    free = [axis for axis in range(len(shape)) if axis not in (*batch, *summed)]
    places = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    sizes = [int(np.prod([shape[axis] for axis in axes])) for axes in (batch, free, summed)]
    return places.transpose(*batch, *free, *summed).reshape(sizes)


def _all_and_elsewhere(of: Connection, operands: Sequence[Array]) -> Array:
    """[3, result, operand]: all derivatives here, and at two points that nothing is special at."""
    source, result = (int(np.prod(shape, dtype=int)) for shape in of.shapes)
    if of.dense > MOST_DENSE:
        name = of.step.results[of.result].name
        raise SettingError(
            f"chain: {name} has {of.dense:,} derivatives by "
            f"{of.step.operands[of.operand].name}, and at most {MOST_DENSE:,} are looked at: give "
            "fewer rows, or leave the index out for the chain of whole tensors."
        )
    points = (operands, *_other_points(operands))
    return jnp.stack([_jacobian(of, point).reshape(result, source) for point in points])


def _jacobian(of: Connection, operands: Sequence[Array]) -> Array:
    source, result = (int(np.prod(shape, dtype=int)) for shape in of.shapes)
    in_reverse = result < source or backwards_only(of.step.params)
    alone, value = of.apply(operands)
    try:
        return (jax.jacrev if in_reverse else jax.jacfwd)(alone)(value)
    except (NotImplementedError, TypeError):  # what JAX has no rule for, seen while it is traced
        return _one_result_at_a_time(of, operands)


def _one_result_at_a_time(of: Connection, operands: Sequence[Array]) -> Array:
    """In reverse, by all that moves: so the gradient itself came about, and this does as well.

    A linear solver's rule takes no tangent of one operand alone, others have none for batches.
    """

    def together(*values: Array) -> Array:
        given = list(operands)
        for number, value in zip(of.moving, values, strict=True):
            given[number] = value
        return of.step.apply(*given)[of.result]

    value, back = jax.vjp(together, *(jnp.asarray(operands[number]) for number in of.moving))
    each = jnp.eye(value.size, dtype=value.dtype).reshape(-1, *value.shape)
    return lax.map(lambda seed: back(seed)[of.moving.index(of.operand)], each)


def _other_points(operands: Sequence[Array]) -> list[list[Array]]:
    """Operands with other numbers in them: positive ones, and ones of both signs.

    Behind a barrier: what XLA knows to be constant it computes while it compiles, by its slow
    evaluator: a maximum over 4×10×10×4 numbers took 20 seconds.
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


def _place_all(of: Connection, found: Any) -> Placed:
    target, source = np.nonzero(np.any(found != 0, axis=0))
    return source, target, found[0, target, source]


_ELEMENTWISE = Kind(_one_by_one, _place_one_by_one)
_DENSE = Kind(_all_and_elsewhere, _place_all)
_KINDS = {
    "matmul": Kind(lambda of, operands: operands[1 - of.operand], _place_product),
    "sum": Kind(lambda of, operands: (), _place_sum),
}
