"""Whether a straight line, a plane or a hyperplane separates two classes, and what proves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from html import escape
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glassnet.errors import DataError
from glassnet.messages import text
from glassnet.networks.certificate import (
    CLOSE,
    CommonPoint,
    Hyperplane,
    Points,
    Sides,
    common_point,
    fractions,
    separates,
    whole_numbers,
)
from glassnet.networks.hulls import Line, decide
from glassnet.networks.nearest_points import nearest
from glassnet.networks.removal import Removal, removal
from glassnet.networks.units import Unit

# From here on whole numbers are not told apart from their neighbours.
LARGEST_WHOLE = 2.0**53
# Beyond, squares of distances are no 64-bit floats.
LARGEST = 1e100


@dataclass(frozen=True, eq=False)
class Separation:
    """Two classes of points, and either a hyperplane between them or a point of both hulls.

    points: [rows, n] float64. labels: [rows], 0 for the first class and 1 for the second. classes:
    what these two are called, in order. names: of the n features.
    hyperplane: has the second class above and the first below it, with the largest margin; None
    if there is none. common: a point in the convex hulls of both classes, with the rows and weights
    that prove it; None if there is none. Both are None for rows that 64-bit numbers do not decide.
    contradictions: pairs of rows, (first class, second class), that are the same point, each point
    once.
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
        """None where neither a hyperplane nor a common point could be proved."""
        if self.hyperplane is None and self.common is None:
            return None
        return self.hyperplane is not None

    @property
    def unit(self) -> Unit | None:
        """The hyperplane as a logistic unit, above 1/2 for the second class; None without one."""
        if self.hyperplane is None:
            return None
        return Unit(self.hyperplane.weights, self.hyperplane.bias)

    def removal(self, seconds: float = 2.0) -> Removal:
        """Rows without which the others are separable, as few as are found.

        seconds: how long to look, about. They are proved to be the fewest where there are as many
        as have to go in any case; of more than 200 different rows that is a bound.
        """
        if self.common is None:
            return Removal((), 0)
        return removal(self.points, sides(self.labels), seconds)

    def __str__(self) -> str:
        from glassnet.networks.separation_text import account

        return account(self)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"


def separate(
    points: ArrayLike, labels: ArrayLike, *, names: Sequence[str] | None = None
) -> Separation:
    """Whether a hyperplane has the two classes on its two sides.

    points: [rows, n] finite numbers, in their own unit; up to 100,000 rows take seconds. labels:
    [rows] or [rows, 1], any two different values; the smaller is the first class. names: of the n
    features; x1, x2, ... by default.

    Yes: the hyperplane of the largest margin (Boyd and Vandenberghe (2004), Convex Optimization,
    8.6.1), as in a hard-margin support vector machine. No: a point in both convex hulls, with at
    most n + 2 rows that prove it, in fractions up to 60 features. Decided by these proofs, which
    are verified for every row, and by no tolerance.

    Raises DataError for points that are no finite numbers or ragged, for none, for as many labels
    as there are not rows, and for more or fewer classes than two.
    """
    x = _points(points)
    label, classes = _labels(labels, len(x))
    called = tuple(names) if names is not None else tuple(f"x{i + 1}" for i in range(x.shape[1]))
    if len(called) != x.shape[1]:
        raise DataError(text("separable-names", given=len(called), expected=x.shape[1]))
    return separated(x, label, classes, called)


def separated(
    x: Points, label: NDArray[np.int8], classes: tuple[str, str], names: tuple[str, ...]
) -> Separation:
    """The same of rows that are known to be fine. label: [rows] of 0 and 1, both there."""
    side = sides(label)
    pairs = _contradictions(x, label)
    if pairs:
        common = common_point(x, side, np.array(pairs[0])) or _same_point(x, pairs[0])
        return Separation(x, label, classes, names, None, common, pairs)
    found = decide(x, side)
    if isinstance(found, CommonPoint):
        return Separation(x, label, classes, names, None, found, ())
    return Separation(x, label, classes, names, _widest(x, side, found), None, ())


def sides(labels: NDArray[np.int8]) -> Sides:
    """-1 for the first class, 1 for the second."""
    return np.where(labels > 0, 1.0, -1.0)


