"""The forms of a small matrix product, and which of them for which shape.

A loop that XLA compiles into one native function cannot call a library, and the product XLA writes
itself there takes one multiplication at a time. The forms below are what LLVM turns into full
vector code instead; which of them for which shape was measured (`benchmarks/forms.py`).
"""

from __future__ import annotations

import functools
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
