"""A page's session: data, a model in training, and what a page sees of it. Not for several threads
at once."""

from __future__ import annotations

import math
import time
from typing import Any, NamedTuple

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from glassnet.data import Dataset
from glassnet.errors import SettingError
from glassnet.page.answers import Opened
from glassnet.page.evaluation import SCORES
from glassnet.page.frames import Header, encode, finite
from glassnet.page.network.opened import opened_on
from glassnet.page.network.planes import Planes, axes_of
from glassnet.page.network.row_pass import RowPass
from glassnet.page.network.subject import Subject, check_view, make_subject
from glassnet.page.playback import Playback
from glassnet.page.state import Guided, PageState, RateEdit
from glassnet.page.timed import Timed
from glassnet.text import message

FILM, FILM_SECONDS = 9, 0.5  # pictures, and seconds between two films
VIEW = frozenset(("plane", "held"))
OF_ROOMS = frozenset(("room", "units", "pencil"))  # what the training knows nothing of
KEEPING = VIEW | OF_ROOMS | {"learning_rate"}  # what may change while weights stay
OF_START = frozenset(("data", "layers", "initializer", "seed"))  # what first weights follow from
# What a change leaves as it is: a page that changes a setting may not know the last of these yet.
KEPT = frozenset(("step", "edits", "guide"))


class Filmed(NamedTuple):
    """When the last film was made, and the step that it ended with."""

    at: float = -math.inf
    end: int = -1


def _rates(state: PageState) -> list[RateEdit]:
    """The learning rates that were set by hand."""
    return [each for each in state.edits if isinstance(each, RateEdit)]


class Session(Timed):
    """What one page looks at. Raises StateError for a state that cannot be.

    Args:
        state: to begin with.
        given: rows from Python, where the state's data are `Given`.
        until: as for `seek`.
    """

    def __init__(
        self, state: PageState, *, given: Dataset | None = None, until: float = math.inf
    ) -> None:
        self._given = given
        self.restore(state, until=until)

    def restore(self, state: PageState, *, until: float = math.inf) -> None:
        """Take a state with its step and its edits. until: as for `seek`.

        Raises:
            StateError: the state cannot be; everything stays as it was.
            SettingError: an edit of a weight that there is not.
        """
        rates = [each for each in _rates(state) if each.step == 0]
        first = replace(state, learning_rate=rates[0].value) if rates else state
        dataset, model = make_subject(first, self._given)
        playback = Playback(
            model,
            dataset.x,
            dataset.y,
            score=SCORES[dataset.task],
            seed=state.seed,
            batch_size=state.batch_size or len(dataset.x),
            edits=state.edits,
        )
        self.sought = None if playback.seek(state.step, until) else state.step
        self._state, self.dataset, self.model = state, dataset, model
        self.playback = playback
        self.row_pass = RowPass(model)
        self._look()

    @property
    def state(self) -> PageState:
        """The state now."""
        now = self.playback
        rate = now.learning_rate or self._state.learning_rate
        return replace(self._state, learning_rate=rate, step=now.step, edits=now.edits)

    @property
    def guide(self) -> Guided | None:
        """How far a guide was followed; None where none is."""
        return self._state.guide

    def change(self, state: PageState) -> None:
        """Take a new state: the step and the edits stay where only KEEPING fields differ, else
        training begins anew. The guide's progress stays.

        Raises:
            StateError: the state cannot be; everything stays as it was.
        """
        now = self.state
        different = {
            name
            for name in state.__struct_fields__
            if name not in KEPT and getattr(state, name) != getattr(now, name)
        }
        if not different <= KEEPING:
            # Weights from elsewhere fit their own network alone.
            start = None if different & OF_START and "start" not in different else state.start
            self.restore(replace(state, start=start, step=0, edits=(), guide=now.guide))
            return
        check_view(state, self.dataset)
        rate = self._state.learning_rate
        self._state = replace(state, learning_rate=rate, guide=now.guide)
        if "learning_rate" in different:
            if now.learning_rate == self._state.learning_rate and not _rates(now):
                self.edit(RateEdit(0, now.learning_rate))  # where a replay begins
            self.edit(RateEdit(self.step, state.learning_rate))
        if different & VIEW:
            self._look()

    def start_over(self) -> None:
        """Go back to the weights and the learning rate that training started with; nothing is set
        by hand any more."""
        first = [each.value for each in _rates(self.state) if each.step == 0]
        rate = first[0] if first else self._state.learning_rate
        self.restore(replace(self.state, learning_rate=rate, step=0, edits=()))

    def keep(self, **fields: Any) -> None:
        """Take fields of the state that the training knows nothing of (OF_ROOMS).

        Raises:
            SettingError: one that no page could send back.
        """
        try:
            for field in fields.values():
                msgspec.convert(msgspec.to_builtins(field), type(field))
        except msgspec.ValidationError as error:
            raise SettingError(message("studio-request", why=str(error)[:200])) from error
        self._state = replace(self._state, **fields)

    def _look(self) -> None:
        self.axes = axes_of(self.dataset.x, self._state.plane, self._state.held)
        self._planes = Planes(self.model, self.axes)
        self._filmed = Filmed()
        self.changed = True  # since the last frame

    @property
    def learning_rate(self) -> float:
        """The rate now."""
        return self.state.learning_rate

    @property
    def data(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """x and y."""
        return self.dataset.x, self.dataset.y

    # What is shown -------------------------------------------------------------------------------

    def opened(self) -> Opened:
        """All that a page needs to begin."""
        self._filmed = Filmed()
        return opened_on(
            self.state,
            Subject(self.dataset, self.model),
            self.axes,
            steps_per_epoch=self.playback.trainer.steps_per_epoch or 1,
            given=self._given,
        )

    def frame(self, *, playing: bool) -> bytes:
        """The newest numbers: all weights with their gradients, the pictures, and the curves of the
        whole time line, [moments, (step, loss, score)]."""
        self.changed = False  # before the work: what changes meanwhile is the next frame's
        past = self.playback
        found = past.evaluate()
        arrays: dict[str, NDArray[Any]] = dict(self._planes.pictures())
        for (name, variable), gradient in zip(past.variables.items(), found.gradients, strict=True):
            arrays[name] = np.asarray(variable.value, "<f4")
            arrays[f"gradient/{name}"] = np.asarray(gradient, "<f4")
        if self._film_is_due(playing=playing):
            arrays |= self._film()
        arrays["curves"] = past.timeline.curve
        loss, score = finite(found.loss), finite(found.score)
        return encode(Header(past.step, past.epoch, loss, score, playing), arrays)

    def outputs(self, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Each layer's outputs, [rows, units], at points, [rows, features]."""
        return self._planes.outputs(x)

    def _film_is_due(self, *, playing: bool) -> bool:
        """Whether the time line has grown by enough since the last film, or training rests."""
        now, end = time.perf_counter(), self.playback.timeline.end
        if end == self._filmed.end or (playing and now < self._filmed.at + FILM_SECONDS):
            return False
        self._filmed = Filmed(now, end)
        return True

    def _film(self) -> dict[str, NDArray[Any]]:
        """`film` [moments, outputs, 32, 32]: the plane over time, and `film_steps`."""
        timeline = self.playback.timeline
        found = (timeline.before(int(step)) for step in np.linspace(0, timeline.end, FILM))
        moments = {each.step: each for each in found}
        pictures = [self._planes.small(each.state.variables) for each in moments.values()]
        return {"film": np.stack(pictures), "film_steps": np.array([*moments], "<f4")}