def _widest(x: Points, side: Sides, found: Line | None) -> Hyperplane | None:
    """The hyperplane across the middle of the hulls' distance; `found` if rounding spoils it."""
    classes = [x[side == which].mean(axis=0) for which in (-1, 1)]
    direction = nearest(x, side, classes[1] - classes[0] if found is None else found.weights)
    limit = float(np.linalg.norm(direction)) / 2
    candidates = [_across(x, side, direction, limit)]
    if found is not None:
        candidates.append(_across(x, side, found.weights, limit))
    proved = [each for each in candidates if each is not None]
    return max(proved, key=lambda each: each.margin) if proved else None


def _across(x: Points, side: Sides, direction: Points, limit: float) -> Hyperplane | None:
    """Of all hyperplanes across a direction the one in the middle, if it separates the rows."""
    height = x @ direction
    above, below = float(height[side > 0].min()), float(height[side < 0].max())
    if not above > below:
        return None
    w, b = direction * (2 / (above - below)), -(above + below) / (above - below)
    size = float(np.linalg.norm(w))
    whole = whole_numbers(w.tolist(), b)
    if whole is not None:
        exact = np.array(whole, np.float64)
        lowest = float((side * (x @ exact[:-1] + exact[-1])).min())
        if lowest > 0 and abs(lowest / np.linalg.norm(exact[:-1]) * size - 1) <= CLOSE:
            w, b = exact[:-1] / lowest, float(exact[-1] / lowest)
        else:
            whole = None
    if not separates(x, side, w.tolist(), b):
        return None
    margin = 1 / float(np.linalg.norm(w))
    support = np.flatnonzero(side * (x @ w + b) <= 1 + 1e-7)
    return Hyperplane(
        tuple(w.tolist()), b, margin, max(limit, margin), tuple(support.tolist()), whole
    )


def _points(given: ArrayLike) -> Points:
    try:
        raw = np.asarray(given)
        if raw.dtype.kind not in "biufO":
            raise TypeError
        x = raw.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise DataError(text("separable-points-numbers")) from None
    if x.ndim != 2:
        raise DataError(text("separable-points-shape", shape=_shape(x)))
    if not x.size:
        raise DataError(text("separable-points-empty", shape=_shape(x)))
    if not np.isfinite(x).all():
        row, column = np.argwhere(~np.isfinite(x))[0].tolist()
        value = str(x[row, column])
        raise DataError(text("separable-not-finite", row=row, column=column, value=value))
    largest = float(np.abs(x).max())
    if largest > LARGEST or (raw.dtype.kind in "iuO" and largest >= LARGEST_WHOLE):
        most = "1e100" if largest > LARGEST else "2^53"
        raise DataError(text("separable-too-large", found=f"{largest:g}", most=most))
    return x + 0.0  # 0.0 of -0.0, which are the same point


def _labels(given: ArrayLike, rows: int) -> tuple[NDArray[np.int8], tuple[str, str]]:
    try:
        raw = np.asarray(given)
        if raw.ndim == 2 and raw.shape[1] == 1:
            raw = raw[:, 0]
        if raw.ndim != 1:
            raise DataError(text("separable-labels-shape", shape=_shape(raw)))
        values, place = np.unique(raw, return_inverse=True)
    except DataError:
        raise
    except (TypeError, ValueError):  # ragged, or of kinds that have no order
        raise DataError(text("separable-labels-kinds")) from None
    if len(raw) != rows:
        raise DataError(text("separable-lengths", points=rows, labels=len(raw)))
    if len(values) != 2 or (values.dtype.kind == "f" and np.isnan(values).any()):
        some = ", ".join(map(str, values.tolist()[:4])) + (", ..." if len(values) > 4 else "")
        raise DataError(text("separable-classes", count=len(values), some=some))
    return place.astype(np.int8), (str(values[0]), str(values[1]))


def _shape(array: NDArray[Any]) -> str:
    return f"[{', '.join(map(str, array.shape))}]"


def _contradictions(x: Points, labels: NDArray[np.int8]) -> tuple[tuple[int, int], ...]:
    _, place = np.unique(x, axis=0, return_inverse=True)
    place = place.reshape(-1)
    first, second = (
        dict(zip(place[rows][::-1].tolist(), rows[::-1].tolist(), strict=True))
        for rows in (np.flatnonzero(labels == label) for label in (0, 1))
    )
    return tuple(sorted((first[point], second[point]) for point in first.keys() & second.keys()))


def _same_point(x: Points, pair: tuple[int, int]) -> CommonPoint:
    """Of so many features that no system of fractions is solved for it."""
    one = Fraction(1)
    return CommonPoint(tuple(fractions(x[pair[0]])), ((pair[0], one),), ((pair[1], one),), 0.0)
