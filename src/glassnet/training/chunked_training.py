"""A training in chunks: a compiled program, its data, and how far they have come."""

from __future__ import annotations

import time
from typing import Any

import jax

from glassnet.errors import SettingError
from glassnet.training import keras_model
from glassnet.training.epoch_logs import EpochLogs, one_row
from glassnet.training.keras_model import Model, References, Variables
from glassnet.training.loaders import DeviceArrays, Feed
from glassnet.training.observation import Observers, Watch
from glassnet.training.position import Position
from glassnet.training.training_program import Carry, Logs, program_for
from glassnet.training.validation_data import Validation
from glassnet.training.whole_epochs import WholeEpochs


class Chunks:
    """One model on one feed, run a chunk of about 75 ms at a time.

    The model's own variables are the state: each chunk reads and assigns them.

    position: where the training stands. logs: loss and metrics so far in the epoch under way, or of
        the last one finished.
    validation: the data for it, and after which epochs.
    validate_inside: whether an epoch that ends is validated by the chunk in which it does.
    """

    def __init__(
        self,
        model: Model,
        feed: Feed,
        validation: Validation | None,
        observers: Observers,
        *,
        fused: bool,
    ) -> None:
        self.position = Position()
        self.logs: Logs = {}
        self.validate_inside = True
        self.references = References.of(model)
        self._model = model
        self._feed = feed
        self.validation = validation
        self._identity = keras_model.compile_identity(model)
        arrays = feed if isinstance(feed, DeviceArrays) else None
        self._program = program_for(
            model,
            layout=arrays.layout if arrays else None,
            validation=validation.layout if validation else None,
            fused=fused,
            watch=Watch(list(observers), self.references.read(), feed.steps),
        )
        self._whole = WholeEpochs(model, self._program, arrays) if arrays else None
        self._watch = self._program.watch  # the first one's like it, whose summaries are compiled
        self._receivers = list(observers.values())
        self._seen: list[Any] = []  # and not yet delivered

    def advance(self, epochs: int) -> EpochLogs:
        """Run one chunk, at most to the end of the `epochs`-th epoch from here.

        Returns the epochs that ended in it: none in the middle of a long epoch.
        """
        position, program = self.position, self._program
        whole = self._short_epochs()
        if whole is None:
            of = self._feed.steps
            left = None if of is None else of - position.step
            return self._within_epoch(program.pace.next(left))
        room = whole.room(self.references.read())
        count = max(1, min(epochs, room, program.pace.steps // whole.steps))
        if self._watch:
            count = min(count, self._watch.room(position.taken) // whole.steps)
            if count == 0:  # one epoch fills the tables
                return self._within_epoch(program.pace.next(whole.steps))
        return self._whole_epochs(whole, count)

    def advance_steps(self, steps: int) -> EpochLogs:
        """Run one chunk of at most so many steps, within the epoch."""
        return self._within_epoch(min(steps, self._program.pace.steps))

    @property
    def may_end_several(self) -> bool:
        """Whether the next chunk may end several epochs."""
        return self._short_epochs() is not None

    def validate(self) -> Logs:
        """Validate now, whatever the epoch; {} without validation data."""
        if self.validation is None:
            return {}
        return self.validation.run(self._model, self._program, self.references)

    @property
    def validation_due(self) -> bool:
        """Whether the last epoch that ended is one to validate after."""
        validation = self.validation
        return validation is not None and validation.due(self._model, self.position.epoch - 1)

    def deliver(self) -> None:
        """Give the observers' receivers what was seen since the last time."""
        seen, self._seen = self._seen, []
        for rows in seen:
            for receive, (steps, summaries) in zip(self._receivers, rows, strict=True):
                if len(steps):
                    receive(steps, summaries)

    def forget_seen(self) -> None:
        """Deliver nothing of it."""
        self._seen.clear()

    def _whole_epochs(self, epochs: WholeEpochs, count: int) -> EpochLogs:
        program, position = self._program, self.position
        compiled, began = program.compile_seconds, time.perf_counter()
        variables, finished = epochs.run(
            self._open(), position.epoch, count, self._validation_inside
        )
        self._close(variables)
        compiled -= program.compile_seconds
        program.pace.measure(count * epochs.steps, time.perf_counter() - began + compiled)
        position.pass_epochs(count, epochs.steps)
        self.logs = {name: values[-1] for name, values in finished.logs.items()}
        return finished

    def _within_epoch(self, most: int) -> EpochLogs:
        feed, program, position = self._feed, self._program, self.position
        carry = Carry(self._open())
        if self._watch:
            most = min(most, self._watch.room(position.taken))
        if position.step == 0:
            position.order = feed.begin()
            metrics = program.reset(carry.variables.metrics)
            carry.variables = carry.variables._replace(metrics=metrics)
        compiled, began = program.compile_seconds, time.perf_counter()
        try:
            logs, taken, ended = feed.run(program, carry, position.order, position.step, most)
        finally:
            self._close(carry.variables)
        jax.block_until_ready(carry.variables)
        compiled -= program.compile_seconds
        program.pace.measure(taken, time.perf_counter() - began + compiled)
        position.pass_steps(taken, ended=ended)
        if logs is not None:
            self.logs = jax.device_get(logs)
        return self._ended() if ended else EpochLogs(position.epoch, 0)

    def _ended(self) -> EpochLogs:
        """The epoch that ended just now, validated if it is to be."""
        finished = EpochLogs(
            self.position.epoch - 1, 1, one_row(keras_model.flatten_logs(self.logs))
        )
        validate = self.validate_inside and self.validation_due
        validation = keras_model.flatten_logs(self.validate()) if validate else {}
        return finished.with_validation(validation) if validation else finished

    def _open(self) -> Variables:
        """What a program gets: the model's variables, and empty records where somebody looks."""
        if not keras_model.same_identity(self._identity, self._model):
            raise SettingError(
                "fit: the model was compiled anew, or layers were frozen, since this training "
                "began: make a new gn.Trainer, or call fit again."
            )
        variables = self.references.read()
        return self._watch.begin(variables, self.position.taken) if self._watch else variables

    def _close(self, variables: Variables) -> None:
        """Take over what a program gave back."""
        if self._watch:
            variables, seen = self._watch.end(variables)
            self._seen.append(seen)
        self.references.assign(variables)

    @property
    def _validation_inside(self) -> Validation | None:
        return self.validation if self.validate_inside else None

    def _short_epochs(self) -> WholeEpochs | None:
        """Whole epochs, if they can run many at once here and one takes less than a chunk."""
        whole, validation = self._whole, self._validation_inside
        if self.position.step or whole is None or (validation and not validation.layout):
            return None
        return whole if whole.are_short(self._open, validation) else None
