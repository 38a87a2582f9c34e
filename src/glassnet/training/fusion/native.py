"""One native function: what XLA can compile into one, what it never does, and how to ask for it."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any, TypeVar

import jax
from jax import lax
from jax.experimental.xla_metadata import set_xla_metadata

from glassnet.graph.capture import Captured, capture, operations, run_equations, value_of
from glassnet.graph.operations import ELEMENTWISE, FIELD_NAMES, PIECEWISE_CONSTANT, RANDOM

T = TypeVar("T")  # arrays

# A loop with a primitive whose name starts so is not compiled into one native function, and then
# XLA's own products, calls of a threaded library, are the faster ones.
_KERNEL_CALLS = (
    *("scatter", "select_and_scatter", "sort", "top_k", "fft"),
    *("cholesky", "triangular_solve", "qr", "geqrf", "householder", "lu", "eig", "svd", "schur"),
    *("pure_callback", "io_callback", "debug_callback", "debug_print", "ffi_call"),
    *("psum", "all_gather", "all_to_all", "ppermute", "infeed", "outfeed"),
)

_NATIVE = frozenset(
    {
        *(ELEMENTWISE | PIECEWISE_CONSTANT | RANDOM),
        *("bitcast_convert_type", "convert_element_type", "integer_pow", "iota"),
        *("reshape", "squeeze", "expand_dims", "broadcast_in_dim", "copy", "transpose", "rev"),
        *("slice", "dynamic_slice", "dynamic_update_slice", "gather", "split"),
        *("concatenate", "stack", "pad"),
        *("reduce_sum", "reduce_prod", "reduce_max", "reduce_min", "reduce_and", "reduce_or"),
        *("argmax", "argmin", "cumsum", "reduce_window_max", "reduce_window_sum"),
        *("jit", "closed_call", "custom_jvp_call", "scan", "while", "cond", "random_seed"),
    }
)
"""Field names or primitives that XLA writes as native code whatever is around them.

Not its own products: beside some it calls a library.
"""


def natively(function: Callable[..., T]) -> Callable[..., T]:
    """Have XLA compile a function of arrays, with the loops in it, into one native function.

    Left to itself it does so for loops that touch few bytes (`backend.SMALL_LOOP_BYTES`), each step
    of a recurrent layer counted. On two cores, batches of 32, µs a step and s to compile:

    | network | left to itself | natively |
    |---|---|---|
    | Conv2D(8) on 28×28 | 450 µs, 0.63 s | 470 µs, 0.45 s |
    | LSTM(64), 50 steps | 1,710 µs, 0.66 s | 1,750 µs, 0.70 s |
    | GRU(32) twice, 30 steps | 770 µs, 1.2 s | 765 µs, 1.2 s |

    Recurrent layers gained a seventh by it as long as their loops filled new stacks in each step.

    What the function does has to be `has_native_form`: XLA refuses to compile anything else.
    """

    def call(*operands: Any) -> T:
        captured = capture(function, *operands)
        jaxpr, consts = captured.jaxpr.jaxpr, captured.jaxpr.consts

        def native(*given: Any) -> tuple[list[Any], list[Any]]:
            values: dict[Any, Any] = dict(
                zip((*jaxpr.constvars, *jaxpr.invars), given, strict=True)
            )
            run_equations(jaxpr.eqns, values)
            results = [value_of(atom, values) for atom in jaxpr.outvars]
            # Something of each operand: over a marked call with one that nothing is computed from
            # XLA ends the process: "All or none of the slices should have an explicit index".
            return results, [each.ravel()[:1] for each in given if each.size]

        # As XLA marks the loops that it finds small enough itself. On the call alone: a mark that
        # is set around it would be on what scans inside become, too.
        marked: Any = set_xla_metadata(
            jax.jit(native, inline=False)(*consts, *captured.operands(operands)),
            inlineable="false",
            xla_cpu_small_call="true",
        )
        results, _ = lax.optimization_barrier(marked)  # so that JAX keeps them all
        return jax.tree.unflatten(captured.results, results)

    return call


def has_native_form(captured: Captured) -> bool:
    """Whether all its operations are known to be written as native code."""
    names = {equation.primitive.name for equation in operations(captured)}
    return all(FIELD_NAMES.get(name, name) in _NATIVE or name in _NATIVE for name in names)


def is_kernel_calls(captured: Captured, rules: Container[str] = ()) -> bool:
    """Whether XLA compiles a loop over it into a list of kernel calls, whatever its size.

    rules: primitives that do not count, since they will get another form.
    """
    names: set[Any] = {equation.primitive.name for equation in operations(captured)}
    return any(name.startswith(_KERNEL_CALLS) for name in names if name not in rules)
