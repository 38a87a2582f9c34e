"""Gradients against finite differences, which know nothing of them, number by number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.graph.graph import Node
from glassnet.tracing.compiled_graph import Program
from glassnet.tracing.finite_differences import SMOOTH, Quotients, quotients
from glassnet.tracing.subject import Subject

AGREES_IN_DOUBLE = 1e-6  # relative to the largest gradient of the parameter
# By the narrowest floats that anything is computed in.
AGREES = {
    np.dtype(jnp.bfloat16): 1e-1,
    np.dtype(jnp.float16): 2e-2,
    np.dtype(jnp.float32): 1e-4,
    np.dtype(jnp.float64): AGREES_IN_DOUBLE,
}
SMALL = 1e-3  # of all gradients' largest: a parameter whose own are smaller is measured by it


class Reason(StrEnum):
    """Why no agreement is to be expected of a number."""

    KINK = "kink"  # of a relu or a maximum, within the step
    NOT_FINITE = "not finite"  # the loss, a quotient of it or the gradient
    PRECISION = "precision"  # the loss is so large that its rounding hides the difference
    ROUNDED = "rounded"  # computed in float64 the gradient agrees: few bits made the difference
    OWN_RULE = "own rule"  # the gradient is stopped, or a function has a rule of its own for it


@dataclass(frozen=True)
class Agreement:
    """How one parameter's gradient compares.

    numbers: how many were compared, of how many there are. worst: the largest difference of those
    (of those that do not agree, if there are any), relative to the parameter's largest gradient.
    at: where, an index. gradient, difference: both numbers there. reasons: of how many numbers
    which one tells why they do not agree; but for an own rule, whose numbers differ, these do not
    count as compared. agrees: None if none was compared.
    by_rules: of a formula's letter, its derivative by `gn.derive`, which has to agree as well; None
    where there is none.
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
        """At how many numbers a kink lies within the step."""
        return self.reasons.get(Reason.KINK, 0)


def check_gradients(
    subject: Subject,
    gradients: Mapping[str, NDArray[Any]],
    *,
    most: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Agreement]:
    """Each parameter's gradient against central differences of the loss in float64.

    most: of a parameter with more numbers so many, evenly chosen; None for all. progress: called
    with the numbers done and their count.
    """
    names = [node.name for node in subject.program.graph.inputs]
    sizes = {name: gradients[name].size for name in subject.parameters}
    chosen = {name: _chosen(size, most) for name, size in sizes.items() if size}
    if not chosen:
        return []
    ends = np.cumsum([gradients[name].size for name in chosen])
    starts = dict(zip(chosen, [0, *ends[:-1].tolist()], strict=True))
    places = np.concatenate([starts[name] + chosen[name] for name in chosen])
    with jax.enable_x64(True):
        inputs = list(map(_doubled, subject.inputs, subject.program.graph.inputs))
        moved = [names.index(name) for name in chosen]
        found = quotients(subject.program.exact, moved, inputs, places, progress)
    floats = {np.dtype(node.dtype) for node in subject.program.graph.nodes if node.is_float}
    tolerance = max(AGREES.get(each, 0.0) for each in floats)
    least = max(SMALL, tolerance) * _largest(found.slope)
    parts = found.split(np.cumsum([len(each) for each in chosen.values()])[:-1])
    finer = _InDouble(subject.program, inputs)
    return [
        _agreement(finer, name, gradients[name], chosen[name], tolerance, least, part)
        for name, part in zip(chosen, parts, strict=True)
    ]


@dataclass(frozen=True, eq=False)
class _InDouble:
    """What a program's gradients are in float64, computed when somebody asks. inputs: in float64.

    A gradient in few bits may lie on the other side of a relu's kink than the loss in float64 does:
    what differs is no measure of whether its rules are right.
    """

    program: Program
    inputs: Sequence[Any]

    def gradient(self, name: str) -> NDArray[np.float64] | None:
        """Of a parameter; None where there is no other than the program's own."""
        return self._gradients.get(name)

    @cached_property
    def _gradients(self) -> dict[str, NDArray[np.float64]]:
        program = self.program.in_float64
        if program is None:
            return {}
        _, found = program.run(self.inputs)
        return {
            node.name: np.asarray(found[node]) for node in program.graph.inputs if node in found
        }


def _agreement(
    finer: _InDouble,
    name: str,
    gradient: NDArray[Any],
    places: NDArray[Any],
    tolerance: float,
    least: float,
    found: Quotients,
) -> Agreement:
    """Of the numbers at `places`. least: what they are compared with if all of them are smaller."""
    ours = gradient.reshape(-1)[places].astype(np.float64)
    finite = found.finite & np.isfinite(ours)
    largest = max(_largest(found.slope), least) or 1.0
    rounding = found.rounding
    with np.errstate(invalid="ignore"):  # of what is not finite
        difference = np.abs(ours - found.slope)
        kinked, moved = found.kinked(largest * SMOOTH), found.moved(largest * SMOOTH)
        beyond = difference - found.error - tolerance * largest
    hidden = (beyond > 0) & (beyond <= rounding)
    why = np.select(
        [~finite, kinked | (moved > rounding), (moved > 0) | hidden],
        [Reason.NOT_FINITE.value, Reason.KINK.value, Reason.PRECISION.value],
        default="",
    )
    wrong = (why == "") & (beyond > 0)
    exact = finer.gradient(name) if wrong.any() else None
    if exact is not None:
        apart = np.abs(exact.reshape(-1)[places] - found.slope) - found.error - rounding
        why = np.where(wrong & (apart <= AGREES_IN_DOUBLE * largest), Reason.ROUNDED.value, why)
    compared = why == ""
    wrong &= compared
    if wrong.any() and finer.program.has_own_rule:
        why = np.where(wrong, Reason.OWN_RULE.value, why)
    shown = wrong if wrong.any() else compared
    worst = int(np.argmax(np.where(shown, difference, -1.0)))
    return Agreement(
        parameter=name,
        numbers=int(compared.sum()),
        of=gradient.size,
        worst=float(difference[worst]) / largest if compared.any() else 0.0,
        at=tuple(int(i) for i in np.unravel_index(places[worst], gradient.shape)),
        gradient=float(ours[worst]),
        difference=float(found.slope[worst]),
        agrees=not wrong.any() if compared.any() else None,
        reasons={each: int((why == each.value).sum()) for each in Reason if each.value in why},
    )


def _largest(numbers: NDArray[Any]) -> float:
    """Of those that are finite, in size."""
    return float(np.max(np.abs(numbers), where=np.isfinite(numbers), initial=0.0))


def _chosen(size: int, most: int | None) -> NDArray[np.int64]:
    if most is None or size <= most:
        return np.arange(size)
    return np.unique(np.linspace(0, size - 1, most).astype(np.int64))


def _doubled(value: Any, node: Node) -> Any:
    """Floats in float64, whole numbers as what was captured takes them, random keys as they are."""
    if not jnp.issubdtype(node.dtype, np.generic):
        return value
    return jnp.asarray(np.asarray(value), np.float64 if node.is_float else node.dtype)
