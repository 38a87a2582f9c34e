"""Where the boxes of a drawn graph stand: in columns, each to the right of what it is made from.

Sugiyama's method in its plain form (1981): columns by the longest way from the inputs, every box
then moved as near as it can be to what uses it; within a column boxes are sorted by where their
neighbours are, until few lines cross.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
SWEEPS = 8


def columns(operands: Mapping[Key, Sequence[Key]]) -> list[list[Key]]:
    """The boxes of each column, from top to bottom.

    operands: for each box those that it is made from, in an order in which these come first.
    """
    users = users_of(operands)
    rank: dict[Key, int] = {}
    for key, made_from in operands.items():
        rank[key] = max((rank[each] + 1 for each in made_from), default=0)
    for key in reversed(list(operands)):
        if users[key]:
            rank[key] = min(rank[user] for user in users[key]) - 1
    found: list[list[Key]] = [[] for _ in range(max(rank.values(), default=-1) + 1)]
    for key in operands:
        found[rank[key]].append(key)
    _sort(found, operands, users)
    return found


def users_of(operands: Mapping[Key, Sequence[Key]]) -> dict[Key, list[Key]]:
    """For each box those that are made from it."""
    users: dict[Key, list[Key]] = {key: [] for key in operands}
    for key, made_from in operands.items():
        for each in dict.fromkeys(made_from):
            users[each].append(key)
    return users


def _sort(
    found: list[list[Key]],
    operands: Mapping[Key, Sequence[Key]],
    users: Mapping[Key, Sequence[Key]],
) -> None:
    """Each column by the mean height of its neighbours, forward and back in turns."""
    for sweep in range(SWEEPS):
        neighbours = users if sweep % 2 else operands
        for column in reversed(found) if sweep % 2 else found:
            height = {key: _height(place, each) for each in found for place, key in enumerate(each)}
            means = {
                key: _mean([height[each] for each in neighbours[key]], height[key])
                for key in column
            }
            column.sort(key=lambda key: means[key])


def _height(place: int, column: Sequence[Key]) -> float:
    """From −½ to ½: columns stand centred on each other."""
    return (place + 0.5) / len(column) - 0.5


def _mean(heights: Sequence[float], otherwise: float) -> float:
    return sum(heights) / len(heights) if heights else otherwise
