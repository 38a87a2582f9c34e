"""The nearest points of two classes' convex hulls, in floats and in fractions.

Wolfe, P. (1976), Finding the nearest point in a polytope: the point nearest to 0 among the
differences of the classes' rows. Its corral holds n + 1 of them at most, so that a step takes one
product of all rows with one direction. In fractions it ends because no corral comes twice.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import scipy.linalg as la
from numpy.typing import NDArray

from glassnet.separation.exact import Points, common_denominator, eliminate, whole_rows
from glassnet.separation.scaling import Rows, ScaledPoints

linear: Any = la  # SciPy's types lack what updates a decomposition
# A gain of a step, relative to the distance, that is not worth another one.
GAIN = 1e-12
# What rounding may make of differences of size 1.
ROUNDED = 1e-15
# Tens are usual.
MOST_STEPS = 5_000

Pair = tuple[int, int]
"""A row of the first class and one of the second."""


@dataclass(frozen=True, eq=False)
class Corral:
    """The nearest points of two hulls, in floats.

    Attributes:
        direction: [n], from the first class' hull to the second's, in `ScaledPoints.unit`; near to
            0 where they meet.
        pairs: pairs of rows, whose differences have the direction between them.
        shares: [pairs], their weights.
    """

    direction: Points
    pairs: list[Pair]
    shares: Points


@dataclass(frozen=True)
class ExactNearest:
    """The nearest points of two hulls, in fractions.

    Attributes:
        direction: [n], from the first class' hull to the second's, in the points' own unit; all 0
            where they meet.
        weights: weights of the two points, by rows; those of a class have the sum 1.
    """

    direction: tuple[Fraction, ...]
    weights: dict[int, Fraction]

    @property
    def meet(self) -> bool:
        return not any(self.direction)

    @property
    def length(self) -> float:
        return math.hypot(*map(float, self.direction))


def nearest(points: ScaledPoints, direction: Points, end: float) -> Corral:
    """Search in floats. direction: [n], the first one. end: time limit, by time.monotonic()."""
    rows = points.in_one_unit
    lows, highs = (np.flatnonzero(points.side == which) for which in (-1, 1))
    low, high = rows[lows], rows[highs]

    def outermost(w: Points) -> Pair:
        return int(lows[np.argmax(low @ w)]), int(highs[np.argmin(high @ w)])

    def difference(pair: Pair) -> Points:
        return rows[pair[1]] - rows[pair[0]]

    first = outermost(direction)
    found = _Corral(first, difference(first))
    best = difference(first)
    for _ in range(MOST_STEPS):
        if time.monotonic() > end:
            break
        pair = outermost(best)
        vertex = difference(pair)
        # What a step can gain at most, and what rounding hides of it.
        length = float(np.linalg.norm(best))
        gain = float(best @ (best - vertex))
        if gain <= length * max(GAIN * length, ROUNDED) or pair in found.pairs:
            break
        if len(found.pairs) > len(best):
            break
        before = Corral(best, list(found.pairs), found.shares)
        found.add(pair, vertex)
        nearer = found.point()
        if nearer @ nearer >= best @ best:
            return before
        best = nearer
    return Corral(best, found.pairs, found.shares)


class _Corral:
    """Differences, their weights, and a QR decomposition of them, each below a 1: [n + 1, k].

    Weights u of the affine combination nearest to 0 are those with R u = Q's first row, but for
    their sum. The decomposition is updated: anew at each step, 800 rows of 200 features take six
    times as long.
    """

    def __init__(self, pair: Pair, vertex: Points) -> None:
        self.pairs = [pair]
        self.vertices = [vertex]
        self.shares = np.ones(1)
        self.q, self.r = linear.qr(np.append(1.0, vertex)[:, None], mode="economic")

    def point(self) -> Points:
        return self.shares @ np.array(self.vertices)

    def add(self, pair: Pair, vertex: Points) -> None:
        """Add one more, and drop those that are then outside."""
        column = np.append(1.0, vertex)
        self.pairs = [*self.pairs, pair]
        self.vertices.append(vertex)
        try:
            self.q, self.r = linear.qr_insert(
                self.q, self.r, column, len(self.pairs) - 1, which="col", check_finite=False
            )
        except np.linalg.LinAlgError:  # but for rounding it depends on the others
            every = np.column_stack([np.ones(len(self.pairs)), self.vertices]).T
            self.q, self.r = linear.qr(every, mode="economic")
        self.shares = np.append(self.shares, 0.0)
        while True:
            wanted = self._nearest_shares()
            outside = wanted <= 1e-12
            if not outside.any():
                self.shares = wanted
                return
            # As far towards it as all weights stay above 0; one at least is dropped.
            room = np.maximum(self.shares[outside] - wanted[outside], 1e-300)
            steps = self.shares[outside] / room
            self.shares = self.shares + min(1.0, float(steps.min())) * (wanted - self.shares)
            kept = self.shares > 1e-12
            kept[np.flatnonzero(outside)[np.argmin(steps)]] = False
            if not kept.any():
                kept[np.argmax(self.shares)] = True
            self._keep(kept)

    def _nearest_shares(self) -> Points:
        if np.abs(np.diag(self.r)).min() < 1e-14 * np.abs(np.diag(self.r)).max():
            vertices = np.array(self.vertices)
            found = np.linalg.lstsq((vertices[1:] - vertices[0]).T, -vertices[0], rcond=None)[0]
            return np.concatenate([[1 - found.sum()], found])
        found = linear.solve_triangular(self.r, self.q[0], check_finite=False)
        return found / found.sum()

    def _keep(self, kept: NDArray[np.bool_]) -> None:
        for k in np.flatnonzero(~kept)[::-1].tolist():
            q, r = linear.qr_delete(self.q, self.r, k, which="col", check_finite=False)
            del self.pairs[k], self.vertices[k]
            # Of a square one SciPy keeps all of Q.
            self.q, self.r = q[:, : len(self.pairs)], r[: len(self.pairs)]
        self.shares = self.shares[kept] / self.shares[kept].sum()


def exactly_nearest(
    points: ScaledPoints, rows: Rows, pairs: Sequence[Pair], end: float
) -> tuple[ExactNearest | None, bool]:
    """Search in fractions. rows, pairs: those to begin with; the search adds the rows that matter.

    Returns:
        The nearest points, or None if there are none yet, and whether they are those of all rows:
        if the time is over before, they are those of fewer rows, and no nearer.
    """
    found: ExactNearest | None = None
    while time.monotonic() < end:
        search = _ExactSearch(points, rows, end)
        solved = search.run(list(pairs))
        if solved is None:
            break
        pairs, shares, direction = solved
        weights: dict[int, Fraction] = {}
        for pair, share in zip(pairs, shares, strict=True):
            for row in pair:
                weights[row] = weights.get(row, Fraction(0)) + share
        found = ExactNearest(tuple(value / search.unit for value in direction), weights)
        gap = points.gap(found.direction)
        if gap is None or set(gap.pair) <= set(rows.tolist()):
            return found, True
        rows = np.union1d(rows, gap.pair)
    return found, False


class _ExactSearch:
    """whole: rows by index, their numbers times `unit`. classes: the rows of each class."""

    def __init__(self, points: ScaledPoints, among: Rows, end: float) -> None:
        rows = among.tolist()
        scaled, units = whole_rows(points.x[among])
        self.unit, self.end = math.lcm(*units), end
        factors = [self.unit // each for each in units]
        self.whole = {
            row: list(map(int.__mul__, each, factors))
            for row, each in zip(rows, scaled, strict=True)
        }
        self.classes = [[row for row in rows if points.side[row] == which] for which in (-1, 1)]

    def run(self, pairs: list[Pair]) -> tuple[list[Pair], list[Fraction], list[Fraction]] | None:
        shares = [Fraction(1, len(pairs))] * len(pairs)
        if self._affine(pairs) is None:
            pairs, shares = pairs[:1], [Fraction(1)]
        while time.monotonic() < self.end:
            inside = self._nearer(pairs, shares)
            if inside is None:
                return None
            pairs, shares = inside
            direction = [
                sum((s * v for s, v in zip(shares, column, strict=True)), Fraction(0))
                for column in zip(*map(self._difference, pairs), strict=True)
            ]
            if not any(direction):
                return pairs, shares, direction
            pair, lowest = self._outermost(direction)
            # The heights along the direction that rows of the corral have is its length's square.
            if lowest >= sum((d * d for d in direction), Fraction(0)):
                return pairs, shares, direction
            pairs, shares = [*pairs, pair], [*shares, Fraction(0)]
        return None

    def _difference(self, pair: Pair) -> list[int]:
        low, high = pair
        return list(map(int.__sub__, self.whole[high], self.whole[low]))

    def _outermost(self, direction: list[Fraction]) -> tuple[Pair, Fraction]:
        """The pair whose difference is lowest along a direction, and that height."""
        along, below = common_denominator(direction)
        height = {row: sum(map(int.__mul__, along, each)) for row, each in self.whole.items()}
        low = max(self.classes[0], key=height.__getitem__)
        high = min(self.classes[1], key=height.__getitem__)
        return (low, high), Fraction(height[high] - height[low], below)

    def _nearer(
        self, pairs: list[Pair], shares: list[Fraction]
    ) -> tuple[list[Pair], list[Fraction]] | None:
        """The pairs whose affine hull has its point nearest to 0 inside, and its weights."""
        while time.monotonic() < self.end:
            wanted = self._affine(pairs)
            if wanted is None:
                return None  # no time: a corral's differences are affinely independent
            if min(wanted) > 0:
                return pairs, wanted
            # As far towards it as no weight is below 0; one at least becomes 0 and is dropped.
            steps = (s / (s - w) for s, w in zip(shares, wanted, strict=True) if w < 0)
            step = min(steps, default=Fraction(1))
            shares = [s + step * (w - s) for s, w in zip(shares, wanted, strict=True)]
            kept = [k for k, share in enumerate(shares) if share > 0]
            pairs, shares = [pairs[k] for k in kept], [shares[k] for k in kept]
        return None

    def _affine(self, pairs: list[Pair]) -> list[Fraction] | None:
        """Weights, of sum 1, of the point nearest to 0 among all affine combinations."""
        vectors = [self._difference(pair) for pair in pairs]
        # The weighted sum has the same product with every vector, and the weights add up to 1.
        system = [[0, *[1] * len(vectors), 1]]
        for one in vectors:
            system.append([1, *(sum(map(int.__mul__, one, other)) for other in vectors), 0])
        found = eliminate(system, len(vectors) + 1, self.end)
        return None if found is None else found[1:]
