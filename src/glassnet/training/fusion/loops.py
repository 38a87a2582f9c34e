"""Loops inside a step, a recurrent layer's, in the form that runs fastest.

XLA compiles a `scan` as it stands: it fills the arrays that results are stacked in with zeros
first, computes at each time what is the same every time, and works on matrices of 16 columns number
by number (`short_rows`). Here stacks are kept from step to step and never filled, what does not
change is computed before the loop, and matrices of short rows are carried, stacked and computed
with as one row.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from glassnet.graph.capture import (
    Captured,
    Equation,
    Values,
    Variable,
    apply,
    is_literal,
    live_equations,
    run_equations,
    shape_of,
    step_by_step,
    value_of,
    variables_in,
)
from glassnet.graph.replay import CONTROL_FLOW, traced_once
from glassnet.training.fusion.barrier import fusion_barrier
from glassnet.training.fusion.matrix_products import product
from glassnet.training.fusion.product_forms import straighten
from glassnet.training.fusion.short_rows import is_written_out, keeps_places

SLICES = frozenset({"slice", "split"})
"""Operations compiled as calls of their own: else XLA computes their operand for each slice."""

LEAST_IN_ROWS = 8
"""Elementwise operations from which a loop's matrices are rows.

A copy makes a matrix a row. A step of SimpleRNN(16), 40 times, batches of 32, would take 76 µs
instead of 49.
"""


@dataclass(frozen=True, eq=False)
class WithStacks:
    """A captured function that its callers keep the loops' stacks for.

    Attributes:
        function: (stacks, *arguments) → results, stacks. The stacks given may hold anything; those
            returned are only for the next call.
        stacks: their shapes and dtypes.
    """

    function: Callable[..., tuple[Any, list[jax.Array]]]
    stacks: Sequence[jax.ShapeDtypeStruct]

    def alone(self, *arguments: Any) -> Any:
        """The function as it was captured, with stacks of its own."""
        return self.function(self.empty(), *arguments)[0]

    def empty(self) -> list[jax.Array]:
        """Stacks to begin with."""
        return [jnp.zeros(each.shape, each.dtype) for each in self.stacks]


def with_stacks(captured: Captured) -> WithStacks:
    """The captured function, with its loops in their fastest form; loops inside of these stay."""
    equations = live_equations(captured)
    operands = (variables_in(each.invars) for each in equations)
    loops = _loops(equations, {*variables_in(captured.jaxpr.jaxpr.outvars)}.union(*operands))

    def function(stacks: Sequence[jax.Array], *arguments: Any) -> tuple[Any, list[jax.Array]]:
        left, filled = iter(stacks), list[jax.Array]()

        def run(equation: Equation, values: Values) -> None:
            if loop := loops.get(id(equation)):
                filled.extend(loop.run(values, [next(left) for _ in loop.stacks]))
            else:
                run_equations([equation], values)

        return step_by_step(captured, equations, run)(*arguments), filled

    stacks = [stack for loop in loops.values() for stack in loop.stacks]
    return WithStacks(traced_once(function), stacks)


def _loops(equations: Sequence[Equation], read: set[Variable]) -> dict[int, Loop]:
    """The loops by their equations' ids, in order; one that stacks random keys stays as it is."""
    scans = (each for each in equations if each.primitive.name == "scan" and each.params["length"])
    loops = {id(each): Loop(each, read) for each in scans}
    return {key: loop for key, loop in loops.items() if loop.stacks_numbers}


