"""Where the labels of points stand, so that none lies on another, on a point or on a line."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Of more labels no reader makes sense.
MOST_LABELS = 24
FONT_SIZE = 8
# Inches: half of a marker, and from a point to its label, nearest first.
MARKER = 0.08
DISTANCES = (0.09, 0.2, 0.32, 0.45, 0.6)
# A label that is this far away gets a line to its point.
FAR = 0.2
# Right and up first, where a reader expects it.
DIRECTIONS = ((1, 1), (1, -1), (-1, 1), (-1, -1), (1, 0), (-1, 0), (0, 1), (0, -1))
# What a place costs: a label or point under it, another point that is nearer than its own, a sample
# of a line under it, an inch away from its point.
COVERED, NEARER, CROSSED, AWAY = 100.0, 20.0, 4.0, 8.0


def spread(
    points: NDArray[Any], sizes: NDArray[Any], room: NDArray[Any], lines: NDArray[Any]
) -> NDArray[np.float64]:
    """Each label's lower left corner, [labels, 2]; all in inches from the lower left of the room.

    points: [labels, 2], where each belongs. sizes: [labels, 2]. room: [2]. lines: [samples, 2],
    places that are better left free. Placed one after another, inside of
    the room, each as cheaply as it can be.
    """
    boxes = [np.array([*(point - MARKER), *(point + MARKER)]) for point in points]
    corners = np.zeros((len(points), 2))
    for number, (point, size) in enumerate(zip(points, sizes, strict=True)):
        places = np.array(
            [
                point + np.array(direction) * distance + size * (np.array(direction) - 1) / 2
                for distance in DISTANCES
                for direction in DIRECTIONS
            ]
        )
        places = np.clip(places, 0, np.maximum(room - size, 0))
        away = np.repeat(DISTANCES, len(DIRECTIONS)) * AWAY
        others = [NEARER * _another_is_nearer(place, size, points, number) for place in places]
        costs = [_cost(place, size, boxes, lines) for place in places] + away + others
        corners[number] = places[int(np.argmin(costs))]
        boxes.append(np.array([*corners[number], *(corners[number] + size)]))
    return corners


def _cost(
    place: NDArray[Any],
    size: NDArray[Any],
    boxes: Sequence[NDArray[Any]],
    lines: NDArray[Any],
) -> float:
    low, high = place, place + size
    others = np.array(boxes)
    covered = np.all((others[:, :2] < high) & (others[:, 2:] > low), axis=1).sum()
    crossed = np.all((lines > low) & (lines < high), axis=1).sum()
    return float(COVERED * covered + CROSSED * crossed)


def _another_is_nearer(
    place: NDArray[Any], size: NDArray[Any], points: NDArray[Any], own: int
) -> bool:
    gaps = np.linalg.norm(np.clip(points, place, place + size) - points, axis=1)
    return bool((np.delete(gaps, own) <= gaps[own]).any())


def draw_labels(ax: Any, points: NDArray[Any], texts: Sequence[str], lines: NDArray[Any]) -> None:
    """Beside each point its text; none at all of more than MOST_LABELS.

    points: [labels, 2] and lines: [samples, 2], in data coordinates; the axes have their limits.
    """
    from matplotlib.collections import LineCollection

    if not 0 < len(texts) <= MOST_LABELS:
        return
    dots = ax.figure.dpi
    corner = np.array(ax.transAxes.transform((0, 0)))
    room = (np.array(ax.transAxes.transform((1, 1))) - corner) / dots
    inches = lambda places: (ax.transData.transform(places) - corner) / dots
    anchors = inches(points)
    sizes = np.array([text_size(ax.figure, said, FONT_SIZE) for said in texts])
    corners = spread(anchors, sizes, room, inches(lines) if len(lines) else np.zeros((0, 2)))
    back = ax.transData.inverted()
    leaders: list[NDArray[Any]] = []
    for point, anchor, low, size, said in zip(points, anchors, corners, sizes, texts, strict=True):
        offset = (low - anchor) * 72
        ax.annotate(said, point, offset, textcoords="offset points", fontsize=FONT_SIZE, zorder=5)
        near = np.clip(anchor, low, low + size)
        if np.abs(near - anchor).max() >= FAR - 1e-9:
            leaders.append(np.stack([point, back.transform(near * dots + corner)]))
    ax.add_collection(LineCollection(leaders, colors="0.5", linewidths=0.7), autolim=False)


def text_size(figure: Any, said: str, size: float) -> tuple[float, float]:
    """(width, height) of a line of text, in inches."""
    artist = figure.text(0, 0, said, fontsize=size)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)  # drawn as boxes
        extent = artist.get_window_extent()
    artist.remove()
    return extent.width / figure.dpi, extent.height / figure.dpi
