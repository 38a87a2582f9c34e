"""What `glassnet trace` and `diagnose` are given: a lesson, a run, a saved model; a formula."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import is_zipfile

from glassnet import messages
from glassnet.errors import DataError, SettingError

RUNS = Path("runs")
# What Keras says where a file needs code that only the program has that wrote it.
OWN_CODE = re.compile(r"Could not locate (class|function) '(\w+)'")
LAMBDA = "Requested the deserialization of a `Lambda` layer"
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
        _refuse(asked, ("data", "target", "rows"), "means nothing to a formula")
        return _of_formula(asked)
    rows = asked.rows or MOST_ROWS
    return trace(found.model, found.x[:rows], found.y[:rows])


def diagnosed(asked: Asked) -> Any:
    """The findings about the model that is asked for."""
    from glassnet.diagnosis import diagnose
    from glassnet.lessons import LESSONS

    found = modelled(asked)
    if found is None:
        place = Path(asked.what)
        if place.is_file():
            raise SettingError(messages.text("model-weights-alone", given=str(place)))
        for run in (place, RUNS / place):
            if run.is_dir():
                raise SettingError(messages.text("model-no-run", given=str(run)))
        near = messages.suggestion(asked.what, [*LESSONS, *_runs()])
        raise SettingError(messages.text("model-unknown", given=asked.what, near=near))
    return diagnose(found.model, found.x[: asked.rows], found.y[: asked.rows])


def modelled(asked: Asked) -> Modelled | None:
    """The model and its data; None of what is no model.

    A lesson's name wins over a file or a run of that name, and these over a formula.
    """
    from glassnet.lessons import LESSONS

    place = Path(asked.what)
    if asked.what in LESSONS:
        _refuse(asked, ("at", "data", "target"), "a lesson brings its own")
        return _of_lesson(asked)
    if place.suffix == ".keras":
        _refuse(asked, ("at",), "means a formula's letters")
        return _of_file(place, asked)
    for run in (place, RUNS / asked.what):
        if (run / "run.json").is_file():
            _refuse(asked, ("at", "data", "target"), "a run brings its own")
            return _of_run(run)
    return None


def _refuse(asked: Asked, options: Sequence[str], why: str) -> None:
    for option in options:
        if getattr(asked, option):
            raise SettingError(f"--{option}: {why} ({asked.what}).")


def _of_formula(asked: Asked) -> Any:
    from glassnet.calculus import FormulaError, PointError
    from glassnet.cli.derivation_points import given
    from glassnet.lessons import LESSONS
    from glassnet.tracing import trace

    try:
        return trace(asked.what, **given(asked.at))
    except (FormulaError, PointError) as error:
        if not asked.what.replace("-", "").replace("_", "").isalpha() or asked.at:
            raise
        # One word that is no formula was meant as a name.
        near = messages.suggestion(asked.what, [*LESSONS, *_runs()])
        raise SettingError(
            messages.text("traced-unknown", given=asked.what, why=str(error), near=near)
        ) from None


def _runs() -> list[str]:
    return sorted(record.parent.name for record in RUNS.glob("*/run.json"))


def _of_lesson(asked: Asked) -> Modelled:
    from glassnet.lessons import LESSONS
    from glassnet.lessons.xor import x, y

    return Modelled(LESSONS[asked.what].program.build(), x, y)


def _of_run(place: Path) -> Modelled:
    from glassnet.runs import resumption, stored

    run = stored.read(place)
    saved = run.place / "model.keras"
    if not saved.is_file():
        raise SettingError(f"{run.place} has no model.keras: its training has not ended yet.")
    dataset = resumption.data_of(run)
    return Modelled(_loaded(saved), dataset.x, dataset.y)


def _of_file(place: Path, asked: Asked) -> Modelled:
    from glassnet.data import load

    if not place.is_file():
        key = "model-is-folder" if place.is_dir() else "model-no-file"
        raise DataError(messages.text(key, given=str(place)))
    if asked.data is None:
        raise SettingError(f"{place}: expected --data with its rows, such as --data xor.")
    dataset = load(asked.data, target=asked.target, seed=asked.seed)
    model = _loaded(place)
    if not getattr(model, "compiled", False):
        raise SettingError(
            f"{place} was saved before it was compiled: its loss and its optimizer are needed. "
            "Call model.compile(...) and save it again."
        )
    return Modelled(model, dataset.x, dataset.y)


def _loaded(place: Path) -> Any:
    """The model as it was saved; Keras refuses code in it (safe_mode)."""
    import keras

    if not is_zipfile(place):
        raise DataError(f"{place} is no .keras file (a zip archive), or not all of one.")
    try:
        with warnings.catch_warnings():
            # Of an optimizer that has not begun: there is nothing to load.
            warnings.filterwarnings("ignore", "Skipping variable loading", UserWarning)
            return keras.saving.load_model(place)
    except (ValueError, OSError, TypeError) as error:
        said = " ".join(str(error).split())
        raise DataError(f"{place} cannot be read: {_why(said)}") from None


def _why(said: str) -> str:
    """What Keras says of a file that it does not read, in one line."""
    own = OWN_CODE.search(said)
    if own is None and LAMBDA not in said:
        return said[:200]
    what = f"the {own[1]} {own[2]}" if own else "a Lambda layer"
    return (
        f"it uses {what}, whose code is not in the file. Diagnose or trace it where that code is: "
        "gn.diagnose(model, x, y), gn.trace(model, x, y)."
    )
