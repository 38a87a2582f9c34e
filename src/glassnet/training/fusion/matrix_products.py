"""Matrix products of a step: which are rewritten, and what they cost in our forms and in XLA's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from glassnet.training.fusion.product_forms import Shape, multiply

SMALL = 2**18
"""Multiplications up to which our forms beat XLA's own product, a call of a threaded library."""

SHORT = 2048
"""Rows, columns or terms of a sum up to which one core beats the threads of that library."""

LARGEST, LONGEST = 2**23, 2**13
"""The same, beyond which a step is never rewritten; what lies between, `costs` decides."""

WIDE, LONG = 2**17, 128
"""A matrix of more than `WIDE` numbers with both sides at least `LONG` is never rewritten, either.

Of a layer's weights, one core would read and update them all, which XLA shares out among threads.
µs a step on two cores with Adam (the first row is rewritten, the others are not):

| network | batch | ours | XLA's |
|---|---|---|---|
| 64-256-256-10 | 4 | 80 | 140 |
| 784-256-10 | 4 | 142 | 141 |
| 64-384-384-10 | 1 | 145 | 119 |
| 64-512-512-10 | 1 | 497 | 186 |
| 64-512-512-10 | 4 | 364 | 266 |
| 784-1024-10 | 1 | 570 | 347 |
| 64-1024-1024-10 | 1 | 2,760 | 536 |
| 64-1024-1024-10 | 4 | 1,690 | 977 |
"""

# ns a multiplication, ours and XLA's; a number of the largest array, ours where it is larger than
# the cache, and XLA's, whose library lays it out anew; and a call of that, with those around it.
OURS_TIMES, OURS_FETCHED, CACHED = 0.028, 0.5, 2**17
XLA_TIMES, XLA_LAID_OUT, XLA_CALL = 0.0125, 0.7, 5000.0


def product(params: Any, left: Any, right: Any) -> Any:
    """Rule for `dot_general`: float32 operands that a reshape makes matrices; others stay."""
    flat = _flatten(params, left, right)
    if flat is None or not _has_form(flat):
        return NotImplemented
    matrices = _as_matrices(flat, left, right)
    result = multiply(*matrices, flat.left_transposed, flat.right_transposed)
    return [result.reshape(_of_result(params, left, right))]


def of_matrices(params: Any, left: Any, right: Any) -> Any:
    """Rule for `dot_general`: XLA's own product, of matrices where it sums over several axes.

    XLA would transpose an operand first, and take a slower product then: for the gradient of 32×64
    weights, from 32 rows of 16 steps, 101 µs instead of 36 (`benchmarks/forms.py --left`).
    """
    flat = _flatten(params, left, right)
    (summed, _), _ = params["dimension_numbers"]
    if flat is None or len(summed) < 2:
        return NotImplemented
    axes = ((int(not flat.left_transposed),), (int(flat.right_transposed),))
    result = lax.dot_general(
        *_as_matrices(flat, left, right), (axes, ((), ())), precision=params["precision"]
    )
    return [result.reshape(_of_result(params, left, right))]


def multiplications(params: Any, left: Any, right: Any) -> int:
    """The multiplications of a `dot_general`. left, right: anything with a shape."""
    (_, right_axes), (_, right_batch) = params["dimension_numbers"]
    return math.prod(left.shape) * math.prod(_free(right, (*right_axes, *right_batch)))


def is_rewritten(params: Any, left: Any, right: Any) -> bool:
    """Whether `product` has a form for it."""
    flat = _flatten(params, left, right)
    return flat is not None and _has_form(flat)


def is_small(params: Any, left: Any, right: Any) -> bool:
    """Whether our form of it is the faster one in any step; XLA's do for even smaller ones."""
    flat = _flatten(params, left, right)
    return flat is None or _is_within(flat, SMALL, SHORT)


def beside_vector(params: Any, left: Any, right: Any) -> int:
    """The shorter side of the matrix that a vector is multiplied by; 0 for two matrices."""
    flat = _flatten(params, left, right)
    shortest, middle, _ = sorted((flat.m, flat.k, flat.n)) if flat else (0, 0, 0)
    return middle if shortest == 1 else 0


def costs(params: Any, left: Any, right: Any) -> tuple[float, float]:
    """Estimated ns of one product: in our form, in XLA's."""
    count = multiplications(params, left, right)
    sizes = math.prod(left.shape), math.prod(right.shape)
    largest = max(*sizes, count**2 // max(1, math.prod(sizes)))  # of both operands and the result
    fetched = largest if largest > CACHED else 0
    ours = OURS_TIMES * count + OURS_FETCHED * fetched
    return ours, XLA_TIMES * count + XLA_LAID_OUT * largest + XLA_CALL


def _has_form(shape: Shape) -> bool:
    _, middle, longest = sorted((shape.m, shape.k, shape.n))
    is_wide = middle >= LONG and middle * longest > WIDE
    return _is_within(shape, LARGEST, LONGEST) and not is_wide


def _is_within(shape: Shape, multiplications: int, length: int) -> bool:
    return shape.multiplications <= multiplications and max(shape.m, shape.k, shape.n) <= length


def _flatten(params: Any, left: Any, right: Any) -> Shape | None:
    """The product as one of two matrices; None where our forms do not apply."""
    (left_axes, right_axes), (left_batch, _) = params["dimension_numbers"]
    plain = (
        left.dtype == right.dtype == jnp.float32
        and params["preferred_element_type"] in (None, jnp.float32)
        and params["out_sharding"] is None
        and not left_batch
    )
    sides = (_side(left.ndim, left_axes), _side(right.ndim, right_axes))
    if not plain or None in sides:
        return None
    shape = Shape(
        m=math.prod(_free(left, left_axes)),
        k=math.prod(left.shape[axis] for axis in left_axes),
        n=math.prod(_free(right, right_axes)),
        left_transposed=sides[0] == "first",
        right_transposed=sides[1] == "last",
    )
    return shape if shape.multiplications else None


def _as_matrices(flat: Shape, left: Any, right: Any) -> tuple[jax.Array, jax.Array]:
    """Both operands as `flat` says that they lie in memory."""
    return (
        left.reshape((flat.k, flat.m) if flat.left_transposed else (flat.m, flat.k)),
        right.reshape((flat.n, flat.k) if flat.right_transposed else (flat.k, flat.n)),
    )


def _of_result(params: Any, left: Any, right: Any) -> tuple[int, ...]:
    (left_axes, right_axes), _ = params["dimension_numbers"]
    return (*_free(left, left_axes), *_free(right, right_axes))


def _side(rank: int, axes: Sequence[int]) -> str | None:
    """The side that the summed axes are on, if they are together and in order."""
    places = {
        tuple(range(len(axes))): "first",
        tuple(range(rank - len(axes), rank)): "last",
    }
    return places.get(tuple(axes)) if 0 < len(axes) < rank else None


def _free(operand: Any, axes: Sequence[int]) -> list[int]:
    return [size for axis, size in enumerate(operand.shape) if axis not in axes]
