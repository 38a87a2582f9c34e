"""The plane of two features: rows as points, straight lines, and labels that hide nothing.

Places are in inches or in data coordinates, boxes are left, bottom, right, top.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.dataset import Dataset

Array = NDArray[Any]

# Rows as points ---------------------------------------------------------------------------------

# More points than this hide each other and the boundary below them.
MOST_POINTS = 1_000


@dataclass(frozen=True)
class DataPoints:
    """Rows of two features, in the units of the axes, and what they are called."""

    x: NDArray[Any]  # [points, 2], at most MOST_POINTS rows
    y: NDArray[Any]  # [points], a place in `classes`, or a number where there are none
    rows: int  # how many there are in all
    # The answers at the two ends of the colours: those that mean the first and the second class, or
    # the smallest and the largest number in the data.
    scale: tuple[float, float]
    axes: Sequence[str] = ("", "")  # names of the features; "" where none is known
    target: str = ""  # its name; "" where none is known
    classes: Sequence[str] = ()  # their names

    def class_label(self, number: int) -> str:
        name = self.classes[number]
        return f"{self.target} = {name}" if self.target else name

    @classmethod
    def of_dataset(cls, dataset: Dataset) -> DataPoints:
        """A dataset of two features, with its standardising undone."""
        own = [dataset.feature_in_own_unit(i, dataset.x[:, i]) for i in (0, 1)]
        y = dataset.y.reshape(-1)
        scale = (0.0, 1.0)
        if dataset.task == "regression":
            y = dataset.target_in_own_unit(y)
            scale = _range(y)
        names = dataset.feature_names, dataset.target_name, dataset.class_names
        return cls(*_some(np.stack(own, axis=1), y), scale, *names)

    @classmethod
    def of_arrays(
        cls, x: NDArray[Any], y: NDArray[Any], outputs: int, names: Sequence[str]
    ) -> DataPoints:
        """Rows [rows, 2] of a network with so many outputs; `names` are those of the first classes.

        y: [rows] or [rows, 1] labels or numbers, or [rows, classes] one-hot.
        """
        if y.ndim > 1 and y.shape[1] > 1:
            y = y.argmax(axis=1)
        y = y.reshape(-1)
        # Two labels may be 0 and 1, or -1 and 1 as for a hinge loss; the rows may be of one alone.
        two = [-1, 1] if y.min() < 0 else [0, 1]
        labels = np.arange(outputs) if outputs > 1 else np.array(two)
        if not np.isin(y, labels).all():
            return cls(*_some(x, y), _range(y))
        classes = [*names[: len(labels)], *(f"{label:g}" for label in labels[len(names) :])]
        scale = float(labels[0]), float(labels[-1])
        return cls(*_some(x, np.searchsorted(labels, y)), scale, classes=classes)


def _some(x: NDArray[Any], y: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], int]:
    rows = len(x)
    if rows > MOST_POINTS:
        # At random: each k-th of rows that alternate would be one class.
        some = np.random.default_rng(0).choice(rows, MOST_POINTS, replace=False)
        x, y = x[some], y[some]
    return x, y, rows


def _range(y: NDArray[Any]) -> tuple[float, float]:
    low, high = float(y.min()), float(y.max())
    return low, high if high > low else low + 1


# Lines and labels -------------------------------------------------------------------------------

# In units of half a box: how long an arrow is, how far it keeps off points, where it may stand.
ARROW, CLEARANCE = 0.22, 0.12
SHIFTS = (0.0, 0.2, -0.2, 0.4, -0.4, 0.6, -0.6, 0.8, -0.8)
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


def set_limits(ax: Any, points: Array, share: float) -> None:
    """Make room for points, [points, 2]. share: share of their range left free on each side."""
    low, high = points.min(axis=0), points.max(axis=0)
    room = share * np.where(high > low, high - low, 1.0)
    (left, bottom), (right, top) = low - room, high + room
    ax.set_xlim(left, right)
    ax.set_ylim(bottom, top)


def draw_line(
    ax: Any,
    weights: Array,
    bias: float,
    *,
    arrow: bool = True,
    clear_of: Array | None = None,
    **style: Any,
) -> NDArray[np.float64]:
    """Draw where w·x + b is 0, with an arrow to where it is above; `ax` has its limits.

    clear_of: [points, 2] that the arrow keeps off, if it can.

    Returns:
        Places on the line and the arrow, [samples, 2]; none where there is no such line, or where
        it is outside.
    """
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    middle = np.array([(left + right) / 2, (bottom + top) / 2])
    half = np.array([(right - left) / 2, (top - bottom) / 2])
    # In units of the box, so that the arrow looks upright on the line whatever the axes' units.
    normal, bias = weights * half, float(weights @ middle + bias)
    size = float(np.linalg.norm(normal))
    if size == 0 or not np.isfinite(size):
        return np.zeros((0, 2))
    normal, bias = normal / size, bias / size
    foot, along = -bias * normal, np.array([-normal[1], normal[0]])
    line = foot + np.linspace(-3, 3, 301)[:, np.newaxis] * along
    ends = middle + half * line[[0, -1]]
    ax.plot(*ends.T, lw=1.8, **style)
    if abs(bias) >= np.abs(normal).sum():  # all corners are on one side
        return np.zeros((0, 2))
    drawn = [line[np.all(np.abs(line) < 1, axis=1)], np.clip(foot, -1, 1)]
    if arrow:
        shaft = np.linspace(0, ARROW, 9)[:, np.newaxis] * normal
        avoided = np.zeros((0, 2)) if clear_of is None else (clear_of - middle) / half
        start = _arrow_start(foot, along, shaft, avoided)
        pointed = {"arrowstyle": "->", "color": style["color"], "lw": 1.5}
        tip = middle + half * (start + ARROW * normal)
        ax.annotate("", tip, middle + half * start, arrowprops=pointed, annotation_clip=True)
        drawn.append(start + shaft)
    return middle + half * np.vstack(drawn)


def _arrow_start(foot: Array, along: Array, shaft: Array, avoided: Array) -> Array:
    """The arrow's place on the line: nearest to the box's middle, but off the points.

    avoided: [points, 2]; all in units of half the box.
    """
    for shift in SHIFTS:
        start = foot + shift * along
        gaps = np.linalg.norm((start + shaft)[:, np.newaxis] - avoided, axis=2)
        if np.abs(start + shaft).max() < 1 and (gaps > CLEARANCE).all():
            return start
    return foot


def draw_labels(ax: Any, points: Array, texts: Sequence[str], lines: Array) -> None:
    """Write each point's text beside it; no texts at all for more than MOST_LABELS points.

    `ax` has its limits and its place on the figure. points: [labels, 2], in data coordinates.
    lines: [samples, 2], places that are better left free.
    """
    from matplotlib.collections import LineCollection

    if not 0 < len(texts) <= MOST_LABELS:
        return
    dots = ax.figure.dpi
    corner = np.array(ax.transAxes.transform((0, 0)))
    room = (np.array(ax.transAxes.transform((1, 1))) - corner) / dots
    inches = lambda places: (ax.transData.transform(places) - corner) / dots
    anchors = inches(points)
    sizes = np.array([text_size(ax.figure, text, FONT_SIZE) for text in texts])
    corners = place_labels(anchors, sizes, room, inches(lines) if len(lines) else np.zeros((0, 2)))
    back = ax.transData.inverted()
    leaders: list[Array] = []
    for point, anchor, low, size, text in zip(points, anchors, corners, sizes, texts, strict=True):
        offset = (low - anchor) * 72
        ax.annotate(text, point, offset, textcoords="offset points", fontsize=FONT_SIZE, zorder=5)
        near = np.clip(anchor, low, low + size)
        if np.abs(near - anchor).max() >= FAR - 1e-9:
            leaders.append(np.stack([point, back.transform(near * dots + corner)]))
    ax.add_collection(LineCollection(leaders, colors="0.5", linewidths=0.7), autolim=False)


def place_labels(points: Array, sizes: Array, room: Array, lines: Array) -> NDArray[np.float64]:
    """Each label's lower left corner, one after another, each as cheaply as it can be.

    All [labels, 2] in inches from the lower left of the room. points: where each belongs. lines:
    [samples, 2], places that are better left free.
    """
    boxes = [np.array([*(point - MARKER), *(point + MARKER)]) for point in points]
    corners = np.zeros((len(points), 2))
    ways = np.array(DIRECTIONS)
    away = np.repeat(DISTANCES, len(ways)) * AWAY
    for number, (point, size) in enumerate(zip(points, sizes, strict=True)):
        steps = np.concatenate([ways * distance for distance in DISTANCES])
        low = point + steps + size * (np.tile(ways, (len(DISTANCES), 1)) - 1) / 2
        low = np.clip(low, 0, np.maximum(room - size, 0))[:, np.newaxis]  # [places, 1, 2]
        high = low + size
        others = np.array(boxes)
        covered = np.all((others[:, :2] < high) & (others[:, 2:] > low), axis=2).sum(axis=1)
        crossed = np.all((lines > low) & (lines < high), axis=2).sum(axis=1)
        gaps = np.linalg.norm(np.clip(points, low, high) - points, axis=2)
        nearer = (np.delete(gaps, number, axis=1) <= gaps[:, [number]]).any(axis=1)
        costs = COVERED * covered + CROSSED * crossed + NEARER * nearer + away
        corners[number] = low[int(np.argmin(costs)), 0]
        boxes.append(np.array([*corners[number], *(corners[number] + size)]))
    return corners


def text_size(figure: Any, text: str, size: float) -> tuple[float, float]:
    """(width, height) of a line of text, in inches."""
    artist = figure.text(0, 0, text, fontsize=size)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)  # drawn as boxes
        extent = artist.get_window_extent()
    artist.remove()
    return extent.width / figure.dpi, extent.height / figure.dpi
