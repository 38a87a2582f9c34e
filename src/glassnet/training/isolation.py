"""A computation that XLA keeps apart: its operands and results are arrays in memory.

XLA for CPUs fuses a cheap operation into each of its consumers and computes it there again, and an
`optimization_barrier` is gone before it fuses. So a product of 65,000 multiplications, fused with
the sum before it and the activation after it, runs ten times slower than alone. A call that must
not be inlined is a bound that holds.
"""

# JAX types its functions in part only.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax.experimental.xla_metadata import set_xla_metadata


def isolated(function: Callable[..., jax.Array]) -> Callable[..., jax.Array]:
    """`function`, compiled as a function of its own wherever it is called."""

    # The second result makes the body end in a tuple. XLA may split the last operation of a body
    # between threads, which it cannot link where the loop around it is one native function
    # ("Symbols not found: __xla_cpu_runtime_ParallelForkJoin"); a tuple it does not split.
    def body(*operands: jax.Array) -> tuple[jax.Array, jax.Array]:
        return function(*operands), jnp.zeros((), jnp.int32)

    jitted = jax.jit(body, inline=False)

    def call(*operands: jax.Array) -> jax.Array:
        with set_xla_metadata(inlineable="false"):
            return jitted(*operands)[0]

    return call
