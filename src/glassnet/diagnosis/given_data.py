"""The arrays that are diagnosed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError
from glassnet.text import message

Array = NDArray[Any]


def is_finite(values: Array) -> NDArray[np.bool_]:
    """Mask of finite values; data that are not numbers at all are another check's concern."""
    return np.isfinite(values) if values.dtype.kind in "fc" else np.ones(len(values), bool)


def arrays_of(tree: Any) -> list[Array]:
    """The arrays of a nested structure.

    Raises:
        DataError: something in it is no array.
    """
    leaves = jax.tree.leaves(tree, is_leaf=lambda node: isinstance(node, Iterator))  # JAX warns
    for leaf in leaves:
        if not hasattr(leaf, "shape"):
            raise DataError(message("diagnosis-no-arrays", given=type(leaf).__name__))
    return [np.asarray(leaf) for leaf in leaves]
