"""Two classes in the plane, with the line between them or the point that both have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.plots.drawing.figures import lettering, new_figure, shorten
from glassnet.plots.drawing.fonts import families_for
from glassnet.plots.drawing.plane import draw_line, set_limits
from glassnet.plots.drawing.points import MOST_POINTS
from glassnet.plots.drawing.style import COLOURS, MARKERS
from glassnet.text import message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.separation import Separation

LINE = COLOURS[-1]
# Points: of a marker where rows are few, where two classes have the same point, and of the star.
SIZES, SIZES_AT_ONE_POINT, STAR = (8, 8), (10, 6), 24


def plot_separation(separation: Separation) -> Figure:
    """Draw two classes, and the line between them with the strip that has no row.

    If there is no line: rows of both classes, and the point that lies between either's.

    Raises:
        SettingError: points of other than two features.
    """
    if len(separation.names) != 2:
        raise SettingError(message("separable-plot-features", count=len(separation.names)))
    with lettering([*separation.names, *separation.classes]):
        figure = new_figure(5.6, 5.0)
        ax: Any = figure.add_axes((0.13, 0.17, 0.83, 0.8))
        set_limits(ax, separation.points, 0.12)
        few = len(separation.points) <= 50
        for label, rows in enumerate(_shown_rows(separation)):
            sizes = SIZES_AT_ONE_POINT if separation.contradictions else SIZES
            size = sizes[label] if few else 3
            look: dict[str, Any] = {"color": COLOURS[label], "markersize": size, "zorder": 3}
            called = shorten(separation.classes[label], 24)
            ax.plot(*separation.points[rows].T, MARKERS[label], label=called, **look)
        _draw_hyperplane(ax, separation)
        _draw_common_point(ax, separation)
        ax.set_xlabel(shorten(separation.names[0]))
        ax.set_ylabel(shorten(separation.names[1]))
        below: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.11), "ncols": 4}
        ax.legend(frameon=False, fontsize=9, markerscale=0.8, **below)
    return figure


def missing_signs(separation: Separation) -> str:
    """What is in the picture's words and no installed font has."""
    words = (message("separable-plane-line"), message("separable-plane-common"))
    return families_for(map(shorten, [*separation.names, *separation.classes, *words]))[1]


def _shown_rows(separation: Separation) -> list[NDArray[np.int64]]:
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


def _draw_hyperplane(ax: Any, separation: Separation) -> None:
    found = separation.hyperplane
    if found is None:
        return
    weights = np.array(found.weights)
    draw_line(ax, weights, found.bias, color=LINE, label=message("separable-plane-line"))
    for edge in (-1, 1):
        draw_line(ax, weights, found.bias + edge, arrow=False, color=LINE, linestyle=":")


def _draw_common_point(ax: Any, separation: Separation) -> None:
    """The rows of each class that have the point between them, as a segment or a triangle."""
    found = separation.common
    if found is None:
        return
    for label, shares in enumerate((found.first, found.second)):
        corners = separation.points[[row for row, _ in shares]]
        around = np.vstack([corners, corners[:1]])
        ax.fill(*around.T, color=COLOURS[label], alpha=0.15, zorder=1)
        ax.plot(*around.T, "--" if label else "-", color=COLOURS[label], lw=1.5, zorder=2)
    # Hollow and below the rows: the point may be one.
    star: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": LINE, "zorder": 2.5}
    place = tuple(map(float, found.point))
    label = message("separable-plane-common")
    ax.plot(*place, "*", markersize=STAR, markeredgewidth=1.2, label=label, **star)
