"""Rows without which two classes are separable: as few as are found, and a lower bound on them.

A few hyperplanes across both classes are tried first; the rows on the wrong side of the best one
have to go. Then: rows that prove a common point of the hulls cannot all stay. The fewest rows that
meet every such set are those to leave out; sets are added until what is left is separable (Parker,
M. and Ryan, J. (1996), Finding the minimum weight IIS cover of an infeasible system of linear
inequalities).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.separation.exact import Points
from glassnet.separation.linear_program import CommonPoint, Separator, decide
from glassnet.separation.scaling import Rows, ScaledPoints, Sides, lowest_rows, row_ids

# Of more different rows the fewest are not looked for.
FEW_ROWS = 200
# Rows of a first program, and of each class that come to one at a time.
FIRST_ROWS, MORE_ROWS = 250, 60
# Of many rows the first hyperplane of least squares is of some.
SOME_ROWS = 5_000
# Ten are usual.
NEWTON_STEPS = 30
RIDGE = 1e-6
# A slack that is none.
ROUNDED = 1e-7

Counts = NDArray[Any]


@dataclass(frozen=True)
class Removal:
    """Rows without which two classes are separable.

    Attributes:
        rows: indices of rows; the others are separable.
        at_least: so many have to go in any case.
    """

    rows: tuple[int, ...]
    at_least: int

    @property
    def smallest(self) -> bool:
        """Whether no fewer rows would do."""
        return len(self.rows) == self.at_least


def removal(x: Points, side: Sides, seconds: float) -> Removal:
    """Look for the fewest rows to leave out of classes that are not separable.

    seconds: approximate time limit.
    """
    start = time.monotonic()
    end = start + seconds
    # Equal rows go together.
    place = row_ids(np.column_stack([x, side]))
    _, different, counts = np.unique(place, return_index=True, return_counts=True)
    points = ScaledPoints(x[different], side[different])
    few = len(different) <= FEW_ROWS
    best = _best_cut(points, counts, start + seconds * (0.25 if few else 0.75))
    sets: list[Rows] = []
    bound = 0
    cover: Rows = np.zeros(0, np.int64)
    while counts[best].sum() > 1 and time.monotonic() < end:
        found = _conflicts(points, cover, end)
        if not found and _separable_without(points, cover, end):
            best = cover
            break
        sets += found
        if not few or not found:
            bound = sum(int(counts[each].min()) for each in sets)
            break
        fewest = _smallest_cover(sets, counts, end - time.monotonic())
        if fewest is None:
            break
        cover, bound = fewest, int(counts[fewest].sum())
        if bound == counts[best].sum():
            break
    rows = np.flatnonzero(np.isin(place, best))
    return Removal(tuple(rows.tolist()), max(bound, 1))


def _separable_without(points: ScaledPoints, rows: Rows, end: float) -> bool:
    """Whether the rows that are left are proved to be separable, or are of one class."""
    left = points.subset(np.setdiff1d(np.arange(len(points.x)), rows))
    return not left.has_both or isinstance(decide(left, end), Separator)


def _conflicts(points: ScaledPoints, without: Rows, end: float) -> list[Rows]:
    """Sets of rows, none in two of them, that each prove a common point. without: left out."""
    rows = np.setdiff1d(np.arange(len(points.x)), without)
    found: list[Rows] = []
    while time.monotonic() < end and len(np.unique(points.side[rows])) == 2:
        proof = decide(points.subset(rows), end)
        if not isinstance(proof, CommonPoint):
            break
        found.append(rows[list(proof.rows)])
        rows = np.setdiff1d(rows, found[-1])
    return found


def _smallest_cover(sets: list[Rows], counts: Counts, seconds: float) -> Rows | None:
    """The fewest rows that meet every set; None if they are not found in time."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    column = np.concatenate(sets)
    row = np.repeat(np.arange(len(sets)), [len(each) for each in sets])
    meets = csr_array((np.ones(len(column)), (row, column)), shape=(len(sets), len(counts)))
    found: Any = milp(
        counts,
        integrality=np.ones(len(counts)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(meets, lb=1),
        options={"time_limit": max(seconds, 0.01), "mip_rel_gap": 0},
    )
    return np.flatnonzero(found.x > 0.5) if found.status == 0 else None


def _best_cut(points: ScaledPoints, counts: Counts, end: float) -> Rows:
    """The wrong rows of the best of some hyperplanes, or all of the smaller class.

    counts: [rows], how often each is there.
    """
    classes = [np.flatnonzero(points.side == which) for which in (-1, 1)]
    best = min(classes, key=lambda rows: counts[rows].sum())
    for direction in _directions(points, counts, end):
        for w in (direction, -direction):
            rows = _wrong_rows(points, counts, w)
            fewer = rows is not None and counts[rows].sum() < counts[best].sum()
            if rows is not None and fewer and _is_proved(points, rows, w):
                best = rows
        if counts[best].sum() == 1 or time.monotonic() > end:
            break
    return best


def _directions(points: ScaledPoints, counts: Counts, end: float) -> Iterator[Points]:
    """Candidate directions across the scaled rows, [n] each."""
    n, difference = points.x.shape[1], points.between_means
    yield difference
    yield np.ones(n)
    yield np.where(difference < 0, -1.0, 1.0)
    direction = difference
    for direction in _least_squares(points, counts, end):
        yield direction
    yield from _elastic_programs(points, counts, direction, end)
    yield from np.eye(n)


def _wrong_rows(points: ScaledPoints, counts: Counts, direction: Points) -> Rows | None:
    """The rows on the wrong side of the best cut across a direction; None if all are equally high.

    direction: [n], across the scaled rows.
    """
    side = points.side
    height = points.scaled @ direction
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


def _is_proved(points: ScaledPoints, wrong: Rows, direction: Points) -> bool:
    """Whether all other rows are on their sides across a direction, exactly."""
    left = points.subset(np.setdiff1d(np.arange(len(points.x)), wrong))
    gap = left.gap(points.unscaled(direction, points.scale)) if left.has_both else None
    return gap is not None and gap.is_open


def _least_squares(points: ScaledPoints, counts: Counts, end: float) -> Iterator[Points]:
    """Hyperplanes of the least sum of squares of what rows lack to their side.

    Each leaves out more rows: the 1, 2, 4, … that lack most. With many rows there is time for these
    before `_elastic_programs` have come far.
    """
    x = np.column_stack([points.scaled, np.ones(len(points.x))])
    left = np.ones(len(x), bool)
    some = np.arange(0, len(x), max(1, len(x) // SOME_ROWS))
    w = _newton(x[some], points.side[some], counts[some], np.zeros(x.shape[1]), end)
    fewer = 1
    while time.monotonic() < end:
        w = _newton(x[left], points.side[left], counts[left], w, end)
        yield w[:-1]
        lacking = np.where(left, 1 - points.side * (x @ w), 0.0)
        worst = np.argsort(-lacking)[: min(fewer, int((lacking >= 1).sum()))]
        if not len(worst):
            return
        left[worst] = False
        fewer *= 2


def _newton(x: Points, side: Sides, counts: Counts, w: Points, end: float) -> Points:
    """Weights and bias, from w on. x: [rows, n + 1], the last column 1.

    Mangasarian, O. L. (2002), A finite Newton method for classification.
    """
    for _ in range(NEWTON_STEPS):
        lacking = 1 - side * (x @ w)
        rows = lacking > 0
        if not rows.any() or time.monotonic() > end:
            break
        inside = x[rows] * counts[rows, None]
        hessian = inside.T @ x[rows] + RIDGE * np.eye(len(w))
        step = np.linalg.solve(hessian, inside.T @ (side * lacking)[rows] - RIDGE * w)
        w = w + step
        if np.abs(step).max() <= 1e-3 * np.abs(w).max():
            break
    return w


def _elastic_programs(
    points: ScaledPoints, counts: Counts, direction: Points, end: float
) -> Iterator[Points]:
    """Hyperplanes of the least sum of what rows lack to their side, each without one row more.

    Bennett, K. P. and Mangasarian, O. L. (1992), Robust linear programming discrimination of two
    linearly inseparable sets. Without the row that lacks most, until none lacks anything: Chinneck,
    J. W. (1996), An effective polynomial-time heuristic for the minimum-cardinality IIS
    set-covering problem.
    """
    x, side = points.scaled, points.side
    left = np.ones(len(x), bool)
    inside = np.zeros(len(x), bool)
    inside[_lowest(side * (x @ direction), left, side)] = True
    while time.monotonic() < end:
        rows = np.flatnonzero(inside & left)
        if len(np.unique(side[rows])) < 2:
            return
        found = _elastic_program(x[rows], side[rows], counts[rows], end)
        if found is None:
            return
        weights, bias = found
        yield weights
        height = side * (x @ weights + bias)
        lacking = left & (height < 1 - ROUNDED)
        if (lacking & ~inside).any():
            inside[_lowest(height, lacking & ~inside, side)] = True
        elif lacking.any():
            left[np.flatnonzero(lacking)[np.argmin(height[lacking])]] = False
        else:
            return


def _lowest(height: Points, among: NDArray[np.bool_], side: Sides) -> Rows:
    """The lowest rows of each class; all if they are few."""
    if len(height) <= FIRST_ROWS:
        return np.flatnonzero(among)
    return np.concatenate([lowest_rows(height, among & (side == s), MORE_ROWS) for s in (-1, 1)])


def _elastic_program(
    x: Points, side: Sides, counts: Counts, end: float
) -> tuple[Points, float] | None:
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
