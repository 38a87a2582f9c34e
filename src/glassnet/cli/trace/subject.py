"""The subject of `glassnet trace` and `diagnose`: a lesson, a run, a saved model, a formula.

A lesson's name wins over a file or a run of that name, and these over a formula.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import is_zipfile

from glassnet.cli.commands import RUNS, parse_points
from glassnet.errors import DataError, SettingError
from glassnet.text import did_you_mean, message

if TYPE_CHECKING:
    from glassnet.diagnosis import Findings
    from glassnet.tracing import Trace

# Keras' words for a file that needs code which only the program that wrote it has.
OWN_CODE = re.compile(r"Could not locate (class|function) '(\w+)'")
LAMBDA = "Requested the deserialization of a `Lambda` layer"
NAME = re.compile(r"[\w./\\~-]+")
WEIGHTS = (".weights.h5", ".weights.hdf5")  # of model.save_weights
TRACED_ROWS = 32  # unless --rows says otherwise: Keras' batch size


@dataclass(frozen=True)
class SubjectOptions:
    """The argument and the options that say what a command is about.

    Attributes:
        name: a lesson, a run, a `.keras` file, or a formula's text.
        at: values of a formula's letters, such as `w=-2,x=5`.
        data, target, seed: the rows for a `.keras` file, as `glassnet.data.load` takes them.
        rows: use only the first of the rows.
        trained: train a lesson before it is looked at.
    """

    name: str
    at: Sequence[str] = ()
    data: str | None = None
    target: str | None = None
    rows: int | None = None
    seed: int = 0
    trained: bool = False


LoadedModel = tuple[Any, Any, Any]
"""A compiled model with all rows of its data: model, x, y."""


def trace_subject(options: SubjectOptions) -> tuple[Trace, list[str]]:
    """Trace a model on the first rows of its data, or a formula at a point.

    Returns:
        The trace, and notes: whether a lesson is trained, how an ambiguous formula was read.
    """
    from glassnet.tracing import trace

    loaded = load_model(options)
    if loaded is None:
        from glassnet.calculus import read_formula  # SymPy, which a model's trace does not need
        from glassnet.calculus.explain import reading_notes

        _refuse(options, ("data", "target", "rows", "trained"), "subject-not-for-formula")
        return _trace_formula(options), reading_notes(read_formula(options.name))
    model, x, y = loaded
    rows = options.rows or TRACED_ROWS
    return trace(model, x[:rows], y[:rows]), training_notes(options)


def diagnose_subject(options: SubjectOptions, **how: Any) -> Findings:
    """Diagnose a model on its data. how: keyword arguments of `diagnose`."""
    from glassnet.diagnosis import diagnose

    loaded = load_model(options)
    if loaded is None:
        near = _did_you_mean(options.name)
        unknown = message("model-unknown", given=options.name, near=near)
        raise SettingError(_not_a_model(options.name) or unknown)
    model, x, y = loaded
    return diagnose(model, x[: options.rows], y[: options.rows], **how)


def training_notes(options: SubjectOptions) -> list[str]:
    """A line that says whether a lesson is shown trained; none for other subjects."""
    from glassnet.lessons import LESSONS

    if options.name not in LESSONS:
        return []
    key = "subject-trained" if options.trained else "subject-untrained"
    return [message(key, lesson=options.name)]


def load_model(options: SubjectOptions) -> LoadedModel | None:
    """The model that is named, and its data; None if the name is no model's.

    Raises:
        SettingError: an option that does not go with this kind of subject.
        DataError: a file that cannot be read.
    """
    from glassnet.lessons import LESSONS

    path = Path(options.name)
    if options.name in LESSONS:
        _refuse(options, ("at", "data", "target"), "subject-lesson-has-data")
        return _load_lesson(options)
    if path.suffix == ".keras":
        _refuse(options, ("at",), "subject-for-formula")
        _refuse(options, ("trained",), "subject-for-lesson")
        return _load_file(path, options)
    for run in (path, RUNS / options.name):
        if (run / "run.json").is_file():
            _refuse(options, ("at", "data", "target"), "subject-run-has-data")
            _refuse(options, ("trained",), "subject-for-lesson")
            return _load_run(run)
    return None


def _refuse(options: SubjectOptions, names: Sequence[str], key: str) -> None:
    for name in names:
        if getattr(options, name):
            raise SettingError(message(key, option=name, what=options.name))


def _not_a_model(name: str) -> str | None:
    """Why an existing file or folder is no model; None if there is neither."""
    path = Path(name)
    if path.is_file():
        weights = path.name.lower().endswith(WEIGHTS)
        return message("model-weights-alone" if weights else "model-other-file", given=name)
    run = next((run for run in (path, RUNS / path) if run.is_dir()), None)
    return run and message("model-no-run", given=str(run))


def _did_you_mean(name: str) -> str:
    from glassnet.lessons import LESSONS

    runs = sorted(record.parent.name for record in RUNS.glob("*/run.json"))
    return did_you_mean(name, [*LESSONS, *runs])


def _trace_formula(options: SubjectOptions) -> Trace:
    from glassnet.calculus import FormulaError, PointError
    from glassnet.tracing import trace

    try:
        return trace(options.name, **parse_points(options.at))
    except (FormulaError, PointError) as error:
        if not NAME.fullmatch(options.name) or options.at:
            raise
        # A word or a path that cannot be read as a formula was meant as a name.
        near = _did_you_mean(options.name)
        unknown = message("traced-unknown", given=options.name, why=str(error), near=near)
        raise SettingError(_not_a_model(options.name) or unknown) from None


def _load_lesson(options: SubjectOptions) -> LoadedModel:
    from glassnet import lessons

    lesson = lessons.LESSONS[options.name]
    x, y = lesson.data()
    if not options.trained:
        return lesson.build(), x, y
    result = lessons.run(options.name)
    if result.interrupted:
        raise KeyboardInterrupt
    return result.model, x, y


def _load_run(folder: Path) -> LoadedModel:
    from glassnet.runs.saved_runs import load_dataset

    run, model = read_ended_run(folder)
    dataset = load_dataset(run)
    return model, dataset.x, dataset.y


def read_ended_run(folder: Path) -> tuple[Any, Any]:
    """A run and its trained model. Raises SettingError if it has none yet."""
    from glassnet.runs.saved_runs import read_run

    run = read_run(folder)
    saved = run.path / "model.keras"
    if not saved.is_file():
        raise SettingError(message("subject-not-ended", place=str(run.path)))
    return run, read_keras(saved)


def _load_file(path: Path, options: SubjectOptions) -> LoadedModel:
    from glassnet.data import load
    from glassnet.data.arrays import SUFFIX, load_arrays

    _check_is_file(path)
    if options.data is None:
        raise SettingError(message("subject-no-data", place=str(path)))
    rows: Any = (
        load_arrays(Path(options.data))
        if options.data.endswith(SUFFIX)
        else load(options.data, target=options.target, seed=options.seed)
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

    _check_is_file(path)
    if not is_zipfile(path):
        raise DataError(message("subject-no-zip", place=str(path)))
    try:
        with warnings.catch_warnings():
            # An optimizer that has not taken a step has nothing to load.
            warnings.filterwarnings("ignore", "Skipping variable loading", UserWarning)
            return keras.saving.load_model(path)
    except (ValueError, OSError, TypeError) as error:
        raise DataError(_unreadable(str(path), " ".join(str(error).split()))) from None


def _check_is_file(path: Path) -> None:
    if not path.is_file():
        key = "model-is-folder" if path.is_dir() else "model-no-file"
        raise DataError(message(key, given=str(path)))


def _unreadable(path: str, reason: str) -> str:
    own = OWN_CODE.search(reason)
    if own is None and LAMBDA not in reason:
        return message("subject-unread", place=path, error=reason[:200])
    kind, name = (own[1], own[2]) if own else ("lambda", "")
    return message("subject-own-code", place=path, kind=kind, name=name)
