"""The page as a widget of a notebook. Needs the extra `notebook`: anywidget."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import traitlets
from IPython.display import DisplayHandle, display

from glassnet.errors import SettingError
from glassnet.page.guide.shelf import Shelf
from glassnet.page.notebook.cell import Cell, Cells
from glassnet.page.notebook.still import still
from glassnet.page.seats import MakeSession
from glassnet.page.server import STATIC, page_messages
from glassnet.page.sessions import AnySession
from glassnet.text import LANGUAGES, message

MODULE = STATIC / "widget.js"
USUAL_HEIGHT = 620  # pixels
CELLS = Cells()


class PageSource(anywidget.AnyWidget):
    """The page's HTML and its texts: sent to a notebook once for all widgets of a kernel."""

    _esm = "export default {}"
    html = traitlets.Unicode().tag(sync=True)
    messages = traitlets.Dict().tag(sync=True)


@cache
def page_source() -> PageSource:
    """The one of this kernel. Raises SettingError where the page was not built."""
    texts = {spoken: page_messages(spoken) for spoken in LANGUAGES}
    return PageSource(html=_built("embedded.html"), messages=texts)


@cache
def _built(name: str) -> str:
    path: Path = STATIC / name
    if not path.is_file():
        raise SettingError(message("studio-not-built", place=str(STATIC)))
    return path.read_text(encoding="utf-8")


class PageWidget(anywidget.AnyWidget):
    """A frame that holds the page. height: of it, in pixels."""

    _page = traitlets.Instance(PageSource).tag(sync=True, **ipywidgets.widget_serialization)
    height = traitlets.Int(USUAL_HEIGHT).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        self._esm = _built(MODULE.name)
        self._still = DisplayHandle()
        self._is_displayed = False
        super().__init__(_page=page_source(), **traits)

    def _ipython_display_(self) -> None:
        """Show the page, and below it the picture that a saved notebook keeps."""
        data, metadata = self._repr_mimebundle_() or ({}, {})
        display(data, metadata=metadata, raw=True)
        self._still = DisplayHandle()
        self._still.display(self._picture(), raw=True)
        self._is_displayed = True

    def _keep_picture(self) -> None:
        if self._is_displayed:
            self._still.update(self._picture(), raw=True)

    def _picture(self) -> dict[str, Any]:
        """The state as a picture and as a line of text."""
        raise NotImplementedError


class StudioWidget(PageWidget):
    """The page of `gn.studio` in a notebook, whose session is in the kernel.

    Traits, kept current while the page is used; observers of all but `selected` run in the
    session's own thread.

    Attributes:
        selected: what was touched, or None: a weight as `("hidden1/kernel", (0, 1))`, which
            `gn.trace(…).chain(*w.selected)` takes; a unit as `("hidden1", (2,))`, a layer as
            `("hidden1", ())`; of a model that is shown by its layers any number of its trace.
        step, epoch: how far training is.
        loss: with penalties, of all rows; of a model shown by its layers, of the first 64.
        model: the network that the page trains, a compiled keras.Model with its weights as they
            stand. Another one when another network is chosen on the page; the given one where it
            is shown by its layers.
    """

    selected = traitlets.Any(None, allow_none=True).tag(
        sync=True, from_json=lambda value, _: _selected(value)
    )
    step = traitlets.Int(read_only=True)
    epoch = traitlets.Int(read_only=True)
    loss = traitlets.Float(math.nan, read_only=True)
    model = traitlets.Any(read_only=True)

    def __init__(self, make: MakeSession, shelf: Shelf | None = None, **traits: Any) -> None:
        super().__init__(**traits)
        session = make(math.inf)
        self._session = session
        self._note(session)
        self._cell = Cell(session, self.send, worked=self._note, rested=self._rested, shelf=shelf)
        CELLS.add(self._cell)
        self.on_msg(self._heard)

    def __repr__(self) -> str:
        loss = f"{self.loss:.6g}"
        return message("studio-widget-plain", step=self.step, epoch=self.epoch, loss=loss)

    def close(self) -> None:
        """End the session and remove the page."""
        if hasattr(self, "_cell"):
            CELLS.close(self._cell)
        super().close()

    def _heard(self, _: Any, content: Any, buffers: Any) -> None:
        self._cell.hear(content)

    def _note(self, session: AnySession) -> None:
        now = session.playback
        seen = {"model": session.model, "step": now.step, "epoch": now.epoch}
        for name, value in {**seen, "loss": now.evaluate().loss}.items():
            self.set_trait(name, value)

    def _rested(self, _: AnySession) -> None:
        self._keep_picture()

    def _picture(self) -> dict[str, Any]:
        return still(self._session, repr(self))


def _selected(value: Any) -> tuple[str, tuple[int, ...]] | None:
    """As it comes from the page: ["hidden1/kernel", [0, 1]]."""
    match value:
        case [str(name), [*index]]:
            return name, tuple(map(int, index))
        case _:
            return None
