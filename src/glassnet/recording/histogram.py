"""TensorBoard's histogram, inside a compiled program."""

from __future__ import annotations

from typing import NamedTuple

import jax
import jax.numpy as jnp

from glassnet.recording.summaries import BUCKETS


class Histogram(NamedTuple):
    """minimum, maximum: [] float32, of the finite values; infinite where there are none.

    counts: [30] int32, how many finite values lie in each of 30 equal buckets between the two.
    """

    minimum: jax.Array
    maximum: jax.Array
    counts: jax.Array


def histogram(values: jax.Array) -> Histogram:
    """TensorBoard's own bucketing of all finite elements, to the value.

    TensorBoard computes in float64, and so does this: in float32 a value at a bucket's edge may
    fall on its other side. A scatter, 1.5 ns a value; comparing with each edge takes 19.
    """
    with jax.enable_x64(True):
        wide = values.reshape(-1).astype(jnp.float64)
        finite = jnp.isfinite(wide)
        low = jnp.min(wide, where=finite, initial=jnp.inf)
        high = jnp.max(wide, where=finite, initial=-jnp.inf)
        position = jnp.floor((wide - low) / ((high - low) / BUCKETS))
        # Where all values are equal the position is NaN; they belong in the last bucket.
        last = jnp.float64(BUCKETS - 1)
        bucket = jnp.where(jnp.isnan(position), last, jnp.minimum(position, last))
        bucket = jnp.where(finite, bucket, BUCKETS).astype(jnp.int32)  # out of bounds: dropped
        counts = jnp.zeros(BUCKETS, jnp.int32).at[bucket].add(jnp.int32(1), mode="drop")
        return Histogram(low.astype(jnp.float32), high.astype(jnp.float32), counts)
