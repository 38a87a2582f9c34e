"""A page's session: data, a model in training, and its past. Not for several threads at once."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.studio.evaluation import Evaluation
from glassnet.studio.frames import Header, encode
from glassnet.studio.messages import LayerShape, Opened, Points
from glassnet.studio.planes import Planes, axes_of
from glassnet.studio.state import Edit, PageState
from glassnet.studio.subject import choices_for, make_subject
from glassnet.studio.timeline import Moment, TimeLine
from glassnet.text import message
from glassnet.training import Trainer
from glassnet.training.batching import GeneratorState
from glassnet.training.keras_model import variable_names

CHUNK_SECONDS = 0.012  # of training between two looks at what a page asks for
MOST_CHUNK = 5_000  # steps
MOST_SHOWN = 2_000  # rows of the data that a page gets
FILM, FILM_SECONDS = 9, 0.5  # pictures, and seconds between two films
# Keras draws its shuffles from NumPy's one generator, which all sessions share.
SHUFFLES = threading.Lock()
# What may change while the weights stay: field -> whether the optimizer needs to hear of it.
KEEPING = {"learning_rate": True, "plane": False, "held": False}


class Filmed(NamedTuple):
    """When the last film was made, and the step that it ended with."""

    at: float = -math.inf
    end: int = -1


class Session:
    """What one page looks at. Raises StateError for a state that cannot be."""

    def __init__(self, state: PageState) -> None:
        self._make(replace(state, step=0, edits=()))
        for edit in sorted(state.edits, key=lambda each: each.step):
            self.seek(edit.step)
            self.set_weight(edit.variable, edit.index, edit.value)
        self.seek(state.step)

    def _make(self, state: PageState) -> None:
        subject = make_subject(state)
        self.state = state
        self.dataset, self.model = subject
        x, y = self.dataset.x, self.dataset.y
        size = state.batch_size or len(x)
        with SHUFFLES:
            np.random.seed(state.seed)
            self.trainer = Trainer(self.model, x, y, batch_size=size, shuffle=size < len(x))
            self._shuffle = GeneratorState.read()
        self._evaluate = Evaluation(self.model, self.dataset)
        self.variables = dict(
            zip(variable_names(self.model), self.model.trainable_variables, strict=False)
        )
        self._look()
        self._chunk = 1
        self.timeline = TimeLine(self._moment())
        self.changed = True  # since the last frame

    def _look(self) -> None:
        self.axes = axes_of(self.dataset.x, self.state.plane, self.state.held)
        self._planes = Planes(self.model, self.axes)
        self._filmed = Filmed()

    # Changes -------------------------------------------------------------------------------------

    def change(self, state: PageState) -> None:
        """Take a new state: the step and the edits stay where only KEEPING fields differ, else
        training begins anew.

        Raises:
            StateError: the state cannot be; everything stays as it was.
        """
        different = {
            name
            for name in state.__struct_fields__
            if name not in ("step", "edits") and getattr(state, name) != getattr(self.state, name)
        }
        if not different <= KEEPING.keys():
            self._make(replace(state, step=0, edits=()))
            return
        make_subject(state)  # refuses what cannot be
        self.state = replace(state, step=self.state.step, edits=self.state.edits)
        if "learning_rate" in different:
            self.model.optimizer.learning_rate = state.learning_rate
        self._look()
        self.changed = True

    def set_weight(self, name: str, index: tuple[int, ...], value: float) -> None:
        """Set one weight by hand. Raises SettingError if there is none."""
        variable = self.variable(name, index)
        values = np.array(variable.value)
        values[index] = value
        variable.assign(values)
        edit = Edit(self.step, name, index, value)
        self.state = replace(self.state, edits=(*self.state.edits, edit))
        self.timeline.add(self._moment())
        self.changed = True

    def variable(self, name: str, index: tuple[int, ...]) -> Any:
        """A variable that has a number at this index. Raises SettingError."""
        found = self.variables.get(name)
        if found is None:
            raise SettingError(
                message("studio-variable", found=name, known=", ".join(self.variables))
            )
        inside = len(index) == len(found.shape) and all(
            place < size for place, size in zip(index, found.shape, strict=True)
        )
        if not inside:
            given = {"index": str(list(index)), "shape": str(list(found.shape))}
            raise SettingError(message("studio-index", name=name, **given))
        return found

    @contextmanager
    def shuffling(self) -> Generator[None]:
        """NumPy's generator as this session left it, and for it alone."""
        with SHUFFLES:
            self._shuffle.write()
            try:
                yield
            finally:
                self._shuffle = GeneratorState.read()

    # Time ----------------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        """How many steps were taken."""
        return self.trainer.taken

    @property
    def epoch(self) -> int:
        """How many epochs have ended."""
        return self.trainer.epoch

    def advance(self, steps: int | None = None) -> int:
        """Train for so many steps; None for as many as take CHUNK_SECONDS. Returns how many."""
        began, count = time.perf_counter(), self._chunk if steps is None else steps
        with self.shuffling():
            self.trainer.run(steps=count)
        took = time.perf_counter() - began
        if steps is None:
            faster = self._chunk * CHUNK_SECONDS / max(took, 1e-9)
            self._chunk = int(min(max(1, faster), 2 * self._chunk, MOST_CHUNK))
        self._taken()
        return count

    def step_by(self, steps: int) -> None:
        """Train for so many steps."""
        self.advance(steps)

    def to_end_of_epoch(self) -> None:
        """Train until the epoch under way has ended."""
        with self.shuffling():
            self.trainer.run(epochs=1)
        self._taken()

    def seek(self, step: int) -> None:
        """Show the training as it was, or will be, at a step."""
        with self.shuffling():
            if step < self.step or self.timeline.before(step).step > self.step:
                self.trainer.restore(self.timeline.before(step).state)
            if step > self.step:
                self.trainer.run(steps=step - self.step)
        if step > self.timeline.end:
            self.timeline.add(self._moment())
        self._went_to(step)

    def rewind(self) -> None:
        """Go back to the first step."""
        self.seek(0)

    def _taken(self) -> None:
        self.timeline.add(self._moment())
        self._went_to(self.step)

    def _went_to(self, step: int) -> None:
        edits = tuple(each for each in self.state.edits if each.step <= step)
        self.state = replace(self.state, step=step, edits=edits)
        self.changed = True

    def _moment(self) -> Moment:
        with self.shuffling():  # its state is part of the training's
            state = self.trainer.state
        found = self._evaluate()
        return Moment(self.trainer.taken, found.loss, found.score, state)

    # What is shown -------------------------------------------------------------------------------

    def opened(self) -> Opened:
        """All that a page needs to begin."""
        x, y = self.dataset.x[:MOST_SHOWN], self.dataset.y[:MOST_SHOWN]
        shapes = [
            LayerShape(each.name, each.units, each.activation.__name__)
            for each in self.model.layers
        ]
        points = Points(
            x=tuple(map(tuple, x.tolist())),
            y=tuple(y.reshape(-1).astype(float).tolist()),
            features=self.dataset.feature_names,
            target=self.dataset.target_name,
            classes=self.dataset.class_names,
            low=tuple(self.axes.low.tolist()),
            high=tuple(self.axes.high.tolist()),
        )
        return Opened(
            self.state,
            choices_for(self.dataset),
            points,
            tuple(shapes),
            str(self.model.loss),
            self.trainer.steps_per_epoch or 1,
        )

    def frame(self, *, playing: bool) -> bytes:
        """The newest numbers: all weights, the pictures, and the curves of the whole time line."""
        moments = self.timeline.moments
        found = self._evaluate()
        arrays: dict[str, NDArray[Any]] = dict(self._planes.pictures())
        for (name, variable), gradient in zip(self.variables.items(), found.gradients, strict=True):
            arrays[name] = np.asarray(variable.value, "<f4")
            arrays[f"gradient/{name}"] = np.asarray(gradient, "<f4")
        if self._film_is_due(playing=playing):
            arrays |= self._film()
        curves = np.array([(each.step, each.loss, each.score) for each in moments], "<f4")
        arrays["curves"] = curves
        header = Header(self.step, self.epoch, _finite(found.loss), _finite(found.score), playing)
        self.changed = False
        return encode(header, arrays)

    def _film_is_due(self, *, playing: bool) -> bool:
        """Whether the time line has grown by enough since the last film, or training rests."""
        now, end = time.perf_counter(), self.timeline.end
        if end == self._filmed.end or (playing and now < self._filmed.at + FILM_SECONDS):
            return False
        self._filmed = Filmed(now, end)
        return True

    def _film(self) -> dict[str, NDArray[Any]]:
        """`film` [moments, 32, 32]: the first output's plane over time, and `film_steps`."""
        ends = np.linspace(0, self.timeline.end, FILM)
        found = (self.timeline.before(int(step)) for step in ends)
        moments = {each.step: each for each in found}
        pictures = [self._planes.small(each.state.variables) for each in moments.values()]
        return {"film": np.stack(pictures), "film_steps": np.array([*moments], "<f4")}

    def next_rows(self) -> NDArray[Any]:
        """Numbers of the rows that the next step trains on."""
        with self.shuffling():
            return self.trainer.next_rows()

    def outputs(self, point: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Each layer's outputs, [1, units], at one point, [features]."""
        return self._planes.outputs(point[None])


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
