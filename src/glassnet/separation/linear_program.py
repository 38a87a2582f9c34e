"""Decide whether the convex hulls of two classes meet.

By Gordan's theorem exactly one holds of finitely many rows: a hyperplane has the classes on its two
sides, or their hulls have a point in common (Boyd and Vandenberghe (2004), Convex Optimization,
2.5.1). Floats find either: a linear program, whose solution is the hyperplane, and whose dual
solution, which is a vertex, the weights of at most n + 2 rows. Fractions prove it, and decide what
floats do not. Times end by time.monotonic().
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from glassnet.separation.certificate import CommonPoint, common_point, common_point_of
from glassnet.separation.exact import Points
from glassnet.separation.nearest_points import Corral, exactly_nearest, nearest
from glassnet.separation.scaling import Rows, ScaledPoints, Sides, lowest_rows

# Rows of one program; of more, those that matter are found.
FEW_ROWS = 250
# Rows of each class that come to a program at a time.
MORE_ROWS = 40
# From here on the search for the nearest points is quicker than a program.
MANY_FEATURES = 30
# What HiGHS itself may err: as little as it can, or its usual.
TOLERANCES = (1e-10, 1e-7)
# Up to here the hulls' distance is taken for 0 at first; what it is fractions decide.
NEAR = 1e-8


@dataclass(frozen=True)
class Separator:
    """A direction across which a hyperplane separates the classes.

    Attributes:
        weights: [n], in the rows' own unit; higher for the second class.
        margin_limit: half the distance of the classes' hulls; None if it is not known.
    """

    weights: tuple[Fraction, ...]
    margin_limit: float | None = None


def decide(points: ScaledPoints, end: float) -> Separator | CommonPoint | None:
    """A hyperplane's direction, or a point of both hulls; both are proved exactly.

    None if there was no time for either, as there may be none for hundreds of features.
    """
    corral = None
    if points.x.shape[1] >= MANY_FEATURES:
        corral = nearest(points, points.between_means, end)
        weights = points.unscaled(corral.direction, points.unit)
        if _separate(points, weights):
            return Separator(weights)
    weights, rows, dual = _solution(points, corral, end)
    if weights is not None and _separate(points, weights):
        return Separator(weights)
    for least in (1e-9, 0.0):
        few = rows[dual > least]
        if len(np.unique(points.side[few])) == 2:
            point = common_point(points.x, points.side, few, end)
            if point is not None:
                return point
    return _decide_exactly(points, rows, corral, end)


def _separate(points: ScaledPoints, weights: tuple[Fraction, ...]) -> bool:
    gap = points.gap(weights)
    return gap is not None and gap.is_open


def _decide_exactly(
    points: ScaledPoints, rows: Rows, corral: Corral | None, end: float
) -> Separator | CommonPoint | None:
    """By fractions alone. rows: to begin with; those that matter come to them."""
    if corral is None:
        some = points.subset(rows)
        corral = nearest(some, some.between_means, end)
        pairs = [(int(rows[low]), int(rows[high])) for low, high in corral.pairs]
    else:
        pairs = corral.pairs
    rows = np.union1d(rows, np.array(pairs).ravel())
    while time.monotonic() < end:
        found = exactly_nearest(points, rows, pairs, end)
        if found is None:
            return None
        if found.meet:
            return common_point_of(points.x, points.side, found.weights, end)
        gap = points.gap(found.direction)
        assert gap is not None, "a direction of 0 is a common point"
        if gap.is_open and set(gap.pair) <= set(rows.tolist()):
            return Separator(found.direction, found.length / 2)
        pairs = found.pairs
        rows = np.union1d(rows, gap.pair)
    return None


def _solution(
    points: ScaledPoints, corral: Corral | None, end: float
) -> tuple[tuple[Fraction, ...] | None, Rows, Points]:
    """Of the program of all rows: weights, those rows that matter, and their dual weights.

    The weights are None, and the dual ones 0, if HiGHS gives up.
    """
    x, side = points.scaled, points.side
    if corral is not None:
        rows = np.unique(np.array(corral.pairs))
    elif len(x) <= FEW_ROWS:
        rows = np.arange(len(x))
    else:
        # Those that lie farthest on the other class' side.
        height = side * (x @ points.between_means)
        rows = np.concatenate([lowest_rows(height, side == s, MORE_ROWS) for s in (-1, 1)])
    while True:
        solved = _program(x[rows], side[rows], end)
        if solved is None:
            return None, rows, np.zeros(len(rows))
        weights, bias, distance, dual = solved
        height = side * (x @ weights + bias)
        wrong = height <= 0
        wrong[rows] = False
        if distance <= NEAR or not wrong.any():
            return points.unscaled(weights, points.scale), rows, dual
        more = [lowest_rows(height, wrong & (side == s), MORE_ROWS) for s in (-1, 1)]
        rows = np.concatenate([rows, *more])


def _program(x: Points, side: Sides, end: float) -> tuple[Points, float, float, Points] | None:
    """max t with side·(w·x + b) >= t and |w| <= 1: w, b, t, and the rows' dual weights.

    t is half the distance of the hulls, measured by the sum of the coordinates' differences. None
    if HiGHS gives up, as it does of some hulls that touch but for rounding, or has no time.
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
                "time_limit": max(end - time.monotonic(), 0.01),
                "primal_feasibility_tolerance": tolerance,
                "dual_feasibility_tolerance": tolerance,
            },
        )
        if found.status == 0:
            weights = np.maximum(-np.asarray(found.ineqlin.marginals), 0)
            return found.x[:n], float(found.x[n]), float(found.x[n + 1]), 2 * weights
    return None
