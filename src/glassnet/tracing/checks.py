"""Gradients against finite differences, which know nothing of them, number by number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from numpy.typing import NDArray

from glassnet.graph.graph import Node
from glassnet.tracing.subject import Subject

# A quotient's error is h² f''' / 6 and rounding ε f / h: the cube root of ε balances both.
STEP = float(np.cbrt(np.finfo(np.float64).eps))
AGREES = 1e-4  # relative to the largest gradient of the parameter, which is computed in float32
AGREES_IN_DOUBLE = 1e-6
# Quotients of h and h/2 that are further apart than this stand on two sides of a kink.
SMOOTH = 1e-4
SMALL = 1e-3  # of all gradients' largest: a parameter whose own are smaller is measured by it
ROUNDING = 1e-8  # of the loss, in a quotient of two such steps' differences
AT_ONCE = 64  # points that are computed together


@dataclass(frozen=True)
class Agreement:
    """How one parameter's gradient compares.

    numbers: how many were compared, of how many there are. worst: the largest difference, beyond
    what rounding and a bend make, relative to the parameter's largest gradient. at: where, an
    index. gradient, difference: both numbers there. kinks: at how many a kink (of a relu, a
    maximum) lies within the step, so that no agreement is to be expected; these do not count as
    compared. agrees: None if none was compared.
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
    kinks: int
    agrees: bool | None
    by_rules: float | None = None


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
    least = SMALL * float(np.max(np.abs(rows[1])))
    parts = np.split(rows, np.cumsum([len(each) for each in chosen.values()])[:-1], axis=1)
    return [
        _agreement(name, gradients[name], chosen[name], least, *part)
        for name, part in zip(chosen, parts, strict=True)
    ]


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

    return jax.vmap(at, out_axes=1)(places)


def _agreement(
    name: str,
    gradient: NDArray[Any],
    places: NDArray[Any],
    least: float,
    wide: NDArray[Any],
    narrow: NDArray[Any],
    wide_gap: NDArray[Any],
    narrow_gap: NDArray[Any],
    loss: NDArray[Any],
) -> Agreement:
    """Of the numbers at `places`. least: what they are compared with if all of them are smaller.
    The others are rows of `_quotients`."""
    tolerance = AGREES_IN_DOUBLE if gradient.dtype == np.float64 else AGREES
    ours = gradient.reshape(-1)[places].astype(np.float64)
    largest = max(float(np.max(np.abs(narrow), initial=0.0)), least) or 1.0
    bend = 0.01 * narrow_gap  # far above the error that a bend makes, far below a kink's
    unsure = SMOOTH * np.maximum(np.abs(narrow), largest * SMOOTH)
    # Right and left draw together as the step does, by its half, but where a kink is in the middle.
    kinked = (narrow_gap > 0.75 * wide_gap) & (narrow_gap > unsure + ROUNDING * np.abs(loss))
    smooth = (np.abs(wide - narrow) <= unsure + bend) & ~kinked
    beyond = np.abs(ours - narrow) - bend - ROUNDING * np.abs(loss)
    apart = np.where(smooth, np.maximum(0.0, beyond) / largest, -1.0)
    worst = int(np.argmax(apart))
    return Agreement(
        parameter=name,
        numbers=int(smooth.sum()),
        of=gradient.size,
        worst=max(0.0, float(apart[worst])),
        at=tuple(int(i) for i in np.unravel_index(places[worst], gradient.shape)),
        gradient=float(ours[worst]),
        difference=float(narrow[worst]),
        kinks=int((~smooth).sum()),
        agrees=bool(np.all(apart <= tolerance)) if smooth.any() else None,
    )


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
