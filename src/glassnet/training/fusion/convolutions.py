"""A small convolution as products of patches and the kernel, or as a sum of outer products.

The patches are laid side by side in memory; of few numbers in a window they need not be. XLA's
own convolution is a library call of some 30 µs even for 8×8 images, but with many channels in and
out it is the faster one: `costs` estimates both. The gradient by the kernel, whose window is as
large as the image, is `kernel_gradient`.
"""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from glassnet.training.fusion.barrier import fusion_barrier
from glassnet.training.fusion.convolution_shape import (
    UNGROUPED,
    channels_last,
    is_depthwise,
    is_gradient_of_kernel,
    n_groups,
    one_group,
    sizes_of,
    split_by,
)
from glassnet.training.fusion.kernel_gradient import (
    Windows,
    depthwise_kernel_gradient,
    kernel_gradient,
)
from glassnet.training.fusion.patches import Places
from glassnet.training.fusion.product_forms import multiply, sum_of_outer
from glassnet.training.fusion.sums import VECTOR, add_up

LARGEST = 2**25
"""Multiplications up to which this was measured to beat XLA's own convolution."""

MOST_TERMS = 48
"""Numbers in a patch up to which the patches need not be laid out in memory."""

MOST_GROUPS = 4
"""Groups of several channels up to which each is a convolution of its own: 0.1 s to compile."""

MOST_PATCHES = 64
"""Slices written out for one convolution, which bounds the time to compile it."""

# ns a window, a number of it, a multiplication; see `costs`.
OURS_FIXED, OURS_LAID_OUT, OURS_TIMES = 10.0, 0.6, 0.03
OURS_LAID_OUT_FAR, CACHED = 2.3, 2**22
OURS_FETCHED, OURS_ADDED, OURS_DEPTHWISE = 0.13, 0.011, 0.08
XLA_FIXED, XLA_LAID_OUT, XLA_TIMES = 10.0, 0.3, 0.022
XLA_IN_SPACE, XLA_VECTORS_IN_SPACE = 5.0, 1.2
XLA_LEAST, FEW_CHANNELS = 55.0, 24


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
        images.transpose(channels_last(images_axes)),
        kernel.transpose((*kernel_axes[2:], kernel_axes[1], kernel_axes[0])),
        **ordered,
    )
    return [result.transpose(tuple(np.argsort(channels_last(result_axes)).tolist()))]


def in_order_exactly(params: Any, images: Any, kernel: Any) -> Any:
    """Rule for `conv_general_dilated`: `in_order`, but bfloat16 stays.

    XLA computes in float32 and leaves out the rounding to bfloat16 of a kernel's gradient that is
    made float32 at once, which a transposition between the two keeps.
    """
    is_rounded = images.dtype == jnp.bfloat16
    return NotImplemented if is_rounded else in_order(params, images, kernel)


def convolution(params: Any, images: Any, kernel: Any) -> Any:
    """Rule for `conv_general_dilated`: float32, few groups or one a channel; others stay."""
    if not is_rewritten(params, images, kernel):
        return in_order(params, images, kernel)
    depthwise = is_depthwise(params, images, kernel)
    if not depthwise and n_groups(params) > 1:
        return _by_groups(params, images, kernel)
    sizes = sizes_of(params, images, kernel)
    images_axes, kernel_axes, result_axes = params["dimension_numbers"]
    # [images, …, channels in] and […, channels in, channels out], spatial axes in the middle.
    x = _padded(params, images).transpose(channels_last(images_axes))
    w = kernel.transpose((*kernel_axes[2:], kernel_axes[1], kernel_axes[0]))
    strides, dilation = params["window_strides"], params["rhs_dilation"]
    by_kernel = Places(sizes.kernel, dilation, sizes.results, strides)
    by_result = Places(sizes.results, strides, sizes.kernel, dilation)
    if is_gradient_of_kernel(params):
        windows = Windows(sizes.results, strides, dilation)
        gradient = depthwise_kernel_gradient if depthwise else kernel_gradient
        result = gradient(windows, jnp.swapaxes(x, 0, -1), jnp.moveaxis(w, -2, 0))
        result = jnp.moveaxis(result, -2, 0)
    elif depthwise:
        result = _channel_by_channel(by_kernel, x, w)
    elif min(math.prod(sizes.kernel), sum(sizes.kernel)) <= math.prod(sizes.results):
        # Slices of the images for each place in a window, all at once or axis after axis.
        result = _few_windows(by_kernel, x, w)
    else:
        result = _few_results(by_result, x, w)
    result = result.reshape(-1, *sizes.results, w.shape[-1])
    return [result.transpose(tuple(np.argsort(channels_last(result_axes)).tolist()))]


