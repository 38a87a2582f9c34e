"""A training step in two halves: what the next step needs, and what can wait.

A step computes its loss and its metrics for the reader, not for the next step. As a half of their
own they run for hundreds of steps at once.
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
    value_of,
    variables_in,
)


@dataclass(frozen=True)
class SplitStep:
    """The two halves of a captured function of flat operands."""

    captured: Captured  # the whole function
    is_urgent: tuple[bool, ...]  # of each result: whether `urgent` gives it, or `deferred`
    residuals: tuple[Variable, ...]  # the values of a step that `deferred` needs
    _urgent: tuple[Equation, ...]
    _deferred: tuple[Equation, ...]

    @property
    def residual_bytes(self) -> int:
        """The residuals' size, for one step."""
        return sum(shape.size * shape.dtype.itemsize for shape in self.residual_shapes)

    @property
    def residual_shapes(self) -> list[jax.ShapeDtypeStruct]:
        """Shape and dtype of each residual, for one step."""
        return [shape_of(variable) for variable in self.residuals]

    def urgent(self, *operands: Any) -> tuple[list[Any], list[Any]]:
        """The urgent results, and the residuals."""
        values = self._inputs(operands)
        run_equations(self._urgent, values)
        return self._results(values, urgent=True), [values[v] for v in self.residuals]

    def deferred(self, operands: Sequence[Any], residuals: Sequence[Any]) -> list[Any]:
        """The other results; only the invariant ones of `operands` are read."""
        values = self._inputs(operands)
        values.update(zip(self.residuals, residuals, strict=True))
        run_equations(self._deferred, values)
        return self._results(values, urgent=False)

    def reads(self, operands: Iterable[int]) -> bool:
        """Whether any of these operands, by number, is used at all."""
        inputs = self.captured.jaxpr.jaxpr.invars
        chosen = {inputs[number] for number in operands}
        equations = (*self._urgent, *self._deferred)
        return bool(chosen.intersection(v for e in equations for v in variables_in(e.invars)))

    def _inputs(self, operands: Sequence[Any]) -> dict[Any, Any]:
        jaxpr = self.captured.jaxpr
        inputs = (*jaxpr.jaxpr.constvars, *jaxpr.jaxpr.invars)
        return dict(zip(inputs, (*jaxpr.consts, *operands), strict=True))

    def _results(self, values: dict[Any, Any], *, urgent: bool) -> list[Any]:
        results: Sequence[Any] = self.captured.jaxpr.jaxpr.outvars
        wanted = zip(results, self.is_urgent, strict=True)
        return [value_of(result, values) for result, now in wanted if now == urgent]


def split_step(captured: Captured, urgent: Sequence[bool], invariant: Sequence[bool]) -> SplitStep:
    """Split a captured function so that the urgent half is as small as it can be.

    Args:
        captured: the function.
        urgent: for each flat result, whether the next step needs it.
        invariant: for each flat operand, whether it is the same at every step. What follows from
            invariant operands alone is computed again in the deferred half, not kept.
    """
    jaxpr = captured.jaxpr.jaxpr
    now = [r for r, wanted in zip(jaxpr.outvars, urgent, strict=True) if wanted]
    then = [r for r, wanted in zip(jaxpr.outvars, urgent, strict=True) if not wanted]
    first = _needed(now, jaxpr.eqns, stop=set())

    fixed = {v for v, same in zip(jaxpr.invars, invariant, strict=True) if same}
    fixed.update(jaxpr.constvars)
    for equation in jaxpr.eqns:
        if fixed.issuperset(variables_in(equation.invars)):
            fixed.update(equation.outvars)
    available = {v for e in first for v in e.outvars} - fixed
    second = _needed(then, jaxpr.eqns, stop=available)

    computed = {v for e in second for v in e.outvars}
    read = {*variables_in(then), *(v for e in second for v in variables_in(e.invars))} - computed
    changing = available | (set(jaxpr.invars) - fixed)
    candidates = (*jaxpr.invars, *(v for e in first for v in e.outvars))
    residuals = tuple(v for v in candidates if v in changing and v in read)
    return SplitStep(captured, tuple(urgent), residuals, tuple(first), tuple(second))


def _needed(
    results: Iterable[Any], equations: Sequence[Equation], stop: set[Variable]
) -> list[Equation]:
    """The equations that lead to `results`, in order, without those behind variables in `stop`."""
    wanted = set(variables_in(results)) - stop
    found: list[Equation] = []
    for equation in reversed(equations):
        if wanted.intersection(equation.outvars):
            found.append(equation)
            wanted.update(set(variables_in(equation.invars)) - stop)
    return found[::-1]
