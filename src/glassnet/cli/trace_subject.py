"""What `glassnet trace` and `diagnose` are given: a lesson, a run, a saved model; a formula."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from glassnet.errors import DataError, SettingError, did_you_mean

RUNS = Path("runs")
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
        near = did_you_mean(asked.what, [*LESSONS, *_runs()])
        raise SettingError(f"{asked.what}: no such lesson, run or MODEL.keras.{near}")
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
        near = did_you_mean(asked.what, [*LESSONS, *_runs()])
        raise SettingError(
            f"{asked.what}: no such lesson or run, and no formula: {error}{near}"
        ) from None


def _runs() -> list[str]:
    return [folder.name for folder in RUNS.iterdir()] if RUNS.is_dir() else []


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
        raise DataError(f"{place}: no such file.")
    if asked.data is None:
        raise SettingError(f"{place}: expected --data with its rows, such as --data xor.")
    dataset = load(asked.data, target=asked.target, seed=asked.seed)
    return Modelled(_loaded(place), dataset.x, dataset.y)


def _loaded(place: Path) -> Any:
    """The model as it was saved; Keras refuses code in it (safe_mode)."""
    import keras

    try:
        with warnings.catch_warnings():
            # Of an optimizer that has not begun: there is nothing to load.
            warnings.filterwarnings("ignore", "Skipping variable loading", UserWarning)
            return keras.saving.load_model(place)
    except (ValueError, OSError, TypeError) as error:
        said = " ".join(str(error).split())
        raise DataError(f"{place} cannot be read as a Keras model: {said[:200]}") from None
