"""What a name opens: a dataset, a CSV file, a lesson, a run, a saved model, or a guide."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from glassnet.data import DATASETS
from glassnet.data.arrays import SUFFIX
from glassnet.errors import DataError, SettingError
from glassnet.lessons import LESSONS
from glassnet.page.guide.shelf import Shelf, guided, packed, read_own, start_of
from glassnet.page.guide.start import begin
from glassnet.page.layers.model_session import ModelSession
from glassnet.page.network.existing import (
    NotDrawable,
    state_of_lesson,
    state_of_model,
    state_of_run,
    training_of_run,
)
from glassnet.page.network.opening import is_built_in, opening_state
from glassnet.page.network.session import Session
from glassnet.page.seats import MakeSession
from glassnet.page.sessions import AnySession
from glassnet.page.state import MOST_NAME, PageState
from glassnet.runs import run_names
from glassnet.runs.folder import EVENTS
from glassnet.runs.saved_models import LoadedModel, load_file, load_run, read_keras, run_named
from glassnet.runs.saved_runs import read_run
from glassnet.text import did_you_mean, language, message, shortened
from glassnet.text.lookup import MOST_LISTED

MODEL, GUIDE = ".keras", ".md"


class Named(NamedTuple):
    """What a name says, and what goes with it.

    Attributes:
        what: a dataset's name wins over a lesson's, and this over a run's.
        data: of a saved model, its rows: what `glassnet.data.load` takes, or a `.npz` file.
        target: the column of a file to learn; None for the last one.
        ignore: columns to leave out.
        seed: of the data and the first weights.
    """

    what: str
    data: str | None = None
    target: str | None = None
    ignore: Sequence[str] = ()
    seed: int = 0


class Opening(NamedTuple):
    """What a new page is given: its session, logs for TensorBoard, and guides."""

    make: MakeSession
    logs: Mapping[str, Path] = {}
    shelf: Shelf | None = None


def opening(named: Named) -> Opening:
    """A network that is drawn unit by unit, or else a model with its layers as cards.

    Raises:
        SettingError: what goes with it does not, or a model is not compiled.
        DataError: there is no such thing, or it cannot be read.
    """
    if named.what.endswith(GUIDE):
        return own_guide(named)
    _check_exists(named.what)
    try:
        state, logs = first_state(named)
    except NotDrawable:
        if named.what in packed():
            start = replace(start_of(named.what), seed=named.seed)
            return Opening(lambda until: begin(start, until))
        first = [_model_session(named)]  # whatever is wrong with it is said before a page is opened
        return Opening(lambda until: first.pop() if first else _model_session(named))
    return Opening(lambda until: Session(state, until=until), logs)


def replayed(named: Named) -> AnySession:
    """The session for a replay page: of a run its training, also where rows were held out, and
    without a guide, whose steps a session would have to check. Raises as `opening` does."""
    run = None if named.what in LESSONS or is_built_in(named.what) else run_named(named.what)
    found = read_run(run) if run else None
    session: AnySession
    if found is not None and found.settings.validation_split:
        _check_alone(named)
        try:
            state, rows = training_of_run(found)
            session = Session(state, given=rows)
        except NotDrawable:
            session = opening(named).make(math.inf)
    else:
        session = opening(named).make(math.inf)
    session.keep(guide=None)
    return session


def own_guide(named: Named) -> Opening:
    """A person's guide."""
    _check_alone(named)
    guides = read_own(Path(named.what))
    start = guides[language()].start
    return Opening(lambda until: begin(start, until), shelf=Shelf(guides))


def first_state(named: Named) -> tuple[PageState, Mapping[str, Path]]:
    """What a page shows first, and logs for its TensorBoard. Raises NotDrawable too."""
    what = named.what
    if what.endswith(MODEL):
        return _state_of_file(named), {}
    if what in LESSONS:
        _check_alone(named)
        return guided(state_of_lesson(what, named.seed), what), {}
    run = None if is_built_in(what) else run_named(what)
    if run:
        _check_alone(named)
        return state_of_run(read_run(run)), {run.resolve().name: run / EVENTS}
    _check_own_data(named)
    return opening_state(what, named.seed, named.target, named.ignore), {}


def _check_exists(what: str) -> None:
    """Raise DataError for a name that opens nothing: what there is, or what was meant."""
    is_known = what in LESSONS or is_built_in(what) or run_named(what) or what.endswith(MODEL)
    if is_known or os.path.isfile(what):
        return
    if os.path.isdir(what):
        raise DataError(message("studio-folder", place=what))
    if Path(what).suffix or Path(what).name != what:
        return  # a file's path: what reads it says what lies beside it
    runs = run_names()
    known = [*LESSONS, *DATASETS, *runs]
    near = did_you_mean(what, known, listed=False) or f" {_openable(runs)}"
    raise DataError(message("studio-unknown", name=shortened(what, MOST_NAME)) + near)


def _openable(runs: Sequence[str]) -> str:
    """What can be opened, by kinds."""
    few = (*runs[:MOST_LISTED], *(["…"] if len(runs) > MOST_LISTED else []))
    names = {"lessons": ", ".join(LESSONS), "data": ", ".join(DATASETS)}
    return message("studio-openable", **names, runs=", ".join(few) or "none")


def _check_own_data(named: Named) -> None:
    if named.data is not None:
        raise SettingError(message("studio-data-twice", what=named.what))


def _check_alone(named: Named) -> None:
    """Raise SettingError for what goes with a file alone."""
    _check_own_data(named)
    columns = {"target": named.target, "ignore": ", ".join(named.ignore) or None}
    for setting, value in columns.items():
        if value is not None:
            given = {"setting": setting, "value": value}
            raise SettingError(message("data-setting-unused", data=named.what, **given))


def _state_of_file(named: Named) -> PageState:
    path, data = Path(named.what), named.data
    if data is not None and data.endswith(SUFFIX):
        raise NotDrawable
    model = read_keras(path)
    if data is None and model.input_shape[1:] != (2,):
        raise SettingError(message("subject-no-data", place=named.what))
    base = opening_state(data or "xor", named.seed, named.target, named.ignore)
    return state_of_model(model, path.name, base)


def _model_session(named: Named) -> ModelSession:
    return ModelSession(*_loaded(named), name=Path(named.what).name, seed=named.seed)


def _loaded(named: Named) -> LoadedModel:
    what = named.what
    if what.endswith(MODEL):
        return load_file(Path(what), named.data, named.target, named.seed, named.ignore)
    run = run_named(what)
    assert run is not None  # or it were no network that cannot be drawn
    return load_run(run)
