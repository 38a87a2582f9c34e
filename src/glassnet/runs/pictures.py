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

import numpy as np

from glassnet.runs.boundary import Boundary
from glassnet.runs.colours import COLOURS
from glassnet.runs.evaluation import in_own_unit
from glassnet.runs.fonts import families_for
from glassnet.runs.names import shortened

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.data import Dataset

MARKERS = ("o", "s", "^", "D", "v", "P", "X")
# Classes that a legend has room for.
MOST_IN_LEGEND = 7
DOTS_PER_INCH = 120
# Of zlib: pillow's own 6 takes half of the time that a picture takes, for files a quarter smaller.
COMPRESSION = 2

# How strong a sure answer's colour is: points in the full colour must stand out from it.
STRENGTH = 0.6

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

    history, grid, dataset: as for `loss_curve` and `decision_boundary`.
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
        figures = {"loss": loss_curve(history, title=title)}
        if grid is not None:
            figures["boundary"] = decision_boundary(grid, dataset, title=title)
        for name, figure in figures.items():
            figure.savefig(folder / f"{name}.png", pil_kwargs={"compress_level": COMPRESSION})
    return missing


def loss_curve(history: Mapping[str, Sequence[float]], *, title: str = "") -> Figure:
    """Loss by epoch, and accuracy by epoch below it where it was measured.

    history: a Keras History's `history`: loss, and perhaps accuracy, val_loss, val_accuracy, each
    with one value an epoch. A loss that spans more than two powers of ten is drawn on a log scale.
    """
    metrics = [name for name in ("loss", "accuracy") if name in history]
    figure = _figure(6.4, 2.0 + 2.2 * len(metrics))
    axes: Any = figure.subplots(len(metrics), 1, sharex=True, squeeze=False)[:, 0]
    figure.subplots_adjust(left=0.13, right=0.97, top=0.93, bottom=0.11, hspace=0.08)
    for ax, metric in zip(axes, metrics, strict=True):
        for key, label, style in (
            (metric, "training", "-"),
            (f"val_{metric}", "validation", "--"),
        ):
            if key in history:
                values = np.asarray(history[key], float)
                epochs = np.arange(len(values))
                colour = COLOURS[0] if key == metric else COLOURS[1]
                # One point makes no line, so it gets a marker.
                mark = "o" if len(values) == 1 else ""
                ax.plot(epochs, values, style, color=colour, marker=mark, label=label, lw=1.6)
        held = f"val_{metric}" in history
        ax.set_ylabel(metric if held else f"training {metric}")
        if held:
            ax.legend(frameon=False)
    _scale_loss(axes[0], np.asarray(history["loss"], float))
    if "accuracy" in metrics:
        axes[-1].set_ylim(-0.03, 1.03)
    axes[-1].set_xlabel("epoch")
    axes[-1].xaxis.get_major_locator().set_params(integer=True)
    if title:
        _set_title(axes[0], title)
    return figure


def decision_boundary(boundary: Boundary, dataset: Dataset, *, title: str = "") -> Figure:
    """What the network answers everywhere round the data, and the data on top.

    boundary, dataset: the network's answers, and the rows that are drawn as points.
    Two classes: the probability of the second, from blue over white (0.5) to orange, and a black
    line at 0.5. More classes: each in its colour, paler where the network is less sure.
    Regression: the predicted value, and the points in the colour of the true one.
    """
    from matplotlib.ticker import Locator

    figure: Any = _figure(6.4, 5.2)
    ax: Any = figure.subplots()
    figure.subplots_adjust(left=0.13, right=0.97, top=0.93, bottom=0.19)
    # At 1e18 the grid round a constant column is one number: float64 knows none between.
    extent = tuple(
        end for x in (boundary.x1, boundary.x2) for end in Locator().nonsingular(x[0], x[-1])
    )
    if dataset.task == "classes":
        image = ax.imshow(_mixed(boundary.values), extent=extent, origin="lower", aspect="auto")
    else:
        image = ax.imshow(
            boundary.values,
            extent=extent,
            origin="lower",
            aspect="auto",
            cmap=_blue_to_orange() if dataset.task == "binary" else "cividis",
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
        _set_title(ax, title)
    return figure


def _figure(width: float, height: float) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    # Margins are fixed: measuring them (a constrained layout) doubles the time of drawing.
    figure = Figure(figsize=(width, height), dpi=DOTS_PER_INCH)
    FigureCanvasAgg(figure)
    return figure


def _set_title(ax: Any, title: str) -> None:
    # With its height given, Matplotlib need not measure every label in search of a free one.
    ax.set_title(_name(title), y=1.0)


def _scale_loss(ax: Any, loss: Any) -> None:
    from matplotlib.ticker import NullLocator

    finite = loss[np.isfinite(loss)]
    if len(finite) and finite.min() > 0 and finite.max() / finite.min() > 100:
        ax.set_yscale("log")
        # Plain numbers, and no ticks between powers of ten: Matplotlib's own take half of the time
        # that the whole picture does, for labels like 10⁻² that it sets as formulas.
        ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
        ax.yaxis.set_minor_locator(NullLocator())
    elif len(finite) and finite.min() >= 0:
        ax.set_ylim(bottom=0)


def _blue_to_orange() -> Any:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list(
        "blue-orange", [_paled(COLOURS[0]), "#FFFFFF", _paled(COLOURS[1])]
    )


def _mixed(probabilities: Any) -> Any:
    """[rows, columns, classes] probabilities -> [rows, columns, 3]: the winner's colour, paled."""
    from matplotlib.colors import to_rgb

    palette = np.array([to_rgb(COLOURS[i % len(COLOURS)]) for i in range(probabilities.shape[-1])])
    sure = probabilities.max(axis=-1, keepdims=True)
    colour = palette[probabilities.argmax(axis=-1)]
    return 1 - (1 - colour) * STRENGTH * sure


def _paled(colour: str) -> Any:
    from matplotlib.colors import to_rgb

    return tuple(1 - (1 - part) * STRENGTH for part in to_rgb(colour))


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
            color=COLOURS[label % len(COLOURS)],
            # An eighth class comes in the first one's colour, so with the next one's marker.
            marker=MARKERS[(label + label // len(COLOURS)) % len(MARKERS)],
            edgecolors="black",
            linewidths=0.7,
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


def _name(name: str, width: int = 60) -> str:
    return shortened(name, width)
