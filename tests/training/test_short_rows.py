"""Matrices with short rows, by columns or in one row: the same numbers, and whole vectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import glassnet  # noqa: F401  # chooses the backend before JAX starts

import jax  # isort: skip
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jax import lax
from sampling import examples

from glassnet.graph.capture import NO_RULES, Captured, capture, operations, shape_of
from glassnet.graph.replay import replay
from glassnet.training.fusion.columns import MOST_REDUCTIONS, by_columns
from glassnet.training.fusion.flat import in_one_row

ROWS, COLUMNS = 32, 10
RANDOM = np.random.default_rng(3)
A, B = RANDOM.normal(size=(2, ROWS, COLUMNS)).astype("float32")
WEIGHTS = RANDOM.normal(size=(COLUMNS, COLUMNS)).astype("float32")
CLASSES = RANDOM.integers(0, COLUMNS, ROWS)

PASSES: dict[str, Callable[..., Any]] = {"by columns": by_columns, "in one row": in_one_row}


def inlined(function: Callable[..., Any], *given: Any) -> Captured:
    """A captured function without calls in it, as a rewritten step is."""
    return capture(replay(capture(function, *given), NO_RULES), *given)


def _shapes(function: Callable[..., Any], *given: Any) -> list[tuple[int, ...]]:
    """The shape of each operation's result, inside calls too."""
    found = operations(inlined(function, *given))
    return [shape_of(each.outvars[0]).shape for each in found if each.primitive.name != "jit"]


# A head of ten classes ---------------------------------------------------------------------------


def head(x: jax.Array, bias: jax.Array) -> Any:
    """The loss, whether each row is right, and the gradients, as a training step has them."""

    def loss(x: jax.Array, bias: jax.Array) -> Any:
        scores = x + bias
        chances = jax.nn.softmax(scores)
        right = jnp.argmax(chances, axis=1) == CLASSES
        return -jnp.mean(jnp.log(chances[jnp.arange(ROWS), CLASSES] + 1e-7)), right

    return jax.value_and_grad(loss, argnums=(0, 1), has_aux=True)(x, bias)


@pytest.mark.parametrize("special", [0.0, np.nan, np.inf, -np.inf])
def test_a_softmax_and_its_loss_by_columns(special: float) -> None:
    x = A.copy()
    x[4, 7] = special
    turned = by_columns(inlined(head, x, WEIGHTS[0]))
    found, expected = turned(x, WEIGHTS[0]), head(x, WEIGHTS[0])
    for one, other in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-8)


def test_what_follows_from_a_sum_of_each_row_stays_turned() -> None:
    turned = by_columns(inlined(jax.nn.softmax, A))
    shapes = _shapes(turned, A)
    assert shapes.count((COLUMNS, ROWS)) >= 3  # the difference, its exponential, the quotient
    assert (ROWS, COLUMNS) in shapes  # turned back once, at the end
    np.testing.assert_allclose(turned(A), jax.nn.softmax(A), rtol=1e-6)


@pytest.mark.parametrize("shape", [(32, 13), (32, 8), (8, 10), (10,), (4, 32, 10)])
def test_other_shapes_are_left_alone(shape: tuple[int, ...]) -> None:
    x = RANDOM.normal(size=shape).astype("float32")
    turned = by_columns(inlined(jax.nn.softmax, x))
    assert _shapes(turned, x) == _shapes(jax.nn.softmax, x)
    np.testing.assert_array_equal(turned(x), jax.nn.softmax(x))


