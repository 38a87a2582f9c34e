"""Gradient norms per layer over time."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.plots.drawing.curves import draw_curve, mark_steps
from glassnet.plots.drawing.figures import (
    MARKERS,
    add_title,
    legend_entries,
    lettering,
    line_style,
    log_scale,
    new_figure,
    plain_numbers,
    say_empty,
    shorten,
    whole_numbers,
)
from glassnet.plots.recorded import needed_series, recording_title, step_label
from glassnet.text import message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.recording import Recording

# Rules of thumb. Below the first, a step of usual learning rates (0.1 and less) is lost in the
# rounding of a float32 weight of size 1, 1.2e-7; above the second, it throws the weight far away.
VANISHING, EXPLODING = 1e-6, 1e3

# So much smaller than another layer's at the same step, a norm vanishes. Where all are small, the
# network rests: it has learned, or is stuck.
APART = 1e-3

# More lines over time cannot be told apart: the others are grey.
MOST_NAMED = 6
GREY = "0.65"
# Inches: left for layers' names, right for the legend and what has no logarithm.
LEFT, RIGHT, WIDTH = 1.75, 1.75, 8.0

Norms = dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]


def plot_gradients(recording: Recording, *, title: str = "") -> Figure:
    """Draw the gradient's norm in each layer, on a log scale: over time, and layer by layer below.

    Upper panel: at most six named layers. Lower panel: per layer, the range (thin), middle half
    (thick) and median (marker) of its finite non-zero norms, and beside it how many others there
    are. Norms below 1e-6 or above 1e3 lie on grey; those below count as vanishing where another
    layer's norm is a thousand times as large.

    Args:
        recording: a recording of "gradient_norms"; a layer's variables are taken together.
        title: title of the picture.

    Raises:
        SettingError: gradient norms were not recorded.
    """
    norms = layer_norms(recording)
    with lettering([title, *norms]):
        rows = min(0.16 * len(norms) + 0.3, 12.0)
        above, below = 0.4, 0.7
        height = above + 2.6 + 0.65 + rows + below
        figure: Any = new_figure(WIDTH, height)
        time: Any = _axes(figure, (height - above - 2.6) / height, 2.6 / height)
        depth: Any = _axes(figure, below / height, rows / height)
        for number, (layer, (steps, values)) in enumerate(norms.items()):
            style, marker = _style(number, len(norms))
            _draw_over_time(time, steps, values, shorten(layer, 20), style)
            _draw_range(depth, number, values, style["color"], marker)
        _finish_time(time, step_label(recording))
        _finish_depth(depth, list(norms))
        limits = _limits([values for _, values in norms.values()])
        time.set_ylim(limits)
        depth.set_xlim(limits)
        _shade(time.axhspan, limits)
        _shade(depth.axvspan, limits)
        _explain_grey(time, limits, norms)
        if not any((np.isfinite(values) & (values > 0)).any() for _, values in norms.values()):
            say_empty(time, message("plot-no-norm"))
            depth.set_xticks([])
        add_title(figure, recording_title(recording, message("plot-gradients"), title))
    return figure


def layer_norms(recording: Recording) -> Norms:
    """Layer -> (steps, norm of the gradient of all its variables at each): [n], [n]."""
    series = needed_series(recording, "plot_gradients", "gradient_norms")
    layers: dict[str, list[Any]] = {}
    for variable, each in series.items():
        layers.setdefault(variable.rpartition("/")[0] or variable, []).append(each)
    norms: Norms = {}
    for layer, parts in layers.items():
        steps = functools.reduce(np.intersect1d, [part.steps for part in parts])
        at = [part.values[np.isin(part.steps, steps)].astype(np.float64) for part in parts]
        norms[layer] = steps, np.sqrt(np.sum(np.square(at), axis=0))
    return norms


def _axes(figure: Any, bottom: float, height: float) -> Any:
    ax = figure.add_axes((LEFT / WIDTH, bottom, (WIDTH - LEFT - RIGHT) / WIDTH, height))
    ax.tick_params(labelsize=8)
    return ax


def _style(number: int, count: int) -> tuple[dict[str, Any], str]:
    """The line's style and the median's marker; among many layers only the first, the last and
    some between have colours."""
    named = np.linspace(0, count - 1, min(count, MOST_NAMED)).round().astype(int).tolist()
    if number not in named:
        return {"color": GREY, "zorder": 1.5}, "."
    place = named.index(number)
    return line_style(place), MARKERS[place]


def _draw_over_time(
    ax: Any, steps: NDArray[Any], values: NDArray[Any], layer: str, style: dict[str, Any]
) -> None:
    shown = np.isfinite(values) & (values > 0)
    label = message("plot-other-layers") if style["color"] == GREY else layer
    if not shown.all():
        # A line across what has no logarithm, so that no value stands alone.
        ax.plot(steps[shown], values[shown], lw=0.5, color=style["color"], alpha=0.5)
    look: dict[str, Any] = {"markersize": 3, "lw": 1.2, **style}
    draw_curve(ax, steps, np.where(shown, values, np.nan), crosses=False, label=label, **look)
    mark_steps(ax, steps[~np.isfinite(values)])
    mark_steps(ax, steps[values == 0], "v", message("plot-exactly-zero"))


def _draw_range(ax: Any, row: int, values: NDArray[Any], colour: str, marker: str) -> None:
    seen = values[np.isfinite(values) & (values > 0)]
    lost = {
        "plot-share-zero": np.sum(values == 0),
        "plot-share-not-finite": np.sum(~np.isfinite(values)),
    }
    parts = [
        message(key, count=int(count), all=len(values)) for key, count in lost.items() if count
    ]
    place = {"transform": ax.get_yaxis_transform(), "va": "center"}
    ax.text(1.01, row, ", ".join(parts), fontsize=6.5, **place)
    if len(seen):
        low, first, middle, third, high = np.percentile(seen, [0, 25, 50, 75, 100])
        ax.plot([low, high], [row, row], color=colour, lw=1)
        ax.plot([first, third], [row, row], color=colour, lw=4, solid_capstyle="butt")
        ax.plot([middle], [row], marker, color=colour, markeredgecolor="black", markersize=6)


def _finish_time(ax: Any, x_label: str) -> None:
    log_scale(ax)
    ax.set_ylabel(message("plot-gradient-norm"), fontsize=8)
    ax.set_xlabel(x_label, fontsize=8)
    whole_numbers(ax)
    # Layers first.
    last = [*map(message, ("plot-other-layers", "plot-exactly-zero", "plot-not-finite"))]
    labels = dict(sorted(legend_entries(ax).items(), key=lambda item: item[0] in last))
    place: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (1.01, 1), "borderaxespad": 0}
    ax.legend(list(labels.values()), list(labels), frameon=False, fontsize=8, **place)


def _finish_depth(ax: Any, layers: list[str]) -> None:
    from matplotlib.ticker import NullLocator

    ax.set_xscale("log")
    plain_numbers(ax.xaxis)
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_yticks(range(len(layers)), [shorten(layer, 24) for layer in layers])
    ax.set_ylim(len(layers) - 0.4, -0.6)
    ax.set_xlabel(f"{message('plot-gradient-depth')}\n{message('plot-gradient-bars')}", fontsize=8)


def _limits(norms: list[NDArray[Any]]) -> tuple[float, float]:
    """The axis' limits, at least three powers of ten apart: noise must not look like a trend."""
    seen = np.concatenate(norms)
    seen = seen[np.isfinite(seen) & (seen > 0)]
    if not len(seen):
        return 1e-3, 1.0
    low, high = np.log10(seen.min()) - 0.2, np.log10(seen.max()) + 0.2
    more = max(0.0, 3 - (high - low)) / 2
    return 10 ** (low - more), 10 ** (high + more)


