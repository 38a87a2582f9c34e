"""Where the boxes of a drawn graph stand and how its lines run, in pixels, from top to bottom.

The second half of Sugiyama's method: each box and lane wants to stand where its neighbours stand.
For one row at a time the least sum of squares, with its items in order and apart, is an isotonic
regression (Ayer and others, 1955).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from glassnet.tracing.drawing.layering import (
    BOX_WIDTH,
    Item,
    Lane,
    Link,
    half_width,
    layered,
    least_distance,
    neighbours_of,
)

BOX_HEIGHT, MARGIN = 58, 16
LEAST_GAP, MOST_GAP = 40, 90  # between rows, the wider the flatter the lines there
FLATTEST = 0.25  # a gap is this part of the widest line in it
MOST_WIDTH = 1340 - 2 * MARGIN  # of a screen of 1,366 pixels with a scroll bar
SWEEPS = 41  # the last goes down: what follows from one box alone stands right below it
LANE_WEIGHT = 1000.0  # beside a box's 1: a rail stays straight and boxes make room
INPUT_WEIGHT = 0.02  # weights and data make room for what is computed
END_WEIGHT = 0.05  # of a rail's ends in its place, beside 1 of each lane


@dataclass(frozen=True)
class Line:
    """One part of a box's line, from the bottom of an item to the top of one in the next row."""

    source: str  # the box it comes from
    target: str  # the box where it ends, "" on a lane
    start: tuple[float, float]  # x, y
    end: tuple[float, float]
    lane_top: float | None  # y from where it first runs straight down a lane to the start
    forks: bool  # whether it is the first of several from a lane


@dataclass(frozen=True)
class Layout:
    """A drawing's geometry, margins included."""

    corners: Mapping[str, tuple[float, float]]  # left and top of each box
    lines: Sequence[Line]
    rails: Sequence[str]  # the boxes with lines through lanes
    width: float
    height: float


def layout(operands: Mapping[str, Sequence[str]]) -> Layout:
    """Lay out a graph. operands: for each box those that it is made from, which come before it."""
    rows, links = layered(operands, MOST_WIDTH)
    middle = place_items(rows, links)
    tops = [float(MARGIN)]
    row_of = {item: number for number, row in enumerate(rows) for item in row}
    widest = [0.0] * len(rows)
    for start, end in links:
        here = row_of[start]
        widest[here] = max(widest[here], abs(middle[end] - middle[start]))
    for wide in widest:
        tops.append(tops[-1] + BOX_HEIGHT + min(MOST_GAP, max(LEAST_GAP, FLATTEST * wide)))
    top = {item: tops[row] for item, row in row_of.items()}
    left = min((middle[item] - half_width(item) for item in middle), default=0.0) - MARGIN
    middle = {item: x - left for item, x in middle.items()}
    return Layout(
        corners={key: (middle[key] - BOX_WIDTH / 2, top[key]) for key in operands},
        lines=list(_lines(links, middle, top)),
        rails=list(dict.fromkeys(start.source for start, _ in links if isinstance(start, Lane))),
        width=max((x + half_width(item) for item, x in middle.items()), default=0.0) + MARGIN,
        height=tops[len(rows) - 1] + BOX_HEIGHT + MARGIN,
    )


def place_items(rows: Sequence[Sequence[Item]], links: Sequence[Link]) -> dict[Item, float]:
    """The middle of every item, between 0 and MOST_WIDTH where that is wide enough."""
    above, below = neighbours_of(links)
    spaces = [[least_distance(a, b) for a, b in pairwise(row)] for row in rows]
    at: dict[Item, float] = {}
    for row, space in zip(rows, spaces, strict=True):
        offsets = list(accumulate(space, initial=0.0))
        at.update((item, x - offsets[-1] / 2) for item, x in zip(row, offsets, strict=False))
    at = {item: x + MOST_WIDTH / 2 for item, x in at.items()}
    weight = {
        item: LANE_WEIGHT if isinstance(item, Lane) else 1.0 if item in above else INPUT_WEIGHT
        for item in at
    }
    rails = _rails(links)
    for sweep in range(SWEEPS):
        upwards = bool(sweep % 2)
        straight = {source: _mean(rail, at) for source, rail in rails.items()}
        near, far = (below, above) if upwards else (above, below)
        order = range(len(rows))
        for number in reversed(order) if upwards else order:
            row = rows[number]
            wanted = [
                straight[item.source]
                if isinstance(item, Lane)
                else _mean([(e, weight[e]) for e in near.get(item) or far.get(item) or [item]], at)
                for item in row
            ]
            weights = [weight[item] for item in row]
            least, most = half_width(row[0]), MOST_WIDTH - half_width(row[-1])
            at.update(zip(row, spread(wanted, weights, spaces[number], least, most), strict=True))
    return at


def spread(
    wanted: Sequence[float],
    weights: Sequence[float],
    spaces: Sequence[float],
    least: float,
    most: float,
) -> list[float]:
    """[n] numbers as near as can be to those wanted, by weighted squares, from `least` to `most`,
    each larger than the one before it by at least the space between them."""
    from scipy.optimize import isotonic_regression

    offsets = np.concatenate([[0.0], np.cumsum(spaces)])
    free = isotonic_regression(np.asarray(wanted) - offsets, weights=weights).x
    return (np.clip(free, least, max(least, most - offsets[-1])) + offsets).tolist()


def _rails(links: Sequence[Link]) -> dict[str, list[tuple[Item, float]]]:
    """For each box its lanes and its lines' ends, each with its weight in where the lanes stand."""
    rails: dict[str, list[tuple[Item, float]]] = {}
    for start, end in links:
        source = start.source if isinstance(start, Lane) else start
        rail = rails.setdefault(source, [(source, END_WEIGHT)])
        rail.append((end, 1.0 if isinstance(end, Lane) else END_WEIGHT))
    return rails


def _lines(
    links: Sequence[Link], middle: Mapping[Item, float], top: Mapping[Item, float]
) -> Iterator[Line]:
    """Lines that end at one box arrive in the order of their starts."""
    above, below = neighbours_of(links)
    begun: set[Item] = set()
    for start, end in links:
        arriving = sorted(above[end], key=middle.__getitem__)
        share = (arriving.index(start) + 1) / (len(arriving) + 1) - 0.5
        first = isinstance(start, Lane) and start not in begun
        begun.add(start)
        yield Line(
            start.source if isinstance(start, Lane) else start,
            "" if isinstance(end, Lane) else end,
            (middle[start], top[start] + BOX_HEIGHT),
            (middle[end] + (0.0 if isinstance(end, Lane) else BOX_WIDTH * share), top[end]),
            top[start] if first else None,
            first and len(below[start]) > 1,
        )


def _mean(weighted: Sequence[tuple[Item, float]], at: Mapping[Item, float]) -> float:
    return sum(at[item] * weight for item, weight in weighted) / sum(w for _, w in weighted)
