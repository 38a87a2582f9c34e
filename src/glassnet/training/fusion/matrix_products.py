"""A small matrix product, in the form that runs fastest inside a compiled training loop.

A loop that XLA compiles into one native function cannot call a library, and the product XLA writes
itself there takes one multiplication at a time. The forms below are what LLVM turns into full
vector code instead; which of them for which shape was measured (`benchmarks/forms.py`).
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import lax

from glassnet.training.fusion.barrier import fusion_barrier
from glassnet.training.fusion.sums import GROUP, VECTOR, add_up

Matrices = Callable[[jax.Array, jax.Array], jax.Array]
"""[m, k] and [k, n] → [m, n]."""

SMALL = 2**18
"""Multiplications up to which our forms beat XLA's own product, a call of a threaded library."""

SHORT = 2048
"""Rows, columns or terms of a sum up to which one core beats the threads of that library."""

LARGEST, LONGEST = 2**23, 2**13
"""The same, beyond which a step is never rewritten; what lies between, `costs` decides."""

# ns a multiplication, ours and XLA's; a number of the largest array, ours where it is larger than
# the cache, and XLA's, whose library lays it out anew; and a call of that, with those around it.
OURS_TIMES, OURS_FETCHED, CACHED = 0.028, 0.5, 2**17
XLA_TIMES, XLA_LAID_OUT, XLA_CALL = 0.0125, 0.7, 5000.0


class Shape(NamedTuple):
    """A product [m, k] × [k, n], and whether each operand lies in memory as its transpose."""

    m: int
    k: int
    n: int
    left_transposed: bool = False
    right_transposed: bool = False

    @property
    def multiplications(self) -> int:
        return self.m * self.k * self.n


# The forms ---------------------------------------------------------------------------------------


def broadcast(left: jax.Array, right: jax.Array) -> jax.Array:
    """One expression that XLA fuses with its neighbours."""
    return jnp.sum(left[:, :, None] * right[None, :, :], axis=1)


def outer_sum(left: jax.Array, right: jax.Array) -> jax.Array:
    """Outer products, one for each k, written out."""
    return sum_of_outer([left[:, k] for k in range(left.shape[1])], list(right))


def outer_loop(left: jax.Array, right: jax.Array) -> jax.Array:
    """A loop over groups of eight outer products: short code for any k."""
    n_groups, rest = divmod(left.shape[1], GROUP)
    if not n_groups:
        return outer_sum(left, right)

    def add_group(group: Any, total: jax.Array) -> jax.Array:
        columns = lax.dynamic_slice_in_dim(left, group * GROUP, GROUP, 1)
        rows = lax.dynamic_slice_in_dim(right, group * GROUP, GROUP, 0)
        return total + outer_sum(columns, rows)

    zeros = jnp.zeros((left.shape[0], right.shape[1]), left.dtype)
    total = lax.fori_loop(0, n_groups, add_group, zeros)
    return total + outer_sum(left[:, -rest:], right[-rest:]) if rest else total


def sum_of_outer(columns: Sequence[jax.Array], rows: Sequence[jax.Array]) -> jax.Array:
    """Σ column × row. In groups of eight, which do not wait for each other."""
    terms = [column[:, None] * row[None, :] for column, row in zip(columns, rows, strict=True)]
    return add_up(terms)


# Which form for which shape ----------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """How to compute a product."""

    kernel: Matrices  # the product of two matrices
    fused: bool = False  # whether XLA may fuse it with its neighbours
    # First copy a right operand that lies transposed, so that rows are in order.
    straighten: bool = False
    pad: bool = False  # widen n to whole vectors with zeros


CHOICES: Sequence[tuple[Callable[[Shape], bool], Form]] = (
    (lambda s: s.multiplications <= 800, Form(broadcast, fused=True)),
    (lambda s: s.right_transposed and s.k >= 24 and s.n % VECTOR == 0, Form(outer_loop)),
    (lambda s: s.k <= 48, Form(outer_sum, straighten=True)),
    (lambda s: s.left_transposed and s.k <= 64, Form(outer_sum, straighten=True)),
    (lambda s: s.n == 1, Form(outer_loop, straighten=True)),
    (lambda s: True, Form(outer_loop, straighten=True, pad=True)),
)
"""The first form whose condition holds. The bounds are where the measured curves cross."""


