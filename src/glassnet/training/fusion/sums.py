"""Sums in forms that are faster than XLA's.

Over all places of images, as for the gradient of a convolution's bias, XLA sums up one channel
after the other, each number waiting for the one before it. Of matrices its own sums are vectors.
"""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from glassnet.training.fusion.barrier import fusion_barrier

LEAST = 256
"""Numbers from which a sum is rewritten; for fewer, a call of its own costs more than it saves."""

VECTOR = 8
"""float32 numbers in a vector that every x86 of the last ten years has."""

GROUP = 8
"""Terms that are added up one after the other."""

MOST_AXES = 4
"""Axes up to which the sums of XLA's library are fast."""

WIDTH = 32
"""Numbers in a row up to which several are summed side by side."""


def add_up(terms: Sequence[jax.Array]) -> jax.Array:
    """The sum of arrays, in groups that do not wait for each other."""
    while len(terms) > 1:
        groups = [terms[first : first + GROUP] for first in range(0, len(terms), GROUP)]
        # Not `sum`, which starts from 0.
        terms = [functools.reduce(operator.add, each) for each in groups]
    return terms[0]


def sum_over_places(params: Any, x: jax.Array) -> Any:
    """Rule for `reduce_sum`: of float32, over all axes but the last, whole vectors; others stay."""
    over_places = x.ndim > 2 and tuple(params["axes"]) == tuple(range(x.ndim - 1))
    if x.dtype != jnp.float32 or not over_places or x.size < LEAST or x.shape[-1] % VECTOR:
        return NotImplemented
    width = x.shape[-1]
    abreast = math.gcd(x.size // width, max(1, WIDTH // width))
    total = _by_vectors(x.reshape(-1, abreast * width))
    return [add_up(list(total.reshape(abreast, width)))]


def without_unit_axes(params: Any, x: jax.Array) -> Any:
    """Rule for `reduce_sum`: of at most `MOST_AXES`, where axes of one number can be left out.

    The library that XLA calls is slow with more: 32×4×16 sums of 16 products, as an attention's
    gradient has them, take 90 µs with an axis of one number before them, and 26 without
    (`benchmarks/forms.py --left`).
    """
    places = [axis for axis, size in enumerate(x.shape) if size != 1]
    if not len(places) <= MOST_AXES < x.ndim:
        return NotImplemented
    axes = [place for place, axis in enumerate(places) if axis in params["axes"]]
    kept = [size for axis, size in enumerate(x.shape) if axis not in params["axes"]]
    short = x.reshape([x.shape[axis] for axis in places])
    return [lax.reduce_sum(short, axes).reshape(kept)]


@fusion_barrier
def _by_vectors(rows: jax.Array) -> jax.Array:
    n_groups, rest = divmod(rows.shape[0], GROUP)
    group = lambda k: add_up(list(lax.dynamic_slice_in_dim(rows, k * GROUP, GROUP)))
    parts = [add_up(list(rows[-rest:]))] if rest else []
    if n_groups > 1:
        zeros = jnp.zeros(rows.shape[1:], rows.dtype)
        parts.append(lax.fori_loop(0, n_groups, lambda k, total: total + group(k), zeros))
    elif n_groups:
        parts.append(group(0))
    return add_up(parts)
