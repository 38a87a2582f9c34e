"""What `glassnet trace` and `diagnose` are given: a lesson, a run, a saved model; a formula."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import is_zipfile

from glassnet.errors import DataError, SettingError
from glassnet.text import did_you_mean, message

RUNS = Path("runs")
# What Keras says where a file needs code that only the program has that wrote it.
OWN_CODE = re.compile(r"Could not locate (class|function) '(\w+)'")
LAMBDA = "Requested the deserialization of a `Lambda` layer"
NAME = re.compile(r"[\w./\\~-]+")
MOST_ROWS = 32  # of a run's or a file's data, unless --rows says otherwise: Keras' batch


@dataclass(frozen=True)
class Asked:
    """what: a formula's text, or a name. at: of a formula, `w=-2,x=5`. data, target: of a model."""

    what: str
    at: Sequence[str] = ()
    data: str | None = None
    target: str | None = None
    rows: int | None = None
    seed: int = 0


class Modelled(NamedTuple):
    """A compiled model, and all rows of its data."""

    model: Any
    x: Any
    y: Any


def traced(asked: Asked) -> Any:
    """The trace of what is asked for: of a model's rows the first, else of a formula."""
    from glassnet.tracing import trace

    found = modelled(asked)
    if found is None:
        _refuse(asked, ("data", "target", "rows"), "subject-means-nothing")
        return _of_formula(asked)
    rows = asked.rows or MOST_ROWS
    return trace(found.model, found.x[:rows], found.y[:rows])


def diagnosed(asked: Asked) -> Any:
    """The findings about the model that is asked for."""
    from glassnet.diagnosis import diagnose

    found = modelled(asked)
    if found is None:
        said = message("model-unknown", given=asked.what, near=_near(asked.what))
        raise SettingError(_misnamed(asked.what) or said)
    return diagnose(found.model, found.x[: asked.rows], found.y[: asked.rows])


def modelled(asked: Asked) -> Modelled | None:
    """The model and its data; None of what is no model.

    A lesson's name wins over a file or a run of that name, and these over a formula.
    """
    from glassnet.lessons import LESSONS

    place = Path(asked.what)
    if asked.what in LESSONS:
        _refuse(asked, ("at", "data", "target"), "subject-lesson-brings")
        return _of_lesson(asked)
    if place.suffix == ".keras":
        _refuse(asked, ("at",), "subject-means-letters")
        return _of_file(place, asked)
    for run in (place, RUNS / asked.what):
        if (run / "run.json").is_file():
            _refuse(asked, ("at", "data", "target"), "subject-run-brings")
            return _of_run(run)
    return None


def _refuse(asked: Asked, options: Sequence[str], why: str) -> None:
    """Raise SettingError for the first option that is given. why: a message's key."""
    for option in options:
        if getattr(asked, option):
            raise SettingError(message(why, option=option, what=asked.what))


def _misnamed(what: str) -> str | None:
    """What stands at a place where no run and no model is."""
    place = Path(what)
    if place.is_file():
        return message("model-weights-alone", given=what)
    run = next((run for run in (place, RUNS / place) if run.is_dir()), None)
    return run and message("model-no-run", given=str(run))


def _near(what: str) -> str:
    """' Did you mean xor-hidden?', or what there is."""
    from glassnet.lessons import LESSONS

    return did_you_mean(what, [*LESSONS, *_runs()])


def _of_formula(asked: Asked) -> Any:
    from glassnet.calculus import FormulaError, PointError
    from glassnet.cli.derivation_points import given
    from glassnet.tracing import trace

    try:
        return trace(asked.what, **given(asked.at))
    except (FormulaError, PointError) as error:
        if not NAME.fullmatch(asked.what) or asked.at:
            raise
        # A word or a path that is no formula was meant as a name.
        near = _near(asked.what)
        said = message("traced-unknown", given=asked.what, why=str(error), near=near)
        raise SettingError(_misnamed(asked.what) or said) from None


def _runs() -> list[str]:
    return sorted(record.parent.name for record in RUNS.glob("*/run.json"))


def _of_lesson(asked: Asked) -> Modelled:
    from glassnet.lessons import LESSONS
    from glassnet.lessons.xor import x, y

    return Modelled(LESSONS[asked.what].program.build(), x, y)


def _of_run(place: Path) -> Modelled:
    from glassnet.runs import resume, saved_runs

    run = saved_runs.read(place)
    saved = run.place / "model.keras"
    if not saved.is_file():
        raise SettingError(message("subject-not-ended", place=str(run.place)))
    dataset = resume.data_of(run)
    return Modelled(_loaded(saved), dataset.x, dataset.y)


def _of_file(place: Path, asked: Asked) -> Modelled:
    from glassnet.data import load

    if not place.is_file():
        key = "model-is-folder" if place.is_dir() else "model-no-file"
        raise DataError(message(key, given=str(place)))
    if asked.data is None:
        raise SettingError(message("subject-no-data", place=str(place)))
    dataset = load(asked.data, target=asked.target, seed=asked.seed)
    model = _loaded(place)
    if not getattr(model, "compiled", False):
        raise SettingError(message("subject-not-compiled", place=str(place)))
    return Modelled(model, dataset.x, dataset.y)


def _loaded(place: Path) -> Any:
    """The model as it was saved; Keras refuses code in it (safe_mode)."""
    import keras

    if not is_zipfile(place):
        raise DataError(message("subject-no-zip", place=str(place)))
    try:
        with warnings.catch_warnings():
            # Of an optimizer that has not begun: there is nothing to load.
            warnings.filterwarnings("ignore", "Skipping variable loading", UserWarning)
            return keras.saving.load_model(place)
    except (ValueError, OSError, TypeError) as error:
        said = " ".join(str(error).split())
        raise DataError(_unread(str(place), said)) from None


def _unread(place: str, said: str) -> str:
    """What Keras says of a file that it does not read, in one line."""
    own = OWN_CODE.search(said)
    if own is None and LAMBDA not in said:
        return message("subject-unread", place=place, error=said[:200])
    kind, name = (own[1], own[2]) if own else ("lambda", "")
    return message("subject-own-code", place=place, kind=kind, name=name)
