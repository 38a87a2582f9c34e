"""Floating-point operations, counted in what was traced: XLA would have to read the program."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

from glassnet.graph.capture import Captured, Equation, shape_of, timed_operations
from glassnet.graph.operations import ELEMENTWISE, FIELD_NAMES, PIECEWISE_CONSTANT


def flops(captured: Captured) -> int:
    """Additions, multiplications and the like; each branch, and the body of a `while`, once.

    As XLA's cost analysis, but for what it leaves out: terms that are padding in a convolution,
    functions such as exp, which count one here, and all rounds of a `scan` but one.
    """
    return sum(times * _flops(equation) for equation, times in timed_operations(captured))


def _flops(equation: Equation) -> int:
    name = equation.primitive.name
    return _OTHERS.get(name, _per_result if _is_elementwise(name) else _none)(equation)


def _is_elementwise(name: str) -> bool:
    return FIELD_NAMES.get(name, name) in ELEMENTWISE | PIECEWISE_CONSTANT


def _none(_: Equation) -> int:
    return 0


def _per_result(equation: Equation) -> int:
    return math.prod(shape_of(equation.outvars[0]).shape)


def _per_operand(equation: Equation, operand: int = 0) -> int:
    return math.prod(shape_of(equation.invars[operand]).shape)


def _per_window(equation: Equation) -> int:
    return _per_result(equation) * (math.prod(equation.params["window_dimensions"]) - 1)


def _of_product(equation: Equation) -> int:
    (axes, _), _ = equation.params["dimension_numbers"]
    left = shape_of(equation.invars[0]).shape
    return 2 * _per_result(equation) * math.prod(left[axis] for axis in axes)


def _of_convolution(equation: Equation) -> int:
    kernel = shape_of(equation.invars[1]).shape
    channels_out = kernel[equation.params["dimension_numbers"].rhs_spec[0]]
    return 2 * _per_result(equation) * math.prod(kernel) // max(1, channels_out)


_REDUCTIONS = ("sum", "prod", "max", "min", "and", "or")

# Primitives that are not elementwise.
_OTHERS: Mapping[str, Callable[[Equation], int]] = {
    "dot_general": _of_product,
    "conv_general_dilated": _of_convolution,
    **dict.fromkeys((f"reduce_{each}" for each in _REDUCTIONS), _per_operand),
    **dict.fromkeys(("argmax", "argmin"), _per_operand),
    **dict.fromkeys(("cumsum", "cumprod", "cummax", "cummin"), _per_operand),
    **dict.fromkeys(("reduce_window_sum", "reduce_window_max"), _per_window),
    "select_and_scatter_add": _per_operand,
    "scatter-add": partial(_per_operand, operand=2),  # a number for each update
}
