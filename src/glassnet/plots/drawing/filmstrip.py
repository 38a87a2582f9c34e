"""Decision boundaries drawn: one picture, or the frames of a filmstrip, with the data on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

from glassnet.plots.drawing.class_looks import HATCHES, OF_PLOTS, ClassLooks
from glassnet.plots.drawing.figures import (
    add_title,
    lettering,
    new_figure,
    plain_numbers,
    shorten,
)
from glassnet.plots.drawing.plane import DataPoints
from glassnet.text import message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# The grey of answers that are none: white means undecided.
NOT_FINITE = "0.75"
IN_A_ROW = 4
# Classes that a legend has room for.
MOST_IN_LEGEND = 20
# Inches. Margins are fixed: measuring them doubles the time of drawing.
SIZE, SIZE_ALONE = (1.75, 1.75), (5.2, 3.9)
BESIDE, BETWEEN, ABOVE = 1.0, 0.15, 0.3
NUMBERS, LABEL, BAR, LINE = 0.25, 0.22, 0.1, 0.2


@dataclass(frozen=True)
class Frames:
    """The contents of a filmstrip."""

    # [frames, rows from the bottom, columns, outputs], the answers over the plane.
    pictures: NDArray[Any]
    # Left, right, bottom and top of the plane, where the outermost answers lie.
    ends: tuple[float, float, float, float]
    titles: Sequence[str]  # [frames]
    points: DataPoints  # the data on top
    looks: ClassLooks = OF_PLOTS

    @property
    def several(self) -> bool:
        """Whether there is an output for each class."""
        return self.pictures.shape[-1] > 1

    @property
    def texts(self) -> list[str]:
        """All names that are drawn."""
        points = self.points
        return [*points.axes, points.target, *points.classes[:MOST_IN_LEGEND]]

    @property
    def plane(self) -> tuple[float, float, float, float]:
        """`ends`, apart: at 1e18 a grid round a constant column is one number in float64."""
        from matplotlib.ticker import Locator

        left, right, bottom, top = self.ends
        spread = Locator().nonsingular
        return *spread(left, right), *spread(bottom, top)

    @property
    def place(self) -> dict[str, Any]:
        """Arguments of Matplotlib's imshow, which has an answer in the middle of a pixel."""
        left, right, bottom, top = self.plane
        rows, columns = self.pictures.shape[1:3]
        x, y = (right - left) / (columns - 1) / 2, (top - bottom) / (rows - 1) / 2
        extent = left - x, right + x, bottom - y, top + y
        look = {"origin": "lower", "aspect": "auto", "interpolation": "bilinear"}
        return {"extent": extent, **look}


def draw_frames(frames: Frames, title: str) -> Figure:
    """Draw answers as colours, and the data as points.

    Two classes: from orange over white to blue, and a black line where the answer changes. More
    classes: each in its colour, paler where it is less sure, with lines between; from the eighth on
    hatched. Numbers: from dark to bright, and the points in the colour of the true one.
    """
    points = frames.points
    with lettering([title, *frames.texts]):
        labels = [shorten(points.class_label(i), 40) for i in range(len(points.classes))]
        figure, axes, below = _strip(frames, title, labels)
        scale = {} if frames.several else _scale(frames)
        for ax, picture in zip(axes, frames.pictures, strict=True):
            known = np.isfinite(picture).all(axis=-1)
            picture = np.where(known[..., None], picture, 0)
            if frames.several:
                _draw_classes(ax, picture, known, frames)
            else:
                ax.imshow(np.ma.array(picture[..., 0], mask=~known), **frames.place, **scale)
            if len(points.classes) == 2:
                middle = sum(points.scale) / 2
                ahead = picture[..., -1] - (picture[..., 0] if frames.several else middle)
                _draw_boundary(ax, ahead, known, frames)
            _draw_points(ax, frames, scale, alone=len(axes) == 1)
            ax.set_xlim(frames.plane[:2])
            ax.set_ylim(frames.plane[2:])
            if not known.all():
                _note(ax, message("plot-grey" if known.any() else "plot-not-finite"))
        if not frames.several:
            _draw_bar(figure, axes[0].images[0], frames, below)
        _draw_legend(figure, labels, frames.looks)
        if points.rows > len(points.x):
            text = message("plot-some-rows", count=len(points.x), all=points.rows)
            figure.text(0.995, 0.01, text, ha="right", va="bottom", fontsize=7)
    return figure


