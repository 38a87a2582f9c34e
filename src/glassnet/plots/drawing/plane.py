"""Two classes and straight lines in a plane."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

MARKERS = ("o", "s", "^")

# In units of half a box: how long an arrow is, how far it keeps off points, where it may stand.
ARROW, CLEARANCE = 0.22, 0.12
SHIFTS = (0.0, 0.2, -0.2, 0.4, -0.4, 0.6, -0.6, 0.8, -0.8)

Box = tuple[float, float, float, float]
"""left, right, bottom, top."""


def box_around(points: NDArray[Any], share: float) -> Box:
    """points: [points, 2]. share: of their range that is left free on each side."""
    low, high = points.min(axis=0), points.max(axis=0)
    room = share * np.where(high > low, high - low, 1.0)
    (left, bottom), (right, top) = low - room, high + room
    return left, right, bottom, top


def draw_line(
    ax: Any,
    weights: NDArray[Any],
    bias: float,
    box: Box,
    *,
    arrow: bool = True,
    clear_of: NDArray[Any] | None = None,
    **style: Any,
) -> NDArray[np.float64]:
    """Where w·x + b is 0, across the box, with an arrow to where it is above.

    clear_of: [points, 2] that the arrow keeps off, if it can.

    Returns places on the line and the arrow, [samples, 2]; none where there is no such line, or
    where it passes the box by.
    """
    left, right, bottom, top = box
    middle = np.array([(left + right) / 2, (bottom + top) / 2])
    half = np.array([(right - left) / 2, (top - bottom) / 2])
    # In units of the box, so that the arrow looks upright on the line whatever the axes' units.
    normal, bias = weights * half, float(weights @ middle + bias)
    size = float(np.linalg.norm(normal))
    if size == 0 or not np.isfinite(size):
        return np.zeros((0, 2))
    normal, bias = normal / size, bias / size
    foot, along = -bias * normal, np.array([-normal[1], normal[0]])
    reach = np.linspace(-3, 3, 301)[:, np.newaxis]
    line = foot + reach * along
    ends = middle + half * line[[0, -1]]
    ax.plot(*ends.T, lw=1.8, **style)
    if abs(bias) >= np.abs(normal).sum():  # all corners are on one side
        return np.zeros((0, 2))
    drawn = [line[np.all(np.abs(line) < 1, axis=1)], np.clip(foot, -1, 1)]
    if arrow:
        avoided = np.zeros((0, 2)) if clear_of is None else (clear_of - middle) / half
        start = _start(foot, along, normal, avoided)
        pointed = {"arrowstyle": "->", "color": style["color"], "lw": 1.5}
        tip = middle + half * (start + ARROW * normal)
        ax.annotate("", tip, middle + half * start, arrowprops=pointed, annotation_clip=True)
        drawn.append(start + np.linspace(0, ARROW, 9)[:, np.newaxis] * normal)
    return middle + half * np.vstack(drawn)


def _start(
    foot: NDArray[Any], along: NDArray[Any], normal: NDArray[Any], avoided: NDArray[Any]
) -> NDArray[Any]:
    """Where on the line an arrow stands: nearest to the box's middle, but off the points.

    avoided: [points, 2]; all in units of half the box.
    """
    for shift in SHIFTS:
        start = foot + shift * along
        shaft = start + np.linspace(0, ARROW, 5)[:, np.newaxis] * normal
        gaps = np.linalg.norm(shaft[:, np.newaxis] - avoided, axis=2)
        if np.abs(shaft).max() < 1 and (gaps > CLEARANCE).all():
            return start
    return foot
