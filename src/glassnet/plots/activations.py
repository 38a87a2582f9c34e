"""Layers' outputs over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glassnet.plots.drawing import bands
from glassnet.plots.drawing.figures import foot, lettering, panels
from glassnet.plots.recorded import bands_of, heading, needed, x_label

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.recording import Recording


def plot_activations(recording: Recording, *, title: str = "") -> Figure:
    """A panel a layer: how its outputs on the probe batch are distributed, over time.

    recording: of "activations". Bands hold all values, 90 % and 50 % of them, and the line is the
        median: exact at the ends, elsewhere to within a thirtieth of the range.

    Raises SettingError if they were not recorded.
    """
    series = needed(recording, "plot_activations", "activations")
    title = heading(recording, "outputs of layers", title)
    with lettering([title, *series]):
        figure, axes = panels(
            list(series), title=title, x_label=x_label(recording), y_label="output"
        )
        for ax, each in zip(axes, series.values(), strict=False):
            bands.draw(ax, each.steps, *bands_of(each))
        foot(figure, axes)
    return figure
