"""Two classes in the plane, with the line between them or the point that both have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.plots.drawing.figures import lettering, name, sheet, spoken
from glassnet.plots.drawing.fonts import families_for
from glassnet.plots.drawing.plane import MARKERS, Box, box_around, draw_line
from glassnet.plots.drawing.points import MOST_POINTS
from glassnet.plots.drawing.style import COLOURS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.separation.separate import Separation

LINE = COLOURS[-1]


def plot_separation(separation: Separation) -> Figure:
    """Separable: the line, and the strip without a row. Else: rows of both, and a point between.

    Raises SettingError for points of other than two features.
    """
    from glassnet.text import message

    if len(separation.names) != 2:
        raise SettingError(message("separable-plot-features", count=len(separation.names)))
    said = spoken("separable-plane-line", "separable-plane-common")
    with lettering([*separation.names, *separation.classes, *said]):
        figure = sheet(5.6, 5.0)
        ax = figure.add_axes((0.13, 0.17, 0.83, 0.8))
        box = box_around(separation.points, 0.12)
        few = len(separation.points) <= 50
        for label, rows in enumerate(_rows(separation)):
            ax.plot(*separation.points[rows].T, MARKERS[label], color=COLOURS[label],
                    markersize=8 if few else 3, label=name(separation.classes[label], 24),
                    zorder=3)  # fmt: skip
        _line(ax, separation, box, said[0])
        _common(ax, separation, said[1])
        left, right, bottom, top = box
        ax.set_xlim(left, right)
        ax.set_ylim(bottom, top)
        ax.set_xlabel(name(separation.names[0]))
        ax.set_ylabel(name(separation.names[1]))
        below: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.11), "ncols": 4}
        ax.legend(frameon=False, fontsize=9, **below)
    return figure


def missing_signs(separation: Separation) -> str:
    """What is in the picture's words and no installed font has."""
    from glassnet.text import message

    said = (message("separable-plane-line"), message("separable-plane-common"))
    return families_for(map(name, [*separation.names, *separation.classes, *said]))[1]


def _rows(separation: Separation) -> list[NDArray[np.int64]]:
    """Of each class at most half of MOST_POINTS, at random, and those that prove something."""
    chance = np.random.default_rng(0)
    hyperplane, common = separation.hyperplane, separation.common
    shown = hyperplane.support if hyperplane else common.rows if common else ()
    of_class: list[NDArray[np.int64]] = []
    for label in (0, 1):
        rows = np.flatnonzero(separation.labels == label)
        if len(rows) > MOST_POINTS // 2:
            proof = [row for row in shown if separation.labels[row] == label]
            rows = np.append(chance.choice(rows, MOST_POINTS // 2, replace=False), proof)
        of_class.append(rows.astype(np.int64))
    return of_class


def _line(ax: Any, separation: Separation, box: Box, said: str) -> None:
    found = separation.hyperplane
    if found is None:
        return
    weights = np.array(found.weights)
    draw_line(ax, weights, found.bias, box, color=LINE, label=said)
    for edge in (-1, 1):
        draw_line(ax, weights, found.bias + edge, box, arrow=False, color=LINE, linestyle=":")


def _common(ax: Any, separation: Separation, said: str) -> None:
    """The rows of each class that have the point between them, as a segment or a triangle."""
    found = separation.common
    if found is None:
        return
    for label, shares in enumerate((found.first, found.second)):
        corners = separation.points[[row for row, _ in shares]]
        around = np.vstack([corners, corners[:1]])
        ax.fill(*around.T, color=COLOURS[label], alpha=0.15, zorder=1)
        ax.plot(*around.T, "--" if label else "-", color=COLOURS[label], lw=1.5, zorder=2)
    ax.plot(*map(float, found.point), "*", color=LINE, markersize=14, label=said, zorder=4)
