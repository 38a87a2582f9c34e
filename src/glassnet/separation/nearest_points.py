"""Where the convex hulls of two classes are nearest to each other, in floats."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.linalg as la
from numpy.typing import NDArray

from glassnet.separation.decimals import Points
from glassnet.separation.scaling import Boxed

linear: Any = la  # SciPy's types lack what updates a decomposition
# A gain of a step, relative to the distance, that is not worth another one.
GAIN = 1e-12
# What rounding may make of differences of size 1.
ROUNDED = 1e-15
# Tens are usual.
MOST_STEPS = 5_000


@dataclass(frozen=True, eq=False)
class Corral:
    """direction: [n], from the first class' hull to the second's where they are nearest, in the
    unit of `Boxed.even`; near to 0 where they meet. pairs: rows (first class, second class) whose
    differences have it between them, and shares, their weights.
    done: whether the search came to its end.
    """

    direction: Points
    pairs: list[tuple[int, int]]
    shares: Points
    done: bool


def nearest(boxed: Boxed, direction: Points, end: float) -> Corral:
    """direction: [n], to begin with. end: of the time, by time.monotonic().

    Wolfe, P. (1976), Finding the nearest point in a polytope: the point nearest to 0 among the
    differences of the classes' rows. Its corral holds n + 1 of them at most, so that a step takes
    one product of all rows with one direction.
    """
    rows = boxed.even
    lows, highs = (np.flatnonzero(boxed.side == which) for which in (-1, 1))
    low, high = rows[lows], rows[highs]

    def outermost(w: Points) -> tuple[int, int]:
        return int(lows[np.argmax(low @ w)]), int(highs[np.argmin(high @ w)])

    def difference(pair: tuple[int, int]) -> Points:
        return rows[pair[1]] - rows[pair[0]]

    first = outermost(direction)
    found = _Corral(first, difference(first))
    best, done = difference(first), False
    for _ in range(MOST_STEPS):
        if time.monotonic() > end:
            break
        pair = outermost(best)
        vertex = difference(pair)
        # What a step can gain at most, and what rounding hides of it.
        length = float(np.linalg.norm(best))
        gain = float(best @ (best - vertex))
        done = gain <= length * max(GAIN * length, ROUNDED) or pair in found.pairs
        done = done or len(found.pairs) > len(best)
        if done:
            break
        before = list(found.pairs), found.shares
        found.add(pair, vertex)
        nearer = found.point()
        if nearer @ nearer >= best @ best:
            found.pairs, found.shares, done = *before, True
            break
        best = nearer
    return Corral(best, found.pairs, found.shares, done)


class _Corral:
    """Differences, their weights, and a QR decomposition of them, each below a 1: [n + 1, k].

    Weights u of the affine combination nearest to 0 are those with R u = Q's first row, but for
    their sum.
    """

    def __init__(self, pair: tuple[int, int], vertex: Points) -> None:
        self.pairs = [pair]
        self.vertices = [vertex]
        self.shares = np.ones(1)
        first = linear.qr(np.append(1.0, vertex)[:, None], mode="economic")
        self.q, self.r = first

    def point(self) -> Points:
        return self.shares @ np.array(self.vertices)

    def add(self, pair: tuple[int, int], vertex: Points) -> None:
        """One more, and without those that are then outside."""
        column = np.append(1.0, vertex)
        self.pairs = [*self.pairs, pair]
        self.vertices.append(vertex)
        try:
            made = linear.qr_insert(
                self.q, self.r, column, len(self.pairs) - 1, which="col", check_finite=False
            )
        except np.linalg.LinAlgError:  # but for rounding it depends on the others
            every = np.column_stack([np.ones(len(self.pairs)), self.vertices]).T
            made = linear.qr(every, mode="economic")
        self.q, self.r = made
        self.shares = np.append(self.shares, 0.0)
        while True:
            wanted = self._wanted()
            outside = wanted <= 1e-12
            if not outside.any():
                self.shares = wanted
                return
            # As far towards it as all weights stay above 0; one at least is dropped.
            steps = self.shares[outside] / np.maximum(
                self.shares[outside] - wanted[outside], 1e-300
            )
            self.shares = self.shares + min(1.0, float(steps.min())) * (wanted - self.shares)
            kept = self.shares > 1e-12
            kept[np.flatnonzero(outside)[np.argmin(steps)]] = False
            if not kept.any():
                kept[np.argmax(self.shares)] = True
            self._keep(kept)

    def _wanted(self) -> Points:
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
