"""Each product, convolution and pooling in our form computes what XLA's own computes."""

from __future__ import annotations

from typing import Any

import glassnet  # noqa: F401  # chooses the backend before JAX starts

import jax  # isort: skip
import jax.numpy as jnp
import numpy as np
import pytest
from comparing import BOUND, distance, plainly
from hypothesis import given
from hypothesis import strategies as st
from jax import lax
from sampling import examples

from glassnet.graph.capture import capture, operations
from glassnet.graph.replay import replay
from glassnet.training.fusion import convolutions, product_forms
from glassnet.training.fusion.fuse import LEFT, RULES, fuse, unfused

# Products ----------------------------------------------------------------------------------------

sizes = st.integers(1, 70)


@examples(20)
@given(sizes, sizes, sizes, st.booleans(), st.booleans(), st.integers(0, 2**31))
def test_a_product_in_every_transposition(
    m: int, k: int, n: int, left_transposed: bool, right_transposed: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    left = rng.normal(size=(k, m) if left_transposed else (m, k)).astype("float32")
    right = rng.normal(size=(n, k) if right_transposed else (k, n)).astype("float32")
    a = left.astype("float64").T if left_transposed else left.astype("float64")
    b = right.astype("float64").T if right_transposed else right.astype("float64")
    multiply = jax.jit(product_forms.multiply, static_argnums=(2, 3))
    found = multiply(left, right, left_transposed, right_transposed)
    # The bound of a sum of k products in any order, (k + 1) ulp of the sum of their magnitudes.
    bound = (k + 1) * np.finfo("float32").eps / 2 * (np.abs(a) @ np.abs(b))
    assert np.all(np.abs(found - a @ b) <= bound)


@pytest.mark.parametrize(
    ("left", "right", "axes"),
    [
        ((3, 4, 5), (5, 6), (((2,), (0,)), ((), ()))),  # Dense on a sequence
        ((3, 4, 5), (3, 4, 6), (((0, 1), (0, 1)), ((), ()))),  # its weight's gradient
        ((3, 4, 6), (5, 6), (((2,), (1,)), ((), ()))),  # its input's gradient
        ((3, 4, 5), (4, 6), (((1,), (0,)), ((), ()))),  # summed axis in the middle: left to XLA
        ((2, 3, 4), (2, 4, 5), (((2,), (1,)), ((0,), (0,)))),  # batched: left to XLA
        ((4, 3), (3,), (((1,), (0,)), ((), ()))),  # a vector: left to XLA
        ((0, 3), (3, 4), (((1,), (0,)), ((), ()))),  # nothing to sum
        ((2, 0), (0, 4), (((1,), (0,)), ((), ()))),  # sums of nothing
        ((2, 3), (4, 5), (((), ()), ((), ()))),  # no axis summed
    ],
)
def test_a_product_of_any_rank(left: Any, right: Any, axes: Any) -> None:
    rng = np.random.default_rng(1)
    a, b = (rng.normal(size=shape).astype("float32") for shape in (left, right))
    product = lambda a, b: lax.dot_general(a, b, axes)
    captured, expected = capture(product, a, b), product(a, b)
    for form in (fuse(captured), replay(captured, LEFT)):
        found = form(a, b)
        assert found.shape == expected.shape
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


def test_a_gradient_by_the_weights_of_a_sequence_is_left_as_a_product_of_matrices() -> None:
    x, w = np.ones((3, 4, 5), "float32"), np.ones((5, 2, 6), "float32")
    layer = lambda x, w: jnp.sum(jnp.einsum("abc,cde->abde", x, w) ** 2)
    captured = capture(jax.grad(layer, argnums=1), x, w)
    written = operations(capture(replay(captured, LEFT), x, w))
    by_rows = [each for each in written if each.primitive.name == "dot_general"][-1]
    assert [len(atom.aval.shape) for atom in by_rows.invars] == [2, 2]


# Sums --------------------------------------------------------------------------------------------


@examples(40)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=7), st.data())
def test_a_sum_without_axes_of_one_number_is_the_same(
    shape: list[int], data: st.DataObject
) -> None:
    axes = data.draw(st.sets(st.integers(0, len(shape) - 1)).map(sorted))
    x = np.random.default_rng(0).integers(-9, 10, shape).astype("float32")
    captured = capture(lambda x: jnp.sum(x, tuple(axes)), x)
    found = replay(captured, LEFT)(x)
    assert found.shape == x.sum(tuple(axes)).shape
    np.testing.assert_array_equal(found, x.sum(tuple(axes)))
    axes_left = {len(each.invars[0].aval.shape) for each in _sums(replay(captured, LEFT), x)}
    assert all(n <= 4 or n == len(shape) for n in axes_left)


def test_a_sum_of_an_attention_has_four_axes() -> None:
    x = np.ones((1, 2, 3, 4, 5), "float32")
    [found] = _sums(replay(capture(lambda x: jnp.sum(x, -1), x), LEFT), x)
    assert found.invars[0].aval.shape == (2, 3, 4, 5)


