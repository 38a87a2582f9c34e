"""Loss and metrics by epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.plots.drawing.curves import curve
from glassnet.plots.drawing.figures import (
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

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_ROWS = 4
# Metrics whose names end so are shares, drawn from 0 to 1.
SHARES = ("accuracy", "precision", "recall", "auc")


def plot_history(history: Any, *, title: str = "") -> Figure:
    """A panel a metric, the loss first: on the training data, and dashed on the validation data.

    history: what `gn.fit` or `keras.Model.fit` returns, or its `history`: name -> one value an
        epoch, counted from 0. A loss that spans more than two powers of ten is drawn on a log
        scale. Where validation ran each k-th epoch only, its values are drawn at those.

    Raises SettingError if there are no values, or if they do not say which epochs they are of.
    """
    logs, epochs = _read(history)
    metrics = [key for key in logs if key.removeprefix("val_") not in logs or key[:4] != "val_"]
    metrics.sort(key=lambda key: key != "loss")  # a stable sort: the others as they come
    with lettering([title, *metrics]):
        figure, axes = _panels(len(metrics))
        for ax, metric in zip(axes, metrics, strict=True):
            held = f"val_{metric}" in logs
            _draw(ax, logs[metric], epochs, "training", "-", COLOURS[0])
            if held:
                values = logs[f"val_{metric}"]
                at = _validated(f"val_{metric}", len(values), epochs)
                _draw(ax, values, at, "validation", "--", COLOURS[1])
            ax.set_ylabel(name(metric if held else f"training {metric}", 26))
            labels = named(ax)
            if len(labels) > 1:
                ax.legend(list(labels.values()), list(labels), frameon=False)
            if metric.lower().endswith(SHARES):
                ax.set_ylim(-0.03, 1.03)
            else:
                _scale(ax, *(logs[key] for key in (metric, f"val_{metric}") if key in logs))
        whole_steps(axes[0])
        if title:
            # With its height given, Matplotlib need not look for one that is free.
            axes[0].set_title(name(title), y=1.0)
    return figure


def _read(history: Any) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.int64]]:
    """The values, and the epochs that those of the training data are of."""
    given: Mapping[str, Sequence[float]] = (
        history if isinstance(history, Mapping) else history.history
    )
    logs = {key: np.asarray(values, float) for key, values in given.items()}
    if not logs:
        raise SettingError("plot_history: the history is empty: train for an epoch at least.")
    for key, values in logs.items():
        if values.ndim != 1:
            raise SettingError(
                f"plot_history: {key} has the shape {values.shape}: expected a number an epoch."
            )
    count = max(map(len, logs.values()))
    known = getattr(history, "epoch", ())
    return logs, np.asarray(known) if len(known) == count else np.arange(count)


def _validated(key: str, count: int, epochs: NDArray[np.int64]) -> NDArray[np.int64]:
    """The epochs after which there was a validation, if it was each k-th."""
    if count == len(epochs):
        return epochs
    each = [epochs[(epochs + 1) % k == 0] for k in range(2, epochs.max() + 2)]
    possible = {tuple(at) for at in each if len(at) == count}
    if len(possible) != 1:
        raise SettingError(
            f"plot_history: {key} has {count} values for {len(epochs)} epochs, and which they are "
            "of is not known: give a dict with NaN for the others."
        )
    return np.array(possible.pop())


def _panels(count: int) -> tuple[Figure, list[Any]]:
    columns = 1 if count <= MOST_ROWS else 2
    rows = -(-count // columns)
    figure: Any = sheet(6.4 * columns, 2.0 + 2.2 * rows)
    grid = figure.subplots(rows, columns, sharex=True, squeeze=False)
    figure.subplots_adjust(
        left=0.13 / columns,
        right=1 - 0.03 / columns,
        top=0.93,
        bottom=0.11,
        hspace=0.08,
        wspace=0.19,
    )
    axes = list(grid.T.flat)
    for ax in axes[count:]:
        ax.remove()
    for column in range(columns):
        bottom = axes[min(count, (column + 1) * rows) - 1]
        bottom.set_xlabel("epoch")
        bottom.tick_params(labelbottom=True)
    return figure, axes[:count]


def _draw(
    ax: Any, values: NDArray[Any], epochs: NDArray[Any], label: str, style: str, colour: str
) -> None:
    at = epochs[: len(values)]
    curve(ax, at, values, linestyle=style, color=colour, label=label, lw=1.6)


def _scale(ax: Any, *curves: NDArray[Any]) -> None:
    values = np.concatenate(curves)
    finite = values[np.isfinite(values)]
    if len(values) and not len(finite):
        no_numbers(ax)
    if len(finite) and finite.min() > 0 and finite.max() / finite.min() > 100:
        log_scale(ax)
        return
    plain_numbers(ax.yaxis)
    if len(finite) and finite.min() >= 0:
        ax.set_ylim(0, finite.max() * 1.05 or 1)
