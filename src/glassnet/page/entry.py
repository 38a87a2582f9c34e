"""`gn.studio`: the page of one's own model and data; in a notebook a widget, elsewhere a server."""

from __future__ import annotations

import importlib.util
import math
import sys
import warnings
import webbrowser
from typing import TYPE_CHECKING, Any

from glassnet.errors import SettingError
from glassnet.text import message

if TYPE_CHECKING:
    from glassnet.data import Dataset
    from glassnet.page.seats import MakeSession
    from glassnet.page.state import PageState
    from glassnet.page.widget import StudioWidget

LOSS_ROUNDING = 1e-4  # by which the page's loss may differ from the model's own
# What every optimizer has, or the page sets itself.
OWN_SETTINGS = frozenset(("name", "learning_rate"))


def studio(
    model: Any = "xor", x: Any = None, y: Any = None, *, port: int | None = None
) -> StudioWidget | None:
    """Open a page where a network trains while one watches, and each number explains itself.

    In a notebook, as the last line of a cell, this is a widget that computes in the kernel. In a
    program it serves the page, opens the browser, and returns after Ctrl-C.

    The page trains a network of its own with the model's weights, optimizer and loss: the model
    stays as it was. The widget's `model` is the page's network, live.

    Args:
        model: a compiled keras.Model, a chain of Dense layers; or a dataset's name or a CSV file,
            for which a network is made.
        x: [rows, features], exactly as the model gets them: nothing is standardised.
        y: 0 and 1, class numbers, one-hot classes, or one number a row.
        port: of the server; None for the usual one, or any that is free. Unused in a notebook.

    Returns:
        The widget; None where a server was run.

    Raises:
        SettingError: the page cannot draw the model, x or y is missing, or the port is taken.
        DataError: x and y do not fit the model.
    """
    make = session_maker(model, x, y)
    if not shows_widgets():
        serve_and_open(make, port)
        return None
    if importlib.util.find_spec("anywidget") is None:
        raise SettingError(message("studio-notebook"))
    from glassnet.page.widget import StudioWidget

    return StudioWidget(make)


def shows_widgets() -> bool:
    """Whether this is a notebook: a Jupyter kernel, or marimo."""
    from glassnet.fitting.training_loop import in_notebook

    marimo: Any = sys.modules.get("marimo")
    return in_notebook() or (marimo is not None and marimo.running_in_notebook())


def session_maker(model: Any, x: Any = None, y: Any = None) -> MakeSession:
    """Check the arguments of `studio`; what makes a session of them. Raises as `studio` does."""
    from glassnet.page.session import Session

    if isinstance(model, str):
        from glassnet.page.opening import opening_state

        if x is not None or y is not None:
            raise SettingError(message("studio-given-twice", what=model))
        named = opening_state(model)
        return lambda until: Session(named, until=until)
    for name, part in {"x": x, "y": y}.items():
        if part is None:
            raise SettingError(message("studio-given-missing", missing=name))
    state, given = given_state(model, x, y)
    return lambda until: Session(state, given=given, until=until)


def given_state(model: Any, x: Any, y: Any) -> tuple[PageState, Dataset]:
    """The state and the rows of a session for a compiled chain of Dense layers.

    Raises:
        SettingError: the page cannot draw it.
        DataError: x and y do not fit it.

    Warns:
        UserWarning: the optimizer has settings that the page does not take over.
    """
    from glassnet.page.existing import state_of_model
    from glassnet.page.given import given_dataset
    from glassnet.page.state import Given, PageState
    from glassnet.training import refusals
    from glassnet.training.keras_data import one_batch
    from glassnet.units.dense_chain import NoChainError

    refusals.check_compiled(model, "studio")
    name = str(getattr(model, "name", "model"))
    if not model.built:
        one_batch(model, x, y, caller="studio")
    try:
        given = given_dataset(model, x, y)
    except NoChainError as error:
        raise SettingError(message("studio-model-layer", name=name, layer=error.what)) from None
    rows = len(given.x)
    base = PageState(data=Given(given.name), batch_size=None if rows <= 32 else 32)
    state = state_of_model(model, name, base, given)
    _check_loss(model, x, y, state, given)
    if left_out := _settings_left_out(model.optimizer):
        said = {"optimizer": type(model.optimizer).__name__, "settings": ", ".join(left_out)}
        warnings.warn(message("studio-given-optimizer", **said), stacklevel=4)
    return state, given


def _check_loss(model: Any, x: Any, y: Any, state: PageState, given: Dataset) -> None:
    """Raise SettingError unless the page's loss is the model's own, with the weights that it has:
    label smoothing, class weights in a loss, an output's own loss."""
    from glassnet.page.subject import make_subject

    own = _loss(model, x, y)
    pages = _loss(make_subject(state, given).model, given.x, given.y)
    if not math.isclose(own, pages, rel_tol=LOSS_ROUNDING, abs_tol=LOSS_ROUNDING):
        loss = getattr(model.loss, "name", model.loss)
        said = {"found": f"{own:.6g}", "expected": f"{pages:.6g}", "loss": str(loss)}
        raise SettingError(message("studio-given-loss", **said))


def _loss(model: Any, x: Any, y: Any) -> float:
    from glassnet.training.keras_data import one_batch
    from glassnet.training.keras_model import References, loss

    batch = one_batch(model, x, y, caller="studio")
    now = References.of(model).read()
    return float(loss(model, now.trainable, now.non_trainable, batch, caller="studio"))


def _settings_left_out(optimizer: Any) -> list[str]:
    """`momentum=0.9` of an optimizer: what differs from its class's own defaults."""
    usual = type(optimizer)(learning_rate=0.1).get_config()
    config = optimizer.get_config()
    return [
        f"{name}={value!r}"
        for name, value in config.items()
        if name not in OWN_SETTINGS and value != usual.get(name)
    ]


def serve_and_open(make: MakeSession, port: int | None = None) -> None:
    """Serve the page and open the browser, until Ctrl-C."""
    from glassnet.page.server import serve

    def opened(address: str) -> None:
        print(message("studio-opened", address=address), message("studio-stop"), sep="\n")
        webbrowser.open(address)

    try:
        serve(make, port=port, opened=opened)
    except KeyboardInterrupt:
        return
