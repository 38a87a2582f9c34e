"""`tf.random.set_seed(seed)` and the `tf.random.normal` calls that follow it, without TensorFlow.

A program written for TensorFlow starts from the same initial weights here. This reproduces
TensorFlow 2's eager mode on a CPU: how the global seed gives each operation a seed of its own, the
Philox generator, and the Box-Muller transform in single precision.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]

_MAX_INT32 = 2**31 - 1
_BLOCK = 4  # normal numbers of a Philox block

_ROUNDS = 10
_MULTIPLIERS = np.array([0xD2511F53, 0xCD9E8D57], dtype=np.uint64)  # of words 0 and 2
_KEY_STEP = np.array([0x9E3779B9, 0xBB67AE85], dtype=np.uint32)  # added to the key a round
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


class TensorFlowRandom:
    """The random numbers of an eager TensorFlow program that called `tf.random.set_seed(seed)`.

        random = TensorFlowRandom(777)
        weight1 = random.normal([2, 2])  # the program's first tf.random.normal
        bias1 = random.normal([2])  # its second

    seed: any integer, negative and large ones too.
    """

    def __init__(self, seed: int) -> None:
        self._global_seed = seed % _MAX_INT32
        self._operation_seeds = random.Random(seed)

    def normal(self, shape: Sequence[int]) -> NDArray[np.float32]:
        """The next `tf.random.normal(shape)`: float32, mean 0, standard deviation 1.

        Equal bit for bit to the 12 numbers kept from TensorFlow 2.21 on Linux (glibc). Elsewhere
        the last bits may differ, by less than 3e-7 of the value: where a logarithm rounds otherwise
        than the C library's (1 in 140 of glibc's), or another library's sine or cosine does.
        """
        count = math.prod(shape)
        blocks = _blocks(-(-count // _BLOCK), self._global_seed, self._next_operation_seed())
        return _box_muller(blocks).reshape(-1)[:count].reshape(tuple(shape))

    def _next_operation_seed(self) -> int:
        seed = self._operation_seeds.randint(0, _MAX_INT32) % _MAX_INT32
        # TensorFlow's kernels take (0, 0) for "draw me a seed", so its Python side avoids the pair.
        return _MAX_INT32 if seed == self._global_seed == 0 else seed


def philox(counters: Words, key: Words) -> Words:
    """The random words of each counter, by Philox-4x32-10.

    Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3" (SC 2011). A block of
    four 32-bit words is a function of a counter and a key alone, so any block can be had at once.

    Args:
        counters: [blocks, 4] uint32, least significant word first.
        key: [2] uint32.

    Returns:
        [blocks, 4] uint32.
    """
    words, key = counters, key.copy()
    for _ in range(_ROUNDS):
        products = words[:, ::2].astype(np.uint64) * _MULTIPLIERS
        high = (products >> _HALF).astype(np.uint32)
        low = (products & _LOW).astype(np.uint32)
        mixed = high[:, ::-1] ^ words[:, 1::2] ^ key
        words = np.stack([mixed[:, 0], low[:, 1], mixed[:, 1], low[:, 0]], axis=1)
        key += _KEY_STEP  # wraps round at 2**32, as it should
    return words


def _blocks(count: int, global_seed: int, operation_seed: int) -> Words:
    """The first blocks of an operation, `[count, 4] uint32`. Both seeds are below 2**31."""
    index = np.arange(count, dtype=np.uint64)
    counters = np.zeros((count, 4), dtype=np.uint32)
    counters[:, 0] = index & np.uint64(0xFFFFFFFF)
    counters[:, 1] = index >> np.uint64(32)
    counters[:, 2] = operation_seed
    return philox(counters, np.array([global_seed, 0], dtype=np.uint32))


def _uniform(words: Words) -> NDArray[np.float32]:
    """Each word's low 23 bits as the mantissa of a number in [1, 2), less 1."""
    return ((words & np.uint32(0x7FFFFF)) | np.uint32(0x3F800000)).view(np.float32) - np.float32(1)


def _box_muller(blocks: Words) -> NDArray[np.float32]:
    """Two normal numbers of each two words: `[count, 4] uint32` to `[count, 4] float32`.

    Rounds to float32 where TensorFlow's C++ does. It calls the C library's `sincosf`, which NumPy
    reaches by a complex exponential only: NumPy's real sine and cosine have code of their own that
    differs from one processor to the next.
    """
    first, second = _uniform(blocks[:, 0::2]), _uniform(blocks[:, 1::2])
    first = np.maximum(first, np.float32(1e-7)).astype(np.float64)
    radius = np.sqrt(np.float32(-2) * np.log(first).astype(np.float32))
    angle = (2 * np.pi * second.astype(np.float64)).astype(np.float32)
    turn: NDArray[np.complex64] = np.exp(np.complex64(1j) * angle)
    pairs = np.stack([turn.imag * radius, turn.real * radius], axis=-1)
    return pairs.reshape(len(blocks), _BLOCK)
