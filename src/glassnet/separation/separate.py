"""Two classes of points, checked, and a hyperplane between them or a proof that there is none."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from html import escape
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glassnet.errors import DataError, SettingError
from glassnet.separation.exact import Points, fractions
from glassnet.separation.linear_program import CommonPoint, Separator, decide
from glassnet.separation.max_margin import Hyperplane, max_margin
from glassnet.separation.removal import Removal, removal
from glassnet.separation.scaling import ScaledPoints, Sides, row_ids
from glassnet.text import message
from glassnet.units import Unit
from glassnet.units.validation import as_list, brief_repr, float32_rows

# For an answer, and as long again at most for the largest margin. Most take a moment.
SECONDS = 20.0
# 32-bit numbers below are taken for 0 by some processors.
TINY = float(np.finfo(np.float32).tiny)

# From here on whole numbers are not told apart from their neighbours.
LARGEST_WHOLE = 2.0**53
# Beyond, squares of distances and weights are no 64-bit floats.
LARGEST, LEAST_WIDTH = 1e100, 1e-100


@dataclass(frozen=True, eq=False)
class Separation:
    """Two classes of points, and either a hyperplane between them or a point of both hulls.

    Attributes:
        points: [rows, n] float64.
        labels: [rows], 0 for the first class and 1 for the second.
        classes: names of the two classes, in order.
        names: names of the n features.
        hyperplane: the hyperplane of the largest margin, the second class above it; None if there
            is none.
        common: a point in the convex hulls of both classes, with the rows and weights that prove
            it; None if there is none. Both are None where neither was proved.
        contradictions: pairs of rows, (first class, second class), that are the same point, each
            point once.
    """

    points: Points = field(repr=False)
    labels: NDArray[np.int8] = field(repr=False)
    classes: tuple[str, str]
    names: tuple[str, ...]
    hyperplane: Hyperplane | None
    common: CommonPoint | None
    contradictions: tuple[tuple[int, int], ...] = field(repr=False)

    @property
    def separable(self) -> bool | None:
        """Whether the classes are separable; None if the time limit passed without a proof."""
        if self.hyperplane is None and self.common is None:
            return None
        return self.hyperplane is not None

    @cached_property
    def unit(self) -> Unit | None:
        """The hyperplane as a logistic unit: above 1/2 for the second class, below for the first.

        None without a hyperplane, or where float32, in which a unit computes, is too coarse for the
        hyperplane or for a row.
        """
        if self.hyperplane is None:
            return None
        try:
            unit = Unit(self.hyperplane.weights, self.hyperplane.bias)
            right = _classifies(unit, self.points, _sides(self.labels))
        except SettingError:
            return None
        return unit if right else None

    def removal(self, seconds: float = 5.0) -> Removal:
        """Find rows without which the others are separable, as few as possible.

        Args:
            seconds: approximate time limit.

        Returns:
            The rows. They are proved to be the fewest where there are as many as have to go in any
            case; of more than 200 different rows that is a bound.
        """
        if self.common is None:
            return Removal((), 0)
        return removal(self.points, _sides(self.labels), seconds)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"


def separate(
    points: ArrayLike, labels: ArrayLike, *, names: Sequence[str] | None = None
) -> Separation:
    """Find the hyperplane between two classes, or prove that there is none.

    If there is one: that of the largest margin (Boyd and Vandenberghe (2004), Convex Optimization,
    8.6.1), as in a hard-margin support vector machine. If not: a point in both convex hulls, with
    at most n + 2 rows that prove it. Both are proved in fractions, for every row, and by no
    tolerance.

    Args:
        points: [rows, n] finite numbers, in their own unit; up to 100,000 rows take seconds.
        labels: [rows] or [rows, 1], any two different values; the smaller is the first class.
        names: names of the n features; by default a DataFrame's columns, else x1, x2, ...

    Returns:
        A `Separation`. Its `separable` is None if no proof was found in about 20 s, as of some
        rows of hundreds of features that are not separable.

    Raises:
        DataError: points that are no finite numbers, ragged, empty, above 1e100, or in columns
            narrower than 1e-100; labels that do not fit, or not of two classes; names that are not
            different texts of one line.
    """
    x = float_points(points)
    label, classes = two_classes(labels, len(x))
    if names is None:
        columns = getattr(points, "columns", None)  # of a pandas DataFrame
        names = None if columns is None else [str(column) for column in columns]
    return separated(x, label, classes, feature_names(names, x.shape[1]))


def separated(
    x: Points, label: NDArray[np.int8], classes: tuple[str, str], names: tuple[str, ...]
) -> Separation:
    """`separate` for rows that are finite. label: [rows] of 0 and 1, both there.

    Raises:
        DataError: numbers too large, or columns too narrow, for 64-bit floats.
    """
    check_size(x, names)
    x = x + 0.0  # 0.0 of -0.0, which are the same point
    pairs = _contradictions(x, label)
    if pairs:
        low, high = pairs[0]
        one = Fraction(1)
        common = CommonPoint(fractions(x[low]), ((low, one),), ((high, one),))
        return Separation(x, label, classes, names, None, common, pairs)
    scaled = ScaledPoints(x, _sides(label))
    found = decide(scaled, time.monotonic() + SECONDS)
    if isinstance(found, Separator):
        hyperplane = max_margin(scaled, found, time.monotonic() + SECONDS)
        return Separation(x, label, classes, names, hyperplane, None, ())
    return Separation(x, label, classes, names, None, found, ())


def _sides(labels: NDArray[np.int8]) -> Sides:
    """Each row's side: -1 for the first class, 1 for the second."""
    return np.where(labels > 0, 1.0, -1.0)


def _classifies(unit: Unit, x: Points, side: Sides) -> bool:
    """Whether the unit as it computes, in float32, is right about every row.

    Raises:
        SettingError: a row that float32 does not hold.
    """
    rows = float32_rows(x, x.shape[1]).astype(np.float64)
    w = np.array(unit.weights, np.float32).astype(np.float64)
    size = np.abs(rows) @ np.abs(w) + abs(unit.bias)
    # In whatever order it adds up, it errs by less.
    bound = (x.shape[1] + 4) * float(np.finfo(np.float32).eps) * size
    tiny = any(((each != 0) & (np.abs(each) < TINY)).any() for each in (w, rows))
    if not tiny and (side * (rows @ w + unit.bias) > bound + 1e-3).all():
        return True
    return bool((side * (unit(x) - 0.5) > 0).all())


def _contradictions(x: Points, labels: NDArray[np.int8]) -> tuple[tuple[int, int], ...]:
    """The first row of each class at every point that both have."""
    place = row_ids(x)
    first, second = (
        dict(zip(place[rows][::-1].tolist(), rows[::-1].tolist(), strict=True))
        for rows in (np.flatnonzero(labels == label) for label in (0, 1))
    )
    return tuple(sorted((first[point], second[point]) for point in first.keys() & second.keys()))


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
    """The names if they are different one-line texts, one for each feature; else DataError.

    x1, x2, … for None.
    """
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
