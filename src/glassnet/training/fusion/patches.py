"""Patches of images: the numbers that each place of a kernel meets, laid side by side."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax

from glassnet.training.fusion.barrier import fusion_barrier

FEW_SLICES = 9
"""Slices that are joined at once.

XLA compiles each for 15 ms. Gradient with respect to the kernel, joined at once / axis after axis:

| kernel | images | compile | step |
|---|---|---|---|
| 3×3 | 12×12×3 | 0.17 / 0.11 s | 25 / 26 µs |
| 5×5 | 16×16×1 | 0.44 / 0.12 s | 39 / 36 µs |
| 8×8 | 28×28×1 | 0.98 / 0.16 s | 169 / 140 µs |
| 3×3×3 | 6×6×6×2 | 0.40 / 0.15 s | 15 / 15 µs |
"""


class Places(NamedTuple):
    """Slices of images, one for each place in a kernel: along each spatial axis `starts` of them,
    `apart`, each `lengths` long in steps of `steps`."""

    starts: Sequence[int]
    apart: Sequence[int]
    lengths: Sequence[int]
    steps: Sequence[int]

    def slices(self, x: jax.Array) -> list[jax.Array]:
        """All of them, in the order of a kernel's numbers."""
        slices: list[jax.Array] = []
        for place in itertools.product(*map(range, self.starts)):
            parts = [self._part(axis, index) for axis, index in enumerate(place)]
            whole = [(0, x.shape[0], 1), *parts, (0, x.shape[-1], 1)]
            slices.append(lax.slice(x, *zip(*whole, strict=True)))
        return slices

    def side_by_side(self, x: jax.Array) -> jax.Array:
        """All of them joined as channels: the numbers that each window meets.

        With more than `FEW_SLICES` along one axis and then along the next: 5×5 are 10, not 25.
        """
        join = lambda slices: jnp.concatenate(slices, axis=-1)
        if math.prod(self.starts) <= FEW_SLICES:
            return fusion_barrier(lambda x: join(self.slices(x)))(x)
        for axis in reversed(range(len(self.starts))):
            parts = [self._part(axis, index) for index in range(self.starts[axis])]
            along = lambda x, axis=axis, parts=parts: join(
                [lax.slice_in_dim(x, *part, axis=axis + 1) for part in parts]
            )
            x = fusion_barrier(along)(x)
        return x

    def _part(self, axis: int, index: int) -> tuple[int, int, int]:
        """The first place, the one after the last, and the step."""
        first, step = index * self.apart[axis], self.steps[axis]
        return first, first + (self.lengths[axis] - 1) * step + 1, step
