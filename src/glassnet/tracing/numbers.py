"""Arrays as JSON, and their size in one number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, cast

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray


def size_of(gradient: NDArray[Any] | None) -> float:
    """The root mean square, 0 of none; what is not finite is left out."""
    if gradient is None or not gradient.size:
        return 0.0
    finite = gradient[np.isfinite(gradient)].astype(np.float64)
    return float(np.sqrt(np.mean(np.square(finite)))) if finite.size else 0.0


def as_json(values: Any) -> Any:
    """Numbers in nested lists; None for what is not finite, which JSON does not have."""
    values = np.asarray(values)
    if not jnp.issubdtype(values.dtype, np.floating):  # NumPy does not know bfloat16
        return values.tolist()
    values = values.astype(np.float64)
    found = values.astype(object)
    found[~np.isfinite(values)] = None
    return found.tolist()


def fields_as_json(found: Any) -> Any:
    """A dataclass with those inside it, alike."""
    return _finite(asdict(found))


def _finite(found: Any) -> Any:
    if isinstance(found, dict):
        items: dict[str, Any] = found
        return {name: _finite(value) for name, value in items.items()}
    if isinstance(found, list | tuple):
        return [_finite(value) for value in cast(Sequence[Any], found)]
    return None if isinstance(found, float) and not math.isfinite(found) else found
