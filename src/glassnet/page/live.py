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

from glassnet.errors import GlassnetError
from glassnet.page.answers import Choices, Opened, Points
from glassnet.page.existing import state_of_model
from glassnet.page.frames import Header, encode, finite
from glassnet.page.given import given_dataset
from glassnet.page.opened import opened_on
from glassnet.page.planes import Planes, axes_of
from glassnet.page.state import Given, PageState
from glassnet.page.still import bundle, curve, surface
from glassnet.page.subject import make_subject
from glassnet.page.widget import USUAL_HEIGHT, PageWidget
from glassnet.text import message
from glassnet.training import Trainer
from glassnet.units.dense_chain import dense_chain

SHARE = 0.05  # of the time, for frames
FRAME_SECONDS, MOST_WAIT = 0.1, 2.0  # between two frames
MOST_MOMENTS = 600  # of the curve
CURVE_HEIGHT = 220  # pixels, without a network
FILM, MOST_PICTURES = 9, 64
SCORES = ("accuracy", "acc", "mae", "mean_absolute_error")  # of a history, as they are looked for


class LiveWidget(PageWidget):
    """A page that only watches. `_opened`: JSON of what it begins with; `_frame`: the newest."""

    _opened = traitlets.Unicode().tag(sync=True)
    _frame = traitlets.Bytes().tag(sync=True)

    def __init__(self, opened: Opened, frame: bytes, height: int) -> None:
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


class Network:
    """A chain of Dense layers as the page draws it: by a network of its own with the same weights.

    Raises:
        GlassnetError: the page does not draw this model, or these data.
    """

    def __init__(self, model: Any, x: Any, y: Any) -> None:
        given = given_dataset(model, x, y)
        state = PageState(data=Given(given.name))
        self.state = state_of_model(model, str(model.name), state, given)
        self.subject = make_subject(self.state, given)
        self._trained = model
        self._axes = axes_of(given.x, self.state.plane, self.state.held)
        self._planes = Planes(self.subject.model, self._axes)
        self._film: list[tuple[int, NDArray[np.int16]]] = []

    def arrays(self, step: int) -> dict[str, NDArray[Any]]:
        """Pictures and weights as they stand."""
        weights = [part for each in dense_chain(self._trained) for part in (each.kernel, each.bias)]
        model = self.subject.model
        model.set_weights(weights)
        pictures = self._planes.pictures()
        names = [f"{each.name}/{kind}" for each in model.layers for kind in ("kernel", "bias")]
        found = {name: np.asarray(each, "<f4") for name, each in zip(names, weights, strict=True)}
        self._remember(step, pictures[f"layer{len(model.layers) - 1}"])
        return {**pictures, **found, **self._shown_film()}

    def _remember(self, step: int, picture: NDArray[np.int16]) -> None:
        """Keep the output's picture; where they become too many, every other one."""
        self._film.append((step, picture))
        if len(self._film) > MOST_PICTURES:
            del self._film[1::2]

    def _shown_film(self) -> dict[str, NDArray[Any]]:
        steps = [step for step, _ in self._film]
        places = np.searchsorted(steps, np.linspace(0, steps[-1], FILM), side="right") - 1
        chosen = [self._film[place] for place in dict.fromkeys(places.tolist())]
        pictures = np.stack([picture for _, picture in chosen])
        return {"film": pictures, "film_steps": np.array([step for step, _ in chosen], "<f4")}

    def opened(self, steps_per_epoch: int) -> Opened:
        """What the page begins with."""
        return opened_on(self.state, self.subject, self._axes, steps_per_epoch=steps_per_epoch)

    def still(self, said: str) -> dict[str, Any]:
        """As `still.still` of a session; {} where there are not two features."""
        if self.subject.dataset.x.shape[1] != 2:
            return {}
        return bundle(surface(self.subject.model, self.subject.dataset, said), said)


class CurveAlone:
    """A training whose network the page does not draw: any model, any data."""

    def __init__(self, model: Any) -> None:
        self._loss = getattr(model.loss, "name", None) or str(model.loss)

    def arrays(self, step: int) -> dict[str, NDArray[Any]]:
        """None."""
        return {}

    def opened(self, steps_per_epoch: int) -> Opened:
        """What the page begins with: no layers."""
        # Two nameless classes, where the score is an accuracy.
        classes = ("0", "1") if "crossentropy" in self._loss else ()
        points = Points((), (), (), "", classes, (), ())
        choices = Choices((), (), (), (), (), None)
        return Opened(PageState(), choices, points, (), self._loss, steps_per_epoch)

    def still(self, said: str) -> dict[str, Any]:
        """None: the curve is all there is."""
        return {}


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
        self._scene = _scene(trainer.model, x, y)
        opened = self._scene.opened(trainer.steps_per_epoch or 1)
        none = Curves(trainer.epoch, trainer.steps_per_epoch or 1)
        height = USUAL_HEIGHT if opened.layers else CURVE_HEIGHT
        self._widget = LiveWidget(opened, self._frame(trainer, none, playing=True), height)
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


def _scene(model: Any, x: Any, y: Any) -> Network | CurveAlone:
    try:
        return Network(model, x, y)
    except (GlassnetError, TypeError, ValueError):  # data of any kind, a model of any layers
        return CurveAlone(model)
