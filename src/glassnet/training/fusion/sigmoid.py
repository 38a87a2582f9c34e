"""The sigmoid in fewer steps that wait for each other.

In a network of a few units each number waits for the one before it, and most of that wait are the
exponentials of its sigmoids. XLA's rounds, bounds and sums up its series one step after the other;
here as much as possible is done side by side, with about the same error (`benchmarks.run --only
2-2-1`: beside C).
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

# e^-x = 2^n e^r with a whole n and |r| ≤ ln(2)/2. Beyond this size the smaller of σ(x) and σ(-x) is
# no normal float32.
MOST = np.float32(87.3366)
LOG2_E = np.float32(1 / np.log(2))
# ln(2) in two parts (Cody and Waite): n times the first has no rounding.
LN2_FIRST = np.float32(0.693359375)
LN2_REST = np.float32(np.log(2) - float(LN2_FIRST))
# A float32 of this size has no digits behind the point: adding it rounds to the nearest integer,
# which is then in its last bits.
ROUNDER = np.float32(1.5 * 2**23)
ROUNDER_BITS = ROUNDER.view(np.int32)
EXPONENT_BIAS, FRACTION_BITS = np.int32(127), np.int32(23)  # of a float32
# (e^r - 1 - r) / r², interpolated at five Chebyshev points of [-ln(2)/2, ln(2)/2].
SERIES = tuple(map(np.float32, (0.5, 0.16666576, 0.041666552, 0.008363233, 0.001392625)))


def sigmoid(params: Any, x: jax.Array) -> Any:
    """Rule for `logistic`, of float32: 1 / (1 + e^-x), at most 4 units in the last place off.

    0 where that would be no normal number; NaN for NaN.
    """
    if x.dtype != jnp.float32:
        return NotImplemented
    rounded = lax.bitcast_convert_type(ROUNDER - x * LOG2_E, jnp.int32)
    # From the bits: XLA would leave out what is added and then subtracted again.
    n = rounded - ROUNDER_BITS
    whole = n.astype(jnp.float32)
    r = -x - whole * LN2_FIRST - whole * LN2_REST
    a, b, c, d, e = SERIES
    square = r * r
    series = (a + b * r) + square * ((c + d * r) + e * square)
    power = lax.bitcast_convert_type((n + EXPONENT_BIAS) << FRACTION_BITS, jnp.float32)
    # 1 + 2^n (1 + r + r² series), of which only this last product waits for the series.
    below = ((1 + power) + power * r) + (power * square) * series
    # Here, and not first, where all else would wait for it. NaN is not beyond.
    ends = lax.select(x > 0, jnp.ones_like(x), jnp.full_like(x, jnp.inf))
    below = lax.select(jnp.abs(x) > MOST, ends, below)
    return [1 / below]  # the division last: XLA computes nothing anew that ends with one
