"""run.json and history.csv: what a run was, in forms that outlive this program."""

from __future__ import annotations

import csv
import hashlib
import importlib.metadata
import io
import json
import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from glassnet.data.dataset import Dataset

if TYPE_CHECKING:
    from glassnet.runs.evaluation import Evaluation
    from glassnet.runs.settings import Settings
    from glassnet.runs.train import Trained

# Raised when a reader of older run.json files would misunderstand a newer one.
FORMAT = 2


def begun(
    dataset: Dataset,
    settings: Settings,
    *,
    source: Mapping[str, Any],
    units: Sequence[int],
    checkpoint_every: int | None,
    recording: Mapping[str, Any] | None,
    started: str,
) -> dict[str, Any]:
    """A run that trains, as plain numbers, texts and lists, ready for JSON.

    source: what `glassnet.data.load` was asked for, so that the same rows can be had again.
    units: of every layer, inputs and outputs included.
    checkpoint_every: epochs; None for the default. recording: what is recorded for TensorBoard
        (see `runs.callbacks`); None for nothing. started: ISO 8601, with time zone.
    """
    return {
        "format": FORMAT,
        "state": "training",
        "started": started,
        "pid": os.getpid(),
        "source": dict(source),
        "data": {
            "name": dataset.name,
            "task": dataset.task,
            "rows": len(dataset.x),
            "features": list(dataset.feature_names),
            "target": dataset.target_name,
            "classes": list(dataset.class_names),
            "preparation": None if dataset.preparation is None else dataset.preparation.to_json(),
            "sha256": digest(dataset),
        },
        "network": list(units),
        "settings": asdict(settings),
        "checkpoint_every": checkpoint_every,
        "recording": None if recording is None else dict(recording),
        "versions": versions(),
    }


def ended(
    record: Mapping[str, Any], trained: Trained, evaluations: Mapping[str, Evaluation]
) -> dict[str, Any]:
    """The same run after its training.

    evaluations: "training" and perhaps "validation" -> figures of the final weights, while
    `last_epoch` has what was recorded during training, before each step.
    """
    return {
        **record,
        "state": trained.end,
        "seconds": round(trained.seconds, 4),
        "epochs": trained.epochs,
        "diverged_epoch": trained.diverged_epoch,
        "diverged_step": trained.diverged_step,
        "last_epoch": {name: values[-1] for name, values in trained.history.items() if values},
        "results": {name: found.figures() for name, found in evaluations.items()},
    }


def digest(dataset: Dataset) -> str:
    """SHA-256 of the rows as a network gets them, and of what their columns mean."""
    found = hashlib.sha256(np.ascontiguousarray(dataset.x).data)
    found.update(np.ascontiguousarray(dataset.y).data)
    names = [dataset.feature_names, dataset.target_name, dataset.class_names]
    found.update(json.dumps(names).encode())
    return found.hexdigest()


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
