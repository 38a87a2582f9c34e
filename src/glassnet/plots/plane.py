"""Two classes and straight lines in a plane."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

MARKERS = ("o", "s", "^")

Box = tuple[float, float, float, float]
"""left, right, bottom, top."""


def box_around(points: NDArray[Any], share: float) -> Box:
    """points: [points, 2]. share: of their range that is left free on each side."""
    low, high = points.min(axis=0), points.max(axis=0)
    room = share * np.where(high > low, high - low, 1.0)
    (left, bottom), (right, top) = low - room, high + room
    return left, right, bottom, top


def draw_line(
    ax: Any, weights: NDArray[Any], bias: float, box: Box, *, arrow: bool = True, **style: Any
) -> None:
    """Where w·x + b is 0, across the box, with an arrow to where it is above."""
    left, right, bottom, top = box
    middle = np.array([(left + right) / 2, (bottom + top) / 2])
    half = np.array([(right - left) / 2, (top - bottom) / 2])
    # In units of the box, so that the arrow looks upright on the line whatever the axes' units.
    normal, bias = weights * half, float(weights @ middle + bias)
    size = float(np.linalg.norm(normal))
    if size == 0 or not np.isfinite(size):
        return
    normal, bias = normal / size, bias / size
    foot = -bias * normal
    along = 3 * np.array([-normal[1], normal[0]])
    ends = middle + half * np.stack([foot - along, foot + along])
    ax.plot(*ends.T, lw=1.8, **style)
    if arrow:
        pointed = {"arrowstyle": "->", "color": style["color"], "lw": 1.5}
        tip = middle + half * (foot + 0.22 * normal)
        ax.annotate("", tip, middle + half * foot, arrowprops=pointed, annotation_clip=True)
