"""Rows of boxes from top to bottom, and lanes for the lines that pass a row.

The first half of Sugiyama's method (1981). A box's row is the longest way to it from the inputs,
and then as near as it can be to what uses the box. A line that goes on past the next row gets a
lane in each row on its way, one for all further uses of the same box: a weight that is used at
every time step is one rail with a branch to each. Within a row boxes and lanes are sorted by where
their neighbours are, until few lines cross.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

BOX_WIDTH = 168
BETWEEN_BOXES, BESIDE_LANE, BETWEEN_LANES = 18, 12, 10
SWEEPS = 12


class Lane(NamedTuple):
    """Where the line of a box passes through a row in which it does not end."""

    source: str
    row: int


Item = str | Lane
Link = tuple[Item, Item]
"""From an item of one row to one of the next."""


def layered(
    operands: Mapping[str, Sequence[str]], most_width: float
) -> tuple[list[list[Item]], list[Link]]:
    """Rows of boxes and lanes, and the lines between them, each from one row to the next.

    operands: for each box those that it is made from, which come before it.
    """
    rank: dict[str, int] = {}
    for key, made_from in operands.items():
        rank[key] = max((rank[each] + 1 for each in made_from), default=0)
    users = _users(operands)
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


def sort_rows(rows: Sequence[Sequence[Item]], links: Sequence[Link]) -> list[list[Item]]:
    """Each row by the mean place of its neighbours, down and up in turns; the best order found."""
    above, below = neighbours_of(links)
    best = found = [list(row) for row in rows]
    fewest = count_crossings(best, links)
    for sweep in range(SWEEPS):
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
    """What stands at the other ends of an item's lines: above it, and below."""
    above: dict[Item, list[Item]] = {}
    below: dict[Item, list[Item]] = {}
    for start, end in links:
        above.setdefault(end, []).append(start)
        below.setdefault(start, []).append(end)
    return above, below


def half_width(item: Item) -> float:
    """Half the width of a box; 0 of a lane."""
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


def _users(operands: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    users: dict[str, list[str]] = {key: [] for key in operands}
    for key, made_from in operands.items():
        for each in dict.fromkeys(made_from):
            users[each].append(key)
    return users


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
