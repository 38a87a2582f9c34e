"""Truth tables: the logic gates of two inputs, and parity of many."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from glassnet.data.dataset import Dataset, class_targets
from glassnet.errors import SettingError
from glassnet.text import message

Bits = NDArray[np.bool_]

# 65,536 rows of 16 inputs; a truth table doubles with every input.
MOST_INPUTS = 16


def _all(bits: Bits) -> Bits:
    return np.logical_and.reduce(bits, axis=1)


def _any(bits: Bits) -> Bits:
    return np.logical_or.reduce(bits, axis=1)


def _odd(bits: Bits) -> Bits:
    return np.bitwise_xor.reduce(bits, axis=1)


# Each takes every row of a truth table, [rows, inputs], and gives the gate's output, [rows].
GATES: dict[str, Callable[[Bits], Bits]] = {
    "and": _all,
    "or": _any,
    "nand": lambda bits: ~_all(bits),
    "nor": lambda bits: ~_any(bits),
    "xor": _odd,
    "xnor": lambda bits: ~_odd(bits),
}


def gate(name: str) -> Dataset:
    """The truth table of a gate in GATES: rows 00, 01, 10, 11."""
    return _truth_table(name, GATES[name], inputs=2)


def parity(inputs: int) -> Dataset:
    """Whether an odd number of `inputs` bits (1 to 16) is set; parity of two is xor."""
    if not 1 <= inputs <= MOST_INPUTS:
        raise SettingError(message("data-parity-inputs", found=str(inputs), most=MOST_INPUTS))
    return _truth_table(f"parity:{inputs}", _odd, inputs)


def bits_of(inputs: int) -> Bits:
    """Every row of a truth table, [2^inputs, inputs], counted up: 00, 01, 10, 11."""
    counter = np.arange(2**inputs, dtype=np.int64)[:, np.newaxis]
    places = np.arange(inputs - 1, -1, -1, dtype=np.int64)
    return np.bitwise_and(np.right_shift(counter, places), 1).astype(np.bool_)


def _truth_table(name: str, function: Callable[[Bits], Bits], inputs: int) -> Dataset:
    bits = bits_of(inputs)
    y, task = class_targets(function(bits), 2)
    return Dataset(
        name=name,
        x=bits.astype(np.float32),
        y=y,
        task=task,
        feature_names=tuple(f"x{i + 1}" for i in range(inputs)),
        target_name=name,
        class_names=("0", "1"),
        exhaustive=True,
    )
