"""What JAX's primitives are called in mathematics, and what kind of operation each is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from jax import lax

from glassnet.graph.graph import Step

Constants = Sequence[Any]
"""The operands' values, None for those that are no constants."""

# JAX's name -> what the field calls it, where that is another.
TITLES: Mapping[str, str] = {
    "conv_general_dilated": "convolution",
    "cumsum": "cumulative_sum",
    "div": "divide",
    "dot_general": "matmul",
    "integer_pow": "power",
    "logistic": "sigmoid",
    "max": "maximum",
    "min": "minimum",
    "mul": "multiply",
    "neg": "negative",
    "pow": "power",
    "reduce_max": "max",
    "reduce_min": "min",
    "reduce_prod": "product",
    "reduce_sum": "sum",
    "reduce_window_max": "pool_max",
    "reduce_window_sum": "pool_sum",
    "select_n": "where",
    "sub": "subtract",
}


def _other_if(neutral: float) -> Callable[[Mapping[str, Any], Constants], int | None]:
    """Of two operands the one beside a neutral constant."""

    def find(params: Mapping[str, Any], operands: Constants) -> int | None:
        is_neutral = [value is not None and bool(np.all(value == neutral)) for value in operands]
        return 1 - is_neutral.index(True) if True in is_neutral else None

    return find


def _first_if_second(neutral: float) -> Callable[[Mapping[str, Any], Constants], int | None]:
    def find(params: Mapping[str, Any], operands: Constants) -> int | None:
        second = operands[1]
        return 0 if second is not None and bool(np.all(second == neutral)) else None

    return find


def _chosen(params: Mapping[str, Any], operands: Constants) -> int | None:
    which = operands[0]
    if which is None or np.any(which != which.flat[0]):
        return None
    return 1 + int(which.flat[0])


# JAX's name -> which operand the result is in any case, by its number. Keras guards against an
# empty batch, divides by 1, copies: for a reader nothing happens there.
UNCHANGED: Mapping[str, Callable[[Mapping[str, Any], Constants], int | None]] = {
    "copy": lambda params, operands: 0,
    "convert_element_type": lambda params, operands: 0,
    "broadcast_in_dim": lambda params, operands: 0,
    "reshape": lambda params, operands: 0,
    "div": _first_if_second(1),
    "max": _other_if(-np.inf),
    "mul": _other_if(1),
    "select_n": _chosen,
}


# Operations of which each number depends on one number of each operand, and what custom rules are
# called that are such.
ELEMENTWISE = frozenset(
    {
        *("abs", "add", "add_any", "divide", "maximum", "minimum", "multiply", "negative", "power"),
        *("reduce_precision", "sign", "square", "sqrt", "cbrt", "rsqrt", "subtract", "where"),
        *("exp", "exp2", "expm1", "log", "log1p", "logaddexp", "erf", "erf_inv", "erfc", "lgamma"),
        *("sin", "cos", "tan", "asin", "acos", "atan", "atan2"),
        *("sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
        *("relu", "relu6", "sigmoid", "silu", "swish", "stop_gradient"),
    }
)

# The same of operations that give whole numbers, truth values or steps: nothing has a gradient.
COMPARING = frozenset(
    {
        *("eq", "ne", "lt", "le", "gt", "ge", "is_finite", "and", "or", "xor", "not"),
        *("floor", "ceil", "round", "clamp", "rem", "nextafter", "population_count"),
        *("shift_left", "shift_right_logical", "shift_right_arithmetic"),
    }
)


# What draws at random. "random_wrap" makes a key of a seed.
RANDOM = frozenset(("random_bits", "random_wrap", "threefry2x32"))


def _as_it_is(step: Step, operands: Sequence[Any]) -> Sequence[Any]:
    return step.apply(*operands)


def _reshaped(step: Step, operands: Sequence[Any]) -> Sequence[Any]:
    return [operands[0].reshape(step.results[0].shape)]


def _gathered(step: Step, operands: Sequence[Any]) -> Sequence[Any]:
    """−1 where rows are taken that are not there: a number's NaN is no whole number."""
    settings = ("dimension_numbers", "slice_sizes", "indices_are_sorted", "unique_indices", "mode")
    given = {name: step.params[name] for name in settings}
    return [lax.gather(*operands, **given, fill_value=-1)]


# Operations that only move numbers, and how they move others.
MOVES: Mapping[str, Callable[[Step, Sequence[Any]], Sequence[Any]]] = {
    **dict.fromkeys(("broadcast_in_dim", "copy", "expand_dims", "reshape", "squeeze"), _as_it_is),
    **dict.fromkeys(("transpose", "rev", "slice", "dynamic_slice", "split"), _as_it_is),
    "gather": _gathered,
    **dict.fromkeys(("concatenate", "stack", "pad", "where"), _as_it_is),
    **dict.fromkeys(("convert_element_type", "sum"), _reshaped),
}
