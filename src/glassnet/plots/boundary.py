"""The decision boundary as it moves: a filmstrip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.dataset import Dataset
from glassnet.errors import SettingError
from glassnet.plots.drawing.filmstrip import Frames, draw_frames
from glassnet.plots.drawing.points import of_arrays, of_dataset
from glassnet.plots.recorded import heading, needed, steps_per_epoch

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
    y: Any = None,
    *,
    epochs: Sequence[int] | None = None,
    names: Sequence[str] = (),
    title: str = "",
) -> Figure:
    """What a model of two inputs answers round the data, at chosen epochs, and the data on top.

    model_or_recording: a model, for what it answers now; or a recording of "boundary".
    x, y: [rows, 2], and [rows] or [rows, 1] labels or numbers, or [rows, classes] one-hot; the data
        that it was trained on (or those given to the recording as `probe`). Or a gn.Dataset alone,
        whose names and units the picture has.
    epochs: which, counted from 0. If not given, up to 8 moments from the first that was recorded to
        the last, closer together at the beginning, where most happens. names: the classes', of
        arrays.

    Two classes: blue over white to orange, and a black line where the answer changes. More classes:
    each in its colour, paler where it is less sure, with lines between. Numbers: from dark to
    bright. Grey: not finite. Of more than 1,000 rows so many are drawn, chosen at random, always
    the same.

    Raises SettingError for other data, and for what was not recorded.
    """
    from glassnet.recording import Recording
    from glassnet.recording.quantities import GRID_SIDE, boundary_grid

    dataset = x if isinstance(x, Dataset) else None
    features = np.asarray(x if dataset is None else dataset.x, np.float32)
    if features.ndim != 2 or features.shape[1] != 2 or not len(features):
        raise SettingError(
            f"plot_boundary: x has the shape {features.shape}: expected rows of two features."
        )
    targets = np.asarray(y if dataset is None else dataset.y)
    if targets.shape[:1] != (len(features),):
        given = f"{len(targets)} of y" if targets.ndim else "and no y"
        raise SettingError(f"plot_boundary: {len(features)} rows of x, {given}.")
    grid = boundary_grid(features)
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
    answers = _probabilities(film)
    ends = grid[[0, -1], 0], grid[[-1, 0], 1]
    if dataset is None:
        points = of_arrays(features, targets, answers.shape[-1], names)
    else:
        points = of_dataset(dataset)
        ends = tuple(dataset.feature_in_own_unit(i, end) for i, end in enumerate(ends))
        if dataset.task == "regression":
            answers = dataset.target_in_own_unit(answers)
    if isinstance(model_or_recording, Recording):
        what = "decision boundary" if points.classes else "predictions"
        title = heading(model_or_recording, what, title)
    # The grid's first row is the top of the picture.
    pictures = answers.reshape(len(film.titles), GRID_SIDE, GRID_SIDE, -1)[:, ::-1]
    (left, right), (bottom, top) = ends
    return draw_frames(Frames(pictures, (left, right, bottom, top), film.titles, points), title)


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
