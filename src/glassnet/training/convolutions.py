"""A small convolution as a product of matrices: the patches laid side by side, times the kernel.

XLA's own convolution is a library call of some 30 µs even for 8×8 pictures. The same rule serves
the backward pass, where the kernel is as large as the picture and the result as small as a kernel.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from glassnet.training.isolation import isolated
from glassnet.training.products import multiply, sum_of_outer

LARGEST = 2**25
"""Multiplications up to which this was measured to beat XLA's own convolution."""

MOST_TERMS = 48
"""Numbers in a patch up to which the patches need not be laid out in memory."""

MOST_PATCHES = 64
"""Slices written out for one convolution, which bounds the time to compile it."""


class _Sizes(NamedTuple):
    """Places along each spatial axis, and how many numbers a product of patches has."""

    results: tuple[int, ...]
    kernel: tuple[int, ...]
    multiplications: int


def in_order(params: Any, pictures: Any, kernel: Any) -> Any:
    """Rule for `conv_general_dilated`: the same one, with its axes in the order that XLA wants.

    XLA has a library only for channels last. Outside loops it transposes what is otherwise, as a
    kernel's gradient is; inside a loop it does not, and then takes 25 times as long. This is the
    same transposition, so the result is the same bit for bit.
    """
    pictures_axes, kernel_axes, result_axes = params["dimension_numbers"]
    n_axes = pictures.ndim
    last = (0, n_axes - 1, *range(1, n_axes - 1))
    ordered = {
        **params,
        "dimension_numbers": lax.ConvDimensionNumbers(
            last, (n_axes - 1, n_axes - 2, *range(n_axes - 2)), last
        ),
    }
    result = lax.conv_general_dilated_p.bind(
        pictures.transpose(_channels_last(pictures_axes)),
        kernel.transpose((*kernel_axes[2:], kernel_axes[1], kernel_axes[0])),
        **ordered,
    )
    return [result.transpose(tuple(np.argsort(_channels_last(result_axes)).tolist()))]


def convolution(params: Any, pictures: Any, kernel: Any) -> Any:
    """Rule for `conv_general_dilated`: float32, one group, no dilated pictures; others stay."""
    if not is_rewritten(params, pictures, kernel):
        return in_order(params, pictures, kernel)
    sizes = _sizes(params, pictures, kernel)
    pictures_axes, kernel_axes, result_axes = params["dimension_numbers"]
    # [pictures, …, channels in] and […, channels in, channels out], spatial axes in the middle.
    x = pictures.transpose(_channels_last(pictures_axes))
    w = kernel.transpose((*kernel_axes[2:], kernel_axes[1], kernel_axes[0]))
    if any(pair != (0, 0) for pair in params["padding"]):
        spatial = [(low, high, 0) for low, high in params["padding"]]
        x = lax.pad(x, jnp.zeros((), x.dtype), [(0, 0, 0), *spatial, (0, 0, 0)])
    strides, dilation = params["window_strides"], params["rhs_dilation"]
    n_pictures, n_out = x.shape[0], w.shape[-1]
    w = w.reshape(-1, n_out)
    if math.prod(sizes.kernel) <= math.prod(sizes.results):
        # For each place in the kernel, what it meets: [pictures, results, channels in].
        slices = lambda x: _slices(x, sizes.kernel, dilation, sizes.results, strides)
        rows = lambda x: [s.reshape(-1, s.shape[-1]) for s in slices(x)]
    else:
        # For each result, what it is made of: [pictures, 1, kernel × channels in].
        slices = lambda x: _slices(x, sizes.results, strides, sizes.kernel, dilation)
        rows = lambda x: [s.reshape(n_pictures, 1, -1) for s in slices(x)]
    patches = lambda x: jnp.concatenate(rows(x), axis=1).reshape(-1, w.shape[0])
    if w.shape[0] <= MOST_TERMS and math.prod(sizes.kernel) <= math.prod(sizes.results):
        columns = lambda x: [r[:, c] for r in rows(x) for c in range(r.shape[1])]
        result = isolated(lambda x, w: sum_of_outer(columns(x), list(w)))(x, w)
    else:
        result = multiply(isolated(patches)(x), w, False, False)
    result = result.reshape(n_pictures, *sizes.results, n_out)
    return [result.transpose(tuple(np.argsort(_channels_last(result_axes)).tolist()))]


def multiplications(params: Any, pictures: Any, kernel: Any) -> int:
    """How many a `conv_general_dilated` needs. pictures, kernel: anything with a shape."""
    return _sizes(params, pictures, kernel).multiplications


def is_rewritten(params: Any, pictures: Any, kernel: Any) -> bool:
    """Whether `convolution` has a form for it."""
    sizes = _sizes(params, pictures, kernel)
    return (
        pictures.dtype == kernel.dtype == jnp.float32
        and params["preferred_element_type"] in (None, jnp.float32)
        and params["feature_group_count"] == params["batch_group_count"] == 1
        and all(step == 1 for step in params["lhs_dilation"])
        and 0 < sizes.multiplications <= LARGEST
        and min(math.prod(sizes.results), math.prod(sizes.kernel)) <= MOST_PATCHES
    )


def _sizes(params: Any, pictures: Any, kernel: Any) -> _Sizes:
    pictures_axes, kernel_axes, _ = params["dimension_numbers"]
    windows = tuple(kernel.shape[axis] for axis in kernel_axes[2:])
    sizes = (pictures.shape[axis] for axis in pictures_axes[2:])
    results = tuple(
        max(0, (low + (size - 1) * spread + 1 + high - (window - 1) * reach - 1) // step + 1)
        for size, spread, (low, high), window, reach, step in zip(
            sizes,
            params["lhs_dilation"],
            params["padding"],
            windows,
            params["rhs_dilation"],
            params["window_strides"],
            strict=True,
        )
    )
    count = pictures.shape[pictures_axes[0]] * math.prod(results) * math.prod(kernel.shape)
    return _Sizes(results, windows, count)


def _slices(
    x: jax.Array,
    starts: Sequence[int],
    apart: Sequence[int],
    lengths: Sequence[int],
    steps: Sequence[int],
) -> list[jax.Array]:
    """x from each start on, every `steps`-th place, `lengths` of them; starts lie `apart`."""
    slices: list[jax.Array] = []
    for place in itertools.product(*map(range, starts)):
        first = [index * distance for index, distance in zip(place, apart, strict=True)]
        last = [
            start + (length - 1) * step + 1
            for start, length, step in zip(first, lengths, steps, strict=True)
        ]
        slices.append(
            lax.slice(x, (0, *first, 0), (x.shape[0], *last, x.shape[-1]), (1, *steps, 1))
        )
    return slices


def _channels_last(axes: Sequence[int]) -> tuple[int, ...]:
    """(batch, channels, spatial …) as JAX counts them → the same axes with the channels last."""
    return (axes[0], *axes[2:], axes[1])
