"""Comparisons as text, as HTML and as data: a line for each network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from glassnet.comparison.compare import Compared, Comparison
from glassnet.text import message
from glassnet.text.columns import in_columns
from glassnet.text.html_rows import html_row
from glassnet.text.numbers import format_number

DIGITS = 3


def as_text(comparison: Comparison) -> str:
    """What was compared, a line for each network, and what learned means."""
    lines = [_columns(), *map(_cells, comparison.networks)]
    return "\n".join([title(comparison), "", *in_columns(lines, left=1), "", _note(comparison)])


def as_html(comparison: Comparison) -> str:
    """The same as a table for a notebook."""
    head = html_row("th", _columns())
    body = "".join(html_row("td", _cells(each)) for each in comparison.networks)
    return (
        f"<p>{escape(title(comparison))}</p><table><thead>{head}</thead><tbody>{body}</tbody>"
        f"</table><p>{escape(_note(comparison))}</p>"
    )


def title(comparison: Comparison) -> str:
    """xor: 20 seeds, 1,000 epochs."""
    return message(
        "compare-title",
        data=comparison.dataset.name,
        seeds=len(comparison.seeds),
        epochs=comparison.epochs,
    )


def as_data(comparison: Comparison) -> dict[str, Any]:
    """Everything as numbers and texts, but for the curves: their quartiles over the seeds' ends."""
    return {
        "data": comparison.dataset.name,
        "seeds": list(comparison.seeds),
        "epochs": comparison.epochs,
        "threshold": comparison.threshold,
        "networks": list(map(_network_data, comparison.networks)),
    }


def _network_data(network: Compared) -> dict[str, Any]:
    settings = network.settings
    low, middle, high = map(_finite, network.final_loss)
    epochs = network.epochs_to_learn
    return {
        "name": network.name,
        "layers": list(settings.layers),
        "activation": settings.activation,
        "initializer": settings.initializer,
        "optimizer": settings.optimizer,
        "learning_rate": settings.learning_rate,
        "loss": settings.loss,
        "batch_size": settings.batch_size,
        "parameters": network.parameters,
        "learned": network.learned.tolist(),
        "share_learned": float(network.learned.mean()),
        "final_loss": {"first_quartile": low, "median": middle, "third_quartile": high},
        "final_losses": [_finite(each) for each in network.losses[:, -1].tolist()],
        "epochs_to_learn": float(np.median(epochs)) if len(epochs) else None,
        "seconds": network.seconds,
    }


def _finite(value: float) -> float | None:
    """A value for JSON, which has neither NaN nor infinity."""
    return value if np.isfinite(value) else None


COLUMNS = (
    "compare-column-network",
    "compare-column-parameters",
    "compare-column-learned",
    "compare-column-loss",
    "compare-column-epochs",
    "compare-column-seconds",
)


def _columns() -> list[str]:
    return list(map(message, COLUMNS))


def _cells(network: Compared) -> Sequence[str]:
    low, middle, high = (format_number(each, DIGITS) for each in network.final_loss)
    epochs = network.epochs_to_learn
    count, seeds = int(network.learned.sum()), len(network.learned)
    return [
        network.name,
        f"{network.parameters:,}",
        f"{count}/{seeds} ({count / seeds:.0%})",
        f"{middle} ({low} … {high})",
        f"{np.median(epochs):,.0f}" if len(epochs) else "–",
        message("compare-seconds", seconds=f"{network.seconds:.1f}"),
    ]


def _note(comparison: Comparison) -> str:
    kind = "loss" if comparison.dataset.task == "regression" else "accuracy"
    threshold = format_number(comparison.threshold, 4)
    return message("compare-note", kind=kind, threshold=threshold)
