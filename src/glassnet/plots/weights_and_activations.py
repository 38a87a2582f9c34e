"""Weights over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from glassnet.plots.drawing import bands
from glassnet.plots.drawing.curves import STYLES, cross, curve
from glassnet.plots.drawing.figures import foot, lettering, no_numbers, panels
from glassnet.plots.drawing.style import COLOURS
from glassnet.plots.recorded import bands_of, found, heading, missing, x_label

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.recording import Recording, Series

# More lines in a panel than these cannot be told apart: there are seven colours.
MOST_LINES = 8
ROOM = 0.6  # inches beside a panel, for the names of its lines


def plot_weights(recording: Recording, *, title: str = "") -> Figure:
    """A panel a variable: a line for each weight of a small one, percentiles of a larger one.

    recording: of "images", which keeps every weight and draws up to eight of a variable as lines;
        or of "weights", which keeps histograms and draws percentiles only. 30 variables at most are
        drawn; `gn.Record(…, names=…)` chooses them.

    Raises SettingError if neither was recorded.
    """
    series = {**found(recording, "weights"), **found(recording, "images")}
    if not series:
        raise missing("plot_weights", "images", "weights")
    title = heading(recording, "weights", title)
    with lettering([title, *series]):
        named = any(_is_small(each) and each.values[0].size > 1 for each in series.values())
        labels = {"x_label": x_label(recording), "y_label": "weight"}
        figure, axes = panels(list(series), title=title, room=ROOM if named else 0, **labels)
        for ax, each in zip(axes, series.values(), strict=False):
            if _is_small(each):
                _draw_lines(ax, each)
            else:
                bands.draw(ax, each.steps, *bands_of(each))
        foot(figure, axes)
    return figure


def _is_small(series: Series) -> bool:
    return isinstance(series.values, np.ndarray) and series.values[0].size <= MOST_LINES


def _draw_lines(ax: Any, series: Series) -> None:
    shape = series.values.shape[1:]
    for number, index in enumerate(np.ndindex(shape)):
        curve(
            ax,
            series.steps,
            series.values[:, *index],
            color=COLOURS[number % len(COLOURS)],
            linestyle=STYLES[number % len(STYLES)],
            lw=1.3,
            markersize=4,
            crosses=False,
        )
    names = [",".join(map(str, index)) for index in np.ndindex(shape)]
    if len(names) > 1:
        _name_lines(ax, ax.get_lines(), names)
    cross(ax, series.steps[bands_of(series)[1]])
    if not np.isfinite(series.values).any():
        no_numbers(ax)


def _name_lines(ax: Any, lines: Any, names: list[str]) -> None:
    """A legend beside the panel: each weight's index."""
    ax.legend(
        lines,
        names,
        loc="center left",
        bbox_to_anchor=(1.0, 0.5),
        frameon=False,
        fontsize=6,
        handlelength=1.8,
        handletextpad=0.4,
        labelspacing=0.25,
    )
