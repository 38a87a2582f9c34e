"""The decision boundary as it moves: a filmstrip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.plots.boundary_frames import Frames, draw_frames
from glassnet.plots.recorded import needed, steps_per_epoch

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.recording import Recording

FRAMES = 8  # unless told which
MOST_FRAMES = 40


@dataclass(frozen=True)
class Film:
    """answers: [frames, points of the grid, outputs]. titles: [frames]. model: or None."""

    answers: NDArray[Any]
    titles: list[str]
    model: Any


def plot_boundary(
    model_or_recording: Any,
    x: Any,
    y: Any,
    *,
    epochs: Sequence[int] | None = None,
    names: Sequence[str] = (),
    title: str = "",
) -> Figure:
    """What a model of two inputs answers round the data, at chosen epochs, and the data on top.

    model_or_recording: a model, for what it answers now; or a recording of "boundary".
    x, y: [rows, 2], and [rows] or [rows, 1] labels or numbers, or [rows, classes] one-hot; the data
        that it was trained on (or those given to the recording as `probe`).
    epochs: which, counted from 0. If not given, up to 8 moments from the first that was recorded to
        the last, closer together at the beginning, where most happens. names: the classes'.

    Two classes: blue over white to orange, and a black line where the answer changes. More classes:
    each in its colour, paler where it is less sure, with lines between. Numbers: from dark to
    bright. Of more than 1,000 rows so many are drawn, chosen at random, always the same.

    Raises SettingError for other data, and for what was not recorded.
    """
    from glassnet.recording import Recording
    from glassnet.recording.pixels import SIDE, boundary_grid

    points = np.asarray(x, np.float32)
    if points.ndim != 2 or points.shape[1] != 2 or not len(points):
        raise SettingError(
            f"plot_boundary: x has the shape {points.shape}: expected rows of two features."
        )
    targets = np.asarray(y)
    if len(targets) != len(points):
        raise SettingError(f"plot_boundary: {len(points)} rows of x, {len(targets)} of y.")
    grid = boundary_grid(points)
    if isinstance(model_or_recording, Recording):
        film = _recorded(model_or_recording, epochs)
    elif epochs is None:
        answers = np.asarray(model_or_recording(grid, training=False))
        film = Film(answers[None], [""], model_or_recording)
    else:
        raise SettingError(
            "plot_boundary: a model answers as it is now: for epochs, give a gn.Recording of "
            '"boundary".'
        )
    # The grid's first row is the top of the picture.
    pictures = _probabilities(film).reshape(len(film.titles), SIDE, SIDE, -1)[:, ::-1]
    ends = grid[0, 0], grid[-1, 0], grid[-1, 1], grid[0, 1]
    return draw_frames(Frames(pictures, ends, film.titles, points, targets, names), title)


def _recorded(recording: Recording, epochs: Sequence[int] | None) -> Film:
    series = next(iter(needed(recording, "plot_boundary", "boundary").values()))
    each = steps_per_epoch(recording)
    if epochs is None:
        chosen = np.arange(len(series.steps))
        if len(chosen) > FRAMES:
            chosen = np.unique(np.geomspace(1, len(chosen), FRAMES).round().astype(int)) - 1
    else:
        chosen = _places(series.steps, each, epochs)
    titles = [
        f"step {step:,}" if not each or step % each else f"epoch {step // each - 1:,}"
        for step in series.steps[chosen]
    ]
    return Film(series.values[chosen], titles, recording.model)


def _places(
    steps: NDArray[np.int64], per_epoch: int | None, epochs: Sequence[int]
) -> NDArray[np.int64]:
    """Where in the recording the ends of epochs are."""
    if not per_epoch:
        raise SettingError(
            "plot_boundary: how many steps an epoch has is not known for this stream: give "
            "steps_per_epoch to gn.fit, or leave out epochs."
        )
    if not 0 < len(epochs) <= MOST_FRAMES:
        raise SettingError(
            f"plot_boundary: {len(epochs)} epochs: expected 1 to {MOST_FRAMES} of them."
        )
    place = {int(step) // per_epoch - 1: i for i, step in enumerate(steps) if step % per_epoch == 0}
    for epoch in epochs:
        if epoch not in place:
            near = sorted(sorted(place, key=lambda known: abs(known - epoch))[:3])
            there = f"near it: {', '.join(map(str, near))}" if near else "no epoch's end was"
            raise SettingError(f"plot_boundary: epoch {epoch} was not recorded; {there}.")
    return np.array([place[epoch] for epoch in epochs])


def _probabilities(film: Film) -> NDArray[np.float64]:
    """Answers, of a model that leaves the last step to its loss too."""
    answers = film.answers.astype(np.float64)
    if not getattr(getattr(film.model, "loss", None), "from_logits", False):
        return answers
    if answers.shape[-1] == 1:
        return 0.5 + 0.5 * np.tanh(answers / 2)
    powers = np.exp(answers - answers.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
