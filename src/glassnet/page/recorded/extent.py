"""How much of a training a replay page keeps: which moments and rows, and where to save."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.page.timeline import Moment

FEW_ROWS, FEW_MOMENTS = 4, 15  # before the other of the two is saved at
MOST_MS = 20_000.0  # for asking


class Extent(NamedTuple):
    """How much is kept: how many moments and rows, and questions of how much detail at most."""

    moments: int
    rows: int
    detail: int


Stages = Sequence[tuple[Literal["moments", "rows", "detail"], int]]
"""What is saved at, one after the other, each down to so many."""


def thinner(extent: Extent, stages: Stages) -> Iterator[Extent]:
    """The extent, and ever smaller ones: moments and rows are halved, detail goes one by one."""
    yield extent
    for name, least in stages:
        while (found := getattr(extent, name)) > least:
            fewer = found - 1 if name == "detail" else max(least, found // 2)
            extent = extent._replace(**{name: fewer})
            yield extent


def affordable(extent: Extent, stages: Stages, cost: Callable[[Extent], float]) -> Extent | None:
    """The first of the thinner extents that is asked in MOST_MS or so; None if none is.

    cost: milliseconds to ask an extent's questions.
    """
    return next((each for each in thinner(extent, stages) if cost(each) <= MOST_MS), None)


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


def spread(rows: Sequence[int], most: int, telling: int) -> list[int]:
    """At most so many of the rows, evenly apart, with this one of them."""
    found = np.array(some_of(rows, most))
    found[np.argmin(np.abs(found - telling))] = telling
    return sorted(set(found.tolist()))


def telling_row(x: NDArray[Any]) -> int:
    """The first row that has no input 0, for which every path is 0: a page shows it first."""
    return int(np.argmax((x != 0).all(axis=1)))
