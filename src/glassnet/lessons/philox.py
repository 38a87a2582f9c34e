"""Philox-4x32-10, the counter-based generator behind TensorFlow's random operations.

Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3" (SC 2011). A block of
four 32-bit words is a function of a counter and a key alone, so any block can be had at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]

_ROUNDS = 10
_MULTIPLIERS = np.array([0xD2511F53, 0xCD9E8D57], dtype=np.uint64)  # of words 0 and 2
_KEY_STEP = np.array([0x9E3779B9, 0xBB67AE85], dtype=np.uint32)  # added to the key a round
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


def philox(counters: Words, key: Words) -> Words:
    """The random words of each counter.

    counters: `[blocks, 4] uint32`, least significant word first. key: `[2] uint32`.
    Returns `[blocks, 4] uint32`.
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
