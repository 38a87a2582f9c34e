"""Difference quotients of a loss in float64, with a step for each number by how fast it bends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.flatten_util import ravel_pytree
from numpy.typing import NDArray

# A quotient's error is h² f''' / 6 and rounding ε f / h: the cube root of ε balances both where f
# is of the size of f'''.
STEP = float(np.cbrt(np.finfo(np.float64).eps))
# Where a loss bends within a step that is too long, so many bits shorter: ln(x) at 1e-5.
SHORTER = (7, 14, 21)
# Quotients of h and h/2 that are further apart than this stand on two sides of a kink.
SMOOTH = 1e-4
BENT = 0.05  # of a slope: by so much the sides of a step may differ
ROUNDING = 1e-8 * STEP  # of the loss, in a difference of two losses
ROWS = 6
AT_ONCE = 64  # points that are computed together


@dataclass(frozen=True, eq=False)
class Quotients:
    """Central differences at some numbers. rows: [6, numbers]: those with the full and with half
    the step, how far those to the right and to the left are apart with each, the loss, the step."""

    rows: NDArray[np.float64]

    def split(self, ends: NDArray[np.int64]) -> list[Quotients]:
        """Parts, cut at `ends`."""
        return [Quotients(part) for part in np.split(self.rows, ends, axis=1)]

    @property
    def finite(self) -> NDArray[np.bool_]:
        """Whether the loss is, at the number and beside it."""
        return np.logical_and.reduce(np.isfinite(self.rows))

    @property
    def finite_here(self) -> NDArray[np.bool_]:
        """Whether the loss is at the number itself."""
        return np.isfinite(self.rows[4])

    @property
    def slope(self) -> NDArray[np.float64]:
        """With both steps' errors of h² taken from each other (Richardson)."""
        wide, narrow, *_ = self.rows
        with np.errstate(invalid="ignore"):  # of what is not finite
            return narrow + (narrow - wide) / 3

    @property
    def error(self) -> NDArray[np.float64]:
        """What a slope may be off by: as much as one step's error has moved it."""
        with np.errstate(invalid="ignore"):  # of what is not finite
            return np.abs(self.rows[1] - self.rows[0]) / 3

    @property
    def rounding(self) -> NDArray[np.float64]:
        """What of a slope the rounding of the loss may be."""
        *_, loss, step = self.rows
        return ROUNDING * np.abs(loss) / step

    @property
    def bend(self) -> NDArray[np.float64]:
        """Far above the error that a bend makes, far below a kink's."""
        return 0.01 * self.rows[3]

    def kinked(self, least: float = 0.0) -> NDArray[np.bool_]:
        """Whether right and left do not draw together as the step does, by its half.

        least: what slopes are small beside.
        """
        _, _, wide_gap, narrow_gap, *_ = self.rows
        return (narrow_gap > 0.75 * wide_gap) & (narrow_gap > self._unsure(least) + self.rounding)

    def moved(self, least: float = 0.0) -> NDArray[np.float64]:
        """How much further the steps' quotients are apart than a smooth loss has them."""
        wide, narrow, *_ = self.rows
        with np.errstate(invalid="ignore"):  # of what is not finite
            return np.abs(wide - narrow) - self._unsure(least) - self.bend

    def _unsure(self, least: float) -> NDArray[np.float64]:
        return SMOOTH * np.maximum(np.abs(self.rows[1]), least)

    @property
    def smooth(self) -> NDArray[np.bool_]:
        """Whether the loss is, within the step."""
        return self.finite & ~self.kinked() & (self.moved() <= self.rounding)

    @property
    def bends(self) -> NDArray[np.bool_]:
        """Whether the slope is another one within the step: both quotients may be off alike."""
        _, narrow, _, gap, *_ = self.rows
        return gap > BENT * np.abs(narrow) + self.rounding

    def tells(self, bits: int = 0) -> NDArray[np.bool_]:
        """Whether rounding would hide nothing of the slopes with a step so many bits shorter."""
        _, narrow, _, gap, *_ = self.rows
        seen = np.abs(narrow) + (gap if bits else 0.0)
        return (self.rounding * 2.0**bits <= SMOOTH * seen) | ~np.isfinite(seen)


def quotients(
    loss: Callable[..., Any],
    moved: Sequence[int],
    inputs: Sequence[Any],
    places: NDArray[np.int64],
    progress: Callable[[int, int], None] | None = None,
) -> Quotients:
    """Of a loss by the numbers at `places` of some inputs, one behind the other as one row.

    moved: which inputs those are. progress: called with the numbers done and their count. Where the
    loss is not smooth within the step, shorter ones are tried, as long as rounding allows them: it
    may bend quickly, and a kink may be further off; one that is right there is seen with any step.
    """
    parameters = np.concatenate([np.ravel(inputs[number]) for number in moved])
    compiled = jax.jit(partial(_quotients, loss, moved))

    def computed(some: NDArray[np.int64], steps: NDArray[np.float64]) -> NDArray[np.float64]:
        # Of one length, so that one program computes all.
        pad = partial(np.pad, pad_width=(0, AT_ONCE - len(some)), mode="edge")
        found = np.asarray(compiled(inputs, pad(some), pad(steps)))[:, : len(some)]
        return np.concatenate([found, steps[None]])

    # Powers of 2, so that what is added is what is divided by.
    steps = np.ldexp(1.0, np.frexp(STEP * np.maximum(1.0, np.abs(parameters[places])))[1])
    rows = np.empty((ROWS, len(places)))
    for some in _portions(np.arange(len(places))):
        rows[:, some] = computed(places[some], steps[some])
        if progress is not None:
            progress(int(some[-1]) + 1, len(places))
    for bits in SHORTER:
        found = Quotients(rows)
        again = found.finite_here & (found.bends | ~found.smooth) & found.tells(bits)
        for some in _portions(np.flatnonzero(again)):
            shorter = computed(places[some], np.ldexp(steps[some], -bits))
            good = Quotients(shorter).smooth & Quotients(shorter).tells()
            rows[:, some[good]] = shorter[:, good]
    return Quotients(rows)


def _portions(numbers: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    return (numbers[first : first + AT_ONCE] for first in range(0, len(numbers), AT_ONCE))


def _quotients(
    loss: Callable[..., Any], moved: Sequence[int], inputs: Sequence[Any], places: Any, steps: Any
) -> Any:
    """[5, places]: the rows of `Quotients` but the step."""
    parameters, back = ravel_pytree([inputs[number] for number in moved])

    def shifted(place: Any, by: Any) -> Any:
        given = list(inputs)
        for number, value in zip(moved, back(parameters.at[place].add(by)), strict=True):
            given[number] = value
        return loss(*given)

    def at(place: Any, h: Any) -> Any:
        here = shifted(place, 0.0)
        sides = [(by, shifted(place, by) - here, here - shifted(place, -by)) for by in (h, h / 2)]
        means = [(right + left) / (2 * by) for by, right, left in sides]
        return jnp.stack([*means, *(jnp.abs(right - left) / by for by, right, left in sides), here])

    try:
        return jax.vmap(at, out_axes=1)(places, steps)
    except NotImplementedError:  # an operation that JAX knows one by one alone
        return lax.map(lambda each: at(*each), (places, steps)).T
