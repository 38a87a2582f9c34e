"""A run's settings, the content of its run.json and history.csv, and a check of run.json."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import UnionType
from typing import TYPE_CHECKING, Any, cast, get_args, get_origin

from glassnet.backend import versions
from glassnet.errors import SettingError
from glassnet.networks.options import check_layers, check_learning_rate
from glassnet.seed import check_seed
from glassnet.text import message

if TYPE_CHECKING:
    from glassnet.data.dataset import Dataset
    from glassnet.runs.evaluation import Evaluation
    from glassnet.runs.train import Trained

# Raised when a reader of older run.json files would misunderstand a newer one.
FORMAT = 2
MOST_EPOCHS = 1_000_000_000


# The settings -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Settings:
    """How a network is built and trained. Raises SettingError for a number out of its range."""

    layers: tuple[int, ...]  # units of each hidden layer
    activation: str  # Keras' name, of the hidden layers
    initializer: str  # Keras' name, of every kernel
    optimizer: str  # Keras' name
    learning_rate: float | None  # above 0; None for the optimizer's own
    loss: str | None  # Keras' name; None for the task's default
    epochs: int  # passes over the rows
    batch_size: int  # rows per step
    seed: int = 0  # of the first weights, the shuffles and the split
    # Share of the rows held out, from 0 (none) up to but not including 1.
    validation_split: float = 0.0

    def __post_init__(self) -> None:
        check_layers(self.layers)
        check_epochs(self.epochs)
        check_learning_rate(self.learning_rate)
        check_batch_size(self.batch_size)
        check_seed(self.seed)
        check_validation_split(self.validation_split)


def check_epochs(epochs: int) -> None:
    """Raise SettingError unless from 1 to a billion."""
    if not 1 <= epochs <= MOST_EPOCHS:
        raise SettingError(message("run-epochs", found=str(epochs), most=MOST_EPOCHS))


def check_batch_size(batch_size: int, rows: int | None = None) -> None:
    """Raise SettingError unless from 1 to `rows`, those to train on (None: not known yet)."""
    if batch_size < 1:
        raise SettingError(message("run-batch-size", found=str(batch_size)))
    if rows is not None and batch_size > rows:
        raise SettingError(message("run-batch-rows", found=str(batch_size), rows=rows))


def check_validation_split(share: float) -> None:
    """Raise SettingError unless from 0 up to but not including 1."""
    if not 0 <= share < 1:
        raise SettingError(message("run-validation-split", found=str(share)))


# run.json ---------------------------------------------------------------------------------------


class Missing:
    """The type of MISSING."""


class Share(float):
    """A field's kind: a number from 0 to 1."""


Object: Any = dict
MISSING = Missing()  # in place of a value that run.json does not have

# Path of each field that is read -> its kind. A field inside another means nothing where that is
# null or missing.
FIELDS: Mapping[str, Any] = {
    "started": str,
    "source": Object,
    "source.data": str,
    "source.target": str | None,
    "source.ignore": list[str],
    "source.rows": int | None,
    "source.noise": float | None,
    "source.seed": int,
    "source.prefer": list[str] | None | Missing,
    "data": Object,
    "data.name": str,
    "data.rows": int,
    "data.target": str,
    "data.sha256": str,
    "network": list[int],
    "settings": Object,
    "settings.layers": list[int],
    "settings.activation": str,
    "settings.initializer": str,
    "settings.optimizer": str,
    "settings.learning_rate": float,
    "settings.loss": str,
    "settings.epochs": int,
    "settings.batch_size": int,
    "settings.seed": int,
    "settings.validation_split": float,
    "checkpoint_every": int | None,
    "recording": Object | None,
    "recording.record": list[str],
    "recording.every": int | None,
    "versions": Object,
}
# Of a run that was trained to an end, or to a signal that left it the time.
FINAL_FIELDS: Mapping[str, Any] = {
    "epochs": int,
    "seconds": float,
    "diverged_epoch": int | None,
    "diverged_step": int | None | Missing,  # runs of earlier versions lack it
    "last_epoch": Object,
    "last_epoch.loss": float | None | Missing,
    "results": Object,
    "results.training": Object,
    "results.training.accuracy": Share | None | Missing,
    "results.training.r2": float | None | Missing,
    "results.validation": Object | None | Missing,
    "results.validation.accuracy": Share | None | Missing,
    "results.validation.r2": float | None | Missing,
}


