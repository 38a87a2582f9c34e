"""A training that can be taken to any of its steps, with what was set by hand on the way."""

from __future__ import annotations

import math
import statistics
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import Any

import jax
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.page.evaluation import Evaluation, Scoring
from glassnet.page.state import Edit, RateEdit, WeightEdit
from glassnet.page.timeline import Moment, TimeLine
from glassnet.text import message
from glassnet.training import Trainer, TrainingState
from glassnet.training.batching import GeneratorState
from glassnet.training.keras_model import variable_names

CHUNK_SECONDS = 0.009  # short enough for 60 frames a second
CHUNKS = 5  # whose median says how long a step takes: a busy machine stalls one now and then
SCORING = 2.0  # times that what scoring takes is trained for at least
MOST_CHUNK = 5_000  # steps
NEW_MOMENTS = 128  # of a way that is gone at once
# Keras draws its shuffles from NumPy's one generator, which all sessions share.
SHUFFLES = threading.Lock()


class Playback:
    """One training.

    Args:
        model: compiled and built.
        x, y: its data.
        score: of what the model says about them.
        scored: how many rows loss and score are of, the first ones, without gradients; None for
            all rows, and with gradients.
        seed: of the shuffles.
        batch_size: rows of a step; all of them are not shuffled.
        edits: what was set by hand; those at step 0 hold from the start.
        chunk_seconds: of training between two looks at what a page asks for.

    Attributes:
        evaluate: gives the model's scores as it stands.
        variables: the trainable variables by name.
        timeline: the past, and what came after the step that is shown.
        branch: how often another future was begun than the one that was known.
    """

    def __init__(
        self,
        model: Any,
        x: Any,
        y: Any,
        *,
        score: Scoring,
        scored: int | None = None,
        seed: int,
        batch_size: int,
        edits: Iterable[Edit] = (),
        chunk_seconds: float = CHUNK_SECONDS,
    ) -> None:
        self._model = model
        with SHUFFLES:
            np.random.seed(seed)
            is_shuffled = batch_size < len(jax.tree.leaves(x)[0])
            # Another cell of a notebook may read the weights meanwhile.
            self.trainer = Trainer(
                model, x, y, batch_size=batch_size, shuffle=is_shuffled, donated=False
            )
            self._shuffle = GeneratorState.read()
        # After the trainer, which builds the loss as `fit` does: that draws from the generator.
        self.evaluate = Evaluation(
            model, _first(x, scored), _first(y, scored), score, gradients=scored is None
        )
        names = variable_names(model)[: len(model.trainable_variables)]
        self.variables = dict(zip(names, model.trainable_variables, strict=True))
        self._edits = sorted(edits, key=lambda each: each.step)
        for each in self._edits:
            if isinstance(each, WeightEdit):
                self.variable(each.variable, each.index)  # raises here, not on the way
            if each.step == 0:
                self._apply(each)
        self._chunk_seconds = chunk_seconds
        self._chunk = 1  # steps
        self._recent = deque[float](maxlen=CHUNKS)  # seconds a step took in the last chunks
        self._scoring_took = 0.0
        self.branch = 0
        self.timeline = TimeLine(self._moment())

    @property
    def step(self) -> int:
        """How many steps were taken."""
        return self.trainer.taken

    @property
    def epoch(self) -> int:
        """How many epochs have ended."""
        return self.trainer.epoch

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What was set by hand up to the step that is shown."""
        return tuple(each for each in self._edits if each.step <= self.step)

    @property
    def learning_rate(self) -> float | None:
        """The rate that was set last; None if none was."""
        rates = [each.value for each in self.edits if isinstance(each, RateEdit)]
        return rates[-1] if rates else None

    @contextmanager
    def shuffling(self) -> Generator[None]:
        """NumPy's generator as this training left it, and for it alone."""
        with SHUFFLES:
            self._shuffle.write()
            try:
                yield
            finally:
                self._shuffle = GeneratorState.read()

    def advance(self, steps: int | None = None) -> None:
        """Train for so many steps; None for as many as a chunk takes. Another future than the
        one that was known is begun."""
        self._forget_future()
        if steps is None:
            self._run_chunk(MOST_CHUNK)
        else:
            with self.shuffling():
                self.trainer.run(steps=steps)
        self.timeline.add(self._moment())

    def to_end_of_epoch(self) -> None:
        """Train until the epoch under way has ended."""
        self._forget_future()
        with self.shuffling():
            self.trainer.run(epochs=1)
        self.timeline.add(self._moment())

    def seek(self, step: int, until: float = math.inf) -> bool:
        """Show the training as it was, or will be, at a step.

        until: when to stop on the way, by `time.perf_counter`; another call goes on from there.
            Returns whether the step was reached.
        """
        moment = self.timeline.before(step)
        if step < self.step or moment.step > self.step:
            self.restore(moment.state)
        for each in self._edits:
            if self.step < each.step <= step:
                if not self._run_to(each.step, until):
                    return False
                self._apply(each)
                if self.step == self.timeline.end:
                    self.timeline.add(self._moment())  # as it is after the edit
        return self._run_to(step, until)

    def start_over(self) -> None:
        """Go back to where this training began, before anything was set by hand but for `edits` at
        step 0 that it was made with; what came since is forgotten."""
        first = self.timeline.moments[0]
        self.restore(first.state)
        if self.timeline.end > 0:
            self.branch += 1
        self._edits = []
        self.timeline = TimeLine(first)

    def restore(self, state: TrainingState) -> None:
        """Take a state of this training, whatever was set by hand since."""
        with self.shuffling():
            self.trainer.restore(state)

    def edit(self, edit: Edit) -> None:
        """Set something by hand at the step that is shown. Raises SettingError if there is no such
        weight."""
        self._apply(edit)
        self._forget_future()
        # A slider that is dragged sets the same number again and again.
        kept = [each for each in self._edits if not _same_place(each, edit)]
        self._edits = [*kept, edit]
        self.timeline.add(self._moment())

    def variable(self, name: str, index: tuple[int, ...]) -> Any:
        """A variable that has a number at this index. Raises SettingError."""
        found = self.variables.get(name)
        if found is None:
            known = ", ".join(self.variables)
            raise SettingError(message("studio-variable", found=name, known=known))
        inside = len(index) == len(found.shape) and all(
            place < size for place, size in zip(index, found.shape, strict=True)
        )
        if not inside:
            given = {"index": str(list(index)), "shape": str(list(found.shape))}
            raise SettingError(message("studio-index", name=name, **given))
        return found

    def next_rows(self) -> NDArray[Any]:
        """Numbers of the rows that the next step trains on."""
        with self.shuffling():
            return self.trainer.next_rows()

    def _apply(self, edit: Edit) -> None:
        match edit:
            case RateEdit(_, value):
                self._model.optimizer.learning_rate = value
            case WeightEdit(_, name, index, value):
                variable = self.variable(name, index)
                values = np.array(variable.value)
                values[index] = value
                variable.assign(values)

    def _run_to(self, step: int, until: float) -> bool:
        """Train; what was not known yet is remembered moment by moment. Returns whether the step
        was reached in time."""
        piece = max(1, (step - self.step) // NEW_MOMENTS)
        while self.step < step:
            self._run_chunk(min(piece, step - self.step))
            if self.step > self.timeline.end:
                self.timeline.add(self._moment())
            if self.step < step and time.perf_counter() >= until:
                return False
        return True

    def _run_chunk(self, most: int) -> None:
        """Train for as many steps as a chunk takes, or scoring, but no more than `most`."""
        began, count = time.perf_counter(), min(self._chunk, most)
        with self.shuffling():
            self.trainer.run(steps=count)
        self._recent.append(max(time.perf_counter() - began, 1e-9) / count)
        seconds = max(self._chunk_seconds, SCORING * self._scoring_took)
        fitting = int(seconds / statistics.median(self._recent))
        self._chunk = max(1, min(fitting, 2 * count, MOST_CHUNK))

    def _forget_future(self) -> None:
        if self.step < self.timeline.end:
            self.branch += 1
        self._edits = [each for each in self._edits if each.step <= self.step]

    def _moment(self) -> Moment:
        with self.shuffling():  # its state is part of the training's
            state = self.trainer.state
        began = time.perf_counter()
        found = self.evaluate()
        self._scoring_took = time.perf_counter() - began
        return Moment(self.trainer.taken, found.loss, found.score, state)


def _first(tree: Any, count: int | None) -> Any:
    return jax.tree.map(lambda each: each[:count], tree)


def _same_place(one: Edit, other: Edit) -> bool:
    """Whether both set the same number at the same step."""
    return replace(one, value=1.0) == replace(other, value=1.0)
