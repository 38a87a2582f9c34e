"""A captured function in float64 throughout, for what checks it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from glassnet.graph.capture import (
    Body,
    Captured,
    Params,
    Rule,
    capture,
    operations,
    replay,
    structure,
)

NARROW = tuple(np.dtype(each) for each in (jnp.float32, jnp.float16, jnp.bfloat16))


def in_double(captured: Captured) -> Callable[..., Any]:
    """The captured function again, computing in float64 where it did in fewer bits.

    For values only: custom derivatives are inlined. To be called and compiled under
    `jax.enable_x64(True)`.
    """
    names = {equation.primitive.name: equation.primitive for equation in operations(captured)}
    return replay(captured, {name: _rule(name, each) for name, each in names.items()})


def _rule(name: str, primitive: Any) -> Rule:
    entered = structure(name)
    return OTHERWISE.get(name) or (_widened(primitive) if entered is None else _entered(entered))


def _widened(primitive: Any) -> Rule:
    """A primitive with float64 in place of narrower floats, in its operands and its parameters, and
    in what its parameters do (a scatter's addition)."""

    def rule(params: Params, *operands: Any) -> Any:
        changed = {
            name: jnp.dtype(jnp.float64) if _is_narrow(value) else _recaptured(value)
            for name, value in params.items()
        }
        results = primitive.bind(*map(wide, operands), **primitive.get_bind_params(changed))
        return results if primitive.multiple_results else [results]

    return rule


def _entered(structure: Rule) -> Rule:
    """A loop, branch or call: what goes in and what its bodies give is float64, constants too, so
    that a loop's carry stays as it is and all branches give alike."""

    def rule(params: Params, *operands: Any) -> Any:
        bodies = {name: _wide_body(value) for name, value in params.items()}
        return structure(bodies, *map(wide, operands))

    return rule


def _inlined(params: Params, *operands: Any) -> Any:
    return params["call_jaxpr"](*map(wide, operands))


def _wide_body(value: Any) -> Any:
    match value:
        case Body():
            return lambda *operands: [wide(result) for result in value(*operands)]
        case tuple() if value and all(isinstance(each, Body) for each in value):
            return tuple(map(_wide_body, value))
        case _:
            return value


def _as_it_is(params: Params, *operands: Any) -> Any:
    return NotImplemented


def _unrounded(params: Params, *operands: Any) -> Any:
    return operands


def _solved(params: Params, *operands: Any) -> Any:
    """A linear system by its `solve`, the third of what it holds, each with constants."""
    counts = params["const_lengths"]
    first, last = sum(counts[:2]), sum(counts[:3])
    return params["jaxprs"][2](*map(wide, (*operands[first:last], *operands[sum(counts) :])))


def _called(params: Params, *operands: Any) -> Any:
    return params["callee"](*map(wide, operands))


def _by_its_name(params: Params, *operands: Any) -> Any:
    """A function of JAX's that puts floats together from bits would round them to a narrow float's:
    quotients need its own in float64."""
    own = OF_BITS.get(params["call_jaxpr"].name)
    return own(*map(wide, operands)) if own else _inlined(params, *operands)


OF_BITS: Mapping[str, Callable[..., Any]] = {"_frexp": jnp.frexp}  # and ldexp, which calls it
OTHERWISE: Mapping[str, Rule] = {
    "bitcast_convert_type": _as_it_is,  # shifts and masks that follow mean the narrow float's bits
    "custom_jvp_call": _by_its_name,
    "custom_linear_solve": _solved,
    "linear_call": _called,
    "reduce_precision": _unrounded,
}


def wide(value: Any) -> Any:
    """Floats as float64, anything else as it is."""
    # The dtype that is written: `jnp.result_type` gives a literal's, which is weak, as float64.
    dtype = getattr(value, "dtype", None) or jnp.result_type(value)
    return jnp.asarray(value, jnp.float64) if dtype in NARROW else value


def _recaptured(value: Any) -> Any:
    if not isinstance(value, Body):
        return value
    shapes = [
        jax.ShapeDtypeStruct(aval.shape, jnp.float64 if aval.dtype in NARROW else aval.dtype)
        for aval in value.jaxpr.in_avals
    ]
    found = capture(_wide_body(value), *shapes).jaxpr
    return found.jaxpr if value.is_open else found


def _is_narrow(value: Any) -> bool:
    return isinstance(value, type | np.dtype) and value in NARROW
