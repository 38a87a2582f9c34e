"""Which operations work number by number, and on matrices whose rows are too short for vectors."""

from __future__ import annotations

import math
from collections.abc import Sequence

from glassnet.graph.capture import Equation, shape_of
from glassnet.graph.operations import ELEMENTWISE, FIELD_NAMES, PIECEWISE_CONSTANT

WRITTEN_OUT = 16
"""Numbers in a row up to which LLVM writes them out before it looks for vectors."""

LEAST = 256
"""Numbers of a matrix from which it is made one row; for fewer, a call of its own costs more."""

# Elementwise primitives that have no field name.
_ELEMENTWISE = {"bitcast_convert_type", "convert_element_type", "copy", "integer_pow"}


def is_written_out(shape: Sequence[int]) -> bool:
    """Whether LLVM writes out the rows, of a matrix large enough for that to matter."""
    return len(shape) > 1 and shape[-1] <= WRITTEN_OUT and math.prod(shape) >= LEAST


def has_short_rows(shape: Sequence[int]) -> bool:
    """Whether rows are written out, or fill no whole number of vectors."""
    return is_written_out(shape) or (
        len(shape) > 1 and bool(shape[-1] % 8) and math.prod(shape) >= LEAST
    )


def is_elementwise(equation: Equation) -> bool:
    """Whether each number of the result comes from one number of each operand."""
    name = equation.primitive.name
    known = FIELD_NAMES.get(name, name) in ELEMENTWISE | PIECEWISE_CONSTANT
    if not known and name not in _ELEMENTWISE:
        return False
    shape = shape_of(equation.outvars[0]).shape
    return all(_spreads(shape_of(operand).shape, shape) for operand in equation.invars)


def keeps_places(equation: Equation) -> bool:
    """Whether it is elementwise, of numbers and of arrays in its result's shape."""
    if not is_elementwise(equation):
        return False
    alike = (), shape_of(equation.outvars[0]).shape
    return all(shape_of(operand).shape in alike for operand in equation.invars)


def _spreads(shape: Sequence[int], over: Sequence[int]) -> bool:
    """Whether an operand meets a result's numbers at their own places: an axis of 1 meets all."""
    if not shape:
        return True
    return len(shape) == len(over) and all(
        size in (1, whole) for size, whole in zip(shape, over, strict=True)
    )
