"""run.json and history.csv: what a run was, in forms that outlive this program."""

from __future__ import annotations

import csv
import importlib.metadata
import io
import json
import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from glassnet.runs.evaluation import Evaluation
    from glassnet.runs.train import Trained

# Raised when a reader of older run.json files would misunderstand a newer one.
FORMAT = 1


def record(
    trained: Trained,
    evaluations: Mapping[str, Evaluation],
    *,
    source: Mapping[str, Any],
    started: str,
) -> dict[str, Any]:
    """A run as plain numbers, texts and lists, ready for JSON.

    evaluations: "training" and perhaps "validation" -> figures of the final weights, while
    `last_epoch` has what was recorded during training, before each step.
    source: what `glassnet.data.load` was asked for, so that the same rows can be had again.
    started: ISO 8601, with time zone.
    """
    return {
        "format": FORMAT,
        "started": started,
        "seconds": round(trained.seconds, 4),
        "end": trained.end,
        "interrupted": trained.end == "interrupted",
        "diverged_epoch": trained.diverged_epoch,
        "epochs": trained.epochs,
        "source": dict(source),
        "data": _data(trained),
        "settings": asdict(trained.settings),
        "last_epoch": {name: values[-1] for name, values in trained.history.items() if values},
        "results": {name: found.figures() for name, found in evaluations.items()},
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """Of Python and of everything that decides the numbers."""
    packages = ("glassnet", "keras", "jax", "jaxlib", "numpy")
    return {
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in packages},
    }


def to_json(value: Any) -> str:
    """Strict JSON: NaN and infinity, which it does not have, become null."""
    return json.dumps(_strict(value), indent=2, ensure_ascii=False, allow_nan=False)


def history_csv(history: Mapping[str, Sequence[float]]) -> str:
    """One line an epoch, counted from 0 as in Keras' CSVLogger.

    Nine digits give every float32 back exactly.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["epoch", *history])
    for epoch, row in enumerate(zip(*history.values(), strict=True)):
        writer.writerow([epoch, *(f"{value:.9g}" for value in row)])
    return text.getvalue()


def _data(trained: Trained) -> dict[str, Any]:
    data, held = trained.training, trained.validation
    return {
        "name": data.name,
        "task": data.task,
        "rows": {"training": len(data.x), "validation": 0 if held is None else len(held.x)},
        "features": list(data.feature_names),
        "target": data.target_name,
        "classes": list(data.class_names),
        "preparation": None if data.preparation is None else data.preparation.to_json(),
    }


def _strict(value: Any) -> Any:
    """The same value in JSON's own types."""
    match value:
        case Mapping():
            return {str(key): _strict(item) for key, item in value.items()}
        case list() | tuple():
            return [_strict(item) for item in value]
        case np.ndarray():
            return _strict(value.tolist())
        case np.generic():
            return _strict(value.item())
        case float():
            return value if math.isfinite(value) else None
        case _:
            return value
