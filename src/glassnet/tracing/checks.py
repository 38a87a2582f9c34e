"""Gradients against finite differences, which know nothing of them, number by number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.flatten_util import ravel_pytree
from numpy.typing import NDArray

from glassnet.graph.graph import Node
from glassnet.tracing.program import Program
from glassnet.tracing.subject import Subject

# A quotient's error is h² f''' / 6 and rounding ε f / h: the cube root of ε balances both.
STEP = float(np.cbrt(np.finfo(np.float64).eps))
AGREES_IN_DOUBLE = 1e-6  # relative to the largest gradient of the parameter
# By the narrowest floats that anything is computed in.
AGREES = {
    np.dtype(jnp.bfloat16): 1e-1,
    np.dtype(jnp.float16): 2e-2,
    np.dtype(jnp.float32): 1e-4,
    np.dtype(jnp.float64): AGREES_IN_DOUBLE,
}
# Quotients of h and h/2 that are further apart than this stand on two sides of a kink.
SMOOTH = 1e-4
SMALL = 1e-3  # of all gradients' largest: a parameter whose own are smaller is measured by it
ROUNDING = 1e-8  # of the loss, in a quotient of two such steps' differences
AT_ONCE = 64  # points that are computed together


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
        quotients = jax.jit(partial(_quotients, subject.program.exact, moved))
        found: list[NDArray[Any]] = []
        for first in range(0, len(places), AT_ONCE):
            some = places[first : first + AT_ONCE]
            found.append(np.asarray(quotients(inputs, _padded(some)))[:, : len(some)])
            if progress is not None:
                progress(first + len(some), len(places))
    rows = np.concatenate(found, axis=1)
    floats = {np.dtype(node.dtype) for node in subject.program.graph.nodes if node.is_float}
    tolerance = max(AGREES.get(each, 0.0) for each in floats)
    least = max(SMALL, tolerance) * _largest(rows[1])
    parts = np.split(rows, np.cumsum([len(each) for each in chosen.values()])[:-1], axis=1)
    finer = _InDouble(subject.program, inputs)
    return [
        _agreement(finer, name, gradients[name], chosen[name], tolerance, least, *part)
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
        program = self.program.in_double
        if program is None:
            return {}
        _, found = program.run(self.inputs)
        return {
            node.name: np.asarray(found[node]) for node in program.graph.inputs if node in found
        }


def _quotients(
    loss: Callable[..., Any], moved: Sequence[int], inputs: Sequence[Any], places: Any
) -> Any:
    """[5, places]: central differences with the full and with half the step, how far those to the
    right and to the left are apart with each, and the loss.

    moved: which inputs are parameters, one behind the other as one row of numbers.
    """
    parameters, back = ravel_pytree([inputs[number] for number in moved])

    def shifted(place: Any, by: Any) -> Any:
        given = list(inputs)
        for number, value in zip(moved, back(parameters.at[place].add(by)), strict=True):
            given[number] = value
        return loss(*given)

    def at(place: Any) -> Any:
        h = STEP * jnp.maximum(1.0, jnp.abs(parameters[place]))
        here = shifted(place, 0.0)
        sides = [(by, shifted(place, by) - here, here - shifted(place, -by)) for by in (h, h / 2)]
        means = [(right + left) / (2 * by) for by, right, left in sides]
        return jnp.stack([*means, *(jnp.abs(right - left) / by for by, right, left in sides), here])

    try:
        return jax.vmap(at, out_axes=1)(places)
    except NotImplementedError:  # an operation that JAX knows one by one alone
        return lax.map(at, places).T


def _agreement(
    finer: _InDouble,
    name: str,
    gradient: NDArray[Any],
    places: NDArray[Any],
    tolerance: float,
    least: float,
    wide: NDArray[Any],
    narrow: NDArray[Any],
    wide_gap: NDArray[Any],
    narrow_gap: NDArray[Any],
    loss: NDArray[Any],
) -> Agreement:
    """Of the numbers at `places`. least: what they are compared with if all of them are smaller.
    The last five are rows of `_quotients`."""
    ours = gradient.reshape(-1)[places].astype(np.float64)
    finite = np.isfinite([ours, wide, narrow, wide_gap, narrow_gap, loss]).all(axis=0)
    largest = max(_largest(narrow), least) or 1.0
    rounding = ROUNDING * np.abs(loss)
    with np.errstate(invalid="ignore"):  # of what is not finite
        difference = np.abs(ours - narrow)
        bend = 0.01 * narrow_gap  # far above the error that a bend makes, far below a kink's
        unsure = SMOOTH * np.maximum(np.abs(narrow), largest * SMOOTH)
        # Right and left draw together as the step does, by its half, but where a kink is between.
        kinked = (narrow_gap > 0.75 * wide_gap) & (narrow_gap > unsure + rounding)
        moved = np.abs(wide - narrow) - unsure - bend
        beyond = difference - bend - tolerance * largest
    hidden = (beyond > 0) & (beyond <= rounding)
    why = np.select(
        [~finite, kinked | (moved > rounding), (moved > 0) | hidden],
        [Reason.NOT_FINITE.value, Reason.KINK.value, Reason.PRECISION.value],
        default="",
    )
    wrong = (why == "") & (beyond > 0)
    exact = finer.gradient(name) if wrong.any() else None
    if exact is not None:
        apart = np.abs(exact.reshape(-1)[places] - narrow) - bend - rounding
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
        difference=float(narrow[worst]),
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


def _padded(places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of one length, so that one program computes all."""
    return np.pad(places, (0, AT_ONCE - len(places)), mode="edge")


def _doubled(value: Any, node: Node) -> Any:
    """Floats in float64, whole numbers as what was captured takes them, random keys as they are."""
    if not jnp.issubdtype(node.dtype, np.generic):
        return value
    return jnp.asarray(np.asarray(value), np.float64 if node.is_float else node.dtype)
