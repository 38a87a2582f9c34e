"""Training that can be driven: run some epochs or steps, look, go back, go on."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.training import keras_model
from glassnet.training.epochs import Epochs, History, joined, one_row
from glassnet.training.feeds import DeviceArrays, Order, make_feed
from glassnet.training.keras_model import Model, References, Tree, Variables
from glassnet.training.observation import Observers, Watch
from glassnet.training.program import Carry, Logs
from glassnet.training.programs import program_for
from glassnet.training.shuffle import GeneratorState, check_shuffle
from glassnet.training.source import Source
from glassnet.training.state import TrainingState
from glassnet.training.stream import Stream
from glassnet.training.validation import Validation
from glassnet.training.whole_epochs import WholeEpochs


class Trainer:
    """What `glassnet.fit` drives: one model, one set of data, and a position in its training.

    Arguments are those of `keras.Model.fit` that say what an epoch is. The model's own variables
    are the state: after each `run` they hold the true weights, and what is assigned to them between
    two runs counts.

    Args:
        model: a compiled keras.Model (JAX backend).
        x, y, sample_weight: arrays [rows, …] (NumPy, JAX, pandas, lists), or nested lists or dicts
            of them; or x alone: a keras.utils.PyDataset, a generator, a tf.data.Dataset.
        validation_data: (x, y), (x, y, sample_weight), or a dataset.
        validation_freq: validate after each epoch, after each n-th, or after those listed
            (counted from 1).
        observers: who looks at which steps, and who gets what was seen (see `Observer`); or what
            says so once the model is built, of the number of steps in an epoch.
        fused: rewrite each step's small operations into the form that runs fastest; equal to Keras
            within float32 rounding. False: equal bit for bit.

    Raises:
        SettingError: the model is not compiled, or cannot become one program.
    """

    def __init__(
        self,
        model: Model,
        x: Any = None,
        y: Any = None,
        *,
        batch_size: int | None = None,
        validation_data: Any = None,
        shuffle: Any = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int | list[int] = 1,
        observers: Observers | Callable[[int | None], Observers] | None = None,
        fused: bool = True,
    ) -> None:
        keras_model.check_compiled(model)
        self.model = model
        source = Source(
            x,
            y,
            sample_weight,
            batch_size=batch_size,
            steps_per_epoch=steps_per_epoch,
            shuffle=check_shuffle(shuffle),
            class_weight=class_weight,
        )
        source.build(model)
        self._feed = feed = make_feed(source, check_shuffle(shuffle))
        self._validation = Validation.of(
            validation_data,
            batch_size=validation_batch_size or batch_size,
            steps=validation_steps,
            frequency=validation_freq,
        )
        self.validate_inside = True
        self._references = References.of(model)
        self._identity = keras_model.compile_identity(model)
        observers = observers(self._feed.steps) if callable(observers) else observers or {}
        self._receivers = list(observers.values())
        self._watch = Watch(list(observers), self._references.read(), self._feed.steps)
        self._seen: list[Any] = []  # and not yet delivered
        self._program = program_for(
            model,
            layout=feed.layout if isinstance(feed, DeviceArrays) else None,
            validation=self._validation.layout if self._validation else None,
            fused=fused,
            watch=self._watch,
        )
        on_device = isinstance(feed, DeviceArrays)
        self._whole = WholeEpochs(model, self._program, feed) if on_device else None
        self._watch = self._program.watch  # the first one's like it, whose summaries are compiled
        self._epoch = 0
        self._step = 0
        self._taken = 0  # steps in all
        self._order: Order | None = None
        self._logs: Logs = {}
        self._start = self.state

    # Where it stands -----------------------------------------------------------------------------

    @property
    def epoch(self) -> int:
        """Epochs finished."""
        return self._epoch

    @property
    def step(self) -> int:
        """Steps taken in the epoch under way."""
        return self._step

    @property
    def taken(self) -> int:
        """Steps taken in all, those of epochs before the first one run here included."""
        return self._taken

    @property
    def rows(self) -> int | None:
        """How many rows the data have; None for a stream."""
        return None if self._feed.layout is None else self._feed.layout.rows

    @property
    def steps_per_epoch(self) -> int | None:
        """Steps in an epoch; None for a stream whose length is not known yet."""
        return self._feed.steps

    @property
    def resumes_within_epoch(self) -> bool:
        """Whether a state from the middle of an epoch can be restored later: a stream's cannot."""
        return not isinstance(self._feed, Stream)

    @property
    def logs(self) -> dict[str, float]:
        """Loss and metrics: so far in the epoch under way, or of the last one finished."""
        return keras_model.flatten_logs(self._logs)

    @property
    def variables(self) -> Variables:
        """The values that the model's variables hold now; a step gives them away."""
        return self._references.read()

    @property
    def state(self) -> TrainingState:
        """All that decides how training goes on: a pytree of arrays."""
        return TrainingState(
            variables=self._references.copy(),
            epoch=np.array(self._epoch),
            step=np.array(self._step),
            taken=np.array(self._taken),
            order=self._order,
            shuffle=GeneratorState.read(),
        )

    def restore(self, state: TrainingState) -> None:
        """Go on from `state`, which came from this trainer or one like it.

        Raises:
            SettingError: it is no state, or one of another model, or of other data.
        """
        given: Any = state
        if not isinstance(given, TrainingState):
            raise SettingError(f"restore: expected a TrainingState, got {type(given).__name__}.")
        self._references.check(state.variables)
        self._feed.check(state.order, int(state.step))
        self._references.assign(state.variables)
        self._epoch = int(state.epoch)
        self._step = int(state.step)
        self._taken = int(state.taken)
        self._seen.clear()
        self._order = None if state.order is None else np.asarray(state.order)
        self._logs = {}
        state.shuffle.write()

    def rewind(self) -> None:
        """Back to where this trainer began: weights, optimizer, metrics, random numbers."""
        self.restore(self._start)

    def start_at(self, epoch: int) -> None:
        """Count epochs from here on (Keras' `initial_epoch`). Between two epochs only."""
        self._epoch = epoch
        self._taken = epoch * (self._feed.steps or 0)

    def take(self, rows: NDArray[Any]) -> Tree:
        """Rows of the data by their numbers, as Keras makes a batch of them; of arrays only."""
        return self._feed.take(rows)

    def next_rows(self) -> NDArray[Any]:
        """The numbers of the rows that the next step trains on; of arrays only."""
        layout, order = self._feed.layout, self._order
        if layout is None:
            return np.empty(0, np.int32)
        if self._step == 0:
            before = GeneratorState.read()
            order = self._feed.begin()
            before.write()
        return layout.rows_of(self._step, order)

    # Going on ------------------------------------------------------------------------------------

    def run(
        self, *, epochs: int | None = None, steps: int | None = None, deliver: bool = True
    ) -> History:
        """Train for so many epochs, or so many steps; exactly one of the two.

        An epoch under way is finished first and counts as one. Returns the logs of the epochs that
        ended meanwhile: an array [epochs] for each name; `logs` has what came after.
        deliver: give the receivers what was seen; False for steps that are taken a second time.

        Raises:
            SettingError: neither or both are given, the number is negative, or the model has been
                compiled anew.
        """
        amount: Any = epochs if steps is None else steps
        if amount is None or (epochs is not None and steps is not None):
            raise SettingError("run: give either epochs=… or steps=….")
        if not isinstance(amount, int | np.integer) or amount < 0:
            raise SettingError(f"run: expected a whole number of at least 0, got {amount!r}.")
        parts: list[Epochs] = []
        if steps is None:
            last = self._epoch + amount
            while self._epoch < last:
                parts.append(self.advance(last - self._epoch))
                self._hand_over(deliver)
        else:
            last = self._taken + amount
            while self._taken < last:
                chunk = min(last - self._taken, self._program.pace.steps)
                parts.append(self._advance_within_epoch(chunk))
                self._hand_over(deliver)
        return joined(parts)

    def advance(self, epochs: int) -> Epochs:
        """Run one chunk of about 75 ms, at most to the end of the `epochs`-th epoch from here.

        Returns the epochs that ended in it: none in the middle of a long epoch.
        """
        whole = self._short_epochs() if self._step == 0 else None
        if whole is None:
            of = self._feed.steps
            left = None if of is None else of - self._step
            return self._advance_within_epoch(self._program.pace.next(left))
        room = whole.room(self._references.read())
        count = max(1, min(epochs, room, self._program.pace.steps // whole.steps))
        if self._watch:
            count = min(count, self._watch.room(self._taken) // whole.steps)
            if count == 0:  # one epoch fills the tables
                return self._advance_within_epoch(self._program.pace.next(whole.steps))
        return self._advance_whole(whole, count)

    @property
    def may_end_several(self) -> bool:
        """Whether the next chunk may end several epochs."""
        return self._step == 0 and self._short_epochs() is not None

    def deliver(self) -> None:
        """Give the observers' receivers what was seen since the last time."""
        seen, self._seen = self._seen, []
        for rows in seen:
            for receive, (steps, summaries) in zip(self._receivers, rows, strict=True):
                if len(steps):
                    receive(steps, summaries)

    def _hand_over(self, deliver: bool) -> None:
        if deliver:
            self.deliver()
        else:
            self._seen.clear()

    def validate(self) -> dict[str, float]:
        """Validate now; {} if the last epoch that ended has no validation."""
        if self._validation is None or not self.validation_due:
            return {}
        logs = self._validation.run(self.model, self._program, self._references)
        return keras_model.flatten_logs(logs)

    @property
    def validation_due(self) -> bool:
        """Whether the last epoch that ended is one to validate after."""
        validation = self._validation
        return validation is not None and validation.due(self.model, self._epoch - 1)

    def _advance_whole(self, epochs: WholeEpochs, count: int) -> Epochs:
        compiled = self._program.epochs.compile_seconds
        began = time.perf_counter()
        validation = self._validation_inside
        variables, finished = epochs.run(self._open(), self._epoch, count, validation)
        self._close(variables)
        compiled -= self._program.epochs.compile_seconds
        self._program.pace.measure(count * epochs.steps, time.perf_counter() - began + compiled)
        self._taken += count * epochs.steps
        self._epoch += count
        self._logs = {name: values[-1] for name, values in finished.logs.items()}
        return finished

    def _advance_within_epoch(self, most: int) -> Epochs:
        feed, program = self._feed, self._program
        carry = Carry(self._open())
        if self._watch:
            most = min(most, self._watch.room(self._taken))
        if self._step == 0:
            self._order = feed.begin()
            metrics = program.reset(carry.variables.metrics)
            carry.variables = carry.variables._replace(metrics=metrics)
        compiled = program.compile_seconds
        began = time.perf_counter()
        try:
            logs, taken, ended = feed.run(program, carry, self._order, self._step, most)
        finally:
            self._close(carry.variables)
        jax.block_until_ready(carry.variables)
        compiled -= program.compile_seconds
        program.pace.measure(taken, time.perf_counter() - began + compiled)
        self._step += taken
        self._taken += taken
        if logs is not None:
            self._logs = jax.device_get(logs)
        if not ended:
            return Epochs(self._epoch, 0)
        ended_epoch = self._epoch
        self._epoch += 1
        self._step = 0
        self._order = None
        logs = self.logs
        validation = self.validate() if self.validate_inside else {}
        return Epochs(
            ended_epoch,
            1,
            one_row(logs),
            one_row(validation),
            [ended_epoch] if validation else [],
        )

    def _open(self) -> Variables:
        """What a program gets: the model's variables, and empty records where somebody looks."""
        if not keras_model.same_identity(self._identity, self.model):
            raise SettingError(
                "fit: the model was compiled anew, or layers were frozen, since this training "
                "began: make a new gn.Trainer, or call fit again."
            )
        variables = self._references.read()
        return self._watch.begin(variables, self._taken) if self._watch else variables

    def _close(self, variables: Variables) -> None:
        """Take over what a program gave back."""
        if self._watch:
            variables, seen = self._watch.end(variables)
            self._seen.append(seen)
        self._references.assign(variables)

    @property
    def _validation_inside(self) -> Validation | None:
        return self._validation if self.validate_inside else None

    def _short_epochs(self) -> WholeEpochs | None:
        """Whole epochs, if they can run many at once and one takes less than a chunk."""
        whole, validation = self._whole, self._validation_inside
        if whole is None or (validation and not validation.layout):
            return None
        return whole if whole.are_short(self._open, validation) else None
