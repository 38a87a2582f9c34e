"""The gradient of an operation that JAX differentiates in forward mode only, such as a `while`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

MOST_OPERANDS = 10_000  # numbers of the operands; each runs the operation once


def in_forward_mode(apply: Callable[..., Sequence[Any]]) -> Callable[..., Sequence[Any]]:
    """The operation with a gradient made of one directional derivative per number of an operand.

    apply: its results from its operands; integers among them have no gradient.
    """
    function: Any = jax.custom_vjp(apply)
    function.defvjp(
        lambda *operands: (apply(*operands), operands),
        lambda operands, cotangents: tuple(
            _pulled_back(apply, operands, number, cotangents) if _is_float(operand) else None
            for number, operand in enumerate(operands)
        ),
    )
    return function


def _pulled_back(
    apply: Callable[..., Sequence[Any]],
    operands: Sequence[Any],
    number: int,
    cotangents: Sequence[Any],
) -> Any:
    """The cotangent of one operand, of its shape."""

    def of_it(value: Any) -> list[Any]:
        results = apply(*operands[:number], value, *operands[number + 1 :])
        return [result for result in results if _is_float(result)]

    given = [each for each in cotangents if each.dtype != jax.dtypes.float0]
    value = jnp.asarray(operands[number])

    def along(place: Any) -> Any:
        direction = jnp.zeros(value.size, value.dtype).at[place].set(1).reshape(value.shape)
        _, tangents = jax.jvp(of_it, (value,), (direction,))
        pairs = zip(given, tangents, strict=True)
        return sum((jnp.vdot(one, other).astype(value.dtype) for one, other in pairs), start=0.0)

    return lax.map(along, jnp.arange(value.size)).astype(value.dtype).reshape(value.shape)


def _is_float(value: Any) -> bool:
    return jnp.issubdtype(jnp.result_type(value), np.floating)