def test_more_reductions_than_compile_soon_are_left_alone() -> None:
    def normalized(times: int) -> Callable[[Any], Any]:
        """A maximum and a sum of each row, so many times."""

        def repeatedly(x: Any) -> Any:
            for _ in range(times):
                x = jax.nn.softmax(x)
            return x

        return repeatedly

    few, many = normalized(MOST_REDUCTIONS // 2), normalized(MOST_REDUCTIONS // 2 + 1)
    assert (COLUMNS, ROWS) in _shapes(by_columns(inlined(few, A)), A)
    left = by_columns(inlined(many, A))
    assert _shapes(left, A) == _shapes(many, A)
    np.testing.assert_array_equal(left(A), many(A))


@pytest.mark.parametrize("change", list(PASSES.values()), ids=list(PASSES))
def test_hundreds_of_operations_before_a_sum_of_each_row(change: Callable[..., Any]) -> None:
    """As in a layer that takes steps of Euler's method; Python allows 1,000 calls in a row."""

    def chances(x: Any) -> Any:
        for _ in range(400):
            x = x + 0.01 * jnp.sin(x)
        return jax.nn.softmax(x)

    found = jax.jit(change(inlined(chances, A)))(A)
    np.testing.assert_allclose(found, jax.jit(chances)(A), rtol=1e-5)


# An optimizer's step -----------------------------------------------------------------------------


def adam(weights: jax.Array, mean: jax.Array, square: jax.Array, slope: jax.Array) -> Any:
    mean = mean + (slope - mean) * 0.1
    square = square + (slope * slope - square) * 0.001
    return weights - 0.01 * mean / (jnp.sqrt(square) + 1e-7), mean, square


def test_adams_step_for_a_narrow_kernel_is_flat() -> None:
    flat = in_one_row(inlined(adam, A, B, B * B, A))
    shapes = _shapes(flat, A, B, B * B, A)
    assert shapes.count((ROWS * COLUMNS,)) >= 10
    for one, other in zip(flat(A, B, B * B, A), adam(A, B, B * B, A), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


def test_a_group_never_waits_for_what_waits_for_it() -> None:
    def clipped(weights: jax.Array, slope: jax.Array) -> Any:
        grown = weights + slope  # of the same shape as what follows ...
        norm = jnp.sum(grown * grown)  # ... and before it, by way of a sum
        beside = weights * 3.0
        return grown / norm + beside, jnp.sum(beside) * grown

    flat = in_one_row(inlined(clipped, A, B))
    for one, other in zip(flat(A, B), clipped(A, B), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


# Any program -------------------------------------------------------------------------------------

# Of two matrices, a number for each row, a number for each column.
TO_MATRICES: list[Callable[..., Any]] = [
    lambda a, b, rows, columns: a + b,
    lambda a, b, rows, columns: jnp.tanh(a * b),
    lambda a, b, rows, columns: jnp.where(a > b, a, -b),
    lambda a, b, rows, columns: a - rows[:, None],
    lambda a, b, rows, columns: jnp.sin(a * columns),
    lambda a, b, rows, columns: jnp.tanh(a @ WEIGHTS),
    lambda a, b, rows, columns: jnp.where(a >= jnp.max(a, axis=1, keepdims=True), b, 0.5),
    lambda a, b, rows, columns: (jnp.argmin(a, axis=1)[:, None] == jnp.arange(COLUMNS)) * b,
    lambda a, b, rows, columns: jnp.broadcast_to(rows[:, None], a.shape) * 0.5,
    lambda a, b, rows, columns: jnp.where(lax.broadcasted_iota(int, a.shape, 0) > 7, a, b),
    lambda a, b, rows, columns: jnp.where(lax.broadcasted_iota(int, a.shape, 1) > 7, a, b),
    lambda a, b, rows, columns: jnp.tanh((a.T @ b) @ a.T).T,
]
TO_ROWS: list[Callable[..., Any]] = [
    lambda a, b, rows, columns: jnp.tanh(jnp.sum(a * b, axis=1)),
    lambda a, b, rows, columns: rows + jnp.min(b, axis=1),
]
TO_COLUMNS: list[Callable[..., Any]] = [
    lambda a, b, rows, columns: jnp.tanh(jnp.sum(a, axis=0)) + columns,
    lambda a, b, rows, columns: jnp.max(a - b, axis=0),
]


@pytest.mark.parametrize("number", range(len(TO_MATRICES)))
def test_each_operation_before_a_sum_of_rows(number: int) -> None:
    program = lambda *given: jnp.sum(TO_MATRICES[number](*given), axis=1)
    inputs = A, B, B[:, 0], A[0]
    turned = by_columns(inlined(program, *inputs))
    np.testing.assert_allclose(turned(*inputs), program(*inputs), rtol=2e-5, atol=1e-5)


@st.composite
def programs(draw: st.DrawFn) -> Callable[..., Any]:
    """A function of (a, b, rows, columns) that returns all that it makes."""
    kinds = (TO_MATRICES, TO_ROWS, TO_COLUMNS)
    steps = draw(
        st.lists(
            st.sampled_from(
                [(kind, n) for kind, makers in enumerate(kinds) for n in range(len(makers))]
            ),
            min_size=1,
            max_size=8,
        )
    )
    swaps = draw(st.lists(st.booleans(), min_size=len(steps), max_size=len(steps)))

    def program(a: Any, b: Any, rows: Any, columns: Any) -> Any:
        made = [a, b]
        for (kind, number), is_swapped in zip(steps, swaps, strict=True):
            last, before = made[-1], made[-2]
            pair = (before, last) if is_swapped else (last, before)
            result = kinds[kind][number](*pair, rows, columns)
            if kind == 0:
                made.append(result)
            elif kind == 1:
                rows = result
            else:
                columns = result
        return made[2:], rows, columns

    return program


@pytest.mark.parametrize("name", PASSES)
@given(data=st.data())
@examples(25)
def test_any_program_computes_the_same(name: str, data: st.DataObject) -> None:
    """In float64, since some programs blow rounding up."""
    program = data.draw(programs())
    inputs = [array.astype("float64") for array in (A, B, B[:, 0], A[0])]
    with jax.enable_x64(True):
        changed = PASSES[name](inlined(program, *inputs))
        with jax.disable_jit():
            found, expected = changed(*inputs), program(*inputs)
    assert jax.tree.structure(found) == jax.tree.structure(expected)
    for one, other in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-9)
