"""Decision boundaries drawn: one picture, or the frames of a filmstrip, with the data on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len

from glassnet.plots.drawing.class_colours import (
    MOST_IN_LEGEND,
    NOT_FINITE,
    blue_to_orange,
    marks,
    mixed,
)
from glassnet.plots.drawing.figures import head, lettering, name, plain_numbers, sheet
from glassnet.plots.drawing.points import Points

if TYPE_CHECKING:
    from matplotlib.figure import Figure

IN_A_ROW = 4
# Inches. Margins are fixed: measuring them doubles the time of drawing.
SIZE, SIZE_ALONE = (1.75, 1.75), (5.2, 3.9)
BESIDE, BETWEEN, ABOVE = 1.0, 0.15, 0.3
NUMBERS, LABEL, BAR, LINE = 0.25, 0.22, 0.1, 0.2
# Whether answers lie below and above the colours' ends -> which end of the bar has an arrow.
EXTENDS = {
    (False, False): "neither",
    (True, False): "min",
    (False, True): "max",
    (True, True): "both",
}


@dataclass(frozen=True)
class Frames:
    """What is drawn.

    pictures: [frames, rows from the bottom, columns, outputs], the answers over the plane.
    ends: left, right, bottom and top of the plane, where the outermost answers lie.
    titles: [frames].
    """

    pictures: NDArray[Any]
    ends: tuple[float, float, float, float]
    titles: Sequence[str]
    points: Points

    @property
    def several(self) -> bool:
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
        """For Matplotlib's imshow, which has an answer in the middle of a pixel."""
        left, right, bottom, top = self.plane
        rows, columns = self.pictures.shape[1:3]
        x, y = (right - left) / (columns - 1) / 2, (top - bottom) / (rows - 1) / 2
        extent = left - x, right + x, bottom - y, top + y
        return {
            "extent": extent,
            "origin": "lower",
            "aspect": "auto",
            "interpolation": "bilinear",
        }


def draw_frames(frames: Frames, title: str) -> Figure:
    """Two classes: from blue over white to orange, and a black line where the answer changes.

    More classes: each in its colour, paler where it is less sure, with lines between. Numbers: from
    dark to bright, and the points in the colour of the true one.
    """
    points = frames.points
    with lettering([title, *frames.texts]):
        labels = [name(points.class_label(i), 40) for i in range(len(points.classes))]
        figure, axes, below = _strip(frames, title, labels)
        scale = {} if frames.several else _scale(frames)
        for ax, picture in zip(axes, frames.pictures, strict=True):
            known = np.isfinite(picture).all(axis=-1)
            picture = np.where(known[..., None], picture, 0)
            if frames.several:
                _draw_several(ax, picture, known, frames)
            else:
                ax.imshow(np.ma.array(picture[..., 0], mask=~known), **frames.place, **scale)
            if len(points.classes) == 2:
                middle = sum(points.scale) / 2
                ahead = picture[..., -1] - (picture[..., 0] if frames.several else middle)
                _draw_line(ax, ahead, known, frames)
            _draw_points(ax, points, scale, alone=len(axes) == 1)
            ax.set_xlim(frames.plane[:2])
            ax.set_ylim(frames.plane[2:])
            if not known.all():
                text = "grey: not finite" if known.any() else "not finite"
                _note(ax, text)
        if not frames.several:
            _draw_bar(figure, axes, frames, below)
        _legend(figure, labels)
        if points.rows > len(points.x):
            text = f"{len(points.x):,} of {points.rows:,} rows"
            figure.text(0.995, 0.01, text, ha="right", va="bottom", fontsize=7)
    return figure


