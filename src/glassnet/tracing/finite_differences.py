"""Central differences of a loss in float64, with a step for each number that fits its curvature."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.flatten_util import ravel_pytree
from numpy.typing import NDArray

# The error of a difference is h² f''' / 6 and rounding ε f / h: the cube root of ε balances both
# where f is of the size of f'''.
STEP = float(np.cbrt(np.finfo(np.float64).eps))
# Where the loss curves within a step that is too long, so many bits shorter: ln(x) at 1e-5.
SHORTER = (7, 14, 21)
# Differences with h and h/2 that are further apart than this stand on two sides of a kink.
SMOOTH = 1e-4
CURVED = 0.05  # of the slope: by so much the one-sided differences may be apart
ROUNDING = 1e-8 * STEP  # of the loss, in the difference of two losses
BATCH = 64  # points that are computed together
MOST_COPIED = 2**24  # numbers: each point, moved five times, has the moved inputs as a whole

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Differences(NamedTuple):
    """Central differences of a loss by some numbers, [numbers] each."""

    full: Floats  # with the whole step
    half: Floats  # with half the step
    full_gap: Floats  # how far the one-sided differences of the whole step are apart
    half_gap: Floats  # of half the step
    loss: Floats  # at the point itself
    step: Floats  # the whole one

    @property
    def is_finite(self) -> Bools:
        """Whether the loss is finite, at the number and beside it."""
        return np.logical_and.reduce(np.isfinite(self))

    @property
    def slope(self) -> Floats:
        """Both steps combined so that their errors of h² cancel (Richardson)."""
        return self.half + (self.half - self.full) / 3

    @property
    def error(self) -> Floats:
        """A bound on the slope's error: as much as combining the steps has moved it."""
        return np.abs(self.half - self.full) / 3

    @property
    def rounding(self) -> Floats:
        """The error that the rounding of the loss may add to a slope."""
        return ROUNDING * np.abs(self.loss) / self.step

    def has_kink(self, scale: float = 0.0) -> Bools:
        """Whether the one-sided differences do not approach each other as the step is halved.

        scale: slopes are small beside this.
        """
        is_gap = self.half_gap > self._negligible(scale) + self.rounding
        return is_gap & (self.half_gap > 0.75 * self.full_gap)

    def roughness(self, scale: float = 0.0) -> Floats:
        """How much further the differences of both steps are apart than a smooth loss has them."""
        curvature = 0.01 * self.half_gap  # far above the error it makes, far below a kink's
        return np.abs(self.full - self.half) - self._negligible(scale) - curvature

    @property
    def is_smooth(self) -> Bools:
        """Whether the loss is smooth within the step."""
        return self.is_finite & ~self.has_kink() & (self.roughness() <= self.rounding)

    @property
    def is_curved(self) -> Bools:
        """Whether the slope changes within the step, so that both differences may be off alike."""
        return self.half_gap > CURVED * np.abs(self.half) + self.rounding

    def survives_rounding(self, bits: int = 0) -> Bools:
        """Whether with a step so many bits shorter rounding still hides nothing of the slope."""
        seen = np.abs(self.half) + (self.half_gap if bits else 0.0)
        return (self.rounding * 2.0**bits <= SMOOTH * seen) | ~np.isfinite(seen)

    def _negligible(self, scale: float) -> Floats:
        return SMOOTH * np.maximum(np.abs(self.half), scale)


def difference_program(
    loss: Callable[..., Any], moved: Sequence[int], options: Mapping[str, Any]
) -> Callable[..., Any]:
    """What `central_differences` computes of a loss and of its moved inputs, as one program.

    loss: a function of all inputs. moved: the inputs whose numbers are moved, by their place.
    options: `jax.jit`'s `compiler_options`.
    """
    return jax.jit(partial(_differences, loss, moved), compiler_options=dict(options))


def central_differences(
    program: Callable[..., Any],
    moved: Sequence[int],
    inputs: Sequence[Any],
    places: NDArray[np.int64],
    progress: Callable[[int, int], None] | None = None,
) -> Differences:
    """The differences of a loss by numbers of its inputs.

    Where the loss is not smooth within the step shorter ones are tried as far as rounding allows:
    it may curve quickly, or have a kink nearby. A kink at the number is seen with any step.

    Args:
        program: the `difference_program` of the loss and of `moved`.
        moved: the inputs whose numbers are moved, by their place.
        inputs: arrays.
        places: flat places in the moved inputs, one behind the other.
        progress: called with the numbers done and their count.
    """
    parameters = np.concatenate([np.ravel(inputs[number]) for number in moved])
    fitting = MOST_COPIED // (5 * len(parameters))
    batch = 1 if len(places) == 1 else max(1, min(BATCH, fitting))

    def computed(some: NDArray[np.int64], steps: Floats) -> Floats:
        # Padded to one length, so that one program computes all.
        pad = partial(np.pad, pad_width=(0, batch - len(some)), mode="edge")
        found = np.asarray(program(inputs, pad(some), pad(steps)))[:, : len(some)]
        return np.concatenate([found, steps[None]])

    # Powers of 2, so that what is added is exactly what is divided by.
    steps = np.ldexp(1.0, np.frexp(STEP * np.maximum(1.0, np.abs(parameters[places])))[1])
    rows = np.empty((len(Differences._fields), len(places)))
    for some in _batches(np.arange(len(places)), batch):
        rows[:, some] = computed(places[some], steps[some])
        if progress is not None:
            progress(int(some[-1]) + 1, len(places))
    with np.errstate(invalid="ignore"):  # of what is not finite
        for bits in SHORTER:
            found = Differences(*rows)
            again = (found.is_curved | ~found.is_smooth) & np.isfinite(found.loss)
            again &= found.survives_rounding(bits)
            for some in _batches(np.flatnonzero(again), batch):
                shorter = computed(places[some], np.ldexp(steps[some], -bits))
                better = Differences(*shorter)
                good = better.is_smooth & better.survives_rounding()
                rows[:, some[good]] = shorter[:, good]
    return Differences(*rows)


def _batches(numbers: NDArray[np.int64], size: int) -> Iterator[NDArray[np.int64]]:
    return (numbers[first : first + size] for first in range(0, len(numbers), size))


def _differences(
    loss: Callable[..., Any], moved: Sequence[int], inputs: Sequence[Any], places: Any, steps: Any
) -> Any:
    """[5, places]: the fields of `Differences` but the step."""
    parameters, back = ravel_pytree([inputs[number] for number in moved])

    def loss_at(place: Any, shift: Any) -> Any:
        arrays = list(inputs)
        for number, value in zip(moved, back(parameters.at[place].add(shift)), strict=True):
            arrays[number] = value
        return loss(*arrays)

    # One loss, batched: written five times it would take five times as long to compile.
    shifts = steps[:, None] * jnp.array([0.0, 1.0, -1.0, 0.5, -0.5])
    try:
        losses = jax.vmap(jax.vmap(loss_at, (None, 0)))(places, shifts)
    except NotImplementedError:  # an operation that JAX cannot batch
        along = lambda place, row: lax.map(lambda shift: loss_at(place, shift), row)
        losses = lax.map(lambda each: along(*each), (places, shifts))
    here, *sides = losses.T
    rows: list[Any] = []
    for by, plus, minus in ((steps, sides[0], sides[1]), (steps / 2, sides[2], sides[3])):
        right, left = plus - here, here - minus
        rows.append(((right + left) / (2 * by), jnp.abs(right - left) / by))
    (full, full_gap), (half, half_gap) = rows
    return jnp.stack([full, half, full_gap, half_gap, here])