def _by_groups(params: Any, images: Any, kernel: Any) -> Any:
    """The convolutions of the groups, side by side."""
    images_axes, kernel_axes, result_axes = params["dimension_numbers"]
    groups = n_groups(params)
    parts = zip(
        jnp.split(images, groups, images_axes[split_by(params)]),
        jnp.split(kernel, groups, kernel_axes[0]),
        strict=True,
    )
    results = [convolution({**params, **UNGROUPED}, *part)[0] for part in parts]
    return [fusion_barrier(lambda *each: lax.concatenate(each, result_axes[1]))(*results)]


def _padded(params: Any, images: jax.Array) -> jax.Array:
    around = [(0, 0, 0)] * images.ndim
    axes = params["dimension_numbers"].lhs_spec[2:]
    for axis, (low, high), step in zip(
        axes, params["padding"], params["lhs_dilation"], strict=True
    ):
        around[axis] = (low, high, step - 1)
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


def _channel_by_channel(places: Places, x: jax.Array, w: jax.Array) -> jax.Array:
    """Every channel times its own kernel, a vector for each place in it."""
    terms = lambda x, w: [part * row for part, row in zip(places.slices(x), w, strict=True)]
    return fusion_barrier(lambda x, w: add_up(terms(x, w)))(x, w.reshape(-1, w.shape[-1]))


def _laid_out(places: Places, x: jax.Array) -> jax.Array:
    """Patches, [places, numbers per window]; joining before flattening takes half the time."""
    patches = places.side_by_side(x)
    return patches.reshape(-1, patches.shape[-1])


def multiplications(params: Any, images: Any, kernel: Any) -> int:
    """The multiplications of a `conv_general_dilated`. images, kernel: anything with a shape."""
    return sizes_of(params, images, kernel).multiplications


def is_rewritten(params: Any, images: Any, kernel: Any) -> bool:
    """Whether `convolution` has a form for it."""
    sizes = sizes_of(params, images, kernel)
    return (
        images.dtype == kernel.dtype == jnp.float32
        and params["preferred_element_type"] in (None, jnp.float32)
        and (n_groups(params) <= MOST_GROUPS or is_depthwise(params, images, kernel))
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
    respect to the images costs as much as the forward pass with inputs and outputs swapped; where
    windows lie two apart, XLA skips the zeros between and takes a quarter. More than 16 MB laid out
    take us 2.3 ns a number.

    In space XLA gathers a window's numbers one by one, or channels by whole vectors, K = 108 at
    600 to 800 ns, 216 at 270 to 320, and there lies nothing between that it could skip (32 images
    of 6×6×6 to 12×12×12, kernels of 3×3×3).

    Groups are one convolution each, for XLA too: it takes 3 to 6 ns for a multiplication of a
    depthwise one, we 0.02 to 0.15 (32 images of 8×8 to 32×32, 4 to 64 channels).
    """
    if (groups := n_groups(params)) > 1:
        ours, xla = (groups * each for each in costs(*one_group(params, images, kernel)))
        if is_depthwise(params, images, kernel):
            ours = OURS_DEPTHWISE * multiplications(params, images, kernel)
        return ours, xla
    sizes = sizes_of(params, images, kernel)
    channels = kernel.shape[params["dimension_numbers"].rhs_spec[0]]
    gradient = is_gradient_of_kernel(params)
    if gradient:
        numbers = images.shape[params["dimension_numbers"].lhs_spec[0]] * math.prod(sizes.results)
    else:
        numbers = math.prod(kernel.shape) // channels
    windows = sizes.multiplications / (numbers * channels)
    laid_out = OURS_LAID_OUT if windows * numbers <= CACHED else OURS_LAID_OUT_FAR
    laid_out *= numbers > MOST_TERMS
    ours = OURS_FIXED + laid_out * numbers + OURS_TIMES * numbers * channels
    xla = XLA_FIXED + _laid_out_by_xla(params, images) * numbers + XLA_TIMES * numbers * channels
    spread = math.prod(params["lhs_dilation"]) if images.ndim <= 4 else 1
    if gradient:
        ours = numbers * (OURS_FETCHED + OURS_ADDED * channels)
    elif channels < FEW_CHANNELS and spread == 1:
        xla = max(xla, XLA_LEAST)
    return windows * ours, windows * xla / spread


def _laid_out_by_xla(params: Any, images: Any) -> float:
    """ns for a number of a window; of images in space whole vectors of channels, or one by one."""
    if images.ndim <= 4:
        return XLA_LAID_OUT
    is_dense = all(step == 1 for step in (*params["lhs_dilation"], *params["rhs_dilation"]))
    channels = images.shape[params["dimension_numbers"].lhs_spec[1]]
    return XLA_VECTORS_IN_SPACE if is_dense and channels % VECTOR == 0 else XLA_IN_SPACE
