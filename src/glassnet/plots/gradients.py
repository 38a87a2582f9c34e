"""How strongly each layer is pulled, over time."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.plots.drawing.class_colours import MARKERS
from glassnet.plots.drawing.curves import STYLES, cross, curve
from glassnet.plots.drawing.figures import (
    head,
    lettering,
    log_scale,
    name,
    named,
    no_numbers,
    plain_numbers,
    sheet,
    whole_steps,
)
from glassnet.plots.drawing.style import COLOURS
from glassnet.plots.recorded import heading, needed, x_label

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.recording import Recording

# Rules of thumb. Below the first, a step of usual learning rates (0.1 and less) is lost in the
# rounding of a float32 weight of size 1, 1.2e-7; above the second, it throws the weight far away.
VANISHING, EXPLODING = 1e-6, 1e3

# So much smaller than another layer's at the same step, a norm vanishes. Where all are small, the
# network rests: it has learned, or is stuck.
APART = 1e-3

OTHERS, ZERO, LOST = "other layers", "exactly 0", "not finite"
# More lines over time cannot be told apart: the others are grey.
MOST_NAMED = 6
# Inches: left for layers' names, right for the legend and what has no logarithm.
LEFT, RIGHT, WIDTH = 1.75, 1.75, 8.0
GREY = "0.65"

Norms = dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]


def plot_gradients(recording: Recording, *, title: str = "") -> Figure:
    """The gradient's norm in each layer, on a log scale: over time above, layer by layer below.

    recording: of "gradient_norms"; those of a layer's variables are taken together. Of many layers
        six are named above. Below, of a layer's norms that are finite and not 0, the thin line goes
        from the smallest to the largest, the thick one has the middle half, and the marker is the
        median; how many are not is said beside it. Norms under 1e-6 and over 1e3 lie on grey:
        those are vanishing where another layer's is a thousand times as large.

    Raises SettingError if they were not recorded.
    """
    norms = layer_norms(recording)
    title = heading(recording, "gradients", title)
    with lettering([title, *norms]):
        rows = min(0.16 * len(norms) + 0.3, 12.0)
        above, below = 0.4, 0.7
        height = above + 2.6 + 0.65 + rows + below
        figure: Any = sheet(WIDTH, height)
        time: Any = _axes(figure, (height - above - 2.6) / height, 2.6 / height)
        depth: Any = _axes(figure, below / height, rows / height)
        for number, (layer, (steps, values)) in enumerate(norms.items()):
            style = _style(number, len(norms))
            _draw_over_time(time, steps, values, name(layer, 20), style)
            _draw_range(depth, number, values, style)
        _finish_time(time, x_label(recording))
        _finish_depth(depth, list(norms))
        limits = _limits([values for _, values in norms.values()])
        time.set_ylim(limits)
        depth.set_xlim(limits)
        _shade(time.axhspan, limits)
        _shade(depth.axvspan, limits)
        _say(time, limits, norms)
        if not any((np.isfinite(values) & (values > 0)).any() for _, values in norms.values()):
            no_numbers(time, "no norm is finite and above 0")
            depth.set_xticks([])
        head(figure, title)
    return figure


def layer_norms(recording: Recording) -> Norms:
    """Layer -> (steps, norm of the gradient of all its variables at each): [n], [n]."""
    series = needed(recording, "plot_gradients", "gradient_norms")
    layers: dict[str, list[Any]] = {}
    for variable, each in series.items():
        layers.setdefault(variable.rpartition("/")[0] or variable, []).append(each)
    norms: Norms = {}
    for layer, parts in layers.items():
        steps = parts[0].steps
        for part in parts[1:]:
            steps = np.intersect1d(steps, part.steps)
        at = [part.values[np.isin(part.steps, steps)].astype(np.float64) for part in parts]
        norms[layer] = steps, np.sqrt(np.sum(np.square(at), axis=0))
    return norms


def _axes(figure: Any, bottom: float, height: float) -> Any:
    ax = figure.add_axes((LEFT / WIDTH, bottom, (WIDTH - LEFT - RIGHT) / WIDTH, height))
    ax.tick_params(labelsize=8)
    return ax


def _style(number: int, count: int) -> dict[str, Any]:
    """Of many layers the first, the last and some between have colours."""
    named = np.linspace(0, count - 1, min(count, MOST_NAMED)).round().astype(int).tolist()
    if number not in named:
        return {"color": GREY, "marker": ".", "markeredgecolor": "0.5", "zorder": 1.5}
    place = named.index(number)
    return {
        "color": COLOURS[place],
        "linestyle": STYLES[place % len(STYLES)],
        "marker": MARKERS[place],
        "markeredgecolor": "black",
    }


def _draw_over_time(
    ax: Any, steps: NDArray[Any], values: NDArray[Any], layer: str, style: dict[str, Any]
) -> None:
    zero = values == 0
    layer = OTHERS if style["color"] == GREY else layer
    looks: dict[str, Any] = {"markersize": 4.5, "markeredgewidth": 0.6, "lw": 1.2, **style}
    curve(ax, steps, np.where(zero, np.nan, values), crosses=False, label=layer, **looks)
    cross(ax, steps[~np.isfinite(values)], "x", LOST)
    cross(ax, steps[zero], "v", ZERO)


def _draw_range(ax: Any, row: int, values: NDArray[Any], style: dict[str, Any]) -> None:
    seen = values[np.isfinite(values) & (values > 0)]
    lost = {ZERO: np.sum(values == 0), LOST: np.sum(~np.isfinite(values))}
    parts = [f"{count:,} of {len(values):,} {what}" for what, count in lost.items() if count]
    place = {"transform": ax.get_yaxis_transform(), "va": "center"}
    ax.text(1.01, row, ", ".join(parts), fontsize=6.5, **place)
    if not len(seen):
        return
    colour = style["color"]
    low, first, middle, third, high = np.percentile(seen, [0, 25, 50, 75, 100])
    ax.plot([low, high], [row, row], color=colour, lw=1)
    ax.plot([first, third], [row, row], color=colour, lw=4, solid_capstyle="butt")
    ax.plot([middle], [row], style["marker"], color=colour, markeredgecolor="black", markersize=6)


def _finish_time(ax: Any, label: str) -> None:
    log_scale(ax)
    ax.set_ylabel("gradient norm", fontsize=8)
    ax.set_xlabel(label, fontsize=8)
    whole_steps(ax)
    # Layers first.
    labels = dict(sorted(named(ax).items(), key=lambda item: item[0] in (OTHERS, ZERO, LOST)))
    place: dict[str, Any] = {"loc": "upper left", "bbox_to_anchor": (1.01, 1), "borderaxespad": 0}
    ax.legend(list(labels.values()), list(labels), frameon=False, fontsize=8, **place)


def _finish_depth(ax: Any, layers: list[str]) -> None:
    from matplotlib.ticker import NullLocator

    ax.set_xscale("log")
    plain_numbers(ax.xaxis)
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_yticks(range(len(layers)), [name(layer, 24) for layer in layers])
    ax.set_ylim(len(layers) - 0.4, -0.6)
    bars = "marker: median, thick: middle half, thin: all"
    ax.set_xlabel(f"gradient norm by layer, the first at the top\n{bars}", fontsize=8)


def _limits(norms: list[NDArray[Any]]) -> tuple[float, float]:
    """Three powers of ten at least, so that noise does not look like a trend."""
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


def _say(ax: Any, limits: tuple[float, float], norms: Norms) -> None:
    """What the grey means, in the margin, where nothing is drawn."""
    said = [f"grey area: {_when_small(norms)}"] if limits[0] < VANISHING else []
    said += ["grey area: exploding"] if limits[1] > EXPLODING else []
    place = {"transform": ax.transAxes, "va": "bottom"}
    ax.text(1.02, 0, "\n".join(said), style="italic", fontsize=8, **place)


def _when_small(norms: Norms) -> str:
    """What norms under VANISHING mean, at most of the steps at which there are some."""
    steps = functools.reduce(np.intersect1d, [steps for steps, _ in norms.values()])
    rows = np.stack([values[np.isin(at, steps)] for at, values in norms.values()])
    small = (rows > 0) & (rows < VANISHING)
    apart = small & (rows < APART * np.fmax.reduce(rows, axis=0))
    vanishing = 2 * apart.any(axis=0).sum() >= small.any(axis=0).sum()
    return "vanishing" if vanishing else "small\nin all layers: learned, or stuck"
