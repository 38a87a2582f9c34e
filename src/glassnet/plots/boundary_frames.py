"""Decision boundaries drawn: the frames of a filmstrip, with the data on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.plots.answers import MOST_IN_LEGEND, blue_to_orange, marks, mixed
from glassnet.plots.figures import head, lettering, name, sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

IN_A_ROW = 4
# More points than this hide each other and the boundary below them.
MOST_POINTS = 1_000
SIZE, GAP, BESIDE, BELOW = 1.75, 0.3, 0.55, 0.75  # inches


@dataclass(frozen=True)
class Frames:
    """What is drawn.

    pictures: [frames, rows from the bottom, columns, outputs], the answers over the plane.
    ends: left, right, bottom and top of the plane. titles: [frames].
    x, y: [rows, 2] and [rows, ...], the points. names: the classes'.
    """

    pictures: NDArray[Any]
    ends: tuple[float, float, float, float]
    titles: list[str]
    x: NDArray[Any]
    y: NDArray[Any]
    names: Sequence[str]

    @property
    def several(self) -> bool:
        return self.pictures.shape[-1] > 1

    @property
    def place(self) -> dict[str, Any]:
        """For Matplotlib's imshow."""
        return {
            "extent": self.ends,
            "origin": "lower",
            "aspect": "auto",
            "interpolation": "bilinear",
        }


def draw_frames(frames: Frames, title: str) -> Figure:
    with lettering([title, *frames.names]):
        figure, axes = _strip(frames.titles, title)
        classes = frames.several or len(np.unique(frames.y)) <= 2
        (_draw_classes if classes else _draw_numbers)(figure, axes, frames)
        if len(frames.x) > MOST_POINTS:
            text = f"{MOST_POINTS:,} of {len(frames.x):,} rows"
            figure.text(0.995, 0.01, text, ha="right", va="bottom", fontsize=7)
    return figure


def _some(frames: Frames) -> tuple[NDArray[Any], NDArray[Any]]:
    """At most MOST_POINTS rows. At random: each k-th of rows that alternate would be one class."""
    x, y = frames.x, frames.y
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


def _draw_classes(figure: Any, axes: list[Any], frames: Frames) -> None:
    x, y = _some(frames)
    if y.ndim > 1 and y.shape[1] > 1:
        y = y.argmax(axis=1)
    y = y.reshape(-1)
    # Two labels may be 0 and 1, or -1 and 1 as for a hinge loss; the points may be of one alone.
    labels = np.arange(frames.pictures.shape[-1])
    if not frames.several:
        labels = np.unique(np.append(y, [-1, 1] if y.min() < 0 else [0, 1]))
    for ax, picture in zip(axes, frames.pictures, strict=True):
        if frames.several:
            _draw_several(ax, picture, frames.place)
        else:
            _draw_two(ax, picture[..., 0], labels, frames.place)
        for number, label in enumerate(labels):
            ax.scatter(*x[y == label].T, s=40 if len(x) <= 16 else 9, **marks(number))
    names = frames.names
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


def _draw_numbers(figure: Any, axes: list[Any], frames: Frames) -> None:
    from matplotlib.colors import Normalize

    x, y = _some(frames)
    # One scale for all frames; a point that stands out from its background is predicted badly.
    norm = Normalize(float(y.min()), float(y.max()) if y.max() > y.min() else float(y.min()) + 1)
    scale = {"cmap": "cividis", "norm": norm}
    for ax, picture in zip(axes, frames.pictures[..., 0], strict=True):
        ax.imshow(picture, **frames.place, **scale)
        ax.scatter(*x.T, s=14, c=y.reshape(-1), **scale, edgecolors="white", linewidths=0.4)
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
