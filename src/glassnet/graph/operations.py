"""The field's names for JAX's primitives, and what kind of operation each is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from jax import lax

from glassnet.graph.graph import Step

Params = Mapping[str, Any]
Constants = Sequence[Any]
"""The operands' values, None for those that are not constant."""

# JAX's name -> the field's, where they differ.
FIELD_NAMES: Mapping[str, str] = {
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


def _all_equal(value: Any, number: float) -> bool:
    return value is not None and bool(np.all(value == number))


def _beside_neutral(neutral: float) -> Callable[[Params, Constants], int | None]:
    """Of two operands the one that stands beside the neutral number."""
    return lambda params, operands: next(
        (1 - n for n, value in enumerate(operands) if _all_equal(value, neutral)), None
    )


def _selected(params: Params, operands: Constants) -> int | None:
    which = operands[0]
    if which is None or np.any(which != which.flat[0]):
        return None
    return 1 + int(which.flat[0])


# JAX's name -> the number of the operand that the result equals, or None. Keras guards against an
# empty batch, divides by 1, copies: to a reader nothing happens there.
IDENTITIES: Mapping[str, Callable[[Params, Constants], int | None]] = {
    **dict.fromkeys(
        ("copy", "convert_element_type", "broadcast_in_dim", "reshape"),
        lambda params, operands: 0,
    ),
    "div": lambda params, operands: 0 if _all_equal(operands[1], 1) else None,
    "max": _beside_neutral(-np.inf),
    "mul": _beside_neutral(1),
    "select_n": _selected,
}


# Each number of the result depends on one number of each operand. Some are functions with a custom
# derivative.
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

# Elementwise too, and without a gradient: comparisons, rounding, bits.
PIECEWISE_CONSTANT = frozenset(
    {
        *("eq", "ne", "lt", "le", "gt", "ge", "is_finite", "and", "or", "xor", "not"),
        *("floor", "ceil", "round", "clamp", "rem", "nextafter", "population_count"),
        *("shift_left", "shift_right_logical", "shift_right_arithmetic"),
    }
)


# What draws random numbers; "random_wrap" makes a key of a seed.
RANDOM = frozenset(("random_bits", "random_wrap", "threefry2x32"))


def _as_it_is(step: Step, operands: Sequence[Any]) -> Sequence[Any]:
    return step.apply(*operands)


def _reshaped(step: Step, operands: Sequence[Any]) -> Sequence[Any]:
    return [operands[0].reshape(step.results[0].shape)]


def _gathered(step: Step, operands: Sequence[Any]) -> Sequence[Any]:
    """−1 in place of rows that do not exist: NaN is no integer."""
    names = ("dimension_numbers", "slice_sizes", "indices_are_sorted", "unique_indices", "mode")
    return [lax.gather(*operands, **{name: step.params[name] for name in names}, fill_value=-1)]


# Operations that only move numbers, each as a function of integers in the numbers' places.
MOVES: Mapping[str, Callable[[Step, Sequence[Any]], Sequence[Any]]] = {
    **dict.fromkeys(("broadcast_in_dim", "copy", "expand_dims", "reshape", "squeeze"), _as_it_is),
    **dict.fromkeys(("transpose", "rev", "slice", "dynamic_slice", "split"), _as_it_is),
    "gather": _gathered,
    **dict.fromkeys(("concatenate", "stack", "pad", "where"), _as_it_is),
    **dict.fromkeys(("convert_element_type", "sum"), _reshaped),
}


def only_moves(step: Step) -> bool:
    """Whether a step only moves numbers. The sum of a single number does."""
    is_sum = step.operation == "sum" and step.operands[0].size != step.results[0].size
    return step.operation in MOVES and not is_sum
