"""The gradient of a convolution with respect to its kernel, without laying out patches.

At each place it adds an outer product: the numbers of the images that the window covers there,
times the place's deltas, which are a vector. Of a depthwise convolution it adds the products of the
numbers and the deltas of the same channel.
"""

from __future__ import annotations

import functools
import math
import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from glassnet.training.fusion.barrier import fusion_barrier
from glassnet.training.fusion.sums import VECTOR, add_up

MOST_PRODUCTS = 16
"""Places whose products are written out as one expression; twice as many where rows are short.

With fewer, LLVM writes out a row of eight numbers before it looks for vectors: six take 13.7 µs,
twelve 2.9 and 24 2.5 (8×8 images, 3×3 windows, 8 channels), which compile for 0.1 s longer.
"""

Index = np.uint32
"""Of places: of a signed one JAX asks in three operations whether it counts from the end."""


Product = Callable[[jax.Array, jax.Array], jax.Array]
"""What a place adds: of the numbers in its window, [window …, channels in], and its deltas."""


class Windows(NamedTuple):
    """Where the windows of a convolution lie, by spatial axis.

    Attributes:
        sizes: numbers in a window.
        dilation: the distance between two of them.
        strides: the distance between two windows.
    """

    sizes: Sequence[int]
    dilation: Sequence[int]
    strides: Sequence[int]

    @property
    def spans(self) -> list[int]:
        """From the first number of a window to the last one."""
        return [(n - 1) * apart + 1 for n, apart in zip(self.sizes, self.dilation, strict=True)]


def kernel_gradient(windows: Windows, images: jax.Array, deltas: jax.Array) -> jax.Array:
    """images: [images, …, channels in], deltas: [images, places …, channels out] → [window …,
    channels in, channels out].
    """
    if _has_vectors_of_deltas(images, deltas):
        outer = lambda window, row: window[..., None] * row
        return _gradient(windows, images, deltas, outer)
    turned = lambda window, row: row[:, None] * window[..., None, :]
    return jnp.swapaxes(_gradient(windows, images, deltas, turned), -1, -2)


def depthwise_kernel_gradient(windows: Windows, images: jax.Array, deltas: jax.Array) -> jax.Array:
    """The same of as many channels out as in, each with a kernel: → [window …, 1, channels]."""
    return _gradient(windows, images, deltas, operator.mul)[..., None, :]


def _gradient(
    windows: Windows, images: jax.Array, deltas: jax.Array, product: Product
) -> jax.Array:
    along, most = deltas.shape[-2], _most_products(images, deltas)
    # As few as possible left over.
    several = max(range(most // 2, most + 1), key=lambda n: (-(along % n), n))
    count = min(along, several)

    def gradient(images: jax.Array, deltas: jax.Array) -> jax.Array:
        total_of = functools.partial(_sum_over_windows, windows, images, deltas, product)
        total = total_of(0, count, along // count)
        if rest := along % count:
            total += total_of(along - rest, rest, 1)
        return total

    return fusion_barrier(gradient)(images, deltas)


def _has_vectors_of_deltas(images: jax.Array, deltas: jax.Array) -> bool:
    """Whether the deltas are rows: they fill a vector or are no fewer than the images' channels."""
    return deltas.shape[-1] >= min(VECTOR, images.shape[-1])


def _most_products(images: jax.Array, deltas: jax.Array) -> int:
    is_short = max(images.shape[-1], deltas.shape[-1]) < VECTOR
    return 2 * MOST_PRODUCTS if is_short else MOST_PRODUCTS


def _sum_over_windows(
    windows: Windows,
    images: jax.Array,
    deltas: jax.Array,
    product: Product,
    first: int,
    count: int,
    times: int,
) -> jax.Array:
    """The products of `times` · `count` places along the last axis, from `first` on."""
    shape = (*deltas.shape[:-2], times)
    n = math.prod(shape)
    most = _most_products(images, deltas)
    abreast = max(k for k in range(1, most // count + 1) if n % k == 0)

    def products(index: Any) -> Iterator[jax.Array]:
        image, *place, chunk = _unravelled(index, shape)
        place = [*place, chunk * Index(count) + Index(first)]
        spans = [*windows.spans[:-1], (count - 1) * windows.strides[-1] + windows.spans[-1]]
        starts = [at * Index(step) for at, step in zip(place, windows.strides, strict=True)]
        covered = lax.dynamic_slice(
            images, (image, *starts, Index(0)), (1, *spans, images.shape[-1])
        )[0]
        covered = covered[tuple(slice(None, None, apart) for apart in windows.dilation[:-1])]
        ones = (1,) * (deltas.ndim - 2)
        rows = lax.dynamic_slice(
            deltas, (image, *place, Index(0)), (*ones, count, deltas.shape[-1])
        )
        for number, row in enumerate(rows.reshape(count, -1)):
            start = number * windows.strides[-1]
            stop = start + windows.spans[-1]
            yield product(
                lax.slice_in_dim(covered, start, stop, windows.dilation[-1], axis=-2), row
            )

    def add(group: Any, total: jax.Array) -> jax.Array:
        terms = [term for k in range(abreast) for term in products(group * abreast + k)]
        return total + add_up(terms)

    window = jax.ShapeDtypeStruct((*windows.sizes, images.shape[-1]), images.dtype)
    row = jax.ShapeDtypeStruct(deltas.shape[-1:], deltas.dtype)
    zeros = jnp.zeros(jax.eval_shape(product, window, row).shape, jnp.float32)
    return lax.fori_loop(0, n // abreast, add, zeros)


def _unravelled(index: Any, shape: Sequence[int]) -> list[Any]:
    """The place of the index-th number of an array."""
    index, places = lax.convert_element_type(index, Index), list[Any]()
    for size in reversed(shape):
        places.append(lax.rem(index, Index(size)))
        index = lax.div(index, Index(size))
    return places[::-1]
