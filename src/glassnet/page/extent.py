"""How much of a training a replay page keeps: which moments and rows, and where to save."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.page.explain import MOST_PATHS, MOST_ROWS
from glassnet.page.timeline import Moment

USUAL = 60, 12  # moments and rows, where no others are asked for
FEW_ROWS, FEW_MOMENTS = 4, 15  # before the other of the two is saved at
# Milliseconds on one core: to explain a weight through a row, and for each path of it.
EXPLAIN_MS, PATH_MS = 0.8, 0.1
MOST_MS = 20_000.0


class Extent(NamedTuple):
    """How many moments and rows are kept, and whether with every path of the chain rule."""

    moments: int
    rows: int
    has_paths: bool = True


def thinner(extent: Extent) -> Iterator[Extent]:
    """The extent, and ever smaller ones: fewer rows down to FEW_ROWS, then fewer moments down to
    FEW_MOMENTS, one row, no paths, and two moments."""
    moments, rows, has_paths = extent
    yield extent
    for least_moments, least_rows, paths in (
        (moments, FEW_ROWS, has_paths),
        (FEW_MOMENTS, FEW_ROWS, has_paths),
        (FEW_MOMENTS, 1, has_paths),
        (FEW_MOMENTS, 1, False),
        (2, 1, False),
    ):
        if has_paths and not paths:
            has_paths = False
            yield Extent(moments, rows, has_paths)
        while rows > least_rows:
            rows = max(least_rows, rows // 2)
            yield Extent(moments, rows, has_paths)
        while moments > least_moments:
            moments = max(least_moments, moments // 2)
            yield Extent(moments, rows, has_paths)


def affordable(extent: Extent, sizes: Sequence[int]) -> Extent | None:
    """The first of the thinner extents whose questions are answered in MOST_MS or so; None if none
    is. sizes: of the layers, the inputs first."""
    return next((each for each in thinner(extent) if _cost(each, sizes) <= MOST_MS), None)


def _cost(extent: Extent, sizes: Sequence[int]) -> float:
    """Milliseconds to answer every question about weights."""
    through = all_rows = 0.0
    for layer, (given, units) in enumerate(itertools.pairwise(sizes)):
        weights = (given + 1) * units
        paths = min(2 * math.prod(sizes[layer + 2 :]), MOST_PATHS)
        through += weights * (EXPLAIN_MS + PATH_MS * paths) if extent.has_paths else 0
        all_rows += weights * EXPLAIN_MS
    return extent.moments * (extent.rows * through + all_rows)


def some_of(things: Sequence[int], most: int) -> list[int]:
    """At most so many of them, evenly apart, with the first and the last."""
    places = np.linspace(0, len(things) - 1, min(most, len(things)))
    return [things[place] for place in np.unique(np.rint(places).astype(int)).tolist()]


def telling_moments(moments: Sequence[Moment], most: int) -> list[Moment]:
    """At most so many moments, those that tell most: evenly apart, by steps and by the loss's
    changes alike. Where they are too many the one goes that leaves the least gap."""
    losses = np.nan_to_num([each.loss for each in moments], posinf=0.0, neginf=0.0)
    steps = np.array([each.step for each in moments], float)
    far = np.cumsum(_shares(np.diff(steps)) + _shares(np.abs(np.diff(losses))))
    way, kept = np.concatenate([[0.0], far]), np.arange(len(moments))
    while len(kept) > max(most, 2):
        kept = np.delete(kept, 1 + np.argmin(way[kept[2:]] - way[kept[:-2]]))
    return [moments[place] for place in kept.tolist()]


def _shares(parts: NDArray[Any]) -> NDArray[Any]:
    return parts / max(parts.sum(), 1e-30)


def spread_rows(x: NDArray[Any], most: int) -> list[int]:
    """Numbers of rows evenly apart, with the telling one. x: [rows, features]."""
    traced = x[:MOST_ROWS]
    return spread(range(len(traced)), most, telling_row(traced))


def spread(rows: Sequence[int], most: int, telling: int) -> list[int]:
    """At most so many of the rows, evenly apart, with this one of them."""
    found = np.array(some_of(rows, most))
    found[np.argmin(np.abs(found - telling))] = telling
    return sorted(set(found.tolist()))


def telling_row(x: NDArray[Any]) -> int:
    """The first row that has no input 0, for which every path is 0: a page shows it first."""
    return int(np.argmax((x != 0).all(axis=1)))