def _shade(span: Any, limits: tuple[float, float]) -> None:
    style = {"color": "0.86", "zorder": 0, "linewidth": 0}
    if limits[0] < VANISHING:
        span(limits[0], min(VANISHING, limits[1]), **style)
    if limits[1] > EXPLODING:
        span(max(EXPLODING, limits[0]), limits[1], **style)


def _explain_grey(ax: Any, limits: tuple[float, float], norms: Norms) -> None:
    """Explain the grey areas in the margin, where nothing is drawn."""
    small = "plot-grey-vanishing" if _vanish(norms) else "plot-grey-small"
    keys = [small] if limits[0] < VANISHING else []
    keys += ["plot-grey-exploding"] if limits[1] > EXPLODING else []
    text = "\n".join(map(message, keys))
    ax.text(1.02, 0, text, style="italic", fontsize=8, transform=ax.transAxes, va="bottom")


def _vanish(norms: Norms) -> bool:
    """Whether norms below VANISHING are small beside other layers' in most of these steps."""
    steps = functools.reduce(np.intersect1d, [steps for steps, _ in norms.values()])
    rows = np.stack([values[np.isin(at, steps)] for at, values in norms.values()])
    small = (rows > 0) & (rows < VANISHING)
    apart = small & (rows < APART * np.fmax.reduce(rows, axis=0))
    return 2 * apart.any(axis=0).sum() >= small.any(axis=0).sum()
