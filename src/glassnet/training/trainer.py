"""Training that can be driven: run some epochs or steps, look, go back, go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.training import checks, keras_model
from glassnet.training.batching import GeneratorState, check_shuffle
from glassnet.training.chunked_training import Chunks
from glassnet.training.epoch_logs import EpochLogs, History, joined
from glassnet.training.keras_data import Source
from glassnet.training.keras_model import Model, Tree, Variables
from glassnet.training.loaders import make_feed
from glassnet.training.observation import Observers
from glassnet.training.position import Position
from glassnet.training.state import TrainingState
from glassnet.training.validation_data import Validation


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
        checks.check_compiled(model)
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
        validation = Validation.of(
            validation_data,
            batch_size=validation_batch_size or batch_size,
            steps=validation_steps,
            frequency=validation_freq,
        )
        observers = observers(feed.steps) if callable(observers) else observers or {}
        self._chunks = Chunks(model, feed, validation, observers, fused=fused)
        self._start = self.state

    # Where it stands -----------------------------------------------------------------------------

    @property
    def epoch(self) -> int:
        """Epochs finished."""
        return self._chunks.position.epoch

    @property
    def step(self) -> int:
        """Steps taken in the epoch under way."""
        return self._chunks.position.step

    @property
    def taken(self) -> int:
        """Steps taken in all, those of epochs before the first one run here included."""
        return self._chunks.position.taken

    @property
    def rows(self) -> int | None:
        """How many rows the data have; None for a stream."""
        return None if self._feed.layout is None else self._feed.layout.rows

    @property
    def validation(self) -> Validation | None:
        """The validation data, and after which epochs they are looked at."""
        return self._chunks.validation

    @property
    def steps_per_epoch(self) -> int | None:
        """Steps in an epoch; None for a stream whose length is not known yet."""
        return self._feed.steps

    @property
    def resumes_within_epoch(self) -> bool:
        """Whether a state from the middle of an epoch can be restored later: a stream's cannot."""
        return self._feed.layout is not None

    @property
    def logs(self) -> dict[str, float]:
        """Loss and metrics: so far in the epoch under way, or of the last one finished."""
        return keras_model.flatten_logs(self._chunks.logs)

    @property
    def variables(self) -> Variables:
        """The values that the model's variables hold now; a step gives them away."""
        return self._chunks.references.read()

    @property
    def state(self) -> TrainingState:
        """All that decides how training goes on: a pytree of arrays."""
        position = self._chunks.position
        return TrainingState(
            variables=self._chunks.references.copy(),
            epoch=np.array(position.epoch),
            step=np.array(position.step),
            taken=np.array(position.taken),
            order=position.order,
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
        chunks = self._chunks
        chunks.references.check(state.variables)
        self._feed.check(state.order, int(state.step))
        chunks.references.assign(state.variables)
        order = None if state.order is None else np.asarray(state.order)
        chunks.position = Position(int(state.epoch), int(state.step), int(state.taken), order)
        chunks.logs = {}
        chunks.forget_seen()
        state.shuffle.write()

    def rewind(self) -> None:
        """Back to where this trainer began: weights, optimizer, metrics, random numbers."""
        self.restore(self._start)

    def start_at(self, epoch: int) -> None:
        """Count epochs from here on (Keras' `initial_epoch`). Between two epochs only."""
        self._chunks.position = Position(epoch, taken=epoch * (self._feed.steps or 0))

    def take(self, rows: NDArray[Any]) -> Tree:
        """Rows of the data by their numbers, as Keras makes a batch of them; of arrays only."""
        return self._feed.take(rows)

    def next_rows(self) -> NDArray[Any]:
        """The numbers of the rows that the next step trains on; of arrays only."""
        layout, position = self._feed.layout, self._chunks.position
        if layout is None:
            return np.empty(0, np.int32)
        order = position.order
        if position.step == 0:
            before = GeneratorState.read()
            order = self._feed.begin()
            before.write()
        return layout.rows_of(position.step, order)

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
        chunks, parts = self._chunks, list[EpochLogs]()
        hand_over = chunks.deliver if deliver else chunks.forget_seen
        if steps is None:
            last = self.epoch + amount
            while self.epoch < last:
                parts.append(chunks.advance(last - self.epoch))
                hand_over()
        else:
            last = self.taken + amount
            while self.taken < last:
                parts.append(chunks.advance_steps(last - self.taken))
                hand_over()
        return joined(parts)

    def advance(self, epochs: int) -> EpochLogs:
        """Run one chunk of about 75 ms, at most to the end of the `epochs`-th epoch from here.

        Returns the epochs that ended in it: none in the middle of a long epoch.
        """
        return self._chunks.advance(epochs)

    @property
    def may_end_several(self) -> bool:
        """Whether the next chunk may end several epochs."""
        return self._chunks.may_end_several

    def deliver(self) -> None:
        """Give the observers' receivers what was seen since the last time."""
        self._chunks.deliver()

    @property
    def validate_inside(self) -> bool:
        """Whether an epoch that ends is validated by the chunk in which it does."""
        return self._chunks.validate_inside

    @validate_inside.setter
    def validate_inside(self, inside: bool) -> None:
        self._chunks.validate_inside = inside

    def validate(self) -> dict[str, float]:
        """Validate now; {} if the last epoch that ended has no validation."""
        return keras_model.flatten_logs(self._chunks.validate()) if self.validation_due else {}

    @property
    def validation_due(self) -> bool:
        """Whether the last epoch that ended is one to validate after."""
        return self._chunks.validation_due
