"""What is done to weights and optimizer state with short rows, done to their numbers in one row.

Adam's step for a kernel [32, 10] took as long as for one [64, 32]: written out, a row of ten fills
no vector. XLA undoes a reshape around one operation; it cannot where a group of them is a call.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from glassnet.graph.capture import (
    Captured,
    Equation,
    Values,
    Variable,
    run_equations,
    shape_of,
    step_by_step,
    variables_in,
)
from glassnet.training.fusion.barrier import fusion_barrier
from glassnet.training.fusion.short_rows import has_short_rows, keeps_places

Shape = Sequence[int]


class Group(NamedTuple):
    """Elementwise operations on arrays of one shape that can be carried out one after another."""

    equations: Sequence[Equation]
    operands: Sequence[Variable]  # what they read of others
    results: Sequence[Variable]  # what others read of them


def in_one_row(captured: Captured) -> Callable[..., Any]:
    """The captured function, where operations on what it is given with short rows are flat."""
    jaxpr = captured.jaxpr.jaxpr
    plan = list(_plan(jaxpr.eqns, jaxpr.invars, jaxpr.outvars))
    return step_by_step(captured, plan, _run)


def _run(step: Equation | Group, values: Values) -> None:
    if isinstance(step, Group):
        _run_group(step, values)
    else:
        run_equations([step], values)


def _run_group(group: Group, values: Values) -> None:
    def rows(*operands: Any) -> list[Any]:
        inside: Values = dict(zip(group.operands, operands, strict=True))
        run_equations(group.equations, inside)
        return [inside[result] for result in group.results]

    given = [values[each] for each in group.operands]
    found: Any = fusion_barrier(rows)(*(each.reshape(-1) if each.ndim else each for each in given))
    for result, row in zip(group.results, found, strict=True):
        values[result] = row.reshape(shape_of(result).shape)


def _plan(
    equations: Sequence[Equation], given: Iterable[Variable], returned: Iterable[Any]
) -> Iterator[Equation | Group]:
    """The equations in an order in which each group's stand together."""
    state, kept = set(given), set(variables_in(returned))
    readers: dict[Variable, set[int]] = defaultdict(set)
    for equation in equations:
        for operand in variables_in(equation.invars):
            readers[operand].add(id(equation))
    levels = sorted(_levels(equations), key=lambda placed: placed.level)
    for _, alike in groupby(levels, key=lambda placed: placed.level):
        groups: dict[Shape, list[Equation]] = defaultdict(list)
        for _, shape, equation in alike:
            if shape is None:
                yield equation
            else:
                groups[shape].append(equation)
        for members in groups.values():
            inside = set(map(id, members))
            made = [equation.outvars[0] for equation in members]
            read = (each for equation in members for each in variables_in(equation.invars))
            operands = [each for each in dict.fromkeys(read) if each not in set(made)]
            if state.isdisjoint(operands):
                yield from members
            else:
                results = [each for each in made if each in kept or readers[each] - inside]
                yield Group(members, operands, results)


class _Placed(NamedTuple):
    level: int
    shape: Shape | None  # of the group that the equation may be in
    equation: Equation


def _levels(equations: Sequence[Equation]) -> Iterator[_Placed]:
    """Each equation's level: how often the way to it enters or leaves a group.

    So two operations of one shape and level have nothing but their group between them.
    """
    placed: dict[Variable, _Placed] = {}
    for equation in equations:
        shape, level = _shape(equation), 0
        for operand in variables_in(equation.invars):
            if before := placed.get(operand):
                is_inside = shape is not None and shape == before.shape
                level = max(level, before.level + (not is_inside))
        found = _Placed(level, shape, equation)
        placed.update(dict.fromkeys(equation.outvars, found))
        yield found


def _shape(equation: Equation) -> Shape | None:
    """The shape of an operation that may be in a group; None for others."""
    shape = shape_of(equation.outvars[0]).shape if equation.outvars else ()
    return shape if has_short_rows(shape) and keeps_places(equation) else None
