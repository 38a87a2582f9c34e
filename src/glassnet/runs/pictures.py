"""A run's pictures, as Matplotlib figures, and as the PNG files made of them.

Only `matplotlib.figure` is used: pyplot keeps global state and takes longer to import. Each class
has a marker of its own beside its colour, so that a grey print reads as well.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glassnet.plots.answers import MOST_IN_LEGEND, blue_to_orange, marks, mixed
from glassnet.plots.figures import name as _name
from glassnet.plots.figures import sheet
from glassnet.plots.fonts import families_for
from glassnet.plots.history import plot_history
from glassnet.plots.save import save
from glassnet.runs.boundary import Boundary
from glassnet.runs.evaluation import in_own_unit

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.data import Dataset

# More points than this hide each other and the boundary below them.
MOST_POINTS = 2_000


def load_matplotlib() -> None:
    """Import what drawing and writing a PNG needs, so that it is there when it is wanted."""
    for module in ("matplotlib.figure", "matplotlib.backends.backend_agg", "PIL.PngImagePlugin"):
        importlib.import_module(module)


def draw(
    folder: Path,
    *,
    history: Mapping[str, Sequence[float]],
    grid: Boundary | None,
    dataset: Dataset,
    title: str,
) -> str:
    """Write loss.png, and boundary.png if there is a grid, into a folder.

    history: as for `plot_history`. grid, dataset: as for `decision_boundary`.
    Returns the signs of names that no installed font has: they are drawn as boxes.
    """
    from matplotlib import rc_context

    names = [title]
    if grid is not None:
        shown = dataset.class_names[:MOST_IN_LEGEND]
        names += [*dataset.feature_names, dataset.target_name, *shown]
    families, missing = families_for(_name(name) for name in names)
    # A column may be named `x_$y$`, and that is a name, not a formula.
    settings: Any = {"font.family": families, "text.parse_math": False}
    with rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)
        figures = {"loss": plot_history(history, title=title)}
        if grid is not None:
            figures["boundary"] = decision_boundary(grid, dataset, title=title)
        for name, figure in figures.items():
            save(figure, folder / f"{name}.png")
    return missing


def decision_boundary(boundary: Boundary, dataset: Dataset, *, title: str = "") -> Figure:
    """What the network answers everywhere round the data, and the data on top.

    boundary, dataset: the network's answers, and the rows that are drawn as points.
    Two classes: the probability of the second, from blue over white (0.5) to orange, and a black
    line at 0.5. More classes: each in its colour, paler where the network is less sure.
    Regression: the predicted value, and the points in the colour of the true one.
    """
    from matplotlib.ticker import Locator

    figure: Any = sheet(6.4, 5.2)
    ax: Any = figure.subplots()
    figure.subplots_adjust(left=0.13, right=0.97, top=0.93, bottom=0.19)
    # At 1e18 the grid round a constant column is one number: float64 knows none between.
    extent = tuple(
        end for x in (boundary.x1, boundary.x2) for end in Locator().nonsingular(x[0], x[-1])
    )
    if dataset.task == "classes":
        image = ax.imshow(mixed(boundary.values), extent=extent, origin="lower", aspect="auto")
    else:
        image = ax.imshow(
            boundary.values,
            extent=extent,
            origin="lower",
            aspect="auto",
            cmap=blue_to_orange() if dataset.task == "binary" else "cividis",
            **({"vmin": 0.0, "vmax": 1.0} if dataset.task == "binary" else {}),
        )
        figure.colorbar(image, ax=ax, label=_value_label(dataset))
    image.set_interpolation("bilinear")
    if dataset.task == "binary" and boundary.values.min() < 0.5 < boundary.values.max():
        ax.contour(boundary.x1, boundary.x2, boundary.values, [0.5], colors="black", linewidths=1.5)
    _draw_points(ax, image, boundary.points, dataset)
    ax.set_xlim(extent[:2])
    ax.set_ylim(extent[2:])
    ax.set_xlabel(_name(dataset.feature_names[0]))
    ax.set_ylabel(_name(dataset.feature_names[1]))
    if title:
        # With its height given, Matplotlib need not measure every label in search of a free one.
        ax.set_title(_name(title), y=1.0)
    return figure


def _draw_points(ax: Any, image: Any, points: Any, dataset: Dataset) -> None:
    x, y = points[:MOST_POINTS], dataset.y[:MOST_POINTS].reshape(-1)
    size = 90 if len(x) <= 16 else 22
    if dataset.task == "regression":
        # In the colours of the background: a point that stands out is one predicted badly.
        true = in_own_unit(dataset.y[:MOST_POINTS], dataset)
        colours = {"c": true, "cmap": "cividis", "norm": image.norm}
        ax.scatter(x[:, 0], x[:, 1], s=size, **colours, edgecolors="white", linewidths=0.8)
        return
    for label, name in enumerate(dataset.class_names):
        mine = y == label
        ax.scatter(
            x[mine, 0],
            x[mine, 1],
            s=size,
            **marks(label),
            label=f"{_name(dataset.target_name, 20)} = {_name(name, 20)}"
            if label < MOST_IN_LEGEND
            else None,
        )
    more = len(dataset.class_names) - MOST_IN_LEGEND
    if more > 0:
        ax.plot([], [], " ", label=f"and {more} more")
    # Below the axes, where it hides no point.
    ax.figure.legend(loc="lower center", ncols=4, frameon=False)


def _value_label(dataset: Dataset) -> str:
    if dataset.task == "binary":
        second = _name(dataset.class_names[1], 20)
        return f"predicted probability of {_name(dataset.target_name, 20)} = {second}"
    return f"predicted {_name(dataset.target_name)}"
