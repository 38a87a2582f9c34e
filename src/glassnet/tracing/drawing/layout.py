"""The layout of a drawn graph: boxes and lines in pixels, from top to bottom.

Sugiyama's method (1981). A box's row is the longest way to it from the inputs, and then as near as
it can be to what uses the box. A line that goes on past the next row gets a lane in each row on its
way, one for all further uses of the same box: a weight that is used at every time step is one rail
with a branch to each. Within a row boxes and lanes are sorted by where their neighbours are, until
few lines cross. Then each wants to stand where its neighbours stand: for one row at a time the
least sum of squares, with its items in order and apart, is an isotonic regression (Ayer and others,
1955).
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

BOX_WIDTH, BOX_HEIGHT, MARGIN = 168, 58, 16
BETWEEN_BOXES, BESIDE_LANE, BETWEEN_LANES = 18, 12, 10
LEAST_GAP, MOST_GAP = 40, 90  # between rows, the wider the flatter the lines there
FLATTEST = 0.25  # a gap is this part of the widest line in it
MOST_WIDTH = 1340 - 2 * MARGIN  # of a screen of 1,366 pixels with a scroll bar
SORT_SWEEPS = 12
PLACE_SWEEPS = 41  # the last goes down: what follows from one box alone stands right below it
LANE_WEIGHT = 1000.0  # beside a box's 1: a rail stays straight and boxes make room
INPUT_WEIGHT = 0.02  # weights and data make room for what is computed
END_WEIGHT = 0.05  # of a rail's ends in its place, beside 1 of each lane


class Lane(NamedTuple):
    """The place where the line of a box passes through a row in which it does not end."""

    source: str
    row: int


Item = str | Lane
Link = tuple[Item, Item]
"""A pair of items: one in a row, the other in the next."""


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
    row_of = {item: number for number, row in enumerate(rows) for item in row}
    widest = [0.0] * len(rows)
    for start, end in links:
        here = row_of[start]
        widest[here] = max(widest[here], abs(middle[end] - middle[start]))
    heights = BOX_HEIGHT + np.clip(FLATTEST * np.array(widest), LEAST_GAP, MOST_GAP)
    tops = list(accumulate(heights.tolist(), initial=float(MARGIN)))
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


def layered(
    operands: Mapping[str, Sequence[str]], most_width: float
) -> tuple[list[list[Item]], list[Link]]:
    """Rows of boxes and lanes, and the lines between them, each from one row to the next.

    operands: for each box those that it is made from, which come before it.
    """
    rank: dict[str, int] = {}
    for key, made_from in operands.items():
        rank[key] = max((rank[each] + 1 for each in made_from), default=0)
    users: dict[str, list[str]] = {key: [] for key in operands}
    for key, made_from in operands.items():
        for each in dict.fromkeys(made_from):
            users[each].append(key)
    for key in reversed(list(operands)):
        if users[key]:
            rank[key] = min(rank[user] for user in users[key]) - 1
    boxes: list[list[str]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    for key in operands:
        boxes[rank[key]].append(key)
    while True:
        rows, links = _with_lanes(boxes, users)
        wide = [n for n, row in enumerate(rows) if least_width(row) > most_width]
        number = next((n for n in wide if len(boxes[n]) > 1), None)
        if number is None:
            return sort_rows(rows, links), links
        # No box of a row is made from another of it: they may as well stand below each other.
        half = len(boxes[number]) // 2
        boxes[number : number + 1] = boxes[number][:half], boxes[number][half:]


def _with_lanes(
    boxes: Sequence[Sequence[str]], users: Mapping[str, Sequence[str]]
) -> tuple[list[list[Item]], list[Link]]:
    rows: list[list[Item]] = [list(row) for row in boxes]
    row_of = {key: number for number, row in enumerate(boxes) for key in row}
    links: list[Link] = []
    for key in users:
        first, last = row_of[key], max((row_of[user] for user in users[key]), default=0)
        way: list[Item] = [key, *(Lane(key, number) for number in range(first + 1, last))]
        for number, lane in enumerate(way[1:], first + 1):
            rows[number].append(lane)
        links += pairwise(way)
        links += [(way[row_of[user] - first - 1], user) for user in users[key]]
    return rows, links


def sort_rows(rows: Sequence[Sequence[Item]], links: Sequence[Link]) -> list[list[Item]]:
    """Each row by the mean place of its neighbours, down and up in turns; the best order found."""
    above, below = neighbours_of(links)
    best = found = [list(row) for row in rows]
    fewest = count_crossings(best, links)
    for sweep in range(SORT_SWEEPS):
        if not fewest:
            break
        neighbours, upwards = (below, True) if sweep % 2 else (above, False)
        found = [list(row) for row in found]
        # Rows stand centred above each other.
        place = {item: (x + 0.5) / len(row) - 0.5 for row in found for x, item in enumerate(row)}
        for row in reversed(found) if upwards else found:
            means = {
                item: float(np.mean([place[each] for each in neighbours.get(item, [item])]))
                for item in row
            }
            row.sort(key=means.__getitem__)
            place.update((item, (x + 0.5) / len(row) - 0.5) for x, item in enumerate(row))
        crossings = count_crossings(found, links)
        if crossings < fewest:
            best, fewest = found, crossings
    return best


def count_crossings(rows: Sequence[Sequence[Item]], links: Sequence[Link]) -> int:
    """How many pairs of lines cross."""
    place = {item: (row, x) for row, items in enumerate(rows) for x, item in enumerate(items)}
    between: list[list[tuple[int, int]]] = [[] for _ in rows]
    for start, end in links:
        row, x = place[start]
        between[row].append((x, place[end][1]))
    found = 0
    for some in between:
        left_of: list[int] = []
        for _, end in sorted(some):
            found += len(left_of) - bisect_right(left_of, end)
            insort(left_of, end)
    return found


def neighbours_of(links: Sequence[Link]) -> tuple[dict[Item, list[Item]], dict[Item, list[Item]]]:
    """Each item's neighbours, at the other ends of its lines: those above it, and those below."""
    above: dict[Item, list[Item]] = {}
    below: dict[Item, list[Item]] = {}
    for start, end in links:
        above.setdefault(end, []).append(start)
        below.setdefault(start, []).append(end)
    return above, below


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
    for sweep in range(PLACE_SWEEPS):
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
    """For each box, its lanes and its lines' ends, each with its weight in placing the lanes."""
    rails: dict[str, list[tuple[Item, float]]] = {}
    for start, end in links:
        source = start.source if isinstance(start, Lane) else start
        rail = rails.setdefault(source, [(source, END_WEIGHT)])
        rail.append((end, 1.0 if isinstance(end, Lane) else END_WEIGHT))
    return rails


def _mean(weighted: Sequence[tuple[Item, float]], at: Mapping[Item, float]) -> float:
    return sum(at[item] * weight for item, weight in weighted) / sum(w for _, w in weighted)


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


def half_width(item: Item) -> float:
    """Half the width of a box; 0 for a lane."""
    return 0.0 if isinstance(item, Lane) else BOX_WIDTH / 2


def least_distance(left: Item, right: Item) -> float:
    """The least distance of two middles."""
    lanes = isinstance(left, Lane) + isinstance(right, Lane)
    gap = (BETWEEN_BOXES, BESIDE_LANE, BETWEEN_LANES)[lanes]
    return half_width(left) + gap + half_width(right)


def least_width(row: Sequence[Item]) -> float:
    """The width of a row with its items as near to each other as they may be."""
    return (
        half_width(row[0])
        + sum(least_distance(a, b) for a, b in pairwise(row))
        + half_width(row[-1])
    )
