"""Check the points, labels and names that a person gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glassnet.errors import DataError
from glassnet.separation.exact import Points
from glassnet.text import message
from glassnet.units.validation import as_list, brief_repr

# From here on whole numbers are not told apart from their neighbours.
LARGEST_WHOLE = 2.0**53
# Beyond, squares of distances and weights are no 64-bit floats.
LARGEST, LEAST_WIDTH = 1e100, 1e-100


def float_points(points: ArrayLike) -> Points:
    """[rows, n] finite float64, or DataError."""
    try:
        raw = np.asarray(points)
        if raw.dtype.kind not in "biufO":
            raise TypeError
        x = raw.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise DataError(message("separable-points-numbers")) from None
    if x.ndim != 2 or not x.size:
        key = "separable-points-shape" if x.ndim != 2 else "separable-points-empty"
        raise DataError(message(key, shape=str(list(x.shape))))
    if not np.isfinite(x).all():
        row, column = np.argwhere(~np.isfinite(x))[0].tolist()
        value = str(x[row, column])
        raise DataError(message("separable-not-finite", row=row, column=column, value=value))
    largest = float(np.abs(x).max())
    if raw.dtype.kind in "iuO" and LARGEST_WHOLE <= largest <= LARGEST:
        raise DataError(message("separable-too-large", found=f"{largest:g}", most="2^53"))
    return x


def check_size(x: Points, names: Sequence[str]) -> None:
    """Raise DataError for numbers whose squares, or whose weights', are no 64-bit floats.

    x: [rows, n] finite.
    """
    largest = float(np.abs(x).max())
    if largest > LARGEST:
        raise DataError(message("separable-too-large", found=f"{largest:g}", most="1e100"))
    width = x.max(axis=0) - x.min(axis=0)
    narrow = np.flatnonzero((width > 0) & (width < LEAST_WIDTH))
    if len(narrow):
        name, found = brief_repr(names[narrow[0]]), f"{width[narrow[0]]:g}"
        raise DataError(message("separable-too-narrow", name=name, found=found, least="1e-100"))


def feature_names(names: Any, features: int) -> tuple[str, ...]:
    """As many different texts of one line, or DataError; x1, x2, … for None."""
    if names is None:
        return tuple(f"x{number}" for number in range(1, features + 1))
    names = as_list(names)
    if len(names) != features:
        raise DataError(message("separable-names", count=len(names), expected=features))
    is_name = lambda each: isinstance(each, str) and each.strip() != "" and each.isprintable()
    wrong = [each for each in names if not is_name(each)]
    wrong = wrong or [name for name, count in Counter(names).items() if count > 1]
    if wrong:
        raise DataError(message("separable-names-differ", found=brief_repr(wrong[0]) or "''"))
    return tuple(names)


def two_classes(labels: ArrayLike, rows: int) -> tuple[NDArray[np.int8], tuple[str, str]]:
    """[rows] of 0 and 1, and what these are called; or DataError."""
    try:
        raw = np.asarray(labels)
        raw = raw[:, 0] if raw.ndim == 2 and raw.shape[1] == 1 else raw
        values, place = np.unique(raw, return_inverse=True)
    except (TypeError, ValueError):  # ragged, or of kinds that have no order
        raise DataError(message("separable-labels-kinds")) from None
    if raw.ndim != 1:
        raise DataError(message("separable-labels-shape", shape=str(list(raw.shape))))
    if len(raw) != rows:
        raise DataError(message("separable-lengths", points=rows, labels=len(raw)))
    if len(values) != 2 or (values.dtype.kind == "f" and np.isnan(values).any()):
        some = ", ".join([*map(brief_repr, map(str, values.tolist()[:4])), "…"][: len(values)])
        raise DataError(message("separable-classes", count=len(values), some=some))
    return place.astype(np.int8), (str(values[0]), str(values[1]))
