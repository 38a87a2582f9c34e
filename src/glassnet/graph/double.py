"""A captured function in twice the precision, for what checks it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np

from glassnet.graph.capture import Captured, Params, Rule, is_structure, operations, replay


def in_double(captured: Captured) -> Callable[..., Any]:
    """The captured function again, computing in float64 where it did in float32.

    For values only: custom derivatives are inlined. To be called and compiled under
    `jax.enable_x64(True)`.
    """
    names = {equation.primitive.name: equation.primitive for equation in operations(captured)}
    return replay(
        captured,
        {name: _widened(each) for name, each in names.items() if not is_structure(name)},
    )


def _widened(primitive: Any) -> Rule:
    """A primitive with float64 in place of float32, in its operands and its parameters."""

    def rule(params: Params, *operands: Any) -> Any:
        if primitive.name == "bitcast_convert_type":  # of random bits: float32's own
            return NotImplemented
        wide = [_wide(operand) for operand in operands]
        changed = {
            name: jnp.dtype(jnp.float64) if _is_single(value) else value
            for name, value in params.items()
        }
        results = primitive.bind(*wide, **primitive.get_bind_params(changed))
        return results if primitive.multiple_results else [results]

    return rule


def _wide(value: Any) -> Any:
    return jnp.asarray(value, jnp.float64) if jnp.result_type(value) == jnp.float32 else value


def _is_single(value: Any) -> bool:
    return isinstance(value, type | np.dtype) and value == np.float32
