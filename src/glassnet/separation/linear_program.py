"""Whether the convex hulls of two classes meet.

By Gordan's theorem exactly one holds of finitely many rows: a hyperplane has the classes on its two
sides, or their hulls have a point in common (Boyd and Vandenberghe (2004), Convex Optimization,
2.5.1). Floats find either: a linear program, whose solution is the hyperplane, and whose dual
solution, which is a vertex, the weights of at most n + 2 rows. Fractions prove it, and decide what
floats do not.

Throughout: x: [rows, n] float64; side: [rows], -1 for the first class and 1 for the second; end: of
the time, by time.monotonic().
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.separation.certificate import CommonPoint, common_point, mixed
from glassnet.separation.decimals import Points
from glassnet.separation.exact_hulls import exactly_nearest
from glassnet.separation.nearest_points import Corral, nearest
from glassnet.separation.scaling import Boxed, Line, Rows, Sides

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


def decide(boxed: Boxed, end: float) -> Line | CommonPoint | None:
    """A line that has the classes on its two sides, or a point of both hulls; both are exact.

    None if there was no time for either, as there may be none of hundreds of features.
    """
    corral = None
    if boxed.x.shape[1] >= MANY_FEATURES:
        corral = nearest(boxed, _means(boxed), end)
        found = _line(boxed, boxed.own(corral.direction, 0.0, boxed.size))
        if found is not None:
            return found
    line, rows, weights = _solution(boxed, corral, end)
    found = None if line is None else _line(boxed, line)
    if found is not None:
        return found
    for least in (1e-9, 0.0):
        few = rows[weights > least]
        if len(np.unique(boxed.side[few])) == 2:
            point = common_point(boxed.x, boxed.side, few, end)
            if point is not None:
                return point
    return _exactly(boxed, rows, corral, end)


def _line(boxed: Boxed, line: Line) -> Line | None:
    """The line in the middle across the same direction, if it has the classes on its sides."""
    between = boxed.between(line.weights)
    if between is None or not between.apart:
        return None
    return Line(line.weights, -(between.above + between.below) / 2)


def _exactly(
    boxed: Boxed, rows: Rows, corral: Corral | None, end: float
) -> Line | CommonPoint | None:
    """By fractions alone. rows: to begin with; those that matter come to them."""
    if corral is None:
        corral = nearest(boxed.among(rows), _means(boxed), end)
        pairs = [(int(rows[low]), int(rows[high])) for low, high in corral.pairs]
    else:
        pairs = corral.pairs
    rows = np.union1d(rows, np.array(pairs).ravel())
    while time.monotonic() < end:
        found = exactly_nearest(boxed.x, boxed.side, rows, pairs, end)
        if found is None:
            return None
        if found.meet:
            return mixed(boxed.x, boxed.side, found.weights, end)
        between = boxed.between(found.direction)
        assert between is not None, "a direction of 0 is a common point"
        if between.apart and set(between.pair) <= set(rows.tolist()):
            middle = -(between.above + between.below) / 2
            return Line(found.direction, middle, found.length / 2)
        pairs = found.pairs
        rows = np.union1d(rows, between.pair)
    return None


def _solution(boxed: Boxed, corral: Corral | None, end: float) -> tuple[Line | None, Rows, Points]:
    """Of the program of all rows: a line, those rows that matter, and their dual weights.

    The line is None, and the weights are 0, if HiGHS gives up.
    """
    inside, side = boxed.rows, boxed.side
    rows = _first_rows(inside, side) if corral is None else np.unique(np.array(corral.pairs))
    while True:
        solved = _program(inside[rows], side[rows], end)
        if solved is None:
            return None, rows, np.zeros(len(rows))
        weights, bias, distance, dual = solved
        height = side * (inside @ weights + bias)
        wrong = height <= 0
        wrong[rows] = False
        if distance <= NEAR or not wrong.any():
            return boxed.own(weights, bias, boxed.scale), rows, dual
        rows = np.concatenate([rows, *(_worst(height, wrong & (side == s)) for s in (-1, 1))])


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


def _means(boxed: Boxed) -> Points:
    """From the first class' mean to the second's, in the box."""
    x, side = boxed.rows, boxed.side
    return x[side > 0].mean(axis=0) - x[side < 0].mean(axis=0)


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
