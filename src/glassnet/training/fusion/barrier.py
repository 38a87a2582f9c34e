"""A bound that XLA does not fuse across: a call that must not be inlined.

XLA for CPUs fuses a cheap operation into each of its consumers and computes it there again, and an
`optimization_barrier` is gone before it fuses. So a product of 65,000 multiplications, fused with
the sum before it and the activation after it, runs ten times slower than alone.
"""

from __future__ import annotations

from collections.abc import Callable

import jax
from jax.experimental.xla_metadata import set_xla_metadata


def fusion_barrier(function: Callable[..., jax.Array]) -> Callable[..., jax.Array]:
    """Compile `function` on its own wherever it is called: operands and results are in memory."""
    jitted = jax.jit(function, inline=False)

    def call(*operands: jax.Array) -> jax.Array:
        with set_xla_metadata(inlineable="false"):
            return jitted(*operands)

    return call
