"""Curves of a training: loss and metrics by epoch, weights and layers' outputs over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.plots.drawing.curves import draw_bands, draw_curve, mark_steps
from glassnet.plots.drawing.figures import (
    add_legend,
    legend_entries,
    lettering,
    line_style,
    log_scale,
    new_figure,
    panels,
    plain_numbers,
    say_empty,
    shorten,
    whole_numbers,
)
from glassnet.plots.recorded import (
    bands_of,
    find_series,
    needed_series,
    not_recorded,
    recording_title,
    step_label,
)
from glassnet.text import message

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from glassnet.recording import Recording, Series

MOST_ROWS = 4  # of panels in a column
# Metrics whose names end so are shares, drawn from 0 to 1.
SHARES = ("accuracy", "precision", "recall", "auc")


def plot_history(history: Any, *, title: str = "") -> Figure:
    """Draw a panel for each metric, the loss first: training data solid, validation data dashed.

    A loss that spans more than two powers of ten is drawn on a log scale. Where validation ran each
    k-th epoch only, its values are drawn at those.

    Args:
        history: the result of `gn.fit` or `keras.Model.fit`, or its `history`: name -> one value
            per epoch, counted from 0.
        title: title of the picture.

    Raises:
        SettingError: there are no values, or it is unclear which epochs they belong to.
    """
    logs, epochs = _read(history)
    metrics = [key for key in logs if key.removeprefix("val_") not in logs or key[:4] != "val_"]
    metrics.sort(key=lambda key: key != "loss")  # a stable sort: the others as they come
    at = {key: _validated(key, len(values), epochs) for key, values in logs.items()}
    with lettering([title, *metrics]):
        figure, axes = _panels(len(metrics))
        for ax, metric in zip(axes, metrics, strict=True):
            keys = [key for key in (metric, f"val_{metric}") if key in logs]
            for number, key in enumerate(keys):
                label = message("plot-validation" if number else "plot-training")
                look: dict[str, Any] = {"lw": 1.6, "label": label, **line_style(number)}
                draw_curve(ax, at[key], logs[key], **look)
            training = message("plot-training-metric", metric=metric)
            ax.set_ylabel(shorten(metric if len(keys) > 1 else training, 26))
            labels = legend_entries(ax)
            if len(labels) > 1:
                ax.legend(list(labels.values()), list(labels), frameon=False)
            if metric.lower().endswith(SHARES):
                ax.set_ylim(-0.03, 1.03)
            else:
                _scale(ax, np.concatenate([logs[key] for key in keys]))
        whole_numbers(axes[0])
        if title:
            # With its height given, Matplotlib need not look for one that is free.
            axes[0].set_title(shorten(title), y=1.0)
    return figure


def _read(history: Any) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.int64]]:
    """The values, and the epochs of those on the training data."""
    given: Mapping[str, Sequence[float]] = (
        history if isinstance(history, Mapping) else history.history
    )
    logs = {key: np.asarray(values, float) for key, values in given.items()}
    if not logs:
        raise SettingError(message("plot-history-empty"))
    for key, values in logs.items():
        if values.ndim != 1:
            raise SettingError(message("plot-history-shape", metric=key, shape=str(values.shape)))
    count = max(map(len, logs.values()))
    known = getattr(history, "epoch", ())
    return logs, np.asarray(known) if len(known) == count else np.arange(count)


def _validated(key: str, count: int, epochs: NDArray[np.int64]) -> NDArray[np.int64]:
    """The epochs of some values: all or every k-th one for validation, else the first ones."""
    if count == len(epochs) or not key.startswith("val_"):
        return epochs[:count]
    each = [epochs[(epochs + 1) % k == 0] for k in range(2, epochs.max() + 2)]
    possible = {tuple(at) for at in each if len(at) == count}
    if len(possible) != 1:
        counts = {"count": count, "epochs": len(epochs)}
        raise SettingError(message("plot-history-epochs", metric=key, **counts))
    return np.array(possible.pop())


def _panels(count: int) -> tuple[Figure, list[Any]]:
    columns = 1 if count <= MOST_ROWS else 2
    rows = -(-count // columns)
    figure: Any = new_figure(6.4 * columns, 2.0 + 2.2 * rows)
    grid = figure.subplots(rows, columns, sharex=True, squeeze=False)
    margins = {"left": 0.13 / columns, "right": 1 - 0.03 / columns, "top": 0.93, "bottom": 0.11}
    figure.subplots_adjust(hspace=0.08, wspace=0.19, **margins)
    axes = list(grid.T.flat)
    for ax in axes[count:]:
        ax.remove()
    for column in range(columns):
        lowest = axes[min(count, (column + 1) * rows) - 1]
        lowest.set_xlabel(message("plot-epoch-axis"))
        lowest.tick_params(labelbottom=True)
    return figure, axes[:count]


def _scale(ax: Any, values: NDArray[Any]) -> None:
    finite = values[np.isfinite(values)]
    if len(values) and not len(finite):
        say_empty(ax, message("plot-not-finite"))
    if len(finite) and finite.min() > 0 and finite.max() / finite.min() > 100:
        log_scale(ax)
        return
    plain_numbers(ax.yaxis)
    if len(finite) and finite.min() >= 0:
        ax.set_ylim(0, finite.max() * 1.05 or 1)


# Weights and layers' outputs ----------------------------------------------------------------------

# More lines in a panel than these cannot be told apart: there are seven colours.
MOST_LINES = 8
ROOM = 0.6  # inches beside a panel, for the names of its lines


def plot_weights(recording: Recording, *, title: str = "") -> Figure:
    """Draw a panel for each variable: small ones as a line per weight, larger ones as percentiles.

    Args:
        recording: a recording of "images", which keeps every weight, so that up to eight of a
            variable are drawn as lines; or of "weights", which keeps histograms, so that only
            percentiles are drawn. At most 30 variables are drawn; `gn.Record(…, names=…)` chooses
            them.
        title: title of the picture.

    Raises:
        SettingError: neither was recorded.
    """
    series = {**find_series(recording, "weights"), **find_series(recording, "images")}
    if not series:
        raise not_recorded("plot_weights", "images", "weights")
    named = any(_is_small(each) and each.values[0].size > 1 for each in series.values())
    keys = "plot-weights", "plot-weights-axis"
    return _draw(recording, series, title, keys, ROOM if named else 0.0)


def plot_activations(recording: Recording, *, title: str = "") -> Figure:
    """Draw a panel for each layer: how its outputs on the probe batch are distributed, over time.

    Bands hold all values, 90 % and 50 % of them, and the line is the median: exact at the ends,
    elsewhere to within a thirtieth of the range.

    Args:
        recording: a recording of "activations".
        title: title of the picture.

    Raises:
        SettingError: they were not recorded.
    """
    series = needed_series(recording, "plot_activations", "activations")
    keys = "plot-activations", "plot-activations-axis"
    return _draw(recording, series, title, keys, 0.0)


def _draw(
    recording: Recording,
    series: dict[str, Series],
    title: str,
    keys: tuple[str, str],
    room: float,
) -> Figure:
    with lettering([title, *series]):
        what, y_label = map(message, keys)
        title = recording_title(recording, what, title)
        labels = {"x_label": step_label(recording), "y_label": y_label}
        figure, axes = panels(list(series), title=title, room=room, **labels)
        for ax, each in zip(axes, series.values(), strict=False):
            if _is_small(each):
                _draw_lines(ax, each)
            else:
                draw_bands(ax, each.steps, *bands_of(each))
        whole_numbers(axes[0])
        add_legend(figure, axes)
    return figure


def _is_small(series: Series) -> bool:
    return isinstance(series.values, np.ndarray) and series.values[0].size <= MOST_LINES


def _draw_lines(ax: Any, series: Series) -> None:
    indices = list(np.ndindex(series.values.shape[1:]))
    for number, index in enumerate(indices):
        look = {"lw": 1.3, "markersize": 4, **line_style(number)}
        draw_curve(ax, series.steps, series.values[:, *index], crosses=False, **look)
    if len(indices) > 1:
        # Beside the panel: each weight's index.
        place: dict[str, Any] = {"loc": "center left", "bbox_to_anchor": (1.0, 0.5)}
        small = {"fontsize": 6, "handlelength": 1.8, "handletextpad": 0.4, "labelspacing": 0.25}
        names = [",".join(map(str, index)) for index in indices]
        ax.legend(ax.get_lines(), names, frameon=False, **place, **small)
    mark_steps(ax, series.steps[bands_of(series)[1]])
    if not np.isfinite(series.values).any():
        say_empty(ax, message("plot-not-finite"))