def _strip(frames: Frames, title: str, labels: list[str]) -> tuple[Any, list[Any], float]:
    """The figure, a panel for each frame, and the height left below for bar and legend."""
    count = len(frames.titles)
    alone = count == 1
    columns = min(IN_A_ROW, count)
    rows = -(-count // columns)
    across, up = SIZE_ALONE if alone else SIZE
    above = 0.1 + ABOVE * (any(frames.titles) + bool(title))
    width = max(BESIDE + columns * (across + BETWEEN) + 0.1, 4.4)
    legend_lines = -(-min(len(labels), MOST_IN_LEGEND + 1) // _legend_columns(width, labels))
    below = 0.15 + LINE * legend_lines + (0 if frames.several else BAR + NUMBERS + LABEL)
    height = above + rows * up + (rows - 1) * ABOVE + below + NUMBERS + LABEL
    figure: Any = new_figure(width, height)
    first, second = (shorten(axis, 40 if alone else 20) for axis in frames.points.axes)
    axes: list[Any] = []
    for number, text in enumerate(frames.titles):
        row, column = divmod(number, columns)
        left = BESIDE + column * (across + BETWEEN)
        low = height - above - row * (up + ABOVE) - up
        ax = figure.add_axes((left / width, low / height, across / width, up / height))
        ax.locator_params(nbins=6 if alone else 4)
        plain_numbers(ax.xaxis)
        plain_numbers(ax.yaxis)
        # A frame with none below it has the numbers; a row's end may be above a gap.
        lowest = number + columns >= count
        letters = 8 if alone else 7
        ax.tick_params(labelsize=letters, labelleft=column == 0, labelbottom=lowest)
        ax.set_xlabel(first if lowest else "", fontsize=letters + 1, labelpad=2)
        ax.set_ylabel("" if column else second, fontsize=letters + 1, labelpad=2)
        ax.set_title(text, y=1.0, fontsize=9)
        axes.append(ax)
    add_title(figure, title)
    return figure, axes, below


def _scale(frames: Frames) -> dict[str, Any]:
    """One colour scale for all frames; a point that stands out from its background is wrong."""
    from matplotlib import colormaps
    from matplotlib.colors import Normalize

    colours = frames.looks.first_to_second() if frames.points.classes else colormaps["cividis"]
    return {"cmap": colours.with_extremes(bad=NOT_FINITE), "norm": Normalize(*frames.points.scale)}


def _draw_classes(ax: Any, picture: NDArray[Any], known: NDArray[Any], frames: Frames) -> None:
    shown = frames.looks.mixed(picture)
    shown[~known] = float(NOT_FINITE)
    ax.imshow(shown, **frames.place)
    count = picture.shape[-1]
    if count == 2:
        return
    winner = np.where(known, picture.argmax(axis=-1), -1)
    colours = len(frames.looks.points)
    for first in range(colours, min(count, colours * len(HATCHES)), colours):
        of_turn = (winner // colours == first // colours).astype(float)
        if of_turn.any():
            look: dict[str, Any] = {"colors": "none", "hatches": [frames.looks.hatch(first)]}
            ax.contourf(of_turn, [0.5, 1.5], extent=frames.plane, **look)
    for label in range(count):
        others = np.delete(picture, label, axis=-1).max(axis=-1)
        _draw_boundary(ax, picture[..., label] - others, known, frames)


def _draw_boundary(ax: Any, ahead: NDArray[Any], known: NDArray[Any], frames: Frames) -> None:
    """Draw the line where `ahead` is 0."""
    if known.any() and ahead[known].min() < 0 < ahead[known].max():
        shown = np.ma.array(ahead, mask=~known)
        ax.contour(shown, [0], extent=frames.plane, colors="black", linewidths=1.3)


def _draw_points(ax: Any, frames: Frames, scale: dict[str, Any], *, alone: bool) -> None:
    points = frames.points
    few = len(points.x) <= 16
    size = (90 if few else 22) if alone else (40 if few else 9)
    if not points.classes:
        style: dict[str, Any] = {"edgecolors": "white", "linewidths": 0.8 if alone else 0.4}
        ax.scatter(*points.x.T, s=size, c=points.y, **scale, **style)
    for number in range(len(points.classes)):
        ax.scatter(*points.x[points.y == number].T, s=size, **frames.looks.style(number))


def _note(ax: Any, text: str) -> None:
    style: dict[str, Any] = {"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 2}
    place: dict[str, Any] = {"ha": "center", "va": "top", "transform": ax.transAxes}
    ax.text(0.5, 0.97, text, fontsize=9, zorder=5, bbox=style, **place)


def _draw_bar(figure: Any, image: Any, frames: Frames, room: float) -> None:
    """Draw the colour bar. room: height below the panels, in inches."""
    points = frames.points
    width, height = figure.get_size_inches()
    bottom = (room - BAR - 0.02) / height
    bar = figure.add_axes((BESIDE / width, bottom, 1 - 1.3 * BESIDE / width, BAR / height))
    answers = frames.pictures[np.isfinite(frames.pictures)]
    below, above = (answers < points.scale[0]).any(), (answers > points.scale[1]).any()
    extend = "both" if below and above else "min" if below else "max" if above else "neither"
    figure.colorbar(image, cax=bar, orientation="horizontal", extend=extend)
    bar.locator_params(nbins=5)
    plain_numbers(bar.xaxis)
    bar.tick_params(labelsize=7)
    if points.classes:
        key = "plot-probability" if points.scale[0] == 0 else "plot-answer"
        label = message(key, name=shorten(points.class_label(1), 40))
    else:
        label = message("plot-predicted", name=shorten(points.target, 40) or "none")
    bar.set_xlabel(label, fontsize=8, labelpad=1)


def _legend_columns(width: float, labels: list[str]) -> int:
    longest = max((cell_len(label) for label in labels[:MOST_IN_LEGEND]), default=1)
    most = 4 if len(labels) <= 8 else 7
    return min(most, max(1, int(width / (0.5 + 0.07 * longest))))


def _draw_legend(figure: Any, labels: list[str], looks: ClassLooks) -> None:
    """Draw the legend below the axes, where it hides no point."""
    from matplotlib.lines import Line2D

    handles: list[Any] = []
    for number, label in enumerate(labels[:MOST_IN_LEGEND]):
        style = looks.style(number)
        edge = {"markeredgecolor": style["edgecolors"], "markeredgewidth": style["linewidths"]}
        look: dict[str, Any] = {"marker": style["marker"], "color": style["color"], **edge}
        handles.append(Line2D([], [], linestyle="", label=label, **look))
    more = len(labels) - MOST_IN_LEGEND
    if more > 0:
        handles.append(Line2D([], [], linestyle="", label=message("plot-more", count=more)))
    if handles:
        columns = _legend_columns(figure.get_figwidth(), labels)
        style = {"frameon": False, "fontsize": 8, "borderaxespad": 0.2}
        figure.legend(handles=handles, loc="lower center", ncols=columns, **style)
