"""A small convolution as products of patches and the kernel, or as a sum of outer products.

The patches are laid side by side in memory; of few numbers in a window they need not be. XLA's
own convolution is a library call of some 30 µs even for 8×8 images, but with many channels in and
out it is the faster one: `costs` estimates both. The gradient by the kernel, whose window is as
large as the image, is `kernel_gradient`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from glassnet.training.fusion.barrier import fusion_barrier
from glassnet.training.fusion.kernel_gradient import Windows, kernel_gradient
from glassnet.training.fusion.matrix_products import multiply, sum_of_outer
from glassnet.training.fusion.patches import Places

LARGEST = 2**25
"""Multiplications up to which this was measured to beat XLA's own convolution."""

MOST_TERMS = 48
"""Numbers in a patch up to which the patches need not be laid out in memory."""

MOST_PATCHES = 64
"""Slices written out for one convolution, which bounds the time to compile it."""

# ns a window, a number of it, a multiplication; see `costs`.
OURS_FIXED, OURS_LAID_OUT, OURS_TIMES = 10.0, 0.6, 0.03
OURS_FETCHED, OURS_ADDED = 0.13, 0.011
XLA_FIXED, XLA_LAID_OUT, XLA_TIMES = 10.0, 0.3, 0.022
XLA_LEAST, FEW_CHANNELS = 55.0, 24


class _Sizes(NamedTuple):
    """Places along each spatial axis, and how many numbers a product of patches has."""

    results: tuple[int, ...]
    kernel: tuple[int, ...]
    multiplications: int


def in_order(params: Any, images: Any, kernel: Any) -> Any:
    """Rule for `conv_general_dilated`: the same one, with its axes in XLA's own order.

    XLA has a library only for channels last. Outside loops it transposes what is otherwise, as a
    kernel's gradient is; inside a loop it does not, and then takes 25 times as long. This is the
    same transposition, so the result is the same bit for bit, but of bfloat16, which it rounds.
    """
    images_axes, kernel_axes, result_axes = params["dimension_numbers"]
    n_axes = images.ndim
    last = (0, n_axes - 1, *range(1, n_axes - 1))
    ordered = {
        **params,
        "dimension_numbers": lax.ConvDimensionNumbers(
            last, (n_axes - 1, n_axes - 2, *range(n_axes - 2)), last
        ),
    }
    result = lax.conv_general_dilated_p.bind(
        images.transpose(_channels_last(images_axes)),
        kernel.transpose((*kernel_axes[2:], kernel_axes[1], kernel_axes[0])),
        **ordered,
    )
    return [result.transpose(tuple(np.argsort(_channels_last(result_axes)).tolist()))]


def in_order_exactly(params: Any, images: Any, kernel: Any) -> Any:
    """Rule for `conv_general_dilated`: `in_order`, but bfloat16 stays.

    XLA computes in float32 and leaves out the rounding to bfloat16 of a kernel's gradient that is
    made float32 at once, which a transposition between the two keeps.
    """
    is_rounded = images.dtype == jnp.bfloat16
    return NotImplemented if is_rounded else in_order(params, images, kernel)


def convolution(params: Any, images: Any, kernel: Any) -> Any:
    """Rule for `conv_general_dilated`: float32, one group, no dilated images; others stay."""
    if not is_rewritten(params, images, kernel):
        return in_order(params, images, kernel)
    sizes = _sizes(params, images, kernel)
    images_axes, kernel_axes, result_axes = params["dimension_numbers"]
    # [images, …, channels in] and […, channels in, channels out], spatial axes in the middle.
    x = _padded(images, images_axes, params["padding"]).transpose(_channels_last(images_axes))
    w = kernel.transpose((*kernel_axes[2:], kernel_axes[1], kernel_axes[0]))
    strides, dilation = params["window_strides"], params["rhs_dilation"]
    by_kernel = Places(sizes.kernel, dilation, sizes.results, strides)
    by_result = Places(sizes.results, strides, sizes.kernel, dilation)
    if _is_gradient_of_kernel(params):
        windows = Windows(sizes.results, strides, dilation)
        images, deltas = jnp.swapaxes(x, 0, -1), jnp.moveaxis(w, -2, 0)
        result = jnp.moveaxis(kernel_gradient(windows, images, deltas), -2, 0)
    elif min(math.prod(sizes.kernel), sum(sizes.kernel)) <= math.prod(sizes.results):
        # Slices of the images for each place in a window, all at once or axis after axis.
        result = _few_windows(by_kernel, x, w)
    else:
        result = _few_results(by_result, x, w)
    result = result.reshape(x.shape[0], *sizes.results, w.shape[-1])
    return [result.transpose(tuple(np.argsort(_channels_last(result_axes)).tolist()))]


def _padded(images: jax.Array, axes: Sequence[int], padding: Sequence[Any]) -> jax.Array:
    around = [(0, 0, 0)] * images.ndim
    for axis, (low, high) in zip(axes[2:], padding, strict=True):
        around[axis] = (low, high, 0)
    return lax.pad(images, jnp.zeros((), images.dtype), around) if any(map(any, around)) else images


