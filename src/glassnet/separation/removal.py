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

from glassnet.separation.certificate import CommonPoint
from glassnet.separation.cuts import cut
from glassnet.separation.decimals import Points
from glassnet.separation.linear_program import decide
from glassnet.separation.scaling import Boxed, Line, Rows, Sides, alike

# Of more different rows the fewest are not looked for.
FEW_ROWS = 200


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
    start = time.monotonic()
    end = start + seconds
    # Rows that are alike go together.
    place = alike(np.column_stack([x, side]))
    counts = np.bincount(place)
    different = np.unique(place, return_index=True)[1]
    boxed = Boxed(x[different], side[different])
    few = len(different) <= FEW_ROWS
    best = cut(boxed, counts, start + seconds * (0.25 if few else 0.75))
    sets: list[Rows] = []
    bound = 0
    cover: Rows = np.zeros(0, np.int64)
    while counts[best].sum() > 1 and time.monotonic() < end:
        found = _sets(boxed, cover, end)
        if not found and _apart(boxed, cover, end):
            best = cover
            break
        sets += found
        if not few or not found:
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


def _apart(boxed: Boxed, without: Rows, end: float) -> bool:
    """Whether the rows that are left are proved to be separable, or are of one class."""
    rows = np.setdiff1d(np.arange(len(boxed.x)), without)
    if len(np.unique(boxed.side[rows])) < 2:
        return True
    return isinstance(decide(boxed.among(rows), end), Line)


def _sets(boxed: Boxed, without: Rows, end: float) -> list[Rows]:
    """Sets of rows, none in two of them, that each prove a common point. without: rows left out."""
    left = np.ones(len(boxed.x), bool)
    left[without] = False
    found: list[Rows] = []
    while time.monotonic() < end:
        rows = np.flatnonzero(left)
        if len(np.unique(boxed.side[rows])) < 2:
            break
        proof = decide(boxed.among(rows), end)
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
