"""A small matrix product, in the form that runs fastest inside a compiled training loop."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

BROADCAST_LIMIT = 800
"""Multiplications up to which broadcast-multiply-sum beats XLA's own product on a CPU."""


def product(params: Any, left: Any, right: Any) -> Any:
    """Rule for `dot_general`. left, right: float32 matrices in any of the four transpositions."""
    (left_axes, right_axes), (left_batch, _) = params["dimension_numbers"]
    plain = (
        jnp.result_type(left) == jnp.result_type(right) == jnp.float32
        and params["preferred_element_type"] in (None, jnp.float32)
        and params["out_sharding"] is None
        and len(left_axes) == 1
        and not left_batch
        and left.ndim == right.ndim == 2
    )
    if not plain:
        return NotImplemented
    rows = left if left_axes == (1,) else left.T
    columns = right if right_axes == (0,) else right.T
    if rows.shape[0] * rows.shape[1] * columns.shape[1] > BROADCAST_LIMIT:
        return NotImplemented
    return [_broadcast(rows, columns)]


def _broadcast(rows: jax.Array, columns: jax.Array) -> jax.Array:
    """[m, k] × [k, n] → [m, n] as one expression that XLA fuses with its neighbours."""
    return jnp.sum(rows[:, :, None] * columns[None, :, :], axis=1)
