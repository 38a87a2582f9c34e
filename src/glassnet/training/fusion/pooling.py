"""The gradient of a max pooling whose windows do not overlap.

XLA scatters it number by number, 10 ns each: a third of a small convolutional network's step.
"""

from __future__ import annotations

import itertools
import math
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from glassnet.training.fusion.barrier import isolated


def max_pooling_gradient(params: Any, cotangent: Any, pictures: Any) -> Any:
    """Rule for `select_and_scatter_add`: the same bits for windows side by side; others stay.

    A number that no other is added to goes where its window's first largest number is.
    """
    windows, strides = params["window_dimensions"], params["window_strides"]
    side_by_side = windows == strides and not any(map(any, params["padding"]))
    if not side_by_side or params["select_prim"] is not lax.ge_p:
        return NotImplemented
    starts = list(itertools.product(*map(range, windows)))

    def places(pictures: jax.Array) -> jax.Array:
        """Which number of each window is the largest, by XLA's own comparisons (for NaN too)."""
        chosen, place = None, jnp.zeros(cotangent.shape, jnp.int32)
        for number, start in enumerate(starts):
            stop = [
                first + (length - 1) * stride + 1
                for first, length, stride in zip(start, cotangent.shape, strides, strict=True)
            ]
            found = lax.slice(pictures, start, stop, strides)
            if chosen is None:
                chosen = found
                continue
            kept = chosen >= found
            chosen, place = jnp.where(kept, chosen, found), jnp.where(kept, place, number)
        return place

    pairs = [(length, 1) for length in cotangent.shape]
    wide = lambda a: a.reshape(tuple(itertools.chain(*pairs)))
    numbers = jnp.arange(math.prod(windows)).reshape([s for w in windows for s in (1, w)])

    def spread(place: jax.Array, cotangent: jax.Array) -> jax.Array:
        covered = [n * w for n, w in zip(cotangent.shape, windows, strict=True)]
        found = jnp.where(wide(place) == numbers, wide(cotangent), 0).reshape(covered)
        rest = [(0, s - c, 0) for s, c in zip(pictures.shape, covered, strict=True)]
        return lax.pad(found, jnp.zeros((), found.dtype), rest)

    return [isolated(spread)(isolated(places)(pictures), cotangent)]
