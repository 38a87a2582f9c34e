"""How high the boxes and lanes of a layout stand: lines as level as they can be, nothing too near.

Each item wants to be where its neighbours are, and a line's lanes all at one height. Of one column
at a time the heights follow exactly: the least sum of squares with items kept in order and apart is
an isotonic regression, which pooling of neighbours solves (Ayer and others, 1955).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import TypeVar

from glassnet.tracing.drawing.layout import Lane, Layout, neighbours_of

Key = TypeVar("Key", bound=Hashable)
SWEEPS = 41  # the last goes forward: what follows from one box alone stands level with it
STIFF = 1000.0  # the weight of a lane beside a box: a rail stays level and boxes make room
ENDS = 0.05  # the weight of a rail's ends in its height, beside that of its lanes
LEAF = 0.02  # the weight of what nothing leads to: weights and data make room for what is computed


def heights(
    found: Layout[Key], apart: Callable[[bool, bool], float]
) -> dict[Key | Lane[Key], float]:
    """The middle of every item; the highest is 0.

    apart: how far the middles of two that follow each other in a column are at least from each
    other, by whether each is a lane.
    """
    spaces = [
        [apart(isinstance(a, Lane), isinstance(b, Lane)) for a, b in pairwise(column)]
        for column in found.columns
    ]
    at: dict[Key | Lane[Key], float] = {}
    for column, space in zip(found.columns, spaces, strict=True):
        down = list(accumulate(space, initial=0.0))
        at.update((key, y - down[-1] / 2) for key, y in zip(column, down, strict=False))
    left, right = neighbours_of(found.lines)
    weight = {key: STIFF if isinstance(key, Lane) else 1.0 if key in left else LEAF for key in at}
    rails = _rails(found)

    def wanted(key: Key | Lane[Key], back: bool) -> float:
        if isinstance(key, Lane):
            return level[key.source]
        near, far = (right, left) if back else (left, right)
        around = near.get(key) or far.get(key) or [key]
        return _balance([(each, weight[each]) for each in around], at)

    places = list(zip(found.columns, spaces, strict=True))
    for sweep in range(SWEEPS):
        back = bool(sweep % 2)
        level = {source: _balance(rail, at) for source, rail in rails.items()}
        for column, space in reversed(places) if back else places:
            wishes = [wanted(key, back) for key in column]
            weights = [weight[key] for key in column]
            at.update(zip(column, spread(wishes, weights, space), strict=True))
    top = min(at.values(), default=0.0)
    return {key: y - top for key, y in at.items()}


def spread(
    wanted: Sequence[float], weights: Sequence[float], spaces: Sequence[float]
) -> list[float]:
    """Numbers as near as can be to those wanted, each so much larger than the one before.

    spaces: [n − 1], between each and the next. Near is by the weighted sum of squares.
    """
    down = list(accumulate(spaces, initial=0.0))[: len(wanted)]
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for want, weight, offset in zip(wanted, weights, down, strict=True):
        mean, count = want - offset, 1
        while pools and pools[-1][0] > mean:
            before, other, more = pools.pop()
            mean = (before * other + mean * weight) / (other + weight)
            weight, count = weight + other, count + more
        pools.append((mean, weight, count))
    means = [mean for mean, _, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, down, strict=True)]


def _rails(found: Layout[Key]) -> dict[Key, list[tuple[Key | Lane[Key], float]]]:
    """Of each box its lanes and its lines' ends, each with its weight in the lanes' height."""
    rails: dict[Key, list[tuple[Key | Lane[Key], float]]] = {}
    for start, end in found.lines:
        if isinstance(start, Lane):
            rail = rails[start.source]
        else:
            rail = rails.setdefault(start, [(start, ENDS)])
        rail.append((end, 1.0 if isinstance(end, Lane) else ENDS))
    return rails


def _balance(weighted: Sequence[tuple[Key, float]], at: Mapping[Key, float]) -> float:
    return sum(at[key] * weight for key, weight in weighted) / sum(weight for _, weight in weighted)
