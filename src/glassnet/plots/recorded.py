"""The parts of a Recording that a picture needs, by name and in the order of the model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.plots.drawing.curves import histogram_percentiles, percentiles
from glassnet.text import message

if TYPE_CHECKING:
    from glassnet.recording import Recording, Series


def find_series(recording: Recording, what: str) -> dict[str, Series]:
    """A quantity's series by name; empty if it was not recorded."""
    from glassnet.recording.quantities import QUANTITIES

    ending = QUANTITIES[what].tag.replace("{name}", "")
    series = {
        tag.removesuffix(ending): each
        for tag, each in recording.series.items()
        if each.what == what
    }
    return dict(sorted(series.items(), key=lambda item: _place(recording.model, item[0])))


def needed_series(recording: Recording, picture: str, what: str) -> dict[str, Series]:
    """The same; raises SettingError without any. picture: the function that draws it."""
    series = find_series(recording, what)
    if not series:
        raise not_recorded(picture, what)
    return series


def not_recorded(picture: str, *whats: str) -> SettingError:
    first, *others = whats
    other = f'"{others[0]}"' if others else "none"
    return SettingError(message("plot-not-recorded", picture=picture, what=first, other=other))


def bands_of(series: Series) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Percentiles [n, 7] of arrays or histograms, and where a value was not finite [n]."""
    if isinstance(series.values, tuple):
        counts = series.values[2].sum(axis=1)
        # A histogram counts finite values only, always of as many in all.
        return histogram_percentiles(*series.values), (counts < counts.max()) | (counts == 0)
    values = series.values.reshape(len(series.values), -1)
    return percentiles(values), ~np.isfinite(values).all(axis=1)


def steps_per_epoch(recording: Recording) -> int | None:
    """Steps per epoch; None where it is not known."""
    parameters: Any = recording.params
    return (parameters or {}).get("steps")


def recording_title(recording: Recording, what: str, title: str) -> str:
    """A picture's title, with the first epoch recorded where that is not the beginning."""
    what = f"{title}: {what}" if title else what
    first = recording.first_epoch
    return message("plot-from-epoch", what=what, epoch=first) if first else what


def step_label(recording: Recording) -> str:
    """The label of the axis of steps."""
    steps = steps_per_epoch(recording)
    return message("plot-step-axis") if steps is None else message("plot-steps-axis", count=steps)


def _place(model: Any, name: str) -> tuple[int, int, str]:
    """The place of a layer or a variable in the model: a compiled program sorts names."""
    if model is None:
        return 0, 0, ""
    layers = [layer.name for layer in model.layers]
    paths = [variable.path.removeprefix(f"{model.name}/") for variable in model.variables]
    first = name.split("/")[0]
    if first not in layers:
        first = re.sub(r"_\d+$", "", first)  # called again, it is numbered
    layer = layers.index(first) if first in layers else len(layers)
    return layer, paths.index(name) if name in paths else len(paths), name
