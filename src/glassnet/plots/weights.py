"""Weights over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from glassnet.plots import bands
from glassnet.plots.colours import COLOURS
from glassnet.plots.figures import foot, lettering, panels
from glassnet.plots.lines import STYLES, cross, curve
from glassnet.plots.recorded import bands_of, found, missing, x_label

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.recording import Recording, Series

# More lines in a panel than these cannot be told apart.
MOST_LINES = 16


def plot_weights(recording: Recording, *, title: str = "") -> Figure:
    """A panel a variable: a line for each weight of a small one, percentiles of a larger one.

    recording: of "images", which keeps every weight, or of "weights", which keeps histograms and
        draws percentiles only. `gn.Record(…, names=…)` chooses variables; 30 at most are drawn.

    Raises SettingError if neither was recorded.
    """
    series = {**found(recording, "weights"), **found(recording, "images")}
    if not series:
        raise missing("plot_weights", "images", "weights")
    with lettering([title, *series]):
        room = (
            1.0
            if any(_is_small(each) and each.values[0].size > 1 for each in series.values())
            else 0.0
        )
        figure, axes = panels(list(series), title=title, x_label=x_label(recording), room=room)
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


def _name_lines(ax: Any, lines: Any, names: list[str]) -> None:
    """A legend beside the panel: each weight's index."""
    ax.legend(
        lines,
        names,
        loc="center left",
        bbox_to_anchor=(1.0, 0.5),
        ncols=1 if len(names) <= 8 else 2,
        frameon=False,
        fontsize=6,
        handlelength=2.2,
        columnspacing=0.6,
        handletextpad=0.4,
        labelspacing=0.25,
    )
