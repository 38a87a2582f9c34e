"""How `replay` carries out calls, loops and branches: as JAX does, with bodies under its rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jax
from jax import lax

Params = Mapping[str, Any]
"""A primitive's parameters; the body of a loop or a branch in them is a `capture.Body`."""

Rule = Callable[..., Any]
"""`rule(params, *operands)`: the results as a list, or NotImplemented for the operation as it was
captured."""


def _inline(body: str) -> Rule:
    def rule(params: Params, *operands: Any) -> Any:
        return params[body](*operands)

    return rule


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
    consts, carry, scanned = (
        operands[:n_consts],
        list(operands[n_consts : n_consts + n_carry]),
        list(operands[n_consts + n_carry :]),
    )

    def body(carry: list[Any], slices: list[Any]) -> tuple[list[Any], list[Any]]:
        results = params["jaxpr"](*consts, *carry, *slices)
        return results[:n_carry], results[n_carry:]

    last, stacked = lax.scan(
        body,
        carry,
        scanned,
        length=params["length"],
        reverse=params["reverse"],
        unroll=params["unroll"],
    )
    return [*last, *stacked]


def _while(params: Params, *operands: Any) -> Any:
    n_cond, n_body = params["cond_nconsts"], params["body_nconsts"]
    cond_consts, body_consts = operands[:n_cond], operands[n_cond : n_cond + n_body]
    return lax.while_loop(
        lambda carry: params["cond_jaxpr"](*cond_consts, *carry)[0],
        lambda carry: params["body_jaxpr"](*body_consts, *carry),
        list(operands[n_cond + n_body :]),
    )


def _cond(params: Params, index: Any, *operands: Any) -> Any:
    return lax.switch(index, params["branches"], *operands)


CONTROL_FLOW: Mapping[str, Rule] = {
    "jit": _jit,
    "closed_call": _inline("call_jaxpr"),
    "custom_jvp_call": _inline("call_jaxpr"),
    "custom_vjp_call": _inline("call_jaxpr"),
    "remat2": _remat,
    "scan": _scan,
    "while": _while,
    "cond": _cond,
}
