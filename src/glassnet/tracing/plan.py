"""Where the boxes of a drawing and the parts of its lines stand, in pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from glassnet.graph.heights import heights
from glassnet.graph.layout import Lane, Layout, layout
from glassnet.tracing.boxes import Box

WIDTH, HEIGHT, MARGIN = 168, 58, 16
DOWN, BESIDE, RAIL = 18, 12, 10  # between two boxes, a box and a lane, two lanes
NARROW, WIDE = 44, 120  # between columns, the wider the steeper the lines there
STEEP = 0.3  # of a line's height that its width is at least

Item = str | Lane[str]


@dataclass(frozen=True)
class Plan:
    """Where everything stands: the left edge of each column, and each item's column and middle."""

    layout: Layout[str]
    left: list[float]
    column: Mapping[Item, int]
    middle: Mapping[Item, float]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the whole."""
        boxes = [y + HEIGHT / 2 for item, y in self.middle.items() if isinstance(item, str)]
        high = max([*boxes, *self.middle.values()], default=0.0)
        wide = self.left[-1] + WIDTH if self.left else MARGIN
        return wide + MARGIN, high + MARGIN


@dataclass(frozen=True)
class Line:
    """One part of a box's line, from the right of an item to the left of one in the next column.

    source: the box. target: the box where it ends, "" on a lane. through: from where it runs level
    to the start, if that is a lane; of several lines from there only the first does. forks: whether
    it is the first of several from a lane.
    """

    source: str
    target: str
    start: tuple[float, float]
    end: tuple[float, float]
    through: float | None
    forks: bool


def plan(boxes: Sequence[Box]) -> Plan:
    """Where boxes and lanes stand."""
    found = layout({box.name: box.operands for box in boxes})
    column = {item: x for x, items in enumerate(found.columns) for item in items}
    middle = heights(found, _apart)
    steepest = [0.0] * len(found.columns)
    for start, end in found.lines:
        here = column[start]
        steepest[here] = max(steepest[here], abs(middle[end] - middle[start]))
    left = [float(MARGIN)]
    for high in steepest[:-1]:
        left.append(left[-1] + WIDTH + min(WIDE, max(NARROW, STEEP * high)))
    top = min((y for item, y in middle.items() if isinstance(item, str)), default=0.0)
    down = MARGIN + max(0.0, HEIGHT / 2 - top)
    return Plan(found, left, column, {item: y + down for item, y in middle.items()})


def lines(plan: Plan) -> list[Line]:
    """Every line in its parts. Those that end at one box arrive in the order of their starts."""
    arriving: dict[Item, list[Item]] = {}
    leaving: dict[Item, int] = {}
    for start, end in plan.layout.lines:
        arriving.setdefault(end, []).append(start)
        leaving[start] = leaving.get(start, 0) + 1
    port = {
        (start, end): _port(plan.middle[end], place, len(starts), end)
        for end, starts in arriving.items()
        for place, start in enumerate(sorted(starts, key=plan.middle.__getitem__))
    }
    found: list[Line] = []
    begun: set[Item] = set()
    for start, end in plan.layout.lines:
        left = plan.left[plan.column[start]]
        first = isinstance(start, Lane) and start not in begun
        begun.add(start)
        found.append(
            Line(
                start.source if isinstance(start, Lane) else start,
                "" if isinstance(end, Lane) else end,
                (left + WIDTH, plan.middle[start]),
                (plan.left[plan.column[end]], port[start, end]),
                left if first else None,
                first and leaving[start] > 1,
            )
        )
    return found


def _apart(above_is_lane: bool, below_is_lane: bool) -> float:
    if above_is_lane and below_is_lane:
        return RAIL
    return HEIGHT / 2 + BESIDE if above_is_lane or below_is_lane else HEIGHT + DOWN


def _port(middle: float, place: int, count: int, end: Item) -> float:
    return middle if isinstance(end, Lane) else middle + HEIGHT * ((place + 1) / (count + 1) - 0.5)
