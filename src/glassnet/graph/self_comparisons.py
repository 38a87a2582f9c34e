"""Whether a function compares numbers with themselves, as the gradient of a maximum does.

How XLA compiles such a function decides whether a number equals its own largest.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import jax.numpy as jnp

from glassnet.graph.capture import (
    Captured,
    Variable,
    live_operations,
    operations,
    variables_in,
)

COMPARISONS = frozenset({"eq", "ne", "ge", "gt", "le", "lt"})
# What returns some of its operand's numbers, each at its place ...
IN_PLACE = frozenset({"reshape", "copy"})
# ... or at another.
MOVES = frozenset(
    {"reduce_max", "reduce_min", "slice", "dynamic_slice", "gather", "squeeze", "expand_dims"}
    | {"broadcast_in_dim", "transpose", "rev", "concatenate", "pad"}
)


def compares_with_itself(captured: Captured) -> bool:
    """Whether a result depends on comparing numbers with others of the same origin: `x >= max(x)`.

    Where a loop is one native function, or LLVM's optimisations are left out, XLA may compute the
    numbers a second time for the comparison, rounded differently, and then none equals the largest:
    the gradient of a maximum, which goes where they are equal, is lost, and `x >= max(x)` (F1Score,
    a hard maximum) is false everywhere. In a loop of kernel calls, numbers that are used twice are
    computed once.
    Only operations that move numbers are followed: `x >= sum(x[:1])` is not found. captured: a
    function with its calls inlined, as `replay` does.
    """
    origins = _Origins()
    for equation in operations(captured):  # operands before results
        name = equation.primitive.name
        if name in IN_PLACE or name in MOVES:
            origins.add(equation.outvars[0], equation.invars, by=name)
        elif name == "scan":
            inner = equation.params["jaxpr"].jaxpr.invars
            for outer, variable in zip(equation.invars, inner, strict=True):
                origins.add(variable, [outer], by=name)
    return any(
        equation.primitive.name in COMPARISONS and origins.meet(*equation.invars)
        for equation in live_operations(captured)
    )


class _Origins:
    """The origins of each variable's numbers, and whether they have another place there."""

    def __init__(self) -> None:
        self._origins: dict[Variable, frozenset[Variable]] = {}
        self._moved: set[Variable] = set()
        self._slices: set[Variable] = set()

    def add(self, result: Variable, operands: Iterable[Any], by: str) -> None:
        """Note that `result` holds numbers of these operands."""
        found = list(variables_in(operands))
        self._origins[result] = frozenset[Variable]().union(*map(self._of, found))
        if by not in IN_PLACE or not self._moved.isdisjoint(found):
            self._moved.add(result)
        if by == "slice":
            self._slices.add(result)

    def meet(self, left: Any, right: Any) -> bool:
        """Whether two operands share numbers, which one of them has at another place."""
        found = list(variables_in([left, right]))
        if len({*found}) < 2 or not jnp.issubdtype(left.aval.dtype, jnp.inexact):
            return False
        # Two slices, as our max pooling compares, have no number at the same place.
        if self._slices.issuperset(found):
            return False
        return not self._moved.isdisjoint(found) and bool(self._of(left) & self._of(right))

    def _of(self, variable: Variable) -> frozenset[Variable]:
        return self._origins.get(variable, frozenset((variable,)))