def _sums(function: Any, x: Any) -> list[Any]:
    found = operations(capture(function, x))
    return [each for each in found if each.primitive.name == "reduce_sum"]


@pytest.mark.parametrize("dtype", ["int32", "bfloat16", "float16", "uint8"])
def test_other_types_are_left_alone(dtype: str) -> None:
    a, b = jnp.arange(12).reshape(3, 4).astype(dtype), jnp.arange(8).reshape(4, 2).astype(dtype)
    product = lambda a, b: jnp.matmul(a, b)
    np.testing.assert_array_equal(fuse(capture(product, a, b))(a, b), product(a, b))
    wide = lambda a, b: jnp.matmul(a, b, preferred_element_type=jnp.float32)
    assert fuse(capture(wide, a, b))(a, b).dtype == wide(a, b).dtype


# Convolutions ------------------------------------------------------------------------------------


@examples(15)
@given(st.data())
def test_a_convolution_and_its_gradients(data: st.DataObject) -> None:
    draw = lambda low, high: data.draw(st.integers(low, high))
    groups, per_group = data.draw(st.sampled_from([(1, 3), (2, 2), (3, 1), (8, 1)]))
    channels = draw(1, per_group)
    pictures = (draw(1, 4), draw(4, 8), draw(4, 8), groups * channels)
    kernel = (draw(1, 3), draw(1, 3), channels, groups * draw(1, 6 if groups == 1 else per_group))
    strides = (draw(1, 2), draw(1, 2))
    dilation = (draw(1, 2), draw(1, 2)) if strides == (1, 1) else (1, 1)
    padding = data.draw(st.sampled_from(["SAME", "VALID"]))
    layouts = [data.draw(st.permutations(axes)) for axes in ("NHWC", "HWIO", "NHWC")]
    rng = np.random.default_rng(draw(0, 1000))
    x, w = (
        rng.normal(size=[sizes[usual.index(axis)] for axis in layout]).astype("float32")
        for sizes, usual, layout in zip((pictures, kernel), ("NHWC", "HWIO"), layouts, strict=False)
    )

    def gradients(x: Any, w: Any) -> Any:
        convolve = lambda x, w: lax.conv_general_dilated(
            x, w, strides, padding, rhs_dilation=dilation,
            dimension_numbers=tuple(map("".join, layouts)), feature_group_count=groups,
        )  # fmt: skip
        result, pullback = jax.vjp(convolve, x, w)
        return result, pullback(jnp.sin(result))

    written = capture(replay(capture(gradients, x, w), RULES), x, w)
    found = jax.jit(replay(written, {}))(x, w)
    assert distance(found, plainly(gradients)(x, w)) < BOUND
    names = {each.primitive.name for each in operations(written)}
    is_empty = not found[0].size  # a dilated kernel may be larger than the pictures
    assert is_empty or "conv_general_dilated" not in names


