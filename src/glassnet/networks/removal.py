"""Without which rows two classes are separable: as few as are found, and how few there must be.

Rows that prove a common point of the hulls cannot all stay. The fewest rows that meet every such
set are those to leave out; sets are added until what is left is separable (Parker, M. and Ryan, J.
(1996), Finding the minimum weight IIS cover of an infeasible system of linear inequalities).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.networks.certificate import CommonPoint, Points, Sides, separates
from glassnet.networks.hulls import box, decide

# Of more different rows the fewest are not looked for.
FEW_ROWS = 200
# Of the table of a program with a variable for each row.
MOST_CELLS = 20_000

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Removal:
    """rows: indices of rows; the others are separable. at_least: so many have to go in any case."""

    rows: tuple[int, ...]
    at_least: int

    @property
    def smallest(self) -> bool:
        """Whether no fewer rows would do."""
        return len(self.rows) == self.at_least


def removal(x: Points, side: Sides, seconds: float) -> Removal:
    """x: [rows, n]; side: [rows], -1 and 1. seconds: how long to look for fewer, about."""
    end = time.monotonic() + seconds
    # Rows that are alike go together.
    different, place = np.unique(np.column_stack([x, side]), axis=0, return_inverse=True)
    place = place.reshape(-1)
    counts = np.bincount(place)
    x, side = different[:, :-1], different[:, -1]
    best = _cut(x, side, counts)
    sets: list[Rows] = []
    bound = 0
    cover: Rows = np.zeros(0, np.int64)
    while time.monotonic() < end:
        found = _sets(x, side, cover, end)
        if not found and time.monotonic() < end:
            best = cover
            break
        sets += found
        if len(x) > FEW_ROWS:
            bound = sum(int(counts[each].min()) for each in sets)
            break
        fewest = _cover(sets, counts, end - time.monotonic())
        if fewest is None:
            break
        cover, bound = fewest, int(counts[fewest].sum())
        if bound == counts[best].sum():
            break
    rows = np.flatnonzero(np.isin(place, best))
    return Removal(tuple(rows.tolist()), max(bound, 1))


def _sets(x: Points, side: Sides, without: Rows, end: float) -> list[Rows]:
    """Sets of rows, none in two of them, that each prove a common point. without: rows left out."""
    left = np.ones(len(x), bool)
    left[without] = False
    found: list[Rows] = []
    while time.monotonic() < end:
        rows = np.flatnonzero(left)
        if len(np.unique(side[rows])) < 2:
            break
        proof = decide(x[rows], side[rows])
        if not isinstance(proof, CommonPoint):
            break
        found.append(rows[list(proof.rows)])
        left[found[-1]] = False
    return found


def _cover(sets: list[Rows], counts: NDArray[Any], seconds: float) -> Rows | None:
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


def _cut(x: Points, side: Sides, counts: NDArray[Any]) -> Rows:
    """The wrong rows of the best of a few lines."""
    difference = x[side > 0].mean(axis=0) - x[side < 0].mean(axis=0)
    spread = np.cov(np.vstack([x[side > 0], x[side < 0]]).T).reshape(x.shape[1], -1)
    directions = [
        difference,
        np.linalg.lstsq(spread, difference, rcond=None)[0],
        *np.eye(x.shape[1]),
    ]
    directions += _hinge_direction(x, side)
    every = [
        _wrong(x, side, counts, w) for direction in directions for w in (direction, -direction)
    ]
    return min(every, key=lambda rows: counts[rows].sum())


def _wrong(x: Points, side: Sides, counts: NDArray[Any], direction: Points) -> Rows:
    """The rows on the wrong side of the best line across a direction, or all of one class."""
    classes = [np.flatnonzero(side == which) for which in (-1, 1)]
    smaller = min(classes, key=lambda rows: counts[rows].sum())
    height = x @ direction
    order = np.argsort(height)
    signed = np.where(side > 0, counts, -counts)[order]
    # A cut above the k-th row leaves wrong what is of the second class below and the first above.
    wrong = np.cumsum(signed) + counts[side < 0].sum()
    gaps = np.diff(height[order]) > 0
    if not gaps.any():
        return smaller
    k = int(np.flatnonzero(gaps)[np.argmin(wrong[:-1][gaps])])
    cut = height[order[k]] / 2 + height[order[k + 1]] / 2
    rows = np.flatnonzero(side * (height - cut) <= 0)
    left = np.setdiff1d(np.arange(len(x)), rows)
    if counts[rows].sum() >= counts[smaller].sum():
        return smaller
    return rows if separates(x[left], side[left], direction.tolist(), -float(cut)) else smaller


def _hinge_direction(x: Points, side: Sides) -> list[Points]:
    """The line with the least sum of what rows lack to its side, by a linear program; [] if many.

    Bennett, K. P. and Mangasarian, O. L. (1992), Robust linear programming discrimination of two
    linearly inseparable sets.
    """
    from scipy.optimize import linprog
    from scipy.sparse import eye_array, hstack

    rows, n = x.shape
    if rows * n > MOST_CELLS:
        return []
    middle, scale = box(x)
    lines = np.column_stack([-side[:, None] * ((x - middle) / scale), -side])
    found: Any = linprog(
        np.concatenate([np.zeros(n + 1), np.ones(rows)]),
        A_ub=hstack([lines, -eye_array(rows)]).tocsr(),
        b_ub=-np.ones(rows),
        bounds=[(None, None)] * (n + 1) + [(0, None)] * rows,
        method="highs",
    )
    return [] if found.x is None else [found.x[:n] / scale]
