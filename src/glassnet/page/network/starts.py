"""Weights as text, for a state."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glassnet.page.state import Start

FLOAT = np.dtype("<f4")


def encoded(name: str, weights: Sequence[ArrayLike]) -> Start:
    """The start with these weights, in the model's own order. name: where they are from."""
    flat = np.concatenate([np.asarray(each, FLOAT).reshape(-1) for each in weights])
    return Start(name, base64.b64encode(flat.tobytes()).decode())


def decoded(start: Start, shapes: Sequence[Sequence[int]]) -> list[NDArray[np.float32]]:
    """The weights in arrays of these shapes. Raises ValueError if they are more or fewer."""
    flat = np.frombuffer(base64.b64decode(start.weights, validate=True), FLOAT)
    ends = np.cumsum([math.prod(each) for each in shapes])
    if len(flat) != ends[-1]:
        raise ValueError(f"{len(flat)} numbers for {ends[-1]}")
    parts = np.split(flat, ends[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