def _strip(frames: Frames, title: str, labels: list[str]) -> tuple[Any, list[Any], float]:
    """The figure, a panel a frame, and the height below them that is left for bar and legend."""
    alone = len(frames.titles) == 1
    columns = min(IN_A_ROW, len(frames.titles))
    rows = -(-len(frames.titles) // columns)
    across, up = SIZE_ALONE if alone else SIZE
    above = 0.1 + ABOVE * (any(frames.titles) + bool(title))
    width = max(BESIDE + columns * (across + BETWEEN) + 0.1, 4.4)
    columns_of_legend = _legend_columns(width, labels)
    below = 0.15 + LINE * -(-min(len(labels), MOST_IN_LEGEND + 1) // columns_of_legend)
    below += 0 if frames.several else BAR + NUMBERS + LABEL
    bottom = below + NUMBERS + LABEL
    height = above + rows * up + (rows - 1) * ABOVE + bottom
    figure: Any = sheet(width, height)
    axes: list[Any] = []
    for number, text in enumerate(frames.titles):
        row, column = divmod(number, columns)
        left = BESIDE + column * (across + BETWEEN)
        low = height - above - row * (up + ABOVE) - up
        ax = figure.add_axes((left / width, low / height, across / width, up / height))
        ax.locator_params(nbins=6 if alone else 4)
        for axis in (ax.xaxis, ax.yaxis):
            plain_numbers(axis)
        ax.tick_params(labelsize=8 if alone else 7, labelleft=column == 0)
        # A frame with none below it has the numbers; a row's end may be above a gap.
        ax.tick_params(labelbottom=number + columns >= len(frames.titles))
        ax.set_title(text, y=1.0, fontsize=9)
        axes.append(ax)
    head(figure, title)
    first, second = (name(axis, 40) for axis in frames.points.axes)
    middle = (bottom + height - above) / 2 / height
    centre = (BESIDE + columns * (across + BETWEEN) / 2) / width
    figure.text(centre, (below + 0.05) / height, first, ha="center", va="bottom", fontsize=9)
    figure.text(0.15 / width, middle, second, rotation=90, ha="left", va="center", fontsize=9)
    return figure, axes, below


def _scale(frames: Frames) -> dict[str, Any]:
    """One for all frames; a point that stands out from its background is predicted badly."""
    from matplotlib import colormaps
    from matplotlib.colors import Normalize

    colours = blue_to_orange() if frames.points.classes else colormaps["cividis"]
    return {"cmap": colours.with_extremes(bad=NOT_FINITE), "norm": Normalize(*frames.points.scale)}


def _draw_several(ax: Any, picture: NDArray[Any], known: NDArray[Any], frames: Frames) -> None:
    colours = mixed(picture)
    colours[~known] = float(NOT_FINITE)
    ax.imshow(colours, **frames.place)
    if picture.shape[-1] == 2:
        return
    for label in range(picture.shape[-1]):
        others = np.delete(picture, label, axis=-1).max(axis=-1)
        _draw_line(ax, picture[..., label] - others, known, frames)


def _draw_line(ax: Any, ahead: NDArray[Any], known: NDArray[Any], frames: Frames) -> None:
    """Where `ahead` is 0."""
    if known.any() and ahead[known].min() < 0 < ahead[known].max():
        shown = np.ma.array(ahead, mask=~known)
        ax.contour(shown, [0], extent=frames.plane, colors="black", linewidths=1.3)


def _draw_points(ax: Any, points: Points, scale: dict[str, Any], *, alone: bool) -> None:
    few = len(points.x) <= 16
    size = (90 if few else 22) if alone else (40 if few else 9)
    if not points.classes:
        style: dict[str, Any] = {"edgecolors": "white", "linewidths": 0.8 if alone else 0.4}
        ax.scatter(*points.x.T, s=size, c=points.y, **scale, **style)
    for number in range(len(points.classes)):
        ax.scatter(*points.x[points.y == number].T, s=size, **marks(number))


def _note(ax: Any, text: str) -> None:
    style: dict[str, Any] = {"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 2}
    place: dict[str, Any] = {"ha": "center", "va": "top", "transform": ax.transAxes}
    ax.text(0.5, 0.97, text, fontsize=9, zorder=5, bbox=style, **place)


def _draw_bar(figure: Any, axes: list[Any], frames: Frames, below: float) -> None:
    """The colours' meaning."""
    points, image = frames.points, axes[0].images[0]
    width, height = figure.get_size_inches()
    bottom = (below - BAR - 0.02) / height
    bar = figure.add_axes((BESIDE / width, bottom, 1 - 1.3 * BESIDE / width, BAR / height))
    answers = frames.pictures[np.isfinite(frames.pictures)]
    beyond = bool((answers < points.scale[0]).any()), bool((answers > points.scale[1]).any())
    extend = EXTENDS[beyond]
    figure.colorbar(image, cax=bar, orientation="horizontal", extend=extend)
    bar.locator_params(nbins=5)
    plain_numbers(bar.xaxis)
    bar.tick_params(labelsize=7)
    label = f"predicted {name(points.target, 40)}".rstrip()
    if points.classes:
        what = "probability of" if points.scale[0] == 0 else "answer, high for"
        label = f"predicted {what} {name(points.class_label(1), 40)}"
    bar.set_xlabel(label, fontsize=8, labelpad=1)


def _legend_columns(width: float, labels: list[str]) -> int:
    longest = max((cell_len(label) for label in labels[:MOST_IN_LEGEND]), default=1)
    return min(4, max(1, int(width / (0.5 + 0.07 * longest))))


def _legend(figure: Any, labels: list[str]) -> None:
    """Below the axes, where it hides no point."""
    from matplotlib.lines import Line2D

    handles: list[Any] = []
    for number, label in enumerate(labels[:MOST_IN_LEGEND]):
        style = marks(number)
        look: dict[str, Any] = {
            "marker": style["marker"],
            "color": style["color"],
            "markeredgecolor": style["edgecolors"],
            "markeredgewidth": style["linewidths"],
        }
        handles.append(Line2D([], [], linestyle="", label=label, **look))
    more = len(labels) - MOST_IN_LEGEND
    if more > 0:
        handles.append(Line2D([], [], linestyle="", label=f"and {more} more"))
    if handles:
        columns = _legend_columns(figure.get_figwidth(), labels)
        style = {"frameon": False, "fontsize": 8, "borderaxespad": 0.2}
        figure.legend(handles=handles, loc="lower center", ncols=columns, **style)