@pytest.mark.parametrize(
    ("channels", "groups", "is_rewritten"), [(8, 4, True), (16, 8, False), (16, 16, True)]
)
def test_groups_are_written_out_if_they_are_few_or_of_one_channel(
    channels: int, groups: int, is_rewritten: bool
) -> None:
    x, w = jnp.ones((32, 8, 8, channels)), jnp.ones((3, 3, channels // groups, channels))
    convolve = lambda x, w: lax.conv_general_dilated(
        x, w, (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"), feature_group_count=groups
    )
    fused = fuse(capture(convolve, x, w))
    assert fused.rewritten == is_rewritten
    np.testing.assert_allclose(fused(x, w), convolve(x, w), rtol=1e-5)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16"])
def test_not_rewritten_the_gradient_by_the_kernel_is_the_same_to_the_bit(dtype: str) -> None:
    rng = np.random.default_rng(0)
    shapes = (8, 8, 8, 2), (3, 3, 2, 8), (8, 6, 6, 8)
    x, w, deltas = (jnp.asarray(rng.normal(size=shape), dtype) for shape in shapes)

    def by_kernel(x: Any, deltas: Any) -> Any:
        convolve = lambda w: lax.conv_general_dilated(
            x, w, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")
        )
        return jax.linear_transpose(convolve, w)(deltas)[0].astype("float32")

    found = jax.jit(unfused(capture(by_kernel, x, deltas)))(x, deltas)
    np.testing.assert_array_equal(found, jax.jit(by_kernel)(x, deltas))


def test_with_channels_first_the_gradient_by_the_kernel_has_the_same_form_and_costs() -> None:
    def written(layout: str, sizes: tuple[int, ...]) -> tuple[Any, set[str]]:
        x, w = jnp.ones(sizes), jnp.ones((3, 3, 4, 8))
        convolve = lambda w: lax.conv_general_dilated(
            x, w, (1, 1), "VALID", dimension_numbers=(layout, "HWIO", layout)
        )
        by_kernel = capture(jax.linear_transpose(convolve, w), convolve(w))
        (equation,) = operations(by_kernel)
        costs = convolutions.costs(equation.params, *(each.aval for each in equation.invars))
        rewritten = operations(capture(replay(by_kernel, RULES), convolve(w)))
        return costs, {each.primitive.name for each in rewritten}

    last, first = written("NHWC", (32, 12, 12, 4)), written("NCHW", (32, 4, 12, 12))
    assert first[0] == last[0]
    assert "dynamic_slice" in first[1] & last[1]  # as `kernel_gradient` goes from place to place


@pytest.mark.parametrize(
    ("sizes", "maps", "is_ours_cheaper"),
    [
        # Measured, ours against XLA's, µs (forward, gradient by kernel, gradient by pictures).
        ((32, 8, 8, 1), 8, (True, None, None)),  # 9 / 57; 3 / 18; 86 / 76
        ((32, 12, 12, 4), 4, (True, True, True)),  # 21 / 221; 21 / 47; 35 / 320
        ((32, 8, 8, 32), 32, (False, True, False)),  # 349 / 264; 162 / 303; 670 / 454
        ((32, 13, 13, 16), 32, (False, True, False)),  # 584 / 508; 293 / 487; 1738 / 976
        ((32, 6, 6, 6, 4), 4, (True, True, True)),  # 56 / 1,628; 57 / 383; 267 / 4,212
        ((32, 8, 8, 8, 8), 8, (True, True, None)),  # 670 / 2,238; 268 / 2,582; 3,954 / 4,474
        ((32, 10, 10, 10, 4), 8, (True, True, False)),  # 1,471 / 7,586; 323 / 3,655; 16,900 / 9,640
    ],
)
def test_the_estimate_finds_the_cheaper_convolution(
    sizes: tuple[int, ...], maps: int, is_ours_cheaper: Any
) -> None:
    n_axes = len(sizes) - 2
    x, w = jnp.ones(sizes), jnp.ones((*(3,) * n_axes, sizes[-1], maps))
    spatial = "DHW"[-n_axes:]
    convolve = lambda x, w: lax.conv_general_dilated(
        x,
        w,
        (1,) * n_axes,
        "VALID",
        dimension_numbers=(f"N{spatial}C", f"{spatial}IO", f"N{spatial}C"),
    )
    y = convolve(x, w)
    by_kernel = lambda x, y: jax.linear_transpose(lambda w: convolve(x, w), w)(y)
    by_pictures = lambda w, y: jax.linear_transpose(lambda x: convolve(x, w), x)(y)
    captures = (capture(convolve, x, w), capture(by_kernel, x, y), capture(by_pictures, w, y))
    for captured, expected in zip(captures, is_ours_cheaper, strict=True):
        (found,) = (
            convolutions.costs(equation.params, *(atom.aval for atom in equation.invars))
            for equation in operations(captured)
            if equation.primitive.name == "conv_general_dilated"
        )
        assert expected in (None, found[0] < found[1])


# Pooling -----------------------------------------------------------------------------------------


@examples(20)
@given(st.data())
def test_the_gradient_of_max_pooling_is_the_same_to_the_bit(data: st.DataObject) -> None:
    draw = lambda low, high: data.draw(st.integers(low, high))
    rank = draw(1, 2)
    window = tuple(draw(1, 3) for _ in range(rank))
    strides = data.draw(st.sampled_from([window, (2,) * rank]))
    padding = data.draw(st.sampled_from(["VALID", "SAME"]))
    sizes = (draw(1, 3), *(draw(3, 8) for _ in range(rank)), draw(1, 4))
    rng = np.random.default_rng(draw(0, 1000))
    # Few different numbers: most windows have several largest ones.
    x = rng.choice(np.array([-1, -0.0, 0, 2, np.nan, np.inf], "float32"), sizes)

    def gradient(x: Any) -> Any:
        pool = lambda x: lax.reduce_window(
            x, -jnp.inf, lax.max, (1, *window, 1), (1, *strides, 1), padding
        )
        result, pullback = jax.vjp(pool, x)
        return pullback(jnp.cos(jnp.arange(result.size, dtype="float32")).reshape(result.shape))

    captured = capture(gradient, x)
    replayed = replay(captured, {"select_and_scatter_add": RULES["select_and_scatter_add"]})
    (found,), (expected,) = jax.jit(replayed)(x), plainly(gradient)(x)
    assert np.count_nonzero(expected)
    assert np.asarray(found).tobytes() == np.asarray(expected).tobytes()
    scatters = sum(
        operation.primitive.name == "select_and_scatter_add"
        for operation in operations(capture(replayed, x))
    )
    whole = padding == "VALID" or all(
        size % step == 0 for size, step in zip(sizes[1:-1], strides, strict=True)
    )
    assert scatters == (not (window == strides and whole))
