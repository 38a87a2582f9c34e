"""The decision boundary as it moves: a filmstrip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.dataset import Dataset
from glassnet.errors import SettingError
from glassnet.plots.drawing.class_looks import OF_PLOTS, ClassLooks
from glassnet.plots.drawing.figures import lettering
from glassnet.plots.drawing.filmstrip import Frames, draw_frames
from glassnet.plots.drawing.plane import DataPoints
from glassnet.plots.recorded import needed_series, recording_title, steps_per_epoch
from glassnet.text import message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.recording import Recording

FRAMES = 8  # unless told which
MOST_FRAMES = 40


def plot_boundary(
    model_or_recording: Any,
    x: Any,
    y: Any = None,
    *,
    epochs: Sequence[int] | None = None,
    names: Sequence[str] = (),
    title: str = "",
) -> Figure:
    """Draw the answers of a model of two inputs around the data, at chosen epochs, and the data.

    Two classes: orange over white to blue, and a black line where the answer changes. More classes:
    each in its colour, paler where it is less sure, with lines between; from the eighth on hatched,
    as colours come again. Numbers: from dark to bright. Grey: not finite. Of more than 1,000 rows,
    1,000 are drawn, chosen at random, always the same.

    Args:
        model_or_recording: a model, for what it answers now; or a recording of "boundary".
        x: [rows, 2], the data that it was trained on (or those given to the recording as `probe`).
            Or a gn.Dataset alone, whose names and units the picture has.
        y: [rows] or [rows, 1] labels or numbers, or [rows, classes] one-hot.
        epochs: epochs to draw: 0 is the start, before the first step, and n the end of the n-th
            epoch. If not given, up to 8 moments from the first to the last, closer together at the
            beginning, where most happens.
        names: names of the classes, if x and y are arrays.
        title: title of the picture.

    Raises:
        SettingError: data of another shape, or epochs that were not recorded.
    """
    return boundary_figure(model_or_recording, x, y, epochs=epochs, names=names, title=title)


def boundary_figure(
    model_or_recording: Any,
    x: Any,
    y: Any = None,
    *,
    epochs: Sequence[int] | None = None,
    names: Sequence[str] = (),
    title: str = "",
    looks: ClassLooks = OF_PLOTS,
) -> Figure:
    """As `plot_boundary`. looks: of the classes."""
    from glassnet.recording import Recording
    from glassnet.recording.quantities import GRID_SIDE, boundary_grid

    dataset = x if isinstance(x, Dataset) else None
    features = np.asarray(x if dataset is None else dataset.x, np.float32)
    if features.ndim != 2 or features.shape[1] != 2 or not len(features):
        raise SettingError(message("plot-boundary-x", shape=str(features.shape)))
    targets = np.asarray(y if dataset is None else dataset.y)
    if targets.shape[:1] != (len(features),):
        rows = {"rows": len(features), "labels": len(targets) if targets.ndim else "none"}
        raise SettingError(message("plot-boundary-y", **rows))
    grid = boundary_grid(features)
    if isinstance(model_or_recording, Recording):
        answers, steps = _recorded_answers(model_or_recording, epochs)
        model = model_or_recording.model
    elif epochs is None:
        answers, steps = np.asarray(model_or_recording(grid, training=False))[None], None
        model = model_or_recording
    else:
        raise SettingError(message("plot-boundary-model"))
    frames, answers = len(answers), _probabilities(answers, model)
    ends = grid[[0, -1], 0], grid[[-1, 0], 1]
    if dataset is None:
        points = DataPoints.of_arrays(features, targets, answers.shape[-1], names)
    else:
        points = DataPoints.of_dataset(dataset)
        ends = tuple(dataset.feature_in_own_unit(i, end) for i, end in enumerate(ends))
        if dataset.task == "regression":
            answers = dataset.target_in_own_unit(answers)
    # The grid's first row is the top of the picture.
    pictures = answers.reshape(frames, GRID_SIDE, GRID_SIDE, -1)[:, ::-1]
    (left, right), (bottom, top) = ends
    with lettering([title]):
        titles = [""]
        if steps is not None:
            each = steps_per_epoch(model_or_recording)
            titles = [_frame_title(step, each) for step in steps.tolist()]
            what = message("plot-boundary" if points.classes else "plot-predictions")
            title = recording_title(model_or_recording, what, title)
        plane = left, right, bottom, top
        return draw_frames(Frames(pictures, plane, titles, points, looks), title)


def _frame_title(step: int, per_epoch: int | None) -> str:
    if step and (not per_epoch or step % per_epoch):
        return message("plot-step", number=step)
    return message("plot-epoch", number=step // per_epoch if per_epoch else 0)


def _recorded_answers(
    recording: Recording, epochs: Sequence[int] | None
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Answers at chosen moments, [frames, points of the grid, outputs], and their steps; 0: before
    the first one."""
    series = next(iter(needed_series(recording, "plot_boundary", "boundary").values()))
    answers, steps = series.values, series.steps
    start = recording.initial_boundary
    if start is not None:
        answers, steps = np.concatenate([start[None], answers]), np.append(0, steps)
    if epochs is not None:
        chosen = _places(steps, steps_per_epoch(recording), epochs)
    else:
        chosen = np.arange(len(steps))
        if len(chosen) > FRAMES:
            chosen = np.unique(np.geomspace(1, len(chosen), FRAMES).round().astype(int)) - 1
    return answers[chosen], steps[chosen]


def _places(
    steps: NDArray[np.int64], per_epoch: int | None, epochs: Sequence[int]
) -> NDArray[np.int64]:
    """The indices of the epochs' ends in the recording."""
    if not per_epoch:
        raise SettingError(message("plot-boundary-stream"))
    if not 0 < len(epochs) <= MOST_FRAMES:
        raise SettingError(message("plot-boundary-epochs", count=len(epochs), most=MOST_FRAMES))
    place = {int(step) // per_epoch: i for i, step in enumerate(steps) if step % per_epoch == 0}
    for epoch in epochs:
        if epoch not in place:
            near = sorted(sorted(place, key=lambda known: abs(known - epoch))[:3])
            known = ", ".join(map(str, near)) or "none"
            raise SettingError(message("plot-boundary-epoch", epoch=epoch, near=known))
    return np.array([place[epoch] for epoch in epochs])


def _probabilities(answers: NDArray[Any], model: Any) -> NDArray[np.float64]:
    """Answers as probabilities, also for a model that leaves sigmoid or softmax to its loss."""
    answers = answers.astype(np.float64)
    if not getattr(getattr(model, "loss", None), "from_logits", False):
        return answers
    if answers.shape[-1] == 1:
        return 0.5 + 0.5 * np.tanh(answers / 2)
    powers = np.exp(answers - answers.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
