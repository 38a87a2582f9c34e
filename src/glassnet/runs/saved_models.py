"""Trained models on disk with their data: a `.keras` file, or a run that has ended."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal
from zipfile import is_zipfile

from glassnet.data import load
from glassnet.data.arrays import SUFFIX, load_arrays
from glassnet.data.files import near_file
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
    folders = (Path(name), RUNS / name)
    # os.path: a name too long for any file is no run; pathlib raises.
    return next((each for each in folders if os.path.isfile(each / "run.json")), None)


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
        ended = run.state in ("finished", "diverged", "lost")
        key = "subject-model-gone" if ended else "subject-not-ended"
        raise SettingError(message(key, place=str(run.path)))
    return run, read_keras(saved)


def load_file(
    path: Path,
    data: str | None,
    target: str | None = None,
    seed: int = 0,
    ignore: Sequence[str] = (),
) -> LoadedModel:
    """A saved model and its rows.

    data, target, seed, ignore: as for `glassnet.data.load`; data may be a `.npz` file too, whose
        arrays are x and y, or named as the model's inputs and outputs.

    Raises:
        SettingError: no data are named, or the model is not compiled.
        DataError: a file that cannot be read.
    """
    check_is_file(path)
    if data is None:
        raise SettingError(message("subject-no-data", place=str(path)))
    is_table = not data.endswith(SUFFIX)
    rows: Any = load(data, target=target, seed=seed, ignore=ignore) if is_table else None
    model = read_keras(path)
    if not getattr(model, "compiled", False):
        raise SettingError(message("subject-not-compiled", place=str(path)))
    if not is_table:
        columns = {"target": target, "ignore": ", ".join(ignore) or None}
        if extra := next((name for name, value in columns.items() if value is not None), None):
            given = {"setting": extra, "value": columns[extra], "data": data}
            raise SettingError(message("data-setting-unused", **given))
        rows = load_arrays(Path(data), input_names(model), target_names(model))
    return model, rows.x, rows.y


def input_names(model: Any) -> tuple[str, ...]:
    """The names of a model's inputs, in order; none where only its code knows them."""
    return _names(model, "input") or tuple(each.name for each in _ends(model, "inputs"))


def target_names(model: Any) -> tuple[str, ...]:
    """The names of the outputs that a loss compares with targets, in order."""
    names = _names(model, "output") or tuple(getattr(model, "output_names", None) or ())
    match model.loss:
        case dict() as losses:
            return tuple(each for each in names if losses.get(each) is not None)
        case list() | tuple() as losses:
            pairs = zip(names, losses, strict=False)
            return tuple(name for name, loss in pairs if loss is not None)
        case _:
            return names


def _ends(model: Any, name: str) -> Sequence[Any]:
    return getattr(model, name, None) or ()


def _names(model: Any, end: Literal["input", "output"]) -> tuple[str, ...]:
    """The keys of a model whose inputs or outputs are a dict."""
    found = getattr(model, end, None) if _ends(model, f"{end}s") else None
    return tuple(found) if isinstance(found, dict) else ()


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
        if path.is_dir():
            raise DataError(message("model-is-folder", given=str(path)))
        hint = near_file(path, [".keras"])
        raise DataError(message("model-no-file", given=str(path), hint=hint))


def _unreadable(path: str, reason: str) -> str:
    own = OWN_CODE.search(reason)
    if own is None and LAMBDA not in reason:
        return message("subject-unread", place=path, error=reason[:200])
    kind, name = (own[1], own[2]) if own else ("lambda", "")
    return message("subject-own-code", place=path, kind=kind, name=name)
