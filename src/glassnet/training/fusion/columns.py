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

from glassnet.graph.capture import NO_RULES, Captured, Equation, apply, shape_of, value_of
from glassnet.graph.replay import replay
from glassnet.training.fusion.barrier import fusion_barrier
from glassnet.training.fusion.short_rows import is_elementwise

LEAST_ROWS = 16  # a vector of 512 bits

LEAST_COLUMNS, MOST_COLUMNS = 9, 12
"""Numbers in a row that is turned. Others, but five for normalizations, lose by it or gain little.

Batches of 32 rows, with AVX-512, µs a step as it was and turned:

| columns | Dense, softmax over them | 4 × Dense, LayerNormalization |
|---|---|---|
| 5 | 2.4, 2.7 | 12.0, 7.0 |
| 6 | 2.6, 2.8 | 5.5, 7.9 |
| 8 | 2.9, 3.0 | 6.4, 8.6 |
| 9 | 4.1, 3.0 | 7.9, 5.7 |
| 10 | 4.4, 3.1 | 7.9, 6.1 |
| 12 | 5.4, 4.8 | 8.4, 8.2 |
| 14 | 5.2, 5.0 | 8.4, 8.6 |
| 16 | 5.1, 5.4 | 8.3, 9.7 |
"""

MOST_REDUCTIONS = 20
"""Reductions of rows in a step that is turned at all.

A turned matrix is read number by number, which LLVM takes 50 ms and more to compile: four
LayerNormalizations of 12 numbers, 24 reductions, took 3.2 s instead of 1.9, for 2 % of a step.
"""

MOST_WAITING = 64
"""Operations in a row that wait to be made: each is made inside the call of the one after it."""

Form = Callable[[bool], jax.Array]
"""Whether by columns -> the matrix so: [columns, rows]; else [rows, columns]."""


class Matrix:
    """A matrix [rows, columns] of a captured function, in either order, made when it is needed.

    Attributes:
        waiting: how many operations in a row have to be carried out to make it, its own included.
    """

    def __init__(self, make: Form, waiting: int = 1) -> None:
        self._make = make
        self._made: dict[bool, jax.Array] = {}
        self.waiting = waiting

    @property
    def is_turned(self) -> bool:
        """Whether it has been made by columns, so that what follows had better be, too."""
        return True in self._made

    def get(self, turned: bool) -> jax.Array:
        """The matrix by columns, or as it was captured."""
        if turned not in self._made:
            other = self._made.get(not turned)
            self._made[turned] = self._make(turned) if other is None else turn(other)
            self.waiting = 0
        return self._made[turned]


def by_columns(captured: Captured) -> Callable[..., Any]:
    """The captured function, with its matrices of short rows by columns where rows are reduced."""
    jaxpr, consts = captured.jaxpr.jaxpr, captured.jaxpr.consts
    if sum(map(_reduces_rows, jaxpr.eqns)) > MOST_REDUCTIONS:
        return replay(captured, NO_RULES)

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
    return _reduced if _reduces_rows(equation) else _as_it_is


def _name(equation: Equation) -> str:
    return equation.primitive.name


def _has_short_rows(atom: Any) -> bool:
    shape = shape_of(atom).shape
    if len(shape) != 2:
        return False
    rows, columns = shape
    return rows >= LEAST_ROWS and LEAST_COLUMNS <= columns <= MOST_COLUMNS


def _reduces_rows(equation: Equation) -> bool:
    if _name(equation) not in REDUCTIONS or not _has_short_rows(equation.invars[0]):
        return False
    return tuple(equation.params["axes"]) == (1,)


def _as_it_is(equation: Equation, operands: Sequence[Any]) -> Sequence[Any]:
    return apply(equation, *(_get(operand, False) for operand in operands))


def _elementwise(equation: Equation, operands: Sequence[Any]) -> Sequence[Any]:
    def make(turned: bool) -> jax.Array:
        return apply(equation, *(_get(operand, turned) for operand in operands))[0]

    matrices = [operand for operand in operands if isinstance(operand, Matrix)]
    result = Matrix(make, 1 + max((each.waiting for each in matrices), default=0))
    if any(each.is_turned for each in matrices):
        result.get(True)
    elif result.waiting > MOST_WAITING:
        result.get(False)
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
