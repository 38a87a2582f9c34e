"""How a rewritten function is compared with the one it came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np

from glassnet.graph import run_once

# One training step from the same state: each number within this of the plain step's, relative to
# the largest of its array. Sums are added in another order, so it grows with their length; float32
# rounds at 6e-8.
BOUND = 2e-5


def plainly(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` compiled as it is, for one call, and as fast as that goes."""
    return jax.jit(function, compiler_options=dict(run_once.SMALL))


def distance(found: Any, expected: Any) -> float:
    """The largest difference between two pytrees, relative to each array's largest number."""
    pairs = zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True)
    distances = [
        np.max(np.abs(np.asarray(a, float) - np.asarray(b, float))) / np.max(np.abs(b), initial=1.0)
        for a, b in pairs
        if np.size(b)
    ]
    return float(max(distances))
