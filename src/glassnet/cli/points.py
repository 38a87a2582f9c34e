"""The values of --at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glassnet.calculus import PointError
from glassnet.text import message

DEEPER = {"(": 1, ")": -1}


def given(points: Sequence[str]) -> dict[str, str]:
    """The values of --at, such as "w=-2, x=5", by their letters' names. Raises PointError."""
    values: dict[str, str] = {}
    for part in (part for point in points for part in _parts(point)):
        name, equals, value = (each.strip() for each in part.partition("="))
        # A formula may hold = too, in a definition; a number has no use for one.
        if not name or not equals or not value or "=" in value:
            raise PointError(message("point-form", given=part.strip()))
        if name in values:
            raise PointError(message("point-twice", name=name))
        values[name] = value
    return values


def _parts(point: str) -> Iterator[str]:
    """What stands between commas; those in parentheses are a function's: max(1, 2)."""
    start, depth = 0, 0
    for place, sign in enumerate(point):
        depth += DEEPER.get(sign, 0)
        if sign == "," and depth <= 0:
            yield point[start:place]
            start = place + 1
    yield point[start:]
