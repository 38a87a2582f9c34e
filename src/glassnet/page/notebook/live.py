"""A training that a page shows while it runs in a notebook's cell (`fit(live=True)`).

The kernel is busy with it and hears nothing, so that frames go one way: the newest one is a trait
of the widget, and a page that draws slowly leaves out those in between.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
import traitlets
from IPython.display import display
from numpy.typing import NDArray

from glassnet.page.answers import Opened
from glassnet.page.frames import Header, encode, finite
from glassnet.page.layers.layer_answers import ModelOpened
from glassnet.page.notebook.live_scenes import scene_of
from glassnet.page.notebook.still import bundle, curve
from glassnet.page.notebook.widget import PageWidget
from glassnet.text import message
from glassnet.training import Trainer

SHARE = 0.05  # of the time, for frames
FRAME_SECONDS, MOST_WAIT = 0.1, 10.0  # between two frames
MOST_MOMENTS = 600  # of the curve
SCORES = ("accuracy", "acc", "mae", "mean_absolute_error")  # of a history, as they are looked for


class LiveWidget(PageWidget):
    """A page that only watches. `_opened`: JSON of what it begins with; `_frame`: the newest."""

    _opened = traitlets.Unicode().tag(sync=True)
    _frame = traitlets.Bytes().tag(sync=True)

    def __init__(self, opened: Opened | ModelOpened, frame: bytes, height: int) -> None:
        self.shown: dict[str, Any] = {}
        super().__init__(_opened=msgspec.json.encode(opened).decode(), _frame=frame, height=height)

    def show(self, frame: bytes) -> None:
        """Show the newest frame."""
        self._frame = frame

    def keep(self, shown: Mapping[str, Any]) -> None:
        """Leave a picture for a saved notebook."""
        self.shown = dict(shown)
        self._keep_picture()

    def __repr__(self) -> str:
        return str(self.shown.get("text/plain", ""))

    def _picture(self) -> dict[str, Any]:
        return self.shown


class Curves(NamedTuple):
    """The loss and a score of each epoch that has ended, as the History has them.

    Attributes:
        first: the number of the first epoch, counted from 0.
        steps_per_epoch: of the training.
        losses, scores: of each epoch; NaN where there is no score.
    """

    first: int
    steps_per_epoch: int
    losses: Sequence[float] = ()
    scores: Sequence[float] = ()

    @classmethod
    def of(cls, trainer: Trainer) -> Curves:
        """Those of a training under way."""
        history: dict[str, list[float]] = trainer.model.history.history
        losses = history.get("loss", [])
        name = next((each for each in SCORES if each in history), None)
        scores = history[name] if name else [math.nan] * len(losses)
        first = trainer.epoch - len(losses)
        return cls(first, trainer.steps_per_epoch or 1, losses, scores)

    @property
    def last(self) -> tuple[float, float]:
        """The last epoch's loss and score; NaN before there is one."""
        return (self.losses[-1], self.scores[-1]) if self.losses else (math.nan, math.nan)

    def table(self) -> NDArray[np.float32]:
        """[moments, (step, loss, score)], at most MOST_MOMENTS of them."""
        count = len(self.losses)
        places = np.unique(np.linspace(0, count - 1, min(count, MOST_MOMENTS)).astype(int)).tolist()
        columns = (
            [(self.first + place + 1) * self.steps_per_epoch for place in places],
            [self.losses[place] for place in places],
            [self.scores[place] for place in places],
        )
        return np.array(columns, "<f4").T


class Live:
    """What a training looks like while it runs: a `LiveView`.

    Its first frame is made before the first step, and with it compiled what makes the others.
    """

    def __init__(self, trainer: Trainer, x: Any, y: Any) -> None:
        self._scene = scene_of(trainer.model, x, y)
        opened = self._scene.opened(trainer.steps_per_epoch or 1)
        none = Curves(trainer.epoch, trainer.steps_per_epoch or 1)
        first = self._frame(trainer, none, playing=True)
        self._widget = LiveWidget(opened, first, self._scene.height)
        self._widget.keep({"text/plain": message("studio-live-begins")})
        display(self._widget)
        self._due = 0.0

    def on_chunk_end(self, trainer: Trainer) -> None:
        """Show a frame, if there is time for one."""
        began = time.perf_counter()
        if began < self._due:
            return
        self._widget.show(self._frame(trainer, Curves.of(trainer), playing=True))
        took = time.perf_counter() - began
        self._due = began + took + min(max(took / SHARE, FRAME_SECONDS), MOST_WAIT)

    def finish(self, trainer: Trainer) -> None:
        """Show the end, and leave its picture."""
        curves = Curves.of(trainer)
        self._widget.show(self._frame(trainer, curves, playing=False))
        said = _said(trainer, curves)
        self._widget.keep(self._scene.still(said) or _curve_still(curves, said))

    def _frame(self, trainer: Trainer, curves: Curves, *, playing: bool) -> bytes:
        loss, score = map(finite, curves.last)
        header = Header(trainer.taken, trainer.epoch, loss, score, playing)
        return encode(header, {**self._scene.arrays(trainer.taken), "curves": curves.table()})


def _said(trainer: Trainer, curves: Curves) -> str:
    """A line of text."""
    told = {"step": trainer.taken, "epoch": trainer.epoch, "loss": f"{curves.last[0]:.6g}"}
    return message("studio-widget-plain", **told)


def _curve_still(curves: Curves, said: str) -> dict[str, Any]:
    steps, losses, _ = curves.table().T
    return bundle(curve(steps, losses, said), said)
