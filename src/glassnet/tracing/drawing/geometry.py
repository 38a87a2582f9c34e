"""Where the boxes of a drawing and the parts of its lines stand, in pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from glassnet.tracing.drawing.bands import Item, Lines, Turn, bands
from glassnet.tracing.drawing.boxes import Box
from glassnet.tracing.drawing.heights import heights, spread
from glassnet.tracing.drawing.layout import Lane, layout

WIDTH, HEIGHT, MARGIN = 168, 58, 16
DOWN, BESIDE, RAIL = 18, 12, 10  # between two boxes, a box and a lane, two lanes
NARROW, WIDE = 44, 120  # between columns, the wider the steeper the lines there
STEEP = 0.3  # of a line's height that its width is at least

Bends = tuple[float, float, float]


@dataclass(frozen=True)
class Plan:
    """Where everything stands: the left edge and the middle of each item.

    lines: each from an item to one in the next column, or to where it turns. bends: where such a
    line goes down, back and down again: x, y, x. size: width and height of the whole.
    """

    lines: Lines
    left: Mapping[Item, float]
    middle: Mapping[Item, float]
    bends: Mapping[Item, Bends]
    size: tuple[float, float]


@dataclass(frozen=True)
class Line:
    """One part of a box's line, from the right of an item to the left of one in the next column.

    source: the box. target: the box where it ends, "" on a lane. through: from where it runs level
    to the start, if that is a lane; of several lines from there only the first does. forks: whether
    it is the first of several from a lane. bends: of a line that turns, as in `Plan`.
    """

    source: str
    target: str
    start: tuple[float, float]
    end: tuple[float, float]
    through: float | None
    forks: bool
    bends: Bends | None


def plan(boxes: Sequence[Box]) -> Plan:
    """Where boxes and lanes stand."""
    found = layout({box.name: box.operands for box in boxes})
    column = {item: x for x, items in enumerate(found.columns) for item in items}
    middle: dict[Item, float] = {**heights(found, _apart)}
    steepest = [0.0] * len(found.columns)
    for start, end in found.lines:
        here = column[start]
        steepest[here] = max(steepest[here], abs(middle[end] - middle[start]))
    steps = [WIDTH + min(WIDE, max(NARROW, STEEP * high)) for high in steepest]
    rows, parts = bands(found.lines, column, middle, steps, RAIL)
    left: dict[Item, float] = {}
    bends: dict[Item, Bends] = {}
    right, bottom, wide = 0.0, float(MARGIN), float(MARGIN)
    for row in rows:
        count = len(row.turns)
        x = float(MARGIN + RAIL * count)
        for place, turn in enumerate(row.turns):
            # The highest goes down farthest to the right, comes back lowest and is highest again.
            out = RAIL * (count - place)
            bends[turn] = right + out, bottom + out, x - RAIL * (place + 1)
            left[turn] = x
        middle.update(_coming_in(row.turns, parts, middle))
        wide = max(wide, right + RAIL * count)
        x += steps[row.columns[0] - 1] - WIDTH if count else 0.0
        items = [*row.turns]
        for number in row.columns:
            left.update(dict.fromkeys(found.columns[number], x))
            items += found.columns[number]
            right = x + WIDTH
            x += steps[number]
        top = min((_top(item, middle[item]) for item in items), default=0.0)
        down = bottom + (RAIL * count + DOWN if count else 0.0) - top
        middle.update({item: middle[item] + down for item in items})
        bottom = max(2 * middle[item] - _top(item, middle[item]) for item in items)
        wide = max(wide, right)
    return Plan(parts, left, middle, bends, (wide + MARGIN, bottom + MARGIN))


def _coming_in(
    turns: Sequence[Turn], lines: Lines, middle: Mapping[Item, float]
) -> dict[Item, float]:
    """Turns as level as they can be with what they lead to, in their order."""
    ends: dict[Item, list[float]] = {turn: [] for turn in turns}
    for start, end in lines:
        if start in ends:
            ends[start].append(middle[end])
    wanted = [sum(some) / len(some) for some in ends.values()]
    found = spread(wanted, [1.0] * len(turns), [float(RAIL)] * (len(turns) - 1))
    return dict(zip(turns, found, strict=True))


def lines(plan: Plan) -> list[Line]:
    """Every line in its parts. Those that end at one box arrive in the order of their starts."""
    arriving: dict[Item, list[Item]] = {}
    leaving: dict[Item, int] = {}
    for start, end in plan.lines:
        arriving.setdefault(end, []).append(start)
        leaving[start] = leaving.get(start, 0) + 1
    port = {
        (start, end): _port(plan.middle[end], place, len(starts), end)
        for end, starts in arriving.items()
        for place, start in enumerate(sorted(starts, key=plan.middle.__getitem__))
    }
    found: list[Line] = []
    begun: set[Item] = set()
    for start, end in plan.lines:
        left = plan.left[start]
        is_turn = isinstance(start, Turn)
        first = isinstance(start, Lane) and start not in begun
        begun.add(start)
        found.append(
            Line(
                start.source if isinstance(start, Lane) else start,
                "" if isinstance(end, Lane) else end,
                (left if is_turn else left + WIDTH, plan.middle[start]),
                (plan.left[end], port[start, end]),
                left if first and not is_turn else None,
                first and leaving[start] > 1,
                plan.bends.get(end),
            )
        )
    return found


def _top(item: Item, middle: float) -> float:
    return middle - (HEIGHT / 2 if isinstance(item, str) else 0.0)


def _apart(above_is_lane: bool, below_is_lane: bool) -> float:
    if above_is_lane and below_is_lane:
        return RAIL
    return HEIGHT / 2 + BESIDE if above_is_lane or below_is_lane else HEIGHT + DOWN


def _port(middle: float, place: int, count: int, end: Item) -> float:
    return middle if isinstance(end, Lane) else middle + HEIGHT * ((place + 1) / (count + 1) - 0.5)