def choose(shape: Shape) -> Form:
    """The fastest of our forms for a product."""
    return next(form for holds, form in CHOICES if holds(shape))


def multiply(
    left: jax.Array, right: jax.Array, left_transposed: bool, right_transposed: bool
) -> jax.Array:
    """left [m, k] or, transposed, [k, m]; right [k, n] or, transposed, [n, k] → [m, n]."""
    k, m = left.shape if left_transposed else left.shape[::-1]
    n = right.shape[0] if right_transposed else right.shape[1]
    shape = Shape(m, k, n, left_transposed, right_transposed)
    form = choose(shape)
    if form.fused or left_transposed == right_transposed:
        return compute(shape, form, left, right)
    # A weight's gradient: JAX writes (δᵀ x)ᵀ. As xᵀ δ it comes out in the weight's own order.
    # Else the right operand is read across its rows, or straightened: turn where it is the larger.
    larger = m == 1 or (m < n and (k < 24 or k * n > 4096))
    turn = m > 1 if left_transposed else larger
    if turn:
        shape = Shape(n, k, m, left_transposed, right_transposed)
        return compute(shape, choose(shape), right, left).T
    return compute(shape, form, left, right)


def compute(shape: Shape, form: Form, left: jax.Array, right: jax.Array) -> jax.Array:
    """Compute the product in this form; operands lie in memory as `shape` says."""
    right_transposed = shape.right_transposed
    if form.straighten and right_transposed:
        right, right_transposed = straighten(right), False
    if form.pad and shape.n % VECTOR:
        padding = (0, -shape.n % VECTOR)
        right = fusion_barrier(lambda r: jnp.pad(r, ((0, 0), padding)))(right)

    in_rows = _in_rows if form.fused else _separate_in_rows
    kernel = in_rows(form.kernel, shape.left_transposed, right_transposed)
    return kernel(left, right)[:, : shape.n]


def _in_rows(matrices: Matrices, left_transposed: bool, right_transposed: bool) -> Matrices:
    def kernel(left: jax.Array, right: jax.Array) -> jax.Array:
        return matrices(left.T if left_transposed else left, right.T if right_transposed else right)

    return kernel


@functools.cache  # the same function for each product of a kind, so that JAX traces it once
def _separate_in_rows(
    matrices: Matrices, left_transposed: bool, right_transposed: bool
) -> Matrices:
    return fusion_barrier(_in_rows(matrices, left_transposed, right_transposed))


def straighten(matrix: jax.Array) -> jax.Array:
    """The transposed matrix, in memory."""
    # Flat, since XLA may return a transposed matrix as the same memory under another layout.
    return fusion_barrier(lambda m: m.T.reshape(-1))(matrix).reshape(matrix.shape[::-1])


# The rule ----------------------------------------------------------------------------------------


def product(params: Any, left: Any, right: Any) -> Any:
    """Rule for `dot_general`: float32 operands that a reshape makes matrices; others stay."""
    flat = _flatten(params, left, right)
    if flat is None or not _is_within(flat, LARGEST, LONGEST):
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
    return flat is not None and _is_within(flat, LARGEST, LONGEST)


def is_small(params: Any, left: Any, right: Any) -> bool:
    """Whether our form of it is the faster one in any step; XLA's do for even smaller ones."""
    flat = _flatten(params, left, right)
    return flat is None or _is_within(flat, SMALL, SHORT)


def costs(params: Any, left: Any, right: Any) -> tuple[float, float]:
    """Estimated ns of one product: in our form, in XLA's."""
    count = multiplications(params, left, right)
    sizes = math.prod(left.shape), math.prod(right.shape)
    largest = max(*sizes, count**2 // max(1, math.prod(sizes)))  # of both operands and the result
    fetched = largest if largest > CACHED else 0
    ours = OURS_TIMES * count + OURS_FETCHED * fetched
    return ours, XLA_TIMES * count + XLA_LAID_OUT * largest + XLA_CALL


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
