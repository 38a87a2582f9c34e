"""The decision boundary as it moves: a filmstrip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.plots.answers import MOST_IN_LEGEND, blue_to_orange, marks, mixed
from glassnet.plots.figures import head, lettering, name, sheet
from glassnet.plots.recorded import needed, steps_per_epoch

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.recording import Recording

FRAMES = 8  # unless told which
MOST_FRAMES = 40
IN_A_ROW = 4
# More points than this hide each other and the boundary below them.
MOST_POINTS = 1_000
SIZE, GAP, BESIDE, BELOW = 1.75, 0.3, 0.55, 0.75  # inches


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
    with lettering([title, *names]):
        figure, axes = _strip(film.titles, title)
        draw = _draw_numbers
        if pictures.shape[-1] > 1 or len(np.unique(targets)) <= 2:
            draw = _draw_classes
        draw(figure, axes, pictures, ends, *_some(points, targets), names)
        if len(points) > MOST_POINTS:
            _note(figure, f"{MOST_POINTS:,} of {len(points):,} rows")
    return figure


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


def _some(x: NDArray[Any], y: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """At most MOST_POINTS rows. At random: each k-th of rows that alternate would be one class."""
    if len(x) <= MOST_POINTS:
        return x, y
    rows = np.random.default_rng(0).choice(len(x), MOST_POINTS, replace=False)
    return x[rows], y[rows]


def _strip(titles: list[str], title: str) -> tuple[Any, list[Any]]:
    columns = min(IN_A_ROW, len(titles))
    rows = -(-len(titles) // columns)
    size = SIZE if len(titles) > 1 else 3.2
    above = 0.1 + (GAP if any(titles) else 0) + (GAP if title else 0)
    width = BESIDE + columns * (size + 0.15) + 0.1
    width = max(width, 3.6)
    height = above + rows * size + (rows - 1) * GAP + BELOW
    figure: Any = sheet(width, height)
    axes: list[Any] = []
    for number, text in enumerate(titles):
        row, column = divmod(number, columns)
        left = BESIDE + column * (size + 0.15)
        bottom = height - above - row * (size + GAP) - size
        ax = figure.add_axes((left / width, bottom / height, size / width, size / height))
        ax.locator_params(nbins=4)
        ax.tick_params(labelsize=7, labelleft=column == 0)
        # A frame with none below it has the numbers; a row's end may be above a gap.
        ax.tick_params(labelbottom=number + columns >= len(titles))
        ax.set_title(text, y=1.0, fontsize=9)
        axes.append(ax)
    head(figure, title)
    return figure, axes


def _draw_classes(
    figure: Any,
    axes: list[Any],
    pictures: NDArray[Any],
    ends: tuple[float, ...],
    x: NDArray[Any],
    y: NDArray[Any],
    names: Sequence[str],
) -> None:
    several = pictures.shape[-1] > 1
    if y.ndim > 1 and y.shape[1] > 1:
        y = y.argmax(axis=1)
    y = y.reshape(-1)
    # Labels may be 0 and 1, or -1 and 1 as for a hinge loss.
    labels = np.arange(pictures.shape[-1]) if several else np.unique(np.append(y, [0, 1]))
    if not several and y.min() < 0:
        labels = np.unique(np.append(y, [-1, 1]))
    for ax, picture in zip(axes, pictures, strict=True):
        place = {"extent": ends, "origin": "lower", "aspect": "auto", "interpolation": "bilinear"}
        if several:
            _draw_several(ax, picture, place)
        else:
            _draw_two(ax, picture[..., 0], labels, place)
        for number, label in enumerate(labels):
            mine = y == label
            ax.scatter(*x[mine].T, s=40 if len(x) <= 16 else 9, **marks(number))
    texts = [names[i] if i < len(names) else f"{label:g}" for i, label in enumerate(labels)]
    _legend(figure, texts)


def _draw_several(ax: Any, picture: NDArray[Any], place: dict[str, Any]) -> None:
    picture = np.nan_to_num(picture)
    ax.imshow(mixed(picture), **place)
    for label in range(picture.shape[-1]):
        ahead = picture[..., label] - np.delete(picture, label, axis=-1).max(axis=-1)
        if ahead.min() < 0 < ahead.max():
            ax.contour(ahead, [0], extent=place["extent"], colors="black", linewidths=0.8)


def _draw_two(ax: Any, picture: NDArray[Any], labels: NDArray[Any], place: dict[str, Any]) -> None:
    low, high = float(labels[0]), float(labels[-1])
    ax.imshow(picture, cmap=blue_to_orange(), vmin=low, vmax=high, **place)
    middle = (low + high) / 2
    if np.nanmin(picture, initial=high) < middle < np.nanmax(picture, initial=low):
        ax.contour(picture, [middle], extent=place["extent"], colors="black", linewidths=1.3)


def _draw_numbers(
    figure: Any,
    axes: list[Any],
    pictures: NDArray[Any],
    ends: tuple[float, ...],
    x: NDArray[Any],
    y: NDArray[Any],
    names: Sequence[str],
) -> None:
    from matplotlib.colors import Normalize

    # One scale for all frames; a point that stands out from its background is predicted badly.
    norm = Normalize(float(y.min()), float(y.max()) if y.max() > y.min() else float(y.min()) + 1)
    for ax, picture in zip(axes, pictures[..., 0], strict=True):
        ax.imshow(
            picture,
            extent=ends,
            origin="lower",
            aspect="auto",
            interpolation="bilinear",
            cmap="cividis",
            norm=norm,
        )
        colours = {"c": y.reshape(-1), "cmap": "cividis", "norm": norm}
        ax.scatter(*x.T, s=14, **colours, edgecolors="white", linewidths=0.4)
    width, height = figure.get_size_inches()
    bar = figure.add_axes((BESIDE / width, 0.3 / height, 1 - 2 * BESIDE / width, 0.1 / height))
    figure.colorbar(axes[0].images[0], cax=bar, orientation="horizontal")
    bar.tick_params(labelsize=7)


def _legend(figure: Any, texts: list[str]) -> None:
    from matplotlib.lines import Line2D

    handles: list[Any] = []
    for number in range(min(len(texts), MOST_IN_LEGEND)):
        style = marks(number)
        handles.append(
            Line2D(
                [],
                [],
                linestyle="",
                marker=style["marker"],
                color=style["color"],
                markeredgecolor="black",
                markeredgewidth=0.7,
                label=name(texts[number], 20),
            )
        )
    more = len(texts) - MOST_IN_LEGEND
    if more > 0:
        handles.append(Line2D([], [], linestyle="", label=f"and {more} more"))
    figure.legend(handles=handles, loc="lower center", ncols=8, frameon=False, fontsize=8)


def _note(figure: Any, text: str) -> None:
    figure.text(0.995, 0.01, text, ha="right", va="bottom", fontsize=7)
