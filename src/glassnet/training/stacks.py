"""Batches on their way to the device, stacked in memory that it reads where it lies."""

from __future__ import annotations

import math
from typing import Any

import jax
import numpy as np
from numpy.typing import DTypeLike, NDArray

from glassnet.training.keras_model import Tree
from glassnet.training.training_program import Carry, Logs, Program

STACK_BYTES = 8 * 2**20
STACK_BATCHES = 256
ALIGNMENT = 64  # bytes; what starts elsewhere, JAX copies before a program on the CPU may read it


class Stack:
    """Up to `room` batches of one shape, of which the first `count` are filled.

    batches: leaves [room, batch, …], with the dtypes that the device computes in.
    """

    def __init__(self, batch: Tree) -> None:
        leaves, self._structure = jax.tree.flatten(batch)
        self._kinds = [(leaf.shape, leaf.dtype) for leaf in leaves]
        most = STACK_BYTES // max(sum(leaf.nbytes for leaf in leaves), 1)
        self.room = max(1, min(STACK_BATCHES, most))
        self._rows = [_aligned((self.room, *shape), dtype) for shape, dtype in self._kinds]
        self.batches: Tree = jax.tree.unflatten(self._structure, self._rows)
        self.count = 0

    def is_for(self, batch: Tree) -> bool:
        """Whether its batches are shaped like this one."""
        leaves, structure = jax.tree.flatten(batch)
        return structure == self._structure and self._kinds == [
            (leaf.shape, leaf.dtype) for leaf in leaves
        ]

    def add(self, batch: Tree) -> None:
        for rows, leaf in zip(self._rows, jax.tree.leaves(batch), strict=True):
            rows[self.count] = leaf
        self.count += 1

    def batch(self, number: int) -> Tree:
        return jax.tree.map(lambda rows: rows[number], self.batches)


class Belt:
    """Takes stacks to a program: at most one computes while the next is filled.

    Their memory is used again: to touch 8 MiB of new memory takes five times as long as to fill it.
    """

    def __init__(self) -> None:
        self._computing: Stack | None = None
        self._free: Stack | None = None

    def stack(self, batch: Tree) -> Stack:
        """An empty stack for batches like this one."""
        free, self._free = self._free, None
        if free is None or not free.is_for(batch):
            return Stack(batch)
        free.count = 0
        return free

    def send(self, program: Program, carry: Carry, stack: Stack, count: int) -> Logs:
        """Train on the first `count` batches; returns before they are computed.

        carry: as the stack before left it, so that it is done once its variables are there.
        """
        jax.block_until_ready(carry.variables)
        self._free, self._computing = self._computing, stack
        return carry.through(program.batches, stack.batches, np.int32(count))


def _aligned(shape: tuple[int, ...], dtype: DTypeLike) -> NDArray[Any]:
    """An empty array in the dtype that JAX makes of `dtype`, aligned for the device."""
    dtype = np.dtype(jax.dtypes.canonicalize_dtype(dtype))
    size = math.prod(shape) * dtype.itemsize
    memory = np.empty(size + ALIGNMENT, np.uint8)
    start = -memory.ctypes.data % ALIGNMENT
    return memory[start : start + size].view(dtype).reshape(shape)
