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

from glassnet.separation.exact import Points, common_denominator, dependence, solve, whole_rows
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


Shares = tuple[tuple[int, Fraction], ...]


@dataclass(frozen=True)
class CommonPoint:
    """A point in the convex hulls of both classes, which therefore no hyperplane separates.

    Attributes:
        point: n coordinates.
        first: (row index, weight) pairs of the first class: the weights are above 0, their sum is
            1, and the sum of weight·row is the point, all exactly.
        second: the same for the second class; at most n + 2 rows in all.
    """

    point: tuple[Fraction, ...]
    first: Shares
    second: Shares

    @property
    def rows(self) -> tuple[int, ...]:
        return tuple(row for row, _ in (*self.first, *self.second))


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
            point = _common_point(points.x, points.side, few, end)
            if point is not None:
                return point
    return _decide_exactly(points, rows, corral, end)


def _separate(points: ScaledPoints, weights: tuple[Fraction, ...]) -> bool:
    gap = points.gap(weights)
    return gap is not None and gap.is_open


def _decide_exactly(
    points: ScaledPoints, rows: Rows, corral: Corral | None, end: float
) -> Separator | CommonPoint | None:
    """Decide by fractions alone. rows: those to begin with; the search adds those that matter."""
    if corral is None:
        some = points.subset(rows)
        corral = nearest(some, some.between_means, end)
        pairs = [(int(rows[low]), int(rows[high])) for low, high in corral.pairs]
    else:
        pairs = corral.pairs
    rows = np.union1d(rows, np.array(pairs).ravel())
    found, complete = exactly_nearest(points, rows, pairs, end)
    if found is None or not complete:
        return None
    if found.meet:
        return _common_point_of(points.x, points.side, found.weights, end)
    return Separator(found.direction, found.length / 2)


def _solution(
    points: ScaledPoints, corral: Corral | None, end: float
) -> tuple[tuple[Fraction, ...] | None, Rows, Points]:
    """Solve the program of all rows: weights, the rows that matter, and their dual weights.

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


def _common_point(x: Points, side: Sides, rows: Rows, end: float) -> CommonPoint | None:
    """The point that some rows prove common; None if they prove nothing, or not one point.

    A system of 400 columns takes about 10 s.
    """
    if len(rows) > x.shape[1] + 2:
        return None
    weights = solve(_equations(x, side, rows, right=True), len(rows), end)
    if weights is None or min(weights) < 0:
        return None
    return _common_point_of(x, side, dict(zip(rows.tolist(), weights, strict=True)), end)


def _common_point_of(
    x: Points, side: Sides, weights: dict[int, Fraction], end: float
) -> CommonPoint | None:
    """The common point of given weights, of n + 2 rows at most; None if there is no time.

    weights: weights by rows, none below 0, with the sum 1 in each class. More rows than needed
    depend on each other, so that one can be left out (Carathéodory).
    """
    weights = {row: weight for row, weight in weights.items() if weight}
    while len(weights) > x.shape[1] + 2:
        rows = list(weights)
        found = dependence(_equations(x, side, np.array(rows), right=False), len(rows), end)
        if found is None:
            return None
        step = min(weights[r] / d for r, d in zip(rows, found, strict=True) if d > 0)
        moved = {r: weights[r] - step * d for r, d in zip(rows, found, strict=True)}
        weights = {row: weight for row, weight in moved.items() if weight}
    shares = sorted(weights.items())
    first = tuple(each for each in shares if side[each[0]] < 0)
    second = tuple(each for each in shares if side[each[0]] > 0)
    point, other = _mean(x, first), _mean(x, second)
    proved = point == other and all(sum(w for _, w in part) == 1 for part in (first, second))
    return CommonPoint(point, first, second) if proved else None


def _mean(x: Points, shares: Shares) -> tuple[Fraction, ...]:
    """The sum of weight·row."""
    whole, units = whole_rows(x[[row for row, _ in shares]])
    weights, below = common_denominator(weight for _, weight in shares)
    return tuple(
        Fraction(sum(map(int.__mul__, weights, column)), below * unit)
        for column, unit in zip(zip(*whole, strict=True), units, strict=True)
    )


def _equations(x: Points, side: Sides, rows: Rows, *, right: bool) -> list[list[int]]:
    """Equations for the rows' weights: the sum of each class is 1, and both means are one point."""
    signs = side[rows].astype(int).tolist()
    whole, _ = whole_rows(x[rows])
    system = [[int(sign == which) for sign in signs] + [1] * right for which in (-1, 1)]
    for column in zip(*whole, strict=True):
        system.append([v * s for v, s in zip(column, signs, strict=True)] + [0] * right)
    return system
