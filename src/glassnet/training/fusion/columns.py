"""Matrices of many short rows, computed by columns: a softmax over ten classes, and its loss.

Written out, a row of ten numbers fills no vector. Turned, a batch of 32 rows is ten rows of 32, and
what is found in each row (its sum, its largest number) is found by whole vectors: all that follows
from it stays turned, up to the first operation that needs the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from glassnet.graph.capture import Captured, Equation, apply, shape_of, value_of
from glassnet.training.fusion.barrier import fusion_barrier
from glassnet.training.fusion.short_rows import WRITTEN_OUT, is_elementwise

LEAST_ROWS = 16  # a vector of 512 bits
LEAST_COLUMNS = 5  # rows of four fill the vectors of old processors; turning costs what it saves

Form = Callable[[bool], jax.Array]
"""Whether by columns -> the matrix so: [columns, rows]; else [rows, columns]."""


class Matrix:
    """A matrix [rows, columns] of a captured function, in either order, made when it is needed."""

    def __init__(self, make: Form) -> None:
        self._make = make
        self._made: dict[bool, jax.Array] = {}

    @property
    def is_turned(self) -> bool:
        """Whether it has been made by columns, so that what follows had better be, too."""
        return True in self._made

    def get(self, turned: bool) -> jax.Array:
        """The matrix by columns, or as it was captured."""
        if turned not in self._made:
            other = self._made.get(not turned)
            self._made[turned] = self._make(turned) if other is None else turn(other)
        return self._made[turned]


def by_columns(captured: Captured) -> Callable[..., Any]:
    """The captured function, with its matrices of short rows by columns where rows are reduced."""
    jaxpr, consts = captured.jaxpr.jaxpr, captured.jaxpr.consts

    def function(*arguments: Any) -> Any:
        operands = (*consts, *captured.operands(arguments))
        values: dict[Any, Any] = dict(zip((*jaxpr.constvars, *jaxpr.invars), operands, strict=True))
        for equation in jaxpr.eqns:
            given = [value_of(atom, values) for atom in equation.invars]
            results = _rule(equation)(equation, given)
            values.update(zip(equation.outvars, results, strict=True))
        results = [_get(value_of(atom, values), False) for atom in jaxpr.outvars]
        return jax.tree.unflatten(captured.results, results)

    return function


@fusion_barrier
def _turned(matrix: jax.Array) -> jax.Array:
    # Flat, since XLA may return a transposed matrix as the same memory under another layout; and
    # written out, since a flat transposition divides to find each number's place.
    rows, columns = matrix.shape
    if columns < rows:
        return jnp.concatenate([matrix[:, column] for column in range(columns)])
    return jnp.stack(list(matrix), axis=1).reshape(-1)


def turn(matrix: jax.Array) -> jax.Array:
    """The transposed matrix, in memory."""
    return _turned(matrix).reshape(matrix.shape[::-1])


def _get(value: Any, turned: bool) -> Any:
    if isinstance(value, Matrix):
        return value.get(turned)
    if not turned or not jnp.ndim(value):
        return value
    return value.reshape(value.shape[::-1]) if 1 in value.shape else turn(value)


# What becomes of an operation --------------------------------------------------------------------

Rule = Callable[[Equation, Sequence[Any]], Sequence[Any]]
"""(operation, operands) -> results; both may be a `Matrix`."""


def _rule(equation: Equation) -> Rule:
    if len(equation.outvars) == 1 and _has_short_rows(equation.outvars[0]):
        return _elementwise if is_elementwise(equation) else _MADE.get(_name(equation), _as_it_is)
    if equation.invars and _has_short_rows(equation.invars[0]):
        return _reduced if _is_of_rows(equation) else _as_it_is
    return _as_it_is


def _name(equation: Equation) -> str:
    return equation.primitive.name


def _has_short_rows(atom: Any) -> bool:
    shape = shape_of(atom).shape
    if len(shape) != 2:
        return False
    rows, columns = shape
    return rows >= LEAST_ROWS and LEAST_COLUMNS <= columns <= WRITTEN_OUT


def _is_of_rows(equation: Equation) -> bool:
    return _name(equation) in REDUCTIONS and tuple(equation.params["axes"]) == (1,)


def _as_it_is(equation: Equation, operands: Sequence[Any]) -> Sequence[Any]:
    return apply(equation, *(_get(operand, False) for operand in operands))


def _elementwise(equation: Equation, operands: Sequence[Any]) -> Sequence[Any]:
    def make(turned: bool) -> jax.Array:
        return apply(equation, *(_get(operand, turned) for operand in operands))[0]

    result = Matrix(make)
    if any(isinstance(operand, Matrix) and operand.is_turned for operand in operands):
        result.get(True)
    return [result]


def _reduced(equation: Equation, operands: Sequence[Any]) -> Sequence[Any]:
    result = equation.primitive.bind(_get(operands[0], True), **{**equation.params, "axes": (0,)})
    return result if equation.primitive.multiple_results else [result]


def _broadcast(equation: Equation, operands: Sequence[Any]) -> Sequence[Any]:
    [atom], [operand] = equation.invars, operands
    shape = shape_of(equation.outvars[0]).shape
    axes = equation.params["broadcast_dimensions"]

    def make(turned: bool) -> jax.Array:
        if not turned:
            return apply(equation, operand)[0]
        axis_of_result = [1 - axis for axis in reversed(axes)]
        given = lax.reshape(_get(operand, False), shape_of(atom).shape[::-1])
        return lax.broadcast_in_dim(given, shape[::-1], axis_of_result)

    return [Matrix(make)]


def _counted(equation: Equation, operands: Sequence[Any]) -> Sequence[Any]:
    params = equation.params

    def make(turned: bool) -> jax.Array:
        if not turned:
            return apply(equation)[0]
        return lax.broadcasted_iota(params["dtype"], params["shape"][::-1], 1 - params["dimension"])

    return [Matrix(make)]


REDUCTIONS = frozenset(
    {"reduce_sum", "reduce_prod", "reduce_max", "reduce_min", "reduce_and", "reduce_or"}
    | {"argmax", "argmin"}
)
_MADE: Mapping[str, Rule] = {"broadcast_in_dim": _broadcast, "iota": _counted}
"""What makes a matrix of less."""
