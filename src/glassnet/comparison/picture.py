"""Loss curves of networks with their spread over seeds, and how many seeds have learned when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.comparison.compare import Compared, Comparison, quartiles
from glassnet.comparison.rendering import title
from glassnet.plots.drawing.curves import draw_curve, visible_points
from glassnet.plots.drawing.figures import (
    add_title,
    legend_entries,
    lettering,
    line_style,
    log_scale,
    new_figure,
    plain_numbers,
    shorten,
    whole_numbers,
)
from glassnet.text import message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Inches.
WIDTH, HEIGHT, LEGEND_LINE = 9.4, 3.9, 0.2
BAND = 0.22  # opacity
# A loss that spans more than this is drawn on a log scale.
LARGE_RANGE = 30


def plot_comparison(comparison: Comparison) -> Figure:
    """Draw each network's median loss with the band between its quartiles, over the epochs; beside
    it the share of its seeds that have reached the threshold by then."""
    names = [each.name for each in comparison.networks]
    rows = -(-len(names) // 4)
    with lettering([comparison.dataset.name]):
        foot = 0.55 + rows * LEGEND_LINE
        height = HEIGHT + rows * LEGEND_LINE
        figure: Any = new_figure(WIDTH, height)
        low, high = foot / height, 1 - (foot + 0.55) / height
        losses = figure.add_axes((0.075, low, 0.42, high))
        shares = figure.add_axes((0.565, low, 0.42, high))
        for number, network in enumerate(comparison.networks):
            style = line_style(number)
            _draw_losses(losses, network, style)
            _draw_shares(shares, network, style)
        _finish(losses, message("compare-plot-loss"))
        _scale(losses, comparison)
        _finish(shares, message("compare-plot-learned"))
        shares.set_ylim(-0.03, 1.03)
        entries = legend_entries(losses)
        below: Any = {"loc": "lower center", "ncols": min(4, len(entries)), "fontsize": 8}
        labels = [shorten(name, 40) for name in entries]
        figure.legend(list(entries.values()), labels, frameon=False, **below)
        add_title(figure, title(comparison))
    return figure


def _draw_losses(ax: Any, network: Compared, style: dict[str, Any]) -> None:
    low, middle, high = quartiles(network.losses)
    epochs = _epochs(middle)
    shown = visible_points(epochs, low, middle, high)
    band = [np.where(np.isfinite(each), each, np.nan)[shown] for each in (low, high)]
    ax.fill_between(epochs[shown], *band, color=style["color"], alpha=BAND, lw=0)
    draw_curve(ax, epochs, middle, lw=1.6, label=network.name, **style)


def _draw_shares(ax: Any, network: Compared, style: dict[str, Any]) -> None:
    learned = network.reached & network.learned[:, np.newaxis]
    share = np.maximum.accumulate(learned, axis=1).mean(axis=0)
    draw_curve(ax, _epochs(share), share, lw=1.6, **style)


def _epochs(values: NDArray[Any]) -> NDArray[np.int64]:
    return np.arange(1, len(values) + 1)


def _finish(ax: Any, name: str) -> None:
    ax.set_title(shorten(name), fontsize=9, y=1.0, loc="left")
    ax.set_xlabel(message("plot-epoch-axis"), fontsize=8, labelpad=1)
    ax.tick_params(labelsize=7)
    whole_numbers(ax)
    plain_numbers(ax.yaxis)


def _scale(ax: Any, comparison: Comparison) -> None:
    curves = np.concatenate([quartiles(each.losses).ravel() for each in comparison.networks])
    finite = curves[np.isfinite(curves)]
    if len(finite) and finite.min() > 0 and finite.max() / finite.min() > LARGE_RANGE:
        log_scale(ax)
    elif len(finite) and finite.min() >= 0:
        ax.set_ylim(0, finite.max() * 1.05 or 1)
