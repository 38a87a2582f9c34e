"""What a convolution is: its windows, its groups, and whether it is a gradient by a kernel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import jax

UNGROUPED = {"feature_group_count": 1, "batch_group_count": 1}
"""Parameters of the convolution of one group."""


class Sizes(NamedTuple):
    """Places along each spatial axis, and how many numbers a product of patches has."""

    results: tuple[int, ...]
    kernel: tuple[int, ...]
    multiplications: int


def sizes_of(params: Any, images: Any, kernel: Any) -> Sizes:
    """images, kernel: anything with a shape."""
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
    n_images = images.shape[images_axes[0]] // params["batch_group_count"]
    count = n_images * math.prod(results) * math.prod(kernel.shape)
    return Sizes(results, windows, count)


def channels_last(axes: Sequence[int]) -> tuple[int, ...]:
    """(batch, channels, spatial …) as JAX counts them → the same axes with the channels last."""
    return (axes[0], *axes[2:], axes[1])


def is_gradient_of_kernel(params: Any) -> bool:
    """Whether the roles of images and channels are swapped, as JAX does for this gradient."""
    images, channels = params["dimension_numbers"].lhs_spec[:2]
    is_swapped = images > channels and params["feature_group_count"] == 1
    return is_swapped or params["batch_group_count"] > 1


# Groups ------------------------------------------------------------------------------------------


def n_groups(params: Any) -> int:
    """How many convolutions it is, of a part of the channels each."""
    return params["feature_group_count"] * params["batch_group_count"]  # one of them is 1


def split_by(params: Any) -> int:
    """Which of (images, channels) groups divide: channels, whose role images have in a gradient."""
    return int(params["feature_group_count"] > 1)


def one_group(params: Any, images: Any, kernel: Any) -> tuple[Any, Any, Any]:
    """The convolution of one of the groups: its parameters and what it is of."""
    images_axes, kernel_axes, _ = params["dimension_numbers"]

    def part(operand: Any, axis: int) -> Any:
        shape = list(operand.shape)
        shape[axis] //= n_groups(params)
        return jax.ShapeDtypeStruct(shape, operand.dtype)

    return (
        {**params, **UNGROUPED},
        part(images, images_axes[split_by(params)]),
        part(kernel, kernel_axes[0]),
    )


def is_depthwise(params: Any, images: Any, kernel: Any) -> bool:
    """Whether each channel has one kernel of its own, or it is the gradient of such kernels."""
    images_axes, kernel_axes, _ = params["dimension_numbers"]
    channels = images.shape[images_axes[split_by(params)]]
    return 1 < n_groups(params) == channels == kernel.shape[kernel_axes[0]]