def _few_windows(places: Places, x: jax.Array, w: jax.Array) -> jax.Array:
    """Lay out the numbers that each place in the kernel meets: [images, results, channels]."""
    w = w.reshape(-1, w.shape[-1])
    if w.shape[0] <= MOST_TERMS:
        rows = lambda x: [s.reshape(-1, s.shape[-1]) for s in places.slices(x)]
        columns = lambda x: [r[:, c] for r in rows(x) for c in range(r.shape[1])]
        return fusion_barrier(lambda x, w: sum_of_outer(columns(x), list(w)))(x, w)
    return multiply(_laid_out(places, x), w, False, False)


def _few_results(places: Places, x: jax.Array, w: jax.Array) -> jax.Array:
    """Lay out, for each result, the numbers it is made of: [images, 1, kernel × channels in]."""
    w = w.reshape(-1, w.shape[-1])
    rows = lambda x: [s.reshape(x.shape[0], 1, -1) for s in places.slices(x)]
    patches = lambda x: jnp.concatenate(rows(x), axis=1).reshape(-1, w.shape[0])
    return multiply(fusion_barrier(patches)(x), w, False, False)


def _laid_out(places: Places, x: jax.Array) -> jax.Array:
    """Patches, [places, numbers per window]; joining before flattening takes half the time."""
    patches = places.side_by_side(x)
    return patches.reshape(-1, patches.shape[-1])


def _is_gradient_of_kernel(params: Any) -> bool:
    """Whether the roles of images and channels are swapped, as JAX does for this gradient."""
    images, channels = params["dimension_numbers"].lhs_spec[:2]
    return images > channels


def multiplications(params: Any, images: Any, kernel: Any) -> int:
    """The multiplications of a `conv_general_dilated`. images, kernel: anything with a shape."""
    return _sizes(params, images, kernel).multiplications


def is_rewritten(params: Any, images: Any, kernel: Any) -> bool:
    """Whether `convolution` has a form for it."""
    sizes = _sizes(params, images, kernel)
    return (
        images.dtype == kernel.dtype == jnp.float32
        and params["preferred_element_type"] in (None, jnp.float32)
        and params["feature_group_count"] == params["batch_group_count"] == 1
        and all(step == 1 for step in params["lhs_dilation"])
        and 0 < sizes.multiplications <= LARGEST
        and min(math.prod(sizes.results), math.prod(sizes.kernel)) <= MOST_PATCHES
    )


def costs(params: Any, images: Any, kernel: Any) -> tuple[float, float]:
    """Estimated ns of one convolution: in our form, in XLA's.

    With K numbers in a window and N channels out, a window takes us 10 + 0.03 K N ns, and 0.6 K
    more where it is laid out in memory; XLA 10 + 0.3 K + 0.022 K N, at least 55 where N is small,
    but for a kernel's gradient. Measured, in ns per window (ours / XLA; 32 images of 8×8, kernels
    of 3×3):

    | K | forward, N = 8 | N = 32 | gradient by kernel, N = 8 | N = 32 |
    |---|---|---|---|---|
    | 9 | 8 / 49 | 11 / 23 | 2 / 16 | 7 / 29 |
    | 36 | 12 / 83 | 41 / 56 | 7 / 27 | 20 / 57 |
    | 72 | 52 / 70 | 82 / 86 | 12 / 39 | 37 / 88 |
    | 144 | 108 / 131 | 168 / 154 | 28 / 74 | 76 / 164 |
    | 288 | 256 / 163 | 345 / 285 | 48 / 184 | 141 / 372 |

    For a kernel's gradient we take 0.13 + 0.011 N ns for each of the K numbers. The gradient with
    respect to the images costs as much as the forward pass with inputs and outputs swapped.
    """
    sizes = _sizes(params, images, kernel)
    channels = kernel.shape[params["dimension_numbers"].rhs_spec[0]]
    gradient = _is_gradient_of_kernel(params)
    if gradient:
        numbers = images.shape[params["dimension_numbers"].lhs_spec[0]] * math.prod(sizes.results)
    else:
        numbers = math.prod(kernel.shape) // channels
    windows = sizes.multiplications / (numbers * channels)
    laid_out = numbers > MOST_TERMS
    ours = OURS_FIXED + OURS_LAID_OUT * numbers * laid_out + OURS_TIMES * numbers * channels
    xla = XLA_FIXED + XLA_LAID_OUT * numbers + XLA_TIMES * numbers * channels
    if gradient:
        ours = numbers * (OURS_FETCHED + OURS_ADDED * channels)
    elif channels < FEW_CHANNELS:
        xla = max(xla, XLA_LEAST)
    return windows * ours, windows * xla


def _sizes(params: Any, images: Any, kernel: Any) -> _Sizes:
    images_axes, kernel_axes, _ = params["dimension_numbers"]
    windows = tuple(kernel.shape[axis] for axis in kernel_axes[2:])
    sizes = (images.shape[axis] for axis in images_axes[2:])
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
    count = images.shape[images_axes[0]] * math.prod(results) * math.prod(kernel.shape)
    return _Sizes(results, windows, count)


def _channels_last(axes: Sequence[int]) -> tuple[int, ...]:
    """(batch, channels, spatial …) as JAX counts them → the same axes with the channels last."""
    return (axes[0], *axes[2:], axes[1])
