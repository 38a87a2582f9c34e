"""What a name opens: a dataset, a CSV file, a lesson, a run, a saved model, or a guide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from glassnet.data.arrays import SUFFIX
from glassnet.errors import SettingError
from glassnet.lessons import LESSONS
from glassnet.page.guide.shelf import Shelf, guided, packed, read_own, start_of
from glassnet.page.guide.start import begin
from glassnet.page.layers.model_session import ModelSession
from glassnet.page.network.existing import (
    NotDrawable,
    state_of_lesson,
    state_of_model,
    state_of_run,
)
from glassnet.page.network.opening import opening_state
from glassnet.page.network.session import Session
from glassnet.page.seats import MakeSession
from glassnet.page.state import PageState
from glassnet.runs.folder import EVENTS
from glassnet.runs.saved_models import LoadedModel, load_file, load_run, read_keras, run_named
from glassnet.runs.saved_runs import read_run
from glassnet.text import language, message

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
    try:
        state, logs = first_state(named)
    except NotDrawable:
        if named.what in packed():
            start = replace(start_of(named.what), seed=named.seed)
            return Opening(lambda until: begin(start, until))
        first = [_model_session(named)]  # whatever is wrong with it is said before a page is opened
        return Opening(lambda until: first.pop() if first else _model_session(named))
    return Opening(lambda until: Session(state, until=until), logs)


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
    _check_alone(named)
    if what in LESSONS:
        return guided(state_of_lesson(what, named.seed), what), {}
    if run := run_named(what):
        return state_of_run(read_run(run)), {run.resolve().name: run / EVENTS}
    return opening_state(what, named.seed, named.target, named.ignore), {}


def _check_alone(named: Named) -> None:
    if named.data is not None:
        raise SettingError(message("studio-data-twice", what=named.what))


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
        return load_file(Path(what), named.data, named.target, named.seed)
    run = run_named(what)
    assert run is not None  # or it were no network that cannot be drawn
    return load_run(run)
