"""Trained models on disk with their data: a `.keras` file, or a run that has ended."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

from glassnet.data import load
from glassnet.data.arrays import SUFFIX, load_arrays
from glassnet.errors import DataError, SettingError
from glassnet.runs import RUNS
from glassnet.runs.saved_runs import load_dataset, read_run
from glassnet.text import message

# Keras' words for a file that needs code which only the program that wrote it has.
OWN_CODE = re.compile(r"Could not locate (class|function) '(\w+)'")
LAMBDA = "Requested the deserialization of a `Lambda` layer"

LoadedModel = tuple[Any, Any, Any]
"""A compiled model with all rows of its data: model, x, y."""


def run_named(name: str) -> Path | None:
    """The folder of a run: named itself, or by its name in RUNS; None if there is none."""
    return next((each for each in (Path(name), RUNS / name) if (each / "run.json").is_file()), None)


def load_run(folder: Path) -> LoadedModel:
    """A run's trained model and its data. Raises SettingError if it has none yet."""
    run, model = read_ended_run(folder)
    dataset = load_dataset(run)
    return model, dataset.x, dataset.y


def read_ended_run(folder: Path) -> tuple[Any, Any]:
    """A run and its trained model. Raises SettingError if it has none yet."""
    run = read_run(folder)
    saved = run.path / "model.keras"
    if not saved.is_file():
        raise SettingError(message("subject-not-ended", place=str(run.path)))
    return run, read_keras(saved)


def load_file(
    path: Path, data: str | None, target: str | None = None, seed: int = 0
) -> LoadedModel:
    """A saved model and its rows.

    data, target, seed: as for `glassnet.data.load`; data may be a `.npz` file too.

    Raises:
        SettingError: no data are named, or the model is not compiled.
        DataError: a file that cannot be read.
    """
    check_is_file(path)
    if data is None:
        raise SettingError(message("subject-no-data", place=str(path)))
    rows: Any = (
        load_arrays(Path(data)) if data.endswith(SUFFIX) else load(data, target=target, seed=seed)
    )
    model = read_keras(path)
    if not getattr(model, "compiled", False):
        raise SettingError(message("subject-not-compiled", place=str(path)))
    return model, rows.x, rows.y


def read_keras(path: Path) -> Any:
    """A saved model; Keras refuses code in the file (safe_mode).

    Raises:
        DataError: there is no such file, or it cannot be read.
    """
    import keras

    check_is_file(path)
    if not is_zipfile(path):
        raise DataError(message("subject-no-zip", place=str(path)))
    try:
        with warnings.catch_warnings():
            # An optimizer that has not taken a step has nothing to load.
            warnings.filterwarnings("ignore", "Skipping variable loading", UserWarning)
            return keras.saving.load_model(path)
    except (ValueError, OSError, TypeError) as error:
        raise DataError(_unreadable(str(path), " ".join(str(error).split()))) from None


def check_is_file(path: Path) -> None:
    """Raise DataError where there is no file."""
    if not path.is_file():
        key = "model-is-folder" if path.is_dir() else "model-no-file"
        raise DataError(message(key, given=str(path)))


def _unreadable(path: str, reason: str) -> str:
    own = OWN_CODE.search(reason)
    if own is None and LAMBDA not in reason:
        return message("subject-unread", place=path, error=reason[:200])
    kind, name = (own[1], own[2]) if own else ("lambda", "")
    return message("subject-own-code", place=path, kind=kind, name=name)
