"""The nearest points of two classes' hulls in exact fractions, for what floats do not decide.

Wolfe, P. (1976), Finding the nearest point in a polytope: as in nearest_points.py, but that no step
rounds. It ends, because no corral comes twice.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from glassnet.separation.decimals import Points, common_denominator, whole_rows
from glassnet.separation.exact import solved
from glassnet.separation.scaling import Rows, Sides

Pair = tuple[int, int]
Whole = list[int]


@dataclass(frozen=True)
class Nearest:
    """direction: [n], from the first class' hull to the second's where they are nearest, in the
    points' own unit; all 0 where they meet. weights: by rows, of the two points that are nearest;
    those of a class have the sum 1. pairs: of rows, whose differences have it between them.
    """

    direction: tuple[Fraction, ...]
    pairs: list[Pair]
    weights: dict[int, Fraction]

    @property
    def meet(self) -> bool:
        return not any(self.direction)

    @property
    def length(self) -> float:
        return math.hypot(*map(float, self.direction))


def exactly_nearest(
    x: Points, side: Sides, among: Rows, corral: Sequence[Pair], end: float
) -> Nearest | None:
    """Of these rows alone. corral: pairs (first class, second class) to begin with, may be empty.

    x: [rows, n]; side: [rows], -1 and 1. None if the clock reaches `end` before.
    """
    rows = among.tolist()
    columns, units = whole_rows(x[among])
    unit = math.lcm(*units)
    factors = [unit // each for each in units]
    whole = {
        row: [value * factor for value, factor in zip(each, factors, strict=True)]
        for row, each in zip(rows, columns, strict=True)
    }
    classes = [[row for row in rows if side[row] == which] for which in (-1, 1)]
    found = _Search(whole, classes, end).run(list(corral))
    if found is None:
        return None
    pairs, shares, direction = found
    weights: dict[int, Fraction] = {}
    for pair, share in zip(pairs, shares, strict=True):
        for row in pair:
            weights[row] = weights.get(row, Fraction(0)) + share
    return Nearest(tuple(value / unit for value in direction), pairs, weights)


@dataclass(frozen=True)
class _Search:
    """whole: by rows. classes: their rows."""

    whole: dict[int, Whole]
    classes: list[list[int]]
    end: float

    def run(self, pairs: list[Pair]) -> tuple[list[Pair], list[Fraction], list[Fraction]] | None:
        pairs = pairs or [(self.classes[0][0], self.classes[1][0])]
        shares = [Fraction(1, len(pairs))] * len(pairs)
        if _affine(self._vectors(pairs), self.end) is None:
            pairs, shares = pairs[:1], [Fraction(1)]
        while time.monotonic() < self.end:
            inside = self._nearer(pairs, shares)
            if inside is None:
                return None
            pairs, shares = inside
            vectors = self._vectors(pairs)
            direction = [
                sum((s * v for s, v in zip(shares, column, strict=True)), Fraction(0))
                for column in zip(*vectors, strict=True)
            ]
            if not any(direction):
                return pairs, shares, direction
            pair, lowest = self._outermost(direction)
            # The heights along the direction that rows of the corral have is its length's square.
            if lowest >= sum((d * d for d in direction), Fraction(0)):
                return pairs, shares, direction
            pairs, shares = [*pairs, pair], [*shares, Fraction(0)]
        return None

    def _vectors(self, pairs: list[Pair]) -> list[Whole]:
        return [
            [b - a for a, b in zip(self.whole[low], self.whole[high], strict=True)]
            for low, high in pairs
        ]

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
            wanted = _affine(self._vectors(pairs), self.end)
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


def _affine(vectors: list[Whole], end: float) -> list[Fraction] | None:
    """Weights, of sum 1, of the point nearest to 0 among all affine combinations."""
    # The weighted sum has the same product with every vector, and the weights add up to 1.
    system = [[0, *[1] * len(vectors), 1]]
    system += [[1, *(sum(map(int.__mul__, one, other)) for other in vectors), 0] for one in vectors]
    found = solved(system, len(vectors) + 1, end)
    return None if found is None else found[1:]
