"""Straight lines in a plane: those of units, and the line between two classes.

Units are drawn in the plane of the inputs, and in the plane that the last unit sees; of two classes
without a line between them, the point that both have in common.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.plots.drawing.class_looks import CLASS_COLOURS, CLASS_MARKERS
from glassnet.plots.drawing.figures import (
    COLOURS,
    LINE_STYLES,
    families_for,
    lettering,
    new_figure,
    shorten,
)
from glassnet.plots.drawing.plane import MOST_POINTS, draw_labels, draw_line, set_limits, text_size
from glassnet.text import message
from glassnet.text.numbers import format_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.separation import Separation
    from glassnet.units.network import TruthTable
    from glassnet.units.unit import Layer

# Of more units only the lines are drawn, without a name below.
MOST_NAMED = 24
# Rows that are written at one place.
MOST_TOGETHER = 4
# Letters of a unit's name in a legend.
NAME_WIDTH = 20
# Inches. Of one panel and of two: how wide the sheet is, how wide the axes are, where they begin.
SHEETS = {1: (5.2, 4.3, (0.68,)), 2: (9.2, 3.68, (0.69, 5.34))}
HEAD, HEIGHT, FOOT, LEGEND_LINE = 0.37, 3.36, 0.68, 0.22
# In points: the letters of a legend, and all in a column of it that is no name.
LEGEND_LETTERS, LEGEND_SIGNS = 9, 46


@dataclass(frozen=True)
class _Panel:
    """One plane."""

    points: NDArray[Any]  # [rows, 2]
    layer: Layer  # whose units are lines
    units: Sequence[str]  # their names
    axes: Sequence[str]
    title: str
    drawn: int  # how many units have a colour and a style already


def plot_units(table: TruthTable) -> Figure:
    """Draw rows as points and units as lines: where a sum is 0, the arrow to the side of 1.

    With two hidden units and one output a second panel shows the points as the last unit sees them,
    and its line. The legend names a unit that has no line, or one outside of the picture.

    Raises:
        SettingError: a network of other than two inputs.
    """
    network = table.network
    if len(network.inputs) != 2:
        raise SettingError(message("units-plot-inputs", found=len(network.inputs)))
    first, *others = network.merged
    with lettering([*network.inputs, *network.names[0], *network.names[-1]]):
        title = message("units-plane")
        panels = [_Panel(table.x, first, network.names[0], network.inputs, title, 0)]
        if [len(layer.bias) for layer in network.merged] == [2, 1]:
            hidden, title = table.layers[0].outputs, message("units-hidden")
            panels.append(_Panel(hidden, others[0], network.names[1], network.outputs[0], title, 2))
        width, across, starts = SHEETS[len(panels)]
        figure: Any = new_figure(width, HEAD + HEIGHT + FOOT)
        axes = [figure.add_axes((start / width, 0, across / width, 1)) for start in starts]
        drawn = [_draw(ax, panel, _classes(table)) for ax, panel in zip(axes, panels, strict=True)]
        _put_in_place(figure, axes, across)
        # A label is as large on the sheet whatever the axes are: these have to be in place.
        for ax, panel, lines in zip(axes, panels, drawn, strict=True):
            places, texts = _labels(panel.points, table.x)
            draw_labels(ax, places, texts, lines)
    return figure


def _draw(ax: Any, panel: _Panel, classes: NDArray[Any]) -> NDArray[np.float64]:
    """Draw lines and points; return places on the lines, [samples, 2]."""
    points = panel.points.astype(float)  # squares of what float32 holds are too large for it
    set_limits(ax, points, 0.35)
    lines: list[NDArray[np.float64]] = []
    for number, unit in enumerate(panel.units):
        place = panel.drawn + number
        weights, bias = panel.layer.kernel[:, number].astype(float), panel.layer.bias[number]
        # The first two colours are the classes'.
        style: Any = {"color": COLOURS[2 + place % 5], "linestyle": LINE_STYLES[place % 4]}
        lines.append(draw_line(ax, weights, float(bias), clear_of=points, **style))
        label = shorten(unit, NAME_WIDTH)
        if not weights.any():
            ax.plot([], [], lw=1.8, **style)
            label += f" ({message('units-no-line')})"
        elif not len(lines[-1]):
            label += f" ({message('units-line-outside')})"
        ax.lines[-1].set_label(label if number < MOST_NAMED else "_")
    more = len(panel.units) - MOST_NAMED
    if more > 0:
        ax.plot([], [], alpha=0, label=f"… + {more}")
    for answer in (0, 1):
        chosen = points[classes == answer]
        look: Any = {"color": CLASS_COLOURS[answer], "markersize": 9, "zorder": 3}
        if len(chosen):
            ax.plot(*chosen.T, CLASS_MARKERS[answer], label=str(answer), **look)
    ax.set_xlabel(shorten(panel.axes[0]))
    ax.set_ylabel(shorten(panel.axes[1], 40))
    ax.set_title(shorten(panel.title, 40), fontsize=10, y=1.0)
    return np.vstack(lines)


def _put_in_place(figure: Any, axes: Sequence[Any], across: float) -> None:
    """Place legends in as many columns as there is room for, on a sheet high enough for them."""
    columns: list[int] = []
    rows = 1
    for ax in axes:
        _, labels = ax.get_legend_handles_labels()
        widest = max(text_size(figure, label, LEGEND_LETTERS)[0] for label in labels)
        columns.append(min(6, max(1, int(across / (widest + LEGEND_SIGNS / 72)))))
        rows = max(rows, -(-len(labels) // columns[-1]))
    height = HEAD + HEIGHT + FOOT + rows * LEGEND_LINE
    figure.set_figheight(height)
    for ax, n_columns in zip(axes, columns, strict=True):
        start, _, wide, _ = ax.get_position().bounds
        ax.set_position((start, 1 - (HEAD + HEIGHT) / height, wide, HEIGHT / height))
        below: Any = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.43 / HEIGHT)}
        ax.legend(frameon=False, fontsize=LEGEND_LETTERS, ncols=n_columns, **below)


def _labels(points: NDArray[Any], x: NDArray[Any]) -> tuple[NDArray[np.float64], list[str]]:
    """Places, [places, 2], and the rows at each: 0,1 and 1,0 are one to a unit that has them so.

    Where many rows lie at one place, the first are written, and how many more there are.
    """
    found: dict[tuple[float, float], dict[str, None]] = {}
    for place, row in zip(points.astype(float).round(4).tolist(), x, strict=True):
        text = ",".join(format_number(float(value), 6) for value in row)
        found.setdefault((place[0], place[1]), {})[text] = None
    texts: list[str] = []
    for rows in found.values():
        more = len(rows) - MOST_TOGETHER
        text = " / ".join(list(rows)[:MOST_TOGETHER])
        texts.append(f"{text} … + {more}" if more > 0 else text)
    return np.array(list(found)), texts


def _classes(table: TruthTable) -> NDArray[Any]:
    if table.target is not None:
        return table.target[:, 0]
    return np.zeros(len(table.x), int) if table.answers is None else table.answers[:, 0]


# The line between two classes -------------------------------------------------------------------

LINE = COLOURS[-1]
# In points: markers where rows are few, those where two classes have one point, the star.
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
            look: dict[str, Any] = {"color": CLASS_COLOURS[label], "markersize": size, "zorder": 3}
            called = shorten(separation.classes[label], 24)
            ax.plot(*separation.points[rows].T, CLASS_MARKERS[label], label=called, **look)
        _draw_hyperplane(ax, separation)
        _draw_common_point(ax, separation)
        ax.set_xlabel(shorten(separation.names[0]))
        ax.set_ylabel(shorten(separation.names[1]))
        below: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.11), "ncols": 4}
        ax.legend(frameon=False, fontsize=9, markerscale=0.8, **below)
    return figure


def missing_signs(separation: Separation) -> str:
    """Characters in the picture's texts that no installed font has."""
    with lettering([]):  # in the picture's language
        words = (message("separable-plane-line"), message("separable-plane-common"))
    return families_for(map(shorten, [*separation.names, *separation.classes, *words]))[1]


def _shown_rows(separation: Separation) -> list[NDArray[np.int64]]:
    """At most half of MOST_POINTS rows of each class, at random, and those the proof needs."""
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
    """Draw the rows of each class that have the point between them, as a segment or a triangle."""
    found = separation.common
    if found is None:
        return
    for label, shares in enumerate((found.first, found.second)):
        corners = separation.points[[row for row, _ in shares]]
        around = np.vstack([corners, corners[:1]])
        ax.fill(*around.T, color=CLASS_COLOURS[label], alpha=0.15, zorder=1)
        ax.plot(*around.T, "--" if label else "-", color=CLASS_COLOURS[label], lw=1.5, zorder=2)
    # Hollow and below the rows: the point may be one.
    star: dict[str, Any] = {"markerfacecolor": "none", "markeredgecolor": LINE, "zorder": 2.5}
    place = tuple(map(float, found.point))
    label = message("separable-plane-common")
    ax.plot(*place, "*", markersize=STAR, markeredgewidth=1.2, label=label, **star)
