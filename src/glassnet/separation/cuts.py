"""The best of some lines across two classes that none separates: the rows on its wrong side."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.separation.decimals import Points
from glassnet.separation.scaling import Boxed, Rows

# Rows of a first program, and of each class that come to one at a time.
FIRST_ROWS, MORE_ROWS = 250, 60
# Of many rows the first line is of some.
SOME_ROWS = 5_000
# Ten are usual.
NEWTON_STEPS = 30
RIDGE = 1e-6
# A slack that is none.
ROUNDED = 1e-7

Counts = NDArray[Any]


def cut(boxed: Boxed, counts: Counts, end: float) -> Rows:
    """The wrong rows of the best line, or all of the smaller class.

    counts: [rows], how often each is there. end: of the time, by time.monotonic().
    """
    classes = [np.flatnonzero(boxed.side == which) for which in (-1, 1)]
    best = min(classes, key=lambda rows: counts[rows].sum())
    for direction in _directions(boxed, counts, end):
        for w in (direction, -direction):
            rows = _wrong(boxed, counts, w)
            fewer = rows is not None and counts[rows].sum() < counts[best].sum()
            if rows is not None and fewer and _proved(boxed, rows, w):
                best = rows
        if counts[best].sum() == 1 or time.monotonic() > end:
            break
    return best


def _directions(boxed: Boxed, counts: Counts, end: float) -> Iterator[Points]:
    """[n], of the rows in the box."""
    x, side = boxed.rows, boxed.side
    difference = x[side > 0].mean(axis=0) - x[side < 0].mean(axis=0)
    yield difference
    yield np.ones(x.shape[1])
    yield np.where(difference < 0, -1.0, 1.0)
    smooth = difference
    for smooth in _smooth(boxed, counts, end):
        yield smooth
    yield from _elastic(boxed, counts, smooth, end)
    yield from np.eye(x.shape[1])


def _wrong(boxed: Boxed, counts: Counts, direction: Points) -> Rows | None:
    """The rows on the wrong side of the best line across a direction; None if all are equally high.

    direction: [n], of the rows in the box.
    """
    side = boxed.side
    height = boxed.rows @ direction
    order = np.argsort(height)
    signed = np.where(side > 0, counts, -counts)[order]
    # A cut above the k-th row leaves wrong what is of the second class below and the first above.
    wrong = np.cumsum(signed) + counts[side < 0].sum()
    gaps = np.diff(height[order]) > 1e-12 * np.abs(height).max()
    if not gaps.any():
        return None
    k = int(np.flatnonzero(gaps)[np.argmin(wrong[:-1][gaps])])
    middle = height[order[k]] / 2 + height[order[k + 1]] / 2
    return np.flatnonzero(side * (height - middle) <= 0)


def _proved(boxed: Boxed, wrong: Rows, direction: Points) -> bool:
    """Whether the line has all other rows on their sides."""
    left = np.setdiff1d(np.arange(len(boxed.x)), wrong)
    if len(np.unique(boxed.side[left])) < 2:
        return False
    weights = boxed.own(direction, 0.0, boxed.scale).weights
    between = boxed.among(left).between(weights)
    return between is not None and between.apart


def _smooth(boxed: Boxed, counts: Counts, end: float) -> Iterator[Points]:
    """Lines with the least sum of squares of what rows lack to their side, each without more rows.

    Mangasarian, O. L. (2002), A finite Newton method for classification.
    """
    x = np.column_stack([boxed.rows, np.ones(len(boxed.rows))])
    left = np.ones(len(x), bool)
    few = np.arange(0, len(x), max(1, len(x) // SOME_ROWS))
    w = _newton(x[few], boxed.side[few], counts[few], np.zeros(x.shape[1]), end)
    fewer = 1
    while time.monotonic() < end:
        rows = np.flatnonzero(left)
        w = _newton(x[rows], boxed.side[rows], counts[rows], w, end)
        yield w[:-1]
        lacking = np.where(left, 1 - boxed.side * (x @ w), 0.0)
        wrong = np.flatnonzero(lacking >= 1)
        if not len(wrong):
            return
        left[wrong[np.argsort(-lacking[wrong])[:fewer]]] = False
        fewer *= 2


def _newton(x: Points, side: Points, counts: Counts, w: Points, end: float) -> Points:
    """Weights and bias, from w on. x: [rows, n + 1], the last column 1."""
    for _ in range(NEWTON_STEPS):
        lacking = 1 - side * (x @ w)
        rows = np.flatnonzero(lacking > 0)
        if not len(rows) or time.monotonic() > end:
            break
        inside = x[rows] * counts[rows, None]
        hessian = inside.T @ x[rows] + RIDGE * np.eye(len(w))
        step = np.linalg.solve(hessian, inside.T @ (side * lacking)[rows] - RIDGE * w)
        w = w + step
        if np.abs(step).max() <= 1e-3 * np.abs(w).max():
            break
    return w


def _elastic(boxed: Boxed, counts: Counts, start: Points, end: float) -> Iterator[Points]:
    """Lines with the least sum of what rows lack to their side, each without one row more.

    Bennett, K. P. and Mangasarian, O. L. (1992), Robust linear programming discrimination of two
    linearly inseparable sets. Without the row that lacks most, until none lacks anything: Chinneck,
    J. W. (1996), An effective polynomial-time heuristic for the minimum-cardinality IIS
    set-covering problem.
    """
    x, side = boxed.rows, boxed.side
    left = np.ones(len(x), bool)
    inside = np.zeros(len(x), bool)
    inside[_worst(side * (x @ start), left, side)] = True
    while time.monotonic() < end:
        rows = np.flatnonzero(inside & left)
        if len(np.unique(side[rows])) < 2:
            return
        found = _program(x[rows], side[rows], counts[rows], end)
        if found is None:
            return
        weights, bias = found
        yield weights
        height = side * (x @ weights + bias)
        lacking = left & (height < 1 - ROUNDED)
        if (lacking & ~inside).any():
            inside[_worst(height, lacking & ~inside, side)] = True
        elif lacking.any():
            left[np.flatnonzero(lacking)[np.argmin(height[lacking])]] = False
        else:
            return


def _worst(height: Points, among: NDArray[np.bool_], side: Points) -> Rows:
    """The lowest of each class; all if they are few."""
    if len(height) <= FIRST_ROWS:
        return np.flatnonzero(among)
    found: list[Rows] = []
    for which in (-1, 1):
        rows = np.flatnonzero(among & (side == which))
        found.append(rows[np.argsort(height[rows])[:MORE_ROWS]])
    return np.concatenate(found)


def _program(x: Points, side: Points, counts: Counts, end: float) -> tuple[Points, float] | None:
    """min Σ counts·slack with side·(w·x + b) >= 1 - slack: w and b; None if there is no time."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array, eye_array, hstack

    rows, n = x.shape
    lines = csr_array(np.column_stack([-side[:, None] * x, -side]))
    found: Any = linprog(
        np.concatenate([np.zeros(n + 1), counts]),
        A_ub=hstack([lines, -eye_array(rows)]).tocsr(),
        b_ub=-np.ones(rows),
        bounds=[(None, None)] * (n + 1) + [(0, None)] * rows,
        method="highs",
        options={"time_limit": max(end - time.monotonic(), 0.01)},
    )
    return (found.x[:n], float(found.x[n])) if found.status == 0 else None
