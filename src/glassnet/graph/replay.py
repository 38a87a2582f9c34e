"""Captured operations carried out again under other rules: some replaced, or all in float64.

Calls, loops and branches run as in JAX, their bodies under the same rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from glassnet.graph.capture import Body, Captured, Params, Rule, capture, operations

T = TypeVar("T")

NARROW = tuple(np.dtype(each) for each in (jnp.float32, jnp.float16, jnp.bfloat16))


def _call(params: Params, *operands: Any) -> Any:
    return params["call_jaxpr"](*operands)


def _jit(params: Params, *operands: Any) -> Any:
    shardings = params["in_shardings"] + params["out_shardings"]
    plain = not any(isinstance(sharding, jax.sharding.Sharding) for sharding in shardings)
    return params["jaxpr"](*operands) if plain else NotImplemented


def _remat(params: Params, *operands: Any) -> Any:
    # The barrier keeps XLA from merging the recomputation with the first computation, which would
    # hold in memory what remat is there not to hold.
    if params["prevent_cse"] and params["differentiated"]:
        operands = lax.optimization_barrier(operands)
    return params["jaxpr"](*operands)


def _scan(params: Params, *operands: Any) -> Any:
    n_consts, n_carry = params["num_consts"], params["num_carry"]
    consts, rest = operands[:n_consts], list(operands[n_consts:])

    def body(carry: list[Any], slices: list[Any]) -> tuple[list[Any], list[Any]]:
        results = params["jaxpr"](*consts, *carry, *slices)
        return results[:n_carry], results[n_carry:]

    options = {name: params[name] for name in ("length", "reverse", "unroll")}
    last, stacked = lax.scan(body, rest[:n_carry], rest[n_carry:], **options)
    return [*last, *stacked]


def _while(params: Params, *operands: Any) -> Any:
    n_cond, n_body = params["cond_nconsts"], params["body_nconsts"]
    cond_consts, body_consts = operands[:n_cond], operands[n_cond : n_cond + n_body]

    def condition(carry: list[Any]) -> Any:
        return params["cond_jaxpr"](*cond_consts, *carry)[0]

    def body(carry: list[Any]) -> list[Any]:
        after, goes_on = params["body_jaxpr"](*body_consts, *carry), condition(carry)
        # Mapped over rows, a loop goes on while any row does; the others keep what they have.
        return [_where(goes_on, *pair) for pair in zip(after, carry, strict=True)]

    start = list(operands[n_cond + n_body :])
    is_mapped = bool(jnp.shape(jax.eval_shape(condition, start)))
    if not is_mapped:
        body = lambda carry: params["body_jaxpr"](*body_consts, *carry)
    return lax.while_loop(lambda carry: jnp.any(condition(carry)), body, start)


def _where(condition: Any, one: Any, other: Any) -> Any:
    """`one` in the rows where the condition holds. condition: [rows …], leading axes of both."""
    rows = condition.reshape(condition.shape + (1,) * (jnp.ndim(one) - condition.ndim))
    return jnp.where(rows, one, other)


_CALLS: Mapping[str, Rule] = {
    "jit": _jit,
    "closed_call": _call,
    "custom_jvp_call": _call,
    "custom_vjp_call": _call,
    "remat2": _remat,
}

INLINED = frozenset(_CALLS)

CONTROL_FLOW: Mapping[str, Rule] = {
    **_CALLS,
    "scan": _scan,
    "while": _while,
    "cond": lambda params, index, *operands: lax.switch(index, params["branches"], *operands),
}


def replay(captured: Captured, rules: Mapping[str, Rule]) -> Callable[..., Any]:
    """The captured function with `rules[primitive's name]` in place of each operation.

    Calls are inlined (jit, remat, custom derivatives); loops and branches replay their bodies under
    the same rules. Differentiate before capturing: inlining a custom derivative forgets its rule.
    """
    body = Body(captured.jaxpr, {**CONTROL_FLOW, **rules})

    def replayed(*arguments: Any) -> Any:
        return jax.tree.unflatten(captured.results, body(*captured.operands(arguments)))

    return replayed


def traced_once(function: Callable[..., T]) -> Callable[..., T]:
    """The same function, traced once for each structure and shapes of its arguments.

    Where it is called again, as a loop's body is for its shapes and for itself, JAX copies the
    operations instead of running through the function: a fifth of the time.
    """
    return jax.jit(function, inline=True)


def in_float64(captured: Captured) -> Callable[..., Any]:
    """The captured function with float64 in place of every narrower float.

    For values only: custom derivatives are inlined. Call and compile it under
    `jax.enable_x64(True)`.
    """
    names = {equation.primitive.name: equation.primitive for equation in operations(captured)}
    return replay(captured, {name: _rule(name, each) for name, each in names.items()})


def widened(value: Any) -> Any:
    """A narrow float as float64, anything else as it is."""
    # The value's own dtype: `jnp.result_type` gives a literal's, which is weak, as float64.
    dtype = getattr(value, "dtype", None) or jnp.result_type(value)
    return jnp.asarray(value, jnp.float64) if dtype in NARROW else value


def _rule(name: str, primitive: Any) -> Rule:
    if name in SPECIAL:
        return SPECIAL[name]
    if name in CONTROL_FLOW:
        return _widened_bodies(CONTROL_FLOW[name])
    return _widened_primitive(primitive)


def _widened_primitive(primitive: Any) -> Rule:
    """The primitive on float64 operands, and with float64 in its parameters and in what they
    compute, such as a scatter's addition."""

    def rule(params: Params, *operands: Any) -> Any:
        changed = {
            name: jnp.dtype(jnp.float64)
            if isinstance(value, type | np.dtype) and value in NARROW
            else _recaptured(value)
            for name, value in params.items()
        }
        results = primitive.bind(*map(widened, operands), **primitive.get_bind_params(changed))
        return results if primitive.multiple_results else [results]

    return rule


