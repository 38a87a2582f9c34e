"""A bound that XLA does not fuse across: a call that must not be inlined; and rules that need one.

XLA for CPUs fuses a cheap operation into each of its consumers and computes it there again, and an
`optimization_barrier` is gone before it fuses. So a product of 65,000 multiplications, fused with
the sum before it and the activation after it, runs ten times slower than alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import jax
from jax import lax
from jax.experimental.xla_metadata import set_xla_metadata

T = TypeVar("T")  # an array, or several


def fusion_barrier(function: Callable[..., T]) -> Callable[..., T]:
    """Compile `function` on its own wherever it is called: operands and results are in memory."""
    jitted = jax.jit(function, inline=False)

    def call(*operands: jax.Array) -> T:
        with set_xla_metadata(inlineable="false"):
            return jitted(*operands)

    return call


# Rules that put one in place --------------------------------------------------------------------


def concatenate(params: Any, *operands: Any) -> Any:
    """Rule for `concatenate`: compute its operands first.

    Fused, each of them is computed for the whole width and masked: four times the work for the four
    gates of an LSTM.
    """
    join = fusion_barrier(lambda *parts: lax.concatenate(parts, params["dimension"]))
    return [join(*operands)] if operands[0].ndim > 1 else NotImplemented


def reshape(params: Any, x: jax.Array) -> Any:
    """Rule for `reshape`: images on their way to a row of numbers, and back, lie in memory.

    Fused, an activation is computed number by number, each one's place by divisions: of the 27 µs
    of a step on 8×8 images it took 13.
    """
    axes = [size for size in x.shape if size > 1]
    new_axes = [size for size in params["new_sizes"] if size > 1]
    if axes == new_axes or max(len(axes), len(new_axes)) < 3 or params["dimensions"] is not None:
        return NotImplemented
    return [fusion_barrier(lambda x: lax.reshape(x, params["new_sizes"]))(x)]
