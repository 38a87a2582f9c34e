"""Weights, and layers' outputs, over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from glassnet.plots.drawing.curves import draw_bands, draw_curve, mark_steps
from glassnet.plots.drawing.figures import (
    add_legend,
    lettering,
    panels,
    say_empty,
    whole_numbers,
)
from glassnet.plots.drawing.style import line_style
from glassnet.plots.recorded import (
    bands_of,
    find_series,
    needed_series,
    not_recorded,
    recording_title,
    step_label,
)
from glassnet.text import message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.recording import Recording, Series

# More lines in a panel than these cannot be told apart: there are seven colours.
MOST_LINES = 8
ROOM = 0.6  # inches beside a panel, for the names of its lines


def plot_weights(recording: Recording, *, title: str = "") -> Figure:
    """Draw a panel a variable: a line a weight of a small one, percentiles of a larger one.

    Args:
        recording: of "images", which keeps every weight and draws up to eight of a variable as
            lines; or of "weights", which keeps histograms and draws percentiles only. 30 variables
            at most are drawn; `gn.Record(…, names=…)` chooses them.
        title: of the picture.

    Raises:
        SettingError: neither was recorded.
    """
    series = {**find_series(recording, "weights"), **find_series(recording, "images")}
    if not series:
        raise not_recorded("plot_weights", "images", "weights")
    named = any(_is_small(each) and each.values[0].size > 1 for each in series.values())
    keys = "plot-weights", "plot-weights-axis"
    return _draw(recording, series, title, keys, ROOM if named else 0.0)


def plot_activations(recording: Recording, *, title: str = "") -> Figure:
    """Draw a panel a layer: how its outputs on the probe batch are distributed, over time.

    Bands hold all values, 90 % and 50 % of them, and the line is the median: exact at the ends,
    elsewhere to within a thirtieth of the range.

    Args:
        recording: of "activations".
        title: of the picture.

    Raises:
        SettingError: they were not recorded.
    """
    series = needed_series(recording, "plot_activations", "activations")
    keys = "plot-activations", "plot-activations-axis"
    return _draw(recording, series, title, keys, 0.0)


def _draw(
    recording: Recording,
    series: dict[str, Series],
    title: str,
    keys: tuple[str, str],
    room: float,
) -> Figure:
    with lettering([title, *series]):
        what, y_label = map(message, keys)
        title = recording_title(recording, what, title)
        labels = {"x_label": step_label(recording), "y_label": y_label}
        figure, axes = panels(list(series), title=title, room=room, **labels)
        for ax, each in zip(axes, series.values(), strict=False):
            if _is_small(each):
                _draw_lines(ax, each)
            else:
                draw_bands(ax, each.steps, *bands_of(each))
        whole_numbers(axes[0])
        add_legend(figure, axes)
    return figure


def _is_small(series: Series) -> bool:
    return isinstance(series.values, np.ndarray) and series.values[0].size <= MOST_LINES


def _draw_lines(ax: Any, series: Series) -> None:
    indices = list(np.ndindex(series.values.shape[1:]))
    for number, index in enumerate(indices):
        look = {"lw": 1.3, "markersize": 4, **line_style(number)}
        draw_curve(ax, series.steps, series.values[:, *index], crosses=False, **look)
    if len(indices) > 1:
        # Beside the panel: each weight's index.
        place: dict[str, Any] = {"loc": "center left", "bbox_to_anchor": (1.0, 0.5)}
        small = {"fontsize": 6, "handlelength": 1.8, "handletextpad": 0.4, "labelspacing": 0.25}
        names = [",".join(map(str, index)) for index in indices]
        ax.legend(ax.get_lines(), names, frameon=False, **place, **small)
    mark_steps(ax, series.steps[bands_of(series)[1]])
    if not np.isfinite(series.values).any():
        say_empty(ax, message("plot-not-finite"))
