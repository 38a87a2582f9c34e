"""How strongly each layer is pulled, over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.plots.answers import MARKERS
from glassnet.plots.colours import COLOURS
from glassnet.plots.figures import head, lettering, log_scale, name, named, plain_numbers, sheet
from glassnet.plots.lines import STYLES, cross, curve
from glassnet.plots.recorded import needed, x_label

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.recording import Recording

# Rules of thumb. Below the first, a step of usual learning rates (0.1 and less) is lost in the
# rounding of a float32 weight of size 1, 1.2e-7; above the second, it throws the weight far away.
VANISHING, EXPLODING = 1e-6, 1e3

# Over whatever is drawn there.
NOTE: dict[str, Any] = {
    "ha": "right",
    "va": "center",
    "zorder": 5,
    "bbox": {"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 1},
}

Norms = dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]


def plot_gradients(recording: Recording, *, title: str = "") -> Figure:
    """The gradient's norm in each layer, on a log scale: over time above, layer by layer below.

    recording: of "gradient_norms"; those of a layer's variables are taken together. Below,
        of a layer's norms that are finite and not 0, the thin line goes from the smallest to the
        largest, the thick one has the middle half, and the marker is the median; how many are not
        is said beside it. Norms that call for attention, vanishing (under 1e-6) and exploding (over
        1e3), lie on grey.

    Raises SettingError if they were not recorded.
    """
    norms = layer_norms(recording)
    with lettering([title, *norms]):
        rows = min(0.16 * len(norms) + 0.3, 12.0)
        above, width = (0.4 if title else 0.12), 6.8
        height = above + 2.6 + 0.65 + rows + 0.5
        figure: Any = sheet(width, height)
        place = {"left": 1.75 / width, "width": (width - 1.75 - 0.15) / width}
        time: Any = _axes(figure, place, (height - above - 2.6) / height, 2.6 / height)
        depth: Any = _axes(figure, place, 0.5 / height, rows / height)
        for number, (steps, values) in enumerate(norms.values()):
            style = _style(number, len(norms))
            _draw_over_time(time, steps, values, style)
            _draw_range(depth, number, values, style)
        _finish_time(time, x_label(recording))
        _finish_depth(depth, list(norms))
        limits = _limits([values for _, values in norms.values()])
        time.set_ylim(limits)
        depth.set_xlim(limits)
        _shade(time.axhspan, limits)
        _shade(depth.axvspan, limits)
        _say(time, limits)
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


def _axes(figure: Any, place: dict[str, float], bottom: float, height: float) -> Any:
    ax = figure.add_axes((place["left"], bottom, place["width"], height))
    ax.tick_params(labelsize=8)
    return ax


def _style(number: int, count: int) -> dict[str, Any]:
    from matplotlib import colormaps

    # In a deep network the colour says how deep; a few layers are told apart better by hue.
    deep = colormaps["viridis"](0.85 * number / max(count - 1, 1))
    return {
        "color": COLOURS[number] if count <= len(COLOURS) else deep,
        "linestyle": STYLES[number % len(STYLES)],
        "marker": MARKERS[number % len(MARKERS)],
        "markeredgecolor": "black",
    }


def _draw_over_time(
    ax: Any, steps: NDArray[Any], values: NDArray[Any], style: dict[str, Any]
) -> None:
    zero = values == 0
    looks: dict[str, Any] = {"markersize": 4.5, "markeredgewidth": 0.6, "lw": 1.2, **style}
    curve(ax, steps, np.where(zero, np.nan, values), crosses=False, **looks)
    cross(ax, steps[~np.isfinite(values)])
    cross(ax, steps[zero], "v", "exactly 0")


def _draw_range(ax: Any, row: int, values: NDArray[Any], style: dict[str, Any]) -> None:
    seen = values[np.isfinite(values) & (values > 0)]
    lost = {"exactly 0": np.sum(values == 0), "not finite": np.sum(~np.isfinite(values))}
    parts = [f"{count:,} of {len(values):,} {what}" for what, count in lost.items() if count]
    text = ", ".join(parts)
    ax.text(0.995, row, text, transform=ax.get_yaxis_transform(), fontsize=6.5, **NOTE)
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
    ax.xaxis.get_major_locator().set_params(integer=True)
    labels = named(ax)
    if labels:
        ax.legend(list(labels.values()), list(labels), frameon=False, fontsize=8)


def _finish_depth(ax: Any, layers: list[str]) -> None:
    from matplotlib.ticker import NullLocator

    ax.set_xscale("log")
    plain_numbers(ax.xaxis)
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_yticks(range(len(layers)), [name(layer, 24) for layer in layers])
    ax.set_ylim(len(layers) - 0.4, -0.6)
    ax.set_xlabel("gradient norm by layer, the first layer at the top", fontsize=8)


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


def _say(ax: Any, limits: tuple[float, float]) -> None:
    for here, height, alignment, text in (
        (limits[0] < VANISHING, 0.02, "bottom", "vanishing"),
        (limits[1] > EXPLODING, 0.98, "top", "exploding"),
    ):
        if here:
            ax.text(
                0.01,
                height,
                text,
                transform=ax.transAxes,
                fontsize=8,
                style="italic",
                **NOTE | {"ha": "left", "va": alignment},
            )
