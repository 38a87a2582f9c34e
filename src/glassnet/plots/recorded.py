"""What a picture needs of a Recording, by name and in the order of the model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError

if TYPE_CHECKING:
    from glassnet.recording import Recording, Series


def found(recording: Recording, what: str) -> dict[str, Series]:
    """Name -> what was recorded of a quantity; empty if nothing was."""
    from glassnet.recording.quantities import QUANTITIES

    ending = QUANTITIES[what].tag.replace("{name}", "")
    series = {
        tag.removesuffix(ending): each
        for tag, each in recording.series.items()
        if each.what == what
    }
    return dict(sorted(series.items(), key=lambda item: _place(recording.model, item[0])))


def needed(recording: Recording, picture: str, *whats: str) -> dict[str, Series]:
    """The same for the first of some quantities that there is; raises SettingError without one."""
    for what in whats:
        series = found(recording, what)
        if series:
            return series
    raise missing(picture, *whats)


def missing(picture: str, *whats: str) -> SettingError:
    wanted = " or ".join(f'"{what}"' for what in whats)
    return SettingError(
        f"{picture}: the recording has no {wanted}: record it, as in "
        f'gn.Recording(["{whats[0]}"]), and train until it is first due.'
    )


def bands_of(series: Series) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Percentiles [n, 7] of arrays or histograms, and where a value was not finite [n]."""
    from glassnet.plots.drawing import bands

    if isinstance(series.values, tuple):
        counts = series.values[2].sum(axis=1)
        # A histogram counts finite values only, always of as many in all.
        return bands.of_histograms(*series.values), (counts < counts.max()) | (counts == 0)
    values = series.values.reshape(len(series.values), -1)
    return bands.of_values(values), ~np.isfinite(values).all(axis=1)


def steps_per_epoch(recording: Recording) -> int | None:
    """None where it is not known."""
    parameters: Any = recording.params
    return (parameters or {}).get("steps")


def heading(recording: Recording, what: str, title: str) -> str:
    """What a picture is of, and from when on, where that is not the beginning."""
    what = f"{title}: {what}" if title else what
    first = recording.first_epoch
    return f"{what}, from epoch {first:,} on" if first else what


def x_label(recording: Recording) -> str:
    steps = steps_per_epoch(recording)
    return "step" if steps is None else f"step ({steps:,} an epoch)"


def _place(model: Any, name: str) -> tuple[int, int, str]:
    """Where in the model a layer or a variable is. A compiled program gives names by alphabet."""
    if model is None:
        return 0, 0, ""
    layers = [layer.name for layer in model.layers]
    paths = [variable.path.removeprefix(f"{model.name}/") for variable in model.variables]
    first = name.split("/")[0]
    if first not in layers:
        first = re.sub(r"_\d+$", "", first)  # called again, it is numbered
    layer = layers.index(first) if first in layers else len(layers)
    return layer, paths.index(name) if name in paths else len(paths), name