def _widened_bodies(enter: Rule) -> Rule:
    """A loop, a branch or a call. Its bodies' results are widened too, constants included, so that
    a loop's carry keeps its dtype and all branches agree."""

    def rule(params: Params, *operands: Any) -> Any:
        bodies = {name: _widened_body(value) for name, value in params.items()}
        return enter(bodies, *map(widened, operands))

    return rule


def _widened_body(value: Any) -> Any:
    match value:
        case Body():
            return lambda *operands: [widened(result) for result in value(*operands)]
        case tuple() if value and all(isinstance(each, Body) for each in value):
            return tuple(map(_widened_body, value))
        case _:
            return value


def _linear_solve(params: Params, *operands: Any) -> Any:
    """A linear solve by its `solve`, the third of the four functions it holds, with constants."""
    counts = params["const_lengths"]
    first, last = sum(counts[:2]), sum(counts[:3])
    return params["jaxprs"][2](*map(widened, (*operands[first:last], *operands[sum(counts) :])))


def _custom_jvp(params: Params, *operands: Any) -> Any:
    """A call inlined, but for JAX's functions on a float's bits: quotients need float64's own."""
    function = params["call_jaxpr"]
    return (ON_BITS.get(function.name) or function)(*map(widened, operands))


ON_BITS: Mapping[str, Callable[..., Any]] = {"_frexp": jnp.frexp}  # ldexp calls it too
SPECIAL: Mapping[str, Rule] = {
    # The shifts and masks that follow mean the narrow float's bits.
    "bitcast_convert_type": lambda params, *operands: NotImplemented,
    "custom_jvp_call": _custom_jvp,
    "custom_linear_solve": _linear_solve,
    "linear_call": lambda params, *operands: params["callee"](*map(widened, operands)),
    "reduce_precision": lambda params, *operands: operands,
}


def _recaptured(value: Any) -> Any:
    if not isinstance(value, Body):
        return value
    shapes = [
        jax.ShapeDtypeStruct(aval.shape, jnp.float64 if aval.dtype in NARROW else aval.dtype)
        for aval in value.jaxpr.in_avals
    ]
    found = capture(_widened_body(value), *shapes).jaxpr
    return found.jaxpr if value.is_open else found
