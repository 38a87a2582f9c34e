"""What was recorded or is known of a training, as what TensorBoard shows of it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from glassnet.fitting.callbacks import FitArguments
from glassnet.recording import summaries
from glassnet.recording.pixels import boundary_pictures, weight_pictures
from glassnet.recording.probe import first_rows
from glassnet.recording.recorder import Recorded
from glassnet.recording.summaries import Column


def columns_of(recorded: Recorded) -> list[Column]:
    """One tag's values; none where there is no way to draw them."""
    return SHOWN.get(recorded.what, _by_form)(recorded)


def _by_form(recorded: Recorded) -> list[Column]:
    if isinstance(recorded.values, tuple):
        return [summaries.histograms(recorded.tag, *recorded.values)]
    return [summaries.scalars(recorded.tag, recorded.values)]


def _images(recorded: Recorded) -> list[Column]:
    pictures = weight_pictures(recorded.values)
    return [] if pictures is None else [summaries.images(recorded.tag, pictures)]


def _boundary(recorded: Recorded) -> list[Column]:
    return [summaries.images(recorded.tag, boundary_pictures(recorded.values))]


# What is no number and no histogram -> how it is shown.
SHOWN: Mapping[str, Callable[[Recorded], list[Column]]] = {
    "images": _images,
    "boundary": _boundary,
}


def texts(fitting: FitArguments) -> list[Column]:
    """The model's summary and the settings of its training, of one step."""
    return [
        summaries.texts("model/summary", [_summary(fitting.model)]),
        summaries.texts("model/settings", [_settings(fitting)]),
    ]


def _summary(model: Any) -> str:
    file = io.StringIO()
    model.summary(print_fn=lambda line, **_: file.write(line + "\n"))
    return "\n".join(f"    {line}" for line in file.getvalue().splitlines())


def _settings(fitting: FitArguments) -> str:
    optimizer = fitting.model.optimizer
    settings = {"optimizer": type(optimizer).__name__, "loss": fitting.model.loss}
    settings |= {"epochs": fitting.epochs}
    if fitting.batch_size or first_rows(fitting, 1) is not None:
        settings |= {"batch size": fitting.batch_size or 32}
    settings |= {f"optimizer: {name}": value for name, value in optimizer.get_config().items()}
    rows = "\n".join(f"| {name} | {value} |" for name, value in settings.items())
    return f"| setting | value |\n|---|---|\n{rows}"
