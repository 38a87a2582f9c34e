"""Whether the convex hulls of two classes meet.

By Gordan's theorem exactly one holds of finitely many rows: a hyperplane has the classes on its two
sides, or their hulls have a point in common (Boyd and Vandenberghe (2004), Convex Optimization,
2.5.1). One linear program finds either: its solution is the hyperplane, and its dual solution,
which is a vertex, the weights of at most n + 2 rows.

Throughout: x: [rows, n] float64; side: [rows], -1 for the first class and 1 for the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.networks.certificate import (
    CommonPoint,
    Points,
    Sides,
    common_point,
    nearly_common_point,
    separates,
)

# Rows of one program; of more, those that matter are found.
FEW_ROWS = 250
# Rows of each class that come to a program at a time.
MORE_ROWS = 40
# What HiGHS itself may err: as little as it can, or its usual.
TOLERANCES = (1e-10, 1e-7)
# Up to here the hulls' distance is taken for 0 at first; what it is the certificate decides.
NEAR = 1e-8
# Of a common point that is not proved by fractions: rounding, for columns of size 1.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Line:
    """A hyperplane: weights·x + bias."""

    weights: Points
    bias: float


def decide(x: Points, side: Sides) -> Line | CommonPoint | None:
    """A line that has the classes on its two sides, or a point of both hulls; both are verified.

    None if there is neither, as of rows that are apart by less than 64-bit numbers tell.
    """
    middle, scale = box(x)
    boxed = (x - middle) / scale
    rows = _first_rows(boxed, side)
    while True:
        solved = _program(boxed[rows], side[rows])
        if solved is None:
            return None
        line, distance, weights = solved
        if distance <= NEAR:
            break
        height = side * (boxed @ line.weights + line.bias)
        wrong = height <= 0
        wrong[rows] = False
        if not wrong.any():
            break
        rows = np.concatenate([rows, *(_worst(height, wrong & (side == s)) for s in (-1, 1))])
    own = line.weights / scale
    found = Line(own, line.bias - float(own @ middle))
    if separates(x, side, found.weights.tolist(), found.bias):
        return found
    every = np.zeros(len(x))
    every[rows] = weights
    return _proved(x, side, every, scale)


def _proved(x: Points, side: Sides, weights: Points, scale: Points) -> CommonPoint | None:
    """weights: [rows], a solution of the dual program but for rounding."""
    for least in (1e-9, 0.0):
        rows = np.flatnonzero(weights > least)
        if (side[rows] < 0).any() and (side[rows] > 0).any():
            found = common_point(x, side, rows)
            if found is not None:
                return found
    if not all((weights[side == which] > 0).any() for which in (-1, 1)):
        return None
    near = nearly_common_point(x, side, weights)
    return near if near.gap <= ROUNDING * scale.min() else None


def _program(x: Points, side: Sides) -> tuple[Line, float, Points] | None:
    """max t with side·(w·x + b) >= t and |w| <= 1: the line, t, and the rows' dual weights.

    t is half the distance of the hulls, measured by the sum of the coordinates' differences. None
    if HiGHS gives up, as it does of some hulls that touch but for rounding.
    """
    from scipy.optimize import linprog

    n = x.shape[1]
    for tolerance in TOLERANCES:
        found: Any = linprog(
            np.append(np.zeros(n + 1), -1.0),
            A_ub=np.column_stack([-side[:, None] * x, -side, np.ones(len(x))]),
            b_ub=np.zeros(len(x)),
            bounds=[(-1, 1)] * n + [(None, None)] * 2,
            method="highs-ds",  # the simplex method: its solution is a vertex
            options={
                "primal_feasibility_tolerance": tolerance,
                "dual_feasibility_tolerance": tolerance,
            },
        )
        if found.x is not None:
            weights = np.maximum(-np.asarray(found.ineqlin.marginals), 0)
            return Line(found.x[:n], float(found.x[n])), float(found.x[n + 1]), 2 * weights
    return None


def box(x: Points) -> tuple[Points, Points]:
    """Each column's middle, and half its width."""
    low, high = x.min(axis=0), x.max(axis=0)
    half = high / 2 - low / 2
    return low + half, np.where(half > 0, half, 1.0)


def _first_rows(x: Points, side: Sides) -> NDArray[np.int64]:
    """All rows if they are few, else those that lie farthest on the other class' side."""
    if len(x) <= FEW_ROWS:
        return np.arange(len(x))
    direction = x[side > 0].mean(axis=0) - x[side < 0].mean(axis=0)
    height = side * (x @ direction)
    return np.concatenate([_worst(height, side == which) for which in (-1, 1)])


def _worst(height: Points, among: NDArray[np.bool_]) -> NDArray[np.int64]:
    rows = np.flatnonzero(among)
    if len(rows) > MORE_ROWS:
        rows = rows[np.argpartition(height[rows], MORE_ROWS)[:MORE_ROWS]]
    return rows
