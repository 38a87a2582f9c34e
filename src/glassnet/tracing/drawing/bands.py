"""A drawing's columns in bands below each other, where one row of them would be too wide to read.

What goes on in the next band turns there: out at the right, back between the bands, in at the left.
Lines turn around each other, so that none crosses another on its way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from glassnet.tracing.drawing.layout import Lane

MOST_WIDE = 2400.0  # pixels: of more a screen shows a strip that nobody can take in
FULL = 0.6  # of the columns that would fit, at least; where fewer lines turn it may be narrower
Item = str | Lane[str]
Lines = Sequence[tuple[Item, Item]]


@dataclass(frozen=True)
class Turn(Lane[str]):
    """Where a line comes in at the left of a band."""


@dataclass(frozen=True)
class Band:
    """Columns side by side. turns: the lines that come in, from top to bottom."""

    columns: range
    turns: tuple[Turn, ...]


def bands(
    lines: Lines,
    column: Mapping[Item, int],
    middle: Mapping[Item, float],
    steps: Sequence[float],
    rail: float,
) -> tuple[list[Band], Lines]:
    """The bands, and the lines in parts that each lie in one of them, but for what leads to a turn.

    steps: from the left of each column to that of the next. rail: how far lines are apart that turn
    together.
    """
    leaving = _leaving(lines, column, middle, len(steps))
    found: list[Band] = []
    turn: dict[Item, Turn] = {}
    first = 0
    while first < len(steps):
        coming = leaving[first - 1] if found else []
        turns = {item: Turn(_source(item), first) for item in coming}
        turn.update(turns)
        last = _last(first, steps, [len(some) * rail for some in leaving])
        found.append(Band(range(first, last + 1), tuple(turns.values())))
        first = last + 1
    return found, _parted(lines, turn)


def _leaving(
    lines: Lines, column: Mapping[Item, int], middle: Mapping[Item, float], columns: int
) -> list[list[Item]]:
    """Of each column the items from which lines go on, from top to bottom."""
    found: list[dict[Item, None]] = [{} for _ in range(columns)]
    for start, _ in lines:
        found[column[start]][start] = None
    return [sorted(some, key=middle.__getitem__) for some in found]


def _last(first: int, steps: Sequence[float], turning: Sequence[float]) -> int:
    """The last column of the band that begins with `first`: of those that fill it the one with the
    fewest lines to turn. turning: the room for the lines that would turn behind each column."""
    wide = turning[first - 1] + steps[first - 1] if first else 0.0
    fitting: list[int] = []
    for number in range(first, len(steps)):
        wide += steps[number]
        if fitting and wide + turning[number] > MOST_WIDE:
            full = [each for each in fitting if each - first >= FULL * (fitting[-1] - first)]
            return min(full, key=lambda each: (turning[each], -each))
        fitting.append(number)
    return len(steps) - 1


def _parted(lines: Lines, turn: Mapping[Item, Turn]) -> Lines:
    found: dict[tuple[Item, Item], None] = {}
    for start, end in lines:
        if start in turn:
            found[start, turn[start]] = None
            found[turn[start], end] = None
        else:
            found[start, end] = None
    return list(found)


def _source(item: Item) -> str:
    return item.source if isinstance(item, Lane) else item