class Loop:
    """A `scan` that is carried out with the stacks that it is given.

    Args:
        read: the variables that anything reads; what nothing reads is not stacked.
    """

    def __init__(self, scan: Equation, read: set[Variable]) -> None:
        params = scan.params
        self._n_consts, self._n_carry = params["num_consts"], params["num_carry"]
        self._scan, self._body = scan, params["jaxpr"].jaxpr
        self._before, self._each_time = self._divided()
        elementwise = filter(keeps_places, self._each_time)
        short = [each for each in elementwise if is_written_out(shape_of(each.outvars[0]).shape)]
        self._in_rows = len(short) >= LEAST_IN_ROWS
        pairs = zip(self._body.outvars[self._n_carry :], scan.outvars[self._n_carry :], strict=True)
        self._stacked = [(inside, outside) for inside, outside in pairs if outside in read]
        self.stacks = [
            jax.ShapeDtypeStruct((params["length"], *self._row_shape(each.shape)), each.dtype)
            for each in (shape_of(inside) for inside, _ in self._stacked)
        ]

    @property
    def stacks_numbers(self) -> bool:
        """Whether all that it stacks is numbers, no keys of random ones."""
        return not any(jnp.issubdtype(each.dtype, jax.dtypes.extended) for each in self.stacks)

    def run(self, values: Values, stacks: list[jax.Array]) -> list[jax.Array]:
        """Add the results to the values, which have its operands; the stacks as they are then."""
        params, body = self._scan.params, self._body
        length, n_carry, first = params["length"], self._n_carry, self._n_consts
        operands = [value_of(atom, values) for atom in self._scan.invars]
        invariant, carry = self._invariant(operands[:first]), operands[first : first + n_carry]
        given = operands[first + n_carry :]
        sliced = [each.reshape(length, *self._row_shape(each.shape[1:])) for each in given]

        def step(state: Any, slices: Sequence[Any]) -> tuple[Any, None]:
            place, carry, stacks = state
            known = invariant | dict(zip(body.invars[first:], (*carry, *slices), strict=True))
            for equation in self._each_time:
                known.update(zip(equation.outvars, self._results(equation, known), strict=True))
            rows = [self._as_row(inside, known) for inside, _ in self._stacked]
            pairs = zip(stacks, rows, strict=True)
            stacks = [lax.dynamic_update_index_in_dim(stack, row, place, 0) for stack, row in pairs]
            carry = [self._as_row(atom, known) for atom in body.outvars[:n_carry]]
            return (place - 1 if params["reverse"] else place + 1, carry, stacks), None

        # Unsigned, so that no place counts from the end.
        place = jnp.uint32(length - 1 if params["reverse"] else 0)
        options = {name: params[name] for name in ("length", "reverse", "unroll")}
        start = (place, list(map(self._flat, carry)), stacks)
        (_, carry, stacks), _ = lax.scan(step, start, sliced, **options)
        found = [*zip(self._scan.outvars, carry, strict=False)]
        found += zip((outside for _, outside in self._stacked), stacks, strict=True)
        values.update((result, value.reshape(shape_of(result).shape)) for result, value in found)
        return stacks

    def _divided(self) -> tuple[list[Equation], list[Equation]]:
        """The operations that give the same every time, and the others."""
        same = {*self._body.constvars, *self._body.invars[: self._n_consts]}
        before: list[Equation] = []
        each_time: list[Equation] = []
        for equation in self._body.eqns:
            operands = {*variables_in(equation.invars)}
            if operands and operands <= same and not equation.effects:
                before.append(equation)
                same.update(equation.outvars)
            else:
                each_time.append(equation)
        return before, each_time

    def _invariant(self, consts: Sequence[Any]) -> Values:
        """The values of what is the same every time."""
        given = (*self._body.constvars, *self._body.invars[: self._n_consts])
        known = (*self._scan.params["jaxpr"].consts, *consts)
        values: Values = dict(zip(given, known, strict=True))
        run_equations(self._before, values)
        return {variable: self._flat(value) for variable, value in values.items()}

    # Matrices whose rows LLVM writes out, as one row ----------------------------------------------

    def _is_row(self, shape: Sequence[int]) -> bool:
        return self._in_rows and is_written_out(shape)

    def _row_shape(self, shape: Sequence[int]) -> Sequence[int]:
        return (math.prod(shape),) if self._is_row(shape) else shape

    def _flat(self, value: Any) -> Any:
        return value.reshape(self._row_shape(value.shape)) if jnp.ndim(value) else value

    def _results(self, equation: Equation, values: Values) -> Sequence[Any]:
        """The results of an operation: rows where it is elementwise, else matrices."""
        shapes = [shape_of(atom).shape for atom in equation.invars]
        results = [shape_of(atom).shape for atom in equation.outvars]
        given = [_as_matrix(atom, values) for atom in equation.invars]
        if not any(map(self._is_row, results)):
            return apply(equation, *given)
        if keeps_places(equation):
            return apply(equation, *(self._as_row(atom, values) for atom in equation.invars))
        if equation.primitive.name == "broadcast_in_dim" and shapes == [()]:
            return [jnp.full(self._row_shape(results[0]), *given)]
        if equation.primitive.name in SLICES:
            return fusion_barrier(lambda *given: list(apply(equation, *given)))(*given)
        return apply(equation, *given)

    def _as_row(self, atom: Any, values: Values) -> Any:
        """A value, as a row where it is to be one; kept in `values`, so that it is made once."""
        value, shape = value_of(atom, values), shape_of(atom).shape
        if jnp.ndim(value) < 2 or not self._is_row(shape):
            return value
        # In memory: XLA would go on with the matrix.
        row = fusion_barrier(lambda matrix: matrix.reshape(-1))(value)
        if not is_literal(atom):
            values[atom] = row
        return row


def _as_matrix(atom: Any, values: Values) -> Any:
    value = value_of(atom, values)
    return value.reshape(shape_of(atom).shape) if jnp.ndim(value) else value


# Weights that a product reads across their rows ---------------------------------------------------


def with_turned_weights(params: Any, *operands: Any) -> Any:
    """Rule for `scan`: weights that are multiplied by as their transpose are turned before it.

    So are a recurrent layer's, in the gradient of each time, where the product's own form would
    turn them, or the other operand, each time: a twelfth of the step of two GRU(32).
    """
    body, consts = params["jaxpr"], operands[: params["num_consts"]]
    is_matrix = lambda each: jnp.ndim(each) == 2 and each.dtype == jnp.float32
    turned = {id(each): straighten(each) for each in consts if is_matrix(each)}

    def inside(params: Any, left: Any, right: Any) -> Any:
        (left_axes, right_axes), batch = params["dimension_numbers"]
        if id(right) in turned and tuple(right_axes) == (1,):
            numbers = ((left_axes, (0,)), batch)
            return product({**params, "dimension_numbers": numbers}, left, turned[id(right)])
        return product(params, left, right)

    rules = {**body.rules, "dot_general": inside}
    return CONTROL_FLOW["scan"]({**params, "jaxpr": replace(body, rules=rules)}, *operands)