def new_record(
    dataset: Dataset,
    settings: Settings,
    *,
    source: Mapping[str, Any],
    units: Sequence[int],
    checkpoint_every: int | None,
    recording: Mapping[str, Any] | None,
    started: str,
) -> dict[str, Any]:
    """The run.json of a run that trains, as plain numbers, texts and lists.

    Args:
        dataset: all rows, with the preparation of those that are trained on.
        source: the arguments of `glassnet.data.load`, so that the same rows can be had again.
        units: units of every layer, inputs and outputs included.
        recording: what TensorBoard records (see `train.tensorboard_callback`); None: nothing.
        started: ISO 8601, with time zone.
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
        "versions": {"python": platform.python_version(), **versions()},
    }


def final_record(
    record: Mapping[str, Any], trained: Trained, evaluations: Mapping[str, Evaluation]
) -> dict[str, Any]:
    """The run.json of the same run after its training.

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


def invalid_field(record: Mapping[str, Any], *, ended: bool) -> str | None:
    """The first field, such as `data.name`, that is missing or of another kind; None if all fit.

    ended: whether the final fields must be there; a record that has some of them must have all.
    """
    fields = dict(FIELDS)
    if ended or any(path in record for path in FINAL_FIELDS):
        fields |= FINAL_FIELDS
    for path, kind in fields.items():
        outer = path.rpartition(".")[0]
        inside = not outer or value_at(record, outer) not in (None, MISSING)
        if inside and not _is(kind, value_at(record, path)):
            return path
    return None


def value_at(record: Any, path: str) -> Any:
    """The value at a path such as `data.name`; MISSING if it leads nowhere."""
    for key in path.split("."):
        known = isinstance(record, dict)
        record = cast(dict[str, Any], record).get(key, MISSING) if known else MISSING
    return record


def _is(kind: Any, value: Any) -> bool:
    """Whether a value of JSON is of a kind in FIELDS: a bool is no int, but an int is a float."""
    if isinstance(kind, UnionType):
        return any(_is(each, value) for each in get_args(kind))
    if get_origin(kind) is list:
        return type(value) is list and all(_is(get_args(kind)[0], item) for item in value)
    if kind is Share:
        return _is(float, value) and 0 <= value <= 1
    if kind is float:
        # One that float64 holds: JSON has 1e999 and whole numbers of any length.
        return type(value) in (int, float) and abs(value) <= sys.float_info.max
    return type(value) is kind


def digest(dataset: Dataset) -> str:
    """SHA-256 of the rows as a network gets them, and of the names of their columns."""
    import numpy as np  # not to list runs, which reads no data

    found = hashlib.sha256(np.ascontiguousarray(dataset.x).data)
    found.update(np.ascontiguousarray(dataset.y).data)
    names = [dataset.feature_names, dataset.target_name, dataset.class_names]
    found.update(json.dumps(names).encode())
    return found.hexdigest()


def to_json(value: Any) -> str:
    """Strict JSON: NaN and infinity, which it does not have, become null."""
    text = json.dumps(value, default=lambda array: array.tolist())
    strict = json.loads(text, parse_constant=lambda _: None)
    return json.dumps(strict, indent=2, ensure_ascii=False, allow_nan=False)


def history_csv(history: Mapping[str, Sequence[float]]) -> str:
    """A line per epoch, counted from 0 as in Keras' CSVLogger; nine digits keep float32 exact."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["epoch", *history])
    for epoch, row in enumerate(zip(*history.values(), strict=True)):
        writer.writerow([epoch, *(f"{value:.9g}" for value in row)])
    return text.getvalue()
