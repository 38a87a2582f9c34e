"""Where the boxes of a drawn graph stand, and the lanes on which long lines pass other boxes.

Sugiyama's method (1981): columns by the longest way from the inputs, every box then moved as near
as it can be to what uses it. A line that goes on past the next column gets a lane in each column on
its way, one for all further uses of the same box: a weight that is used at every time step is one
rail with a branch to each. Within a column boxes and lanes are sorted by where their neighbours
are, until few lines cross.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
SWEEPS = 12


@dataclass(frozen=True)
class Lane(Generic[Key]):
    """Where the line of a box passes through a column in which it has no end."""

    source: Key
    column: int


@dataclass(frozen=True)
class Layout(Generic[Key]):
    """columns: boxes and lanes from top to bottom. lines: each from an item of one column to one of
    the next, a box's line to its users in as many parts as there are columns between."""

    columns: list[list[Key | Lane[Key]]]
    lines: list[tuple[Key | Lane[Key], Key | Lane[Key]]]


def layout(operands: Mapping[Key, Sequence[Key]]) -> Layout[Key]:
    """Columns and lines.

    operands: for each box those that it is made from, in an order in which these come first.
    """
    users = users_of(operands)
    rank = _ranks(operands, users)
    columns: list[list[Key | Lane[Key]]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    lines: list[tuple[Key | Lane[Key], Key | Lane[Key]]] = []
    for key in operands:
        columns[rank[key]].append(key)
        last = max((rank[user] for user in users[key]), default=0)
        way: list[Key | Lane[Key]] = [key]
        for number in range(rank[key] + 1, last):
            way.append(Lane(key, number))
            columns[number].append(way[-1])
        lines += pairwise(way)
        lines += [(way[rank[user] - rank[key] - 1], user) for user in users[key]]
    return Layout(_sorted(columns, lines), lines)


def users_of(operands: Mapping[Key, Sequence[Key]]) -> dict[Key, list[Key]]:
    """For each box those that are made from it."""
    users: dict[Key, list[Key]] = {key: [] for key in operands}
    for key, made_from in operands.items():
        for each in dict.fromkeys(made_from):
            users[each].append(key)
    return users


def neighbours_of(
    lines: Sequence[tuple[Key, Key]],
) -> tuple[dict[Key, list[Key]], dict[Key, list[Key]]]:
    """What lies at the other ends of an item's lines: to the left, and to the right."""
    left: dict[Key, list[Key]] = {}
    right: dict[Key, list[Key]] = {}
    for start, end in lines:
        left.setdefault(end, []).append(start)
        right.setdefault(start, []).append(end)
    return left, right


def crossings(columns: Sequence[Sequence[Key]], lines: Sequence[tuple[Key, Key]]) -> int:
    """How many pairs of lines cross."""
    place = {key: (x, y) for x, column in enumerate(columns) for y, key in enumerate(column)}
    between: list[list[tuple[int, int]]] = [[] for _ in columns]
    for start, end in lines:
        between[place[start][0]].append((place[start][1], place[end][1]))
    found = 0
    for some in between:
        below: list[int] = []
        for _, end in sorted(some):
            found += len(below) - bisect_right(below, end)
            insort(below, end)
    return found


def _ranks(
    operands: Mapping[Key, Sequence[Key]], users: Mapping[Key, Sequence[Key]]
) -> dict[Key, int]:
    rank: dict[Key, int] = {}
    for key, made_from in operands.items():
        rank[key] = max((rank[each] + 1 for each in made_from), default=0)
    for key in reversed(list(operands)):
        if users[key]:
            rank[key] = min(rank[user] for user in users[key]) - 1
    return rank


def _sorted(columns: Sequence[Sequence[Key]], lines: Sequence[tuple[Key, Key]]) -> list[list[Key]]:
    """Each column by the mean height of its neighbours, forward and back in turns; the best of all
    that were tried, since a turn may also make it worse."""
    sides = neighbours_of(lines)
    best = found = [list(column) for column in columns]
    fewest = crossings(best, lines)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        found = _swept(found, sides[sweep % 2], back=bool(sweep % 2))
        crossing = crossings(found, lines)
        if crossing < fewest:
            best, fewest = found, crossing
    return best


def _swept(
    columns: Sequence[Sequence[Key]], neighbours: Mapping[Key, Sequence[Key]], *, back: bool
) -> list[list[Key]]:
    found = [list(column) for column in columns]
    height = {key: _height(place, column) for column in found for place, key in enumerate(column)}
    for column in reversed(found) if back else found:
        means = {
            key: _mean([height[each] for each in neighbours.get(key, ())], height[key])
            for key in column
        }
        column.sort(key=means.__getitem__)
        height.update((key, _height(place, column)) for place, key in enumerate(column))
    return found


def _height(place: int, column: Sequence[Key]) -> float:
    """From −½ to ½: columns stand centred on each other."""
    return (place + 0.5) / len(column) - 0.5


def _mean(heights: Sequence[float], otherwise: float) -> float:
    return sum(heights) / len(heights) if heights else otherwise
