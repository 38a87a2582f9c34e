"""A function cut in two: what must run at every step, and what can wait until many are done.

A training step computes its loss and metrics for the reader, not for the next step. Kept apart,
they run for hundreds of steps at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import jax

from glassnet.graph.capture import (
    Captured,
    Equation,
    Variable,
    run_equations,
    shape_of,
    variables_in,
)


@dataclass(frozen=True)
class Partition:
    """Two halves of a captured function of flat operands.

    kept: what `later` needs of each step.
    """

    captured: Captured
    is_urgent: tuple[bool, ...]
    kept: tuple[Variable, ...]
    _urgent: tuple[Equation, ...]
    _later: tuple[Equation, ...]

    @property
    def kept_bytes(self) -> int:
        """How much is kept of one step."""
        return sum(shape.size * shape.dtype.itemsize for shape in self.kept_shapes)

    @property
    def kept_shapes(self) -> list[jax.ShapeDtypeStruct]:
        """Shape and dtype of each value kept of one step."""
        return [shape_of(variable) for variable in self.kept]

    def urgent(self, *operands: Any) -> tuple[list[Any], list[Any]]:
        """The urgent results, and the values to keep for `later`."""
        values = self._inputs(operands)
        run_equations(self._urgent, values)
        results = [r for r, now in zip(self._results, self.is_urgent, strict=True) if now]
        return [values[r] for r in results], [values[v] for v in self.kept]

    def later(self, operands: Sequence[Any], kept: Sequence[Any]) -> list[Any]:
        """The other results. Of `operands` it reads only the steady ones."""
        values = self._inputs(operands)
        values.update(zip(self.kept, kept, strict=True))
        run_equations(self._later, values)
        return [values[r] for r, now in zip(self._results, self.is_urgent, strict=True) if not now]

    def reads(self, operands: Iterable[int]) -> bool:
        """Whether any of these operands, by number, is read at all."""
        inputs = self.captured.jaxpr.jaxpr.invars
        chosen = {inputs[number] for number in operands}
        equations = (*self._urgent, *self._later)
        return bool(chosen.intersection(v for e in equations for v in variables_in(e.invars)))

    @property
    def _results(self) -> Sequence[Any]:
        return self.captured.jaxpr.jaxpr.outvars

    def _inputs(self, operands: Sequence[Any]) -> dict[Any, Any]:
        jaxpr = self.captured.jaxpr
        inputs = (*jaxpr.jaxpr.constvars, *jaxpr.jaxpr.invars)
        return dict(zip(inputs, (*jaxpr.consts, *operands), strict=True))


def partition(captured: Captured, urgent: Sequence[bool], steady: Sequence[bool]) -> Partition:
    """Cut so that the urgent half is as small as it can be.

    urgent: for each flat result, whether the next step needs it.
    steady: for each flat operand, whether it is the same at every step. What follows from steady
        operands alone is computed again in the later half rather than kept.
    """
    jaxpr = captured.jaxpr.jaxpr
    now = {r for r, wanted in zip(jaxpr.outvars, urgent, strict=True) if wanted}
    then = {r for r, wanted in zip(jaxpr.outvars, urgent, strict=True) if not wanted}
    first = _needed(now, jaxpr.eqns, stop=set())

    fixed = {*jaxpr.constvars, *(v for v, same in zip(jaxpr.invars, steady, strict=True) if same)}
    for equation in jaxpr.eqns:
        if fixed.issuperset(variables_in(equation.invars)):
            fixed.update(equation.outvars)
    at_hand = {v for e in first for v in e.outvars} - fixed
    second = _needed(then, jaxpr.eqns, stop=at_hand)

    made = {v for e in second for v in e.outvars}
    read = {*variables_in(then), *(v for e in second for v in variables_in(e.invars))}
    changing = at_hand | (set(jaxpr.invars) - fixed)
    kept = [v for v in (*jaxpr.invars, *(v for e in first for v in e.outvars)) if v in changing]
    return Partition(
        captured,
        tuple(urgent),
        tuple(v for v in kept if v in read - made),
        tuple(first),
        tuple(second),
    )


def _needed(
    results: Iterable[Any], equations: Sequence[Equation], stop: set[Variable]
) -> list[Equation]:
    """The equations that lead to `results`, in order, not looking behind variables in `stop`."""
    wanted = set(variables_in(results)) - stop
    found: list[Equation] = []
    for equation in reversed(equations):
        if wanted.intersection(equation.outvars):
            found.append(equation)
            wanted.update(set(variables_in(equation.invars)) - stop)
    return found[::-1]
