"""`gn.studio`: the page of one's own model and data; in a notebook a widget, elsewhere a server."""

from __future__ import annotations

import importlib.util
import math
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glassnet.errors import SettingError
from glassnet.page import arguments
from glassnet.text import message

if TYPE_CHECKING:
    from glassnet.data import Dataset
    from glassnet.page.named import Opening
    from glassnet.page.notebook.widget import StudioWidget
    from glassnet.page.seats import MakeSession
    from glassnet.page.state import PageState

LOSS_ROUNDING = 1e-4  # by which the page's loss may differ from the model's own


def studio(
    model: Any = "xor",
    x: Any = None,
    y: Any = None,
    *,
    data: str | None = None,
    target: str | None = None,
    ignore: Sequence[str] = (),
    seed: int = 0,
    port: int | None = None,
) -> StudioWidget | None:
    """Open a page where a network trains while one watches, and each number explains itself.

    In a notebook, as the last line of a cell, this is a widget that computes in the kernel. In a
    program it serves the page, opens the browser, and returns after Ctrl-C.

    A chain of Dense layers is drawn unit by unit, and its layers can be changed on the page: this
    trains a network of its own with the model's weights, and the model stays as it was. Any other
    model is shown by its layers, and trained itself.

    Args:
        model: a compiled keras.Model; or, as for `glassnet studio`, a dataset's name, a CSV file, a
            lesson, a run, a `.keras` file or a guide of one's own.
        x, y: rows as for `gn.fit`, exactly as the model gets them: nothing is standardised.
        data: of a `.keras` file, its rows in place of x and y: a dataset's name, a CSV or a `.npz`
            file.
        target, ignore: of a CSV file, the column to learn and those to leave out.
        seed: of a dataset, of first weights and of shuffles.
        port: of the server; None for the usual one, or any that is free. Unused in a notebook.

    Returns:
        The widget; None where a server was run.

    Raises:
        SettingError: the model is none or not compiled, x or y is missing, an argument is none or
            does not go with it, or the port is taken.
        DataError: x and y do not fit one another or the model, or what is named is not there or
            cannot be read.
    """
    arguments.check_port(port)
    first = first_opening(model, x, y, data=data, target=target, ignore=ignore, seed=seed)
    if not shows_widgets():
        serve_and_open(first, port)
        return None
    if importlib.util.find_spec("anywidget") is None:
        raise SettingError(message("studio-notebook"))
    from glassnet.page.notebook.widget import StudioWidget

    return StudioWidget(first.make, first.shelf)


def shows_widgets() -> bool:
    """Whether this is a notebook: a Jupyter kernel, or marimo."""
    from glassnet.fitting.progress_bar import in_notebook

    marimo: Any = sys.modules.get("marimo")
    return in_notebook() or (marimo is not None and marimo.running_in_notebook())


def first_opening(
    model: Any,
    x: Any = None,
    y: Any = None,
    *,
    data: Any = None,
    target: Any = None,
    ignore: Any = (),
    seed: Any = 0,
) -> Opening:
    """Check the arguments of `studio`; what makes a session of them. Raises as `studio` does."""
    from glassnet.page.named import MODEL, Named, Opening, opening
    from glassnet.runs.saved_models import read_keras
    from glassnet.seed import check_seed

    check_seed(seed)
    named = arguments.named(data, target, ignore)
    if isinstance(model, str | Path):
        what = Named(str(model), **named, seed=seed)
        if x is None and y is None:
            return opening(what)
        if what.data is not None or not what.what.endswith(MODEL):
            raise SettingError(message("studio-given-twice", what=what.what))
        model = read_keras(Path(model))
    if extra := next((name for name, value in named.items() if value not in (None, ())), None):
        raise SettingError(message("studio-given-named", option=extra))
    return Opening(session_maker(model, x, y, seed))


def session_maker(model: Any, x: Any, y: Any, seed: int = 0) -> MakeSession:
    """What makes a session of a model and its rows. seed: of shuffles. Raises as `studio` does."""
    from glassnet.page.network.existing import NotDrawable
    from glassnet.page.network.session import Session
    from glassnet.training import refusals

    arguments.check_model(model)
    for name, part in {"x": x, "y": y}.items():
        if part is None:
            raise SettingError(message("studio-given-missing", missing=name))
    refusals.check_compiled(model, "studio")
    arguments.check_rows(x=x, y=y)
    try:
        state, given = given_state(model, x, y, seed)
    except NotDrawable:
        from glassnet.page.layers.model_session import ModelSession

        the_one = ModelSession(model, x, y, seed=seed)  # there is one model to train
        return lambda until: the_one
    return lambda until: Session(state, given=given, until=until)


def given_state(model: Any, x: Any, y: Any, seed: int = 0) -> tuple[PageState, Dataset]:
    """The state and the rows of a session for a compiled chain of Dense layers, which trains as the
    model does.

    Raises:
        NotDrawable: it is none, or would train otherwise: its loss or its optimizer has settings
            that a state has no place for.
        DataError: x and y do not fit it.
    """
    from glassnet.page.network.existing import NotDrawable, state_of_model
    from glassnet.page.network.given import given_dataset
    from glassnet.page.network.subject import make_subject
    from glassnet.page.state import USUAL_BATCH, Given, PageState
    from glassnet.training.keras_data import one_batch

    if not model.built:
        one_batch(model, x, y, caller="studio")
    given, name = given_dataset(model, x, y), str(model.name)
    size = USUAL_BATCH if len(given.x) > USUAL_BATCH else None
    base = PageState(data=Given(given.name), batch_size=size, seed=seed)
    state = state_of_model(model, name, base, given)
    own, pages = _loss(model, x, y), _loss(make_subject(state, given).model, given.x, given.y)
    is_same = math.isclose(own, pages, rel_tol=LOSS_ROUNDING, abs_tol=LOSS_ROUNDING)
    if not is_same or not _is_as_the_page_makes_it(model.optimizer):
        raise NotDrawable(message("studio-model-other", name=name))
    return state, given


def _loss(model: Any, x: Any, y: Any) -> float:
    from glassnet.training.keras_data import one_batch
    from glassnet.training.keras_model import References, loss

    batch = one_batch(model, x, y, caller="studio")
    now = References.of(model).read()
    return float(loss(model, now.trainable, now.non_trainable, batch, caller="studio"))


def _is_as_the_page_makes_it(optimizer: Any) -> bool:
    """Whether a name and a learning rate say all about it: not with momentum or a schedule."""
    from glassnet.networks.builder import OPTIMIZERS

    if type(optimizer).__name__.lower() not in OPTIMIZERS.entries:
        return False
    found = optimizer.get_config()
    rate = found.pop("learning_rate")
    usual = type(optimizer)(learning_rate=0.1).get_config()
    is_usual = all(value == usual[name] for name, value in found.items() if name != "name")
    return is_usual and not isinstance(rate, dict)


def serve_and_open(first: Opening, port: int | None = None) -> None:
    """Serve the page and open the browser, until Ctrl-C."""
    from glassnet.page.server import serve

    def opened(address: str) -> None:
        print(message("studio-opened", address=address), message("server-stop"), sep="\n")
        webbrowser.open(address)

    try:
        serve(first.make, logs=first.logs, shelf=first.shelf, port=port, opened=opened)
    except KeyboardInterrupt:
        return
