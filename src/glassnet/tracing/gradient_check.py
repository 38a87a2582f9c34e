"""Gradients against finite differences of the loss, number by number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.graph.graph import Node
from glassnet.tracing.finite_differences import SMOOTH, Differences, central_differences
from glassnet.tracing.subject import CompiledGraph, Subject
from glassnet.tracing.tables import as_html, checks_table

# Relative to the parameter's largest gradient, by the narrowest floats that are computed with.
FLOAT64_TOLERANCE = 1e-6
TOLERANCES = {
    np.dtype(jnp.bfloat16): 1e-1,
    np.dtype(jnp.float16): 2e-2,
    np.dtype(jnp.float32): 1e-4,
    np.dtype(jnp.float64): FLOAT64_TOLERANCE,
}
SMALL = 1e-3  # of all parameters' largest gradient: what smaller ones are measured by


class Reason(StrEnum):
    """Why a gradient and a difference need not agree."""

    KINK = "kink"  # of a relu or a maximum, within the step
    NOT_FINITE = "not finite"  # the loss, the difference or the gradient
    PRECISION = "precision"  # the loss is so large that its rounding hides the difference
    ROUNDED = "rounded"  # computed in float64 the gradient agrees
    OWN_RULE = "own rule"  # the gradient is stopped, or a function has a custom derivative


@dataclass(frozen=True)
class GradientCheck:
    """How one parameter's gradient compares with finite differences.

    Attributes:
        parameter: name of the parameter.
        numbers: how many of its numbers were compared.
        of: how many numbers it has.
        worst: the largest difference among those compared (among those that disagree, if any do),
            relative to the parameter's largest gradient.
        at: index of the largest difference.
        gradient: the gradient at that index.
        difference: the finite difference at that index.
        agrees: whether all compared numbers agree; None if none was compared.
        reasons: for each reason, how many numbers need not agree. They do not count as compared,
            except under a custom gradient rule, which makes the gradient a different one.
        by_rules: a formula letter's derivative by `gn.derive`, which has to agree too; else None.
    """

    parameter: str
    numbers: int
    of: int
    worst: float
    at: tuple[int, ...]
    gradient: float
    difference: float
    agrees: bool | None
    reasons: Mapping[Reason, int] = field(default_factory=dict[Reason, int])
    by_rules: float | None = None

    @property
    def kinks(self) -> int:
        """How many numbers have a kink within the step."""
        return self.reasons.get(Reason.KINK, 0)

    def _repr_html_(self) -> str:
        return as_html(checks_table([self]))


class GradientChecks(list[GradientCheck]):
    """The checks of all parameters; a notebook shows them as a table."""

    def _repr_html_(self) -> str:
        return as_html(checks_table(self))


def check_gradients(
    subject: Subject,
    gradients: Mapping[str, NDArray[Any]],
    *,
    most: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> GradientChecks:
    """Compare each parameter's gradient with central differences of the loss in float64.

    Args:
        subject: the loss at one point.
        gradients: the gradients to check, by parameter.
        most: how many numbers of each parameter to check, evenly chosen; None for all.
        progress: called with the numbers done and their count.
    """
    graph = subject.compiled.graph
    names = [node.name for node in graph.inputs]
    sizes = {name: gradients[name].size for name in subject.parameters}
    chosen = {
        name: np.linspace(0, size - 1, min(size, most or size)).astype(np.int64)
        for name, size in sizes.items()
        if size
    }
    if not chosen:
        return GradientChecks()
    starts = np.cumsum([0, *(sizes[name] for name in chosen)])[:-1]
    places = np.concatenate(list(map(np.add, starts, chosen.values())))
    with jax.enable_x64(True):
        inputs = list(map(_widened, subject.inputs, graph.inputs))
        moved = [names.index(name) for name in chosen]
        program = subject.compiled.difference_program(tuple(moved))
        found = central_differences(program, moved, inputs, places, progress)
    floats = {np.dtype(node.dtype) for node in graph.nodes if node.is_float}
    tolerance = max(TOLERANCES.get(each, 0.0) for each in floats)
    exact = cache(partial(_float64_gradients, subject.compiled, inputs))
    ends = np.cumsum([len(each) for each in chosen.values()])[:-1]
    parts = zip(*(np.split(row, ends) for row in found), strict=True)
    with np.errstate(invalid="ignore"):  # of what is not finite
        least = max(SMALL, tolerance) * _largest(found.slope)
        check = partial(_check, subject.compiled, exact, tolerance, least)
        return GradientChecks(
            check(name, gradients[name], chosen[name], Differences(*part))
            for name, part in zip(chosen, parts, strict=True)
        )


def differences(subject: Subject, name: str, indices: Sequence[tuple[int, ...]]) -> Differences:
    """The central differences of the loss in float64 by some numbers of a parameter, [indices]."""
    graph = subject.compiled.graph
    number = [node.name for node in graph.inputs].index(name)
    shape = graph.inputs[number].shape
    places = np.array([np.ravel_multi_index(index, shape) for index in indices])
    with jax.enable_x64(True):
        inputs = list(map(_widened, subject.inputs, graph.inputs))
        program = subject.compiled.difference_program((number,))
        return central_differences(program, [number], inputs, places)


def _float64_gradients(
    compiled: CompiledGraph, inputs: Sequence[Any]
) -> dict[str, NDArray[np.float64]]:
    """The gradients in float64 at the same inputs; none if the computation is in float64 anyway.

    In few bits a relu may stand on the other side of its kink than it does in float64: such a
    difference says nothing about whether the rules are right.
    """
    finer = compiled.in_float64
    if finer is None:
        return {}
    _, found = finer.run(inputs)
    return {node.name: np.asarray(found[node]) for node in finer.graph.inputs if node in found}


def _check(
    compiled: CompiledGraph,
    float64_gradients: Callable[[], Mapping[str, NDArray[np.float64]]],
    tolerance: float,
    least: float,
    name: str,
    gradient: NDArray[Any],
    places: NDArray[Any],
    found: Differences,
) -> GradientCheck:
    """Check the numbers at `places`. least: the smallest gradient that errors are relative to."""
    ours = gradient.reshape(-1)[places].astype(np.float64)
    largest = max(_largest(found.slope), least) or 1.0
    rounding = found.rounding
    difference = np.abs(ours - found.slope)
    beyond = difference - found.error - tolerance * largest
    is_finite = found.is_finite & np.isfinite(ours)
    has_kink, roughness = found.has_kink(largest * SMOOTH), found.roughness(largest * SMOOTH)
    hidden = (beyond > 0) & (beyond <= rounding)
    reason = np.select(
        [~is_finite, has_kink | (roughness > rounding), (roughness > 0) | hidden],
        [Reason.NOT_FINITE.value, Reason.KINK.value, Reason.PRECISION.value],
        default="",
    )
    wrong = (reason == "") & (beyond > 0)
    exact = float64_gradients().get(name) if wrong.any() else None
    if exact is not None:
        apart = np.abs(exact.reshape(-1)[places] - found.slope) - found.error - rounding
        is_rounded = wrong & (apart <= FLOAT64_TOLERANCE * largest)
        reason = np.where(is_rounded, Reason.ROUNDED.value, reason)
    compared = reason == ""
    wrong &= compared
    if wrong.any() and compiled.has_special_gradient:
        reason = np.where(wrong, Reason.OWN_RULE.value, reason)
    shown = wrong if wrong.any() else compared
    worst = int(np.argmax(np.where(shown, difference, -1.0)))
    return GradientCheck(
        parameter=name,
        numbers=int(compared.sum()),
        of=gradient.size,
        worst=float(difference[worst]) / largest if compared.any() else 0.0,
        at=tuple(int(i) for i in np.unravel_index(places[worst], gradient.shape)),
        gradient=float(ours[worst]),
        difference=float(found.slope[worst]),
        agrees=not wrong.any() if compared.any() else None,
        reasons={each: int((reason == each).sum()) for each in Reason if each in reason},
    )


def _largest(numbers: NDArray[Any]) -> float:
    """The largest size among the finite ones."""
    return float(np.max(np.abs(numbers), where=np.isfinite(numbers), initial=0.0))


def _widened(value: Any, node: Node) -> Any:
    """Floats in float64, integers as they were captured, random keys as they are."""
    if not jnp.issubdtype(node.dtype, np.generic):
        return value
    return jnp.asarray(np.asarray(value), np.float64 if node.is_float else node.dtype)
