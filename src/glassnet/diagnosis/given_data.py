"""The arrays that are diagnosed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jax
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError
from glassnet.text import message
from glassnet.training.keras_data import is_scipy_sparse

Array = NDArray[Any]
# Kinds of NumPy's dtypes that a network can be given; text and other objects have a line of their
# own.
NUMBERS = "fiub"


def check_data(**parts: Any) -> None:
    """Refuse what holds no plain numbers, by the argument's name; weights below 0 as well, under
    which a row is learned the other way round.

    Raises:
        DataError: a part of x, y or sample_weight is sparse, masked, complex, text or an object.
    """
    for name, part in parts.items():
        for leaf in keras.tree.flatten(part):
            _check_array(name, leaf)
    for leaf in keras.tree.flatten(parts.get("sample_weight")):
        weights = None if leaf is None else np.asarray(leaf)
        if weights is not None and weights.dtype.kind in NUMBERS and np.any(weights < 0):
            count, least = int((weights < 0).sum()), float(weights.min())
            raise DataError(message("diagnosis-negative-weights", count=count, least=least))


def _check_array(name: str, leaf: Any) -> None:
    kind = type(leaf).__name__
    if is_scipy_sparse(leaf):
        raise DataError(message("diagnosis-sparse", name=name, type=kind))
    if isinstance(leaf, np.ma.MaskedArray) and np.ma.is_masked(leaf):
        raise DataError(message("diagnosis-masked", name=name))
    for where, dtype in _dtypes(name, leaf):
        # An own dtype of pandas (category, Int64, Float32) Keras does not read either.
        if not isinstance(dtype, np.dtype) or dtype.kind not in f"{NUMBERS}SUV":
            raise DataError(message("diagnosis-no-numbers", name=where, dtype=str(dtype)))


def _dtypes(name: str, leaf: Any) -> Iterator[tuple[str, Any]]:
    """The dtypes of an array, or of each column of a table."""
    columns = getattr(leaf, "dtypes", None)
    if columns is not None and hasattr(columns, "items"):
        yield from ((f"{name}[{column!r}]", dtype) for column, dtype in columns.items())
    elif (dtype := getattr(leaf, "dtype", None)) is not None:
        yield name, dtype


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
