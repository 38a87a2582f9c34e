"""A training in chunks: each is one call of a compiled program, about 250 ms long."""

from __future__ import annotations

import time
from functools import cached_property, partial
from typing import Any

import jax
import numpy as np

from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.training import keras_metrics, keras_model
from glassnet.training.compilation import CHUNK_SECONDS
from glassnet.training.devices import device
from glassnet.training.epochs import EpochLogs, columns_of, one_row
from glassnet.training.keras_model import Model, References, Variables
from glassnet.training.loaders import Loader, ValidationData
from glassnet.training.observation import Observers, observer_set
from glassnet.training.processes import readable
from glassnet.training.programs import program_for
from glassnet.training.row_order import ignores_order
from glassnet.training.training_program import Carry, Logs, TrainingProgram
from glassnet.training.training_state import Position
from glassnet.training.whole_arrays import DeviceArrays, HostArrays


class ChunkedTraining:
    """One model trained on one loader's data, chunk by chunk.

    The model's own variables are the state: each chunk reads and assigns them.

    Attributes:
        model: the keras.Model that is trained.
        validation: the validation data, and after which epochs they are evaluated; None without.
        validate_inside: whether the chunk in which an epoch ends also validates it.
    """

    def __init__(
        self,
        model: Model,
        loader: Loader,
        validation: ValidationData | None,
        observers: Observers,
        *,
        fused: bool,
        donated: bool = True,
        epochs: int | None = None,
    ) -> None:
        self.model = model
        self.validation = validation
        self.validate_inside = True
        self._position = Position()
        self._logs: Logs = {}
        self._loader = loader
        self._references = References.of(model)
        self._identity = keras_model.compile_identity(model)
        self._arrays = loader if isinstance(loader, DeviceArrays) else None
        if self._arrays and fused and ignores_order(model, self._arrays):
            self._arrays.leave_in_order()
        layout = self._arrays.whole_layout if self._arrays else None
        self._observers = observer_set(model, list(observers), loader.steps)
        planned = None if epochs is None or loader.steps is None else epochs * loader.steps
        self._shares = isinstance(loader, HostArrays) and loader.shared
        self._program_for = partial(
            program_for,
            model,
            layout,
            fused=fused,
            observers=self._observers,
            donated=donated,
            shared=self._shares,
            steps=planned,
        )
        self._receivers = list(observers.values())
        self._undelivered: list[Any] = []
        self._epochs_are_short: bool | None = None

    @property
    def epoch(self) -> int:
        """Epochs finished."""
        return self._position.epoch

    @property
    def step(self) -> int:
        """Steps taken in the epoch under way."""
        return self._position.step

    @property
    def taken(self) -> int:
        """Steps taken in all, those of epochs before the first one run here included."""
        return self._position.taken

    @property
    def logs(self) -> dict[str, float]:
        """Loss and metrics of the epoch under way so far, or of the last one finished."""
        return keras_metrics.flatten_logs(self._logs)

    @property
    def variables(self) -> Variables:
        """The values that the model's variables hold now; a step donates them."""
        return self._references.read()

    @cached_property
    def _program(self) -> TrainingProgram:
        """Chosen at the first step: a training that is resumed stands at its place by then."""
        validation = self.validation.layout if self.validation and not self._shares else None
        return self._program_for(validation, taken=self.taken)

    @cached_property
    def _validating_program(self) -> TrainingProgram:
        """One of its own beside a shared one, which would hold for these validation data alone."""
        if self.validation is None or not self._shares:
            return self._program
        return self._program_for(self.validation.layout, taken=self.taken)

    @cached_property
    def _room(self) -> int:
        """How many epochs one call can run."""
        return self._program.room(self.variables, self._arrays.data) if self._arrays else 1

    # Training ------------------------------------------------------------------------------------

    def advance(self, epochs: int) -> EpochLogs:
        """Run one chunk, at most to the end of the `epochs`-th epoch from here.

        Returns:
            The epochs that ended in it: none in the middle of a long epoch.
        """
        arrays, size = self._arrays, self._program.chunk_size
        if arrays is None or not self.epochs_fit_in_a_chunk:
            steps = self._loader.steps
            return self._within_epoch(size.next(None if steps is None else steps - self.step))
        count = max(1, min(epochs, self._room, size.steps // arrays.steps))
        if self._observers:
            count = min(count, self._observers.room(self.taken) // arrays.steps)
            if count == 0:  # one epoch fills the tables
                return self._within_epoch(size.next(arrays.steps))
        return self._whole_epochs(arrays, count)

    def advance_steps(self, steps: int) -> EpochLogs:
        """Run one chunk of at most so many steps, within the epoch."""
        return self._within_epoch(min(steps, self._program.chunk_size.steps))

    @property
    def epochs_fit_in_a_chunk(self) -> bool:
        """Whether the next chunk may end several epochs: these are short, and none is under way."""
        arrays, validation = self._arrays, self._validation_inside
        if self.step or arrays is None or (validation and not validation.layout):
            return False
        if arrays.steps == 1:  # which cannot be cut
            return True
        if self._epochs_are_short is None:
            flops = self._program.epochs.flops(*self._epochs_arguments(arrays, self._open(), 1))
            # Not by a measured time: the two programs may round otherwise.
            kind = device()
            seconds = arrays.steps * kind.seconds_per_step + flops * kind.seconds_per_flop
            self._epochs_are_short = seconds < CHUNK_SECONDS
        return self._epochs_are_short

    def _whole_epochs(self, arrays: DeviceArrays, count: int) -> EpochLogs:
        """Run `count` epochs, with validation in between."""
        program, first, validation = self._program, self.epoch, self._validation_inside
        compiled, began = program.compile_seconds, time.perf_counter()
        orders = arrays.whole_orders(arrays.draw(count))
        arguments = self._epochs_arguments(arrays, self._open(), count, orders)
        variables, *logs = program.epochs(*arguments)
        # At once: the arrays that the model had are gone, and Ctrl-C may come while one waits.
        self._close(variables)
        arrays.skip(count)  # while the program runs
        jax.block_until_ready(variables)
        logs, validation_logs = jax.device_get(readable(logs))
        compiled -= program.compile_seconds
        program.chunk_size.measure(count * arrays.steps, time.perf_counter() - began + compiled)
        self._position = Position(first + count, taken=self.taken + count * arrays.steps)
        due = (
            [k for k in range(count) if validation.due(self.model, first + k)] if validation else []
        )
        finished = EpochLogs(
            first=first,
            count=count,
            logs=columns_of(logs, slice(count)),
            validation=columns_of(validation_logs, due) if due else {},
            validated=[first + number for number in due],
        )
        self._logs = {name: values[-1] for name, values in finished.logs.items()}
        return finished

    def _epochs_arguments(
        self, arrays: DeviceArrays, variables: Variables, count: int, orders: Any = None
    ) -> tuple[Any, ...]:
        validation = self._validation_inside
        # Orders of as many epochs as one call can run: one shape, one compiled program.
        room, layout = self._room, arrays.whole_layout
        padded = np.empty((room, layout.rows), np.int32) if layout.shuffled else None
        if padded is not None and orders is not None:
            padded[:count] = orders
        return (
            variables,
            arrays.data,
            padded,
            np.int32(count),
            validation.data if validation else None,
            validation.due_in(self.model, self.epoch, count, room) if validation else None,
        )

    def _within_epoch(self, most: int) -> EpochLogs:
        """Run at most `most` steps of the epoch under way, or of the next one."""
        loader, program, position = self._loader, self._program, self._position
        carry = Carry(self._open())
        if self._observers:
            most = min(most, self._observers.room(position.taken))
        if position.step == 0:
            position.order = loader.begin()
            metrics = program.reset(carry.variables.metrics)
            carry.variables = carry.variables._replace(metrics=metrics)
        compiled, began = program.compile_seconds, time.perf_counter()
        try:
            logs, taken, ended = loader.run(program, carry, position.order, position.step, most)
        finally:
            self._close(carry.variables)
        jax.block_until_ready(carry.variables)
        # Steps run while a partial batch's program is compiled, and would seem to take no time.
        if program.compile_seconds == compiled:
            program.chunk_size.measure(taken, time.perf_counter() - began)
        position.step += taken
        position.taken += taken
        if logs is not None:
            self._logs = jax.device_get(readable(logs))
        if not ended:
            return EpochLogs(self.epoch, 0)
        self._position = Position(position.epoch + 1, taken=position.taken)
        finished = EpochLogs(self.epoch - 1, 1, one_row(self.logs))
        validation = self.validate() if self.validate_inside else {}
        return finished.with_validation(validation) if validation else finished

    def _open(self) -> Variables:
        """The arguments of a program: the model's variables, and empty records for observers."""
        if not keras_model.same_identity(self._identity, self.model):
            raise SettingError(message("training-recompiled"))
        variables = self._references.read()
        return self._observers.begin(variables, self.taken) if self._observers else variables

    def _close(self, variables: Variables) -> None:
        """Take over the variables and records that a program returned."""
        if self._observers:
            variables, seen = self._observers.end(variables)
            self._undelivered.append(seen)
        self._references.assign(variables)

    # Validating and observing --------------------------------------------------------------------

    @property
    def _validation_inside(self) -> ValidationData | None:
        return self.validation if self.validate_inside else None

    @property
    def validation_due(self) -> bool:
        """Whether the last epoch that ended is one to validate after."""
        return self.validation is not None and self.validation.due(self.model, self.epoch - 1)

    def validate(self) -> dict[str, float]:
        """Validate now; {} if the last epoch that ended has no validation."""
        if self.validation is None or not self.validation_due:
            return {}
        logs = self.validation.run(self.model, self._validating_program, self._references)
        return keras_metrics.flatten_logs(logs)

    def deliver(self) -> None:
        """Give the observers' receivers what was seen since the last time."""
        seen, self._undelivered = self._undelivered, []
        for rows in seen:
            for receive, (steps, summaries) in zip(self._receivers, rows, strict=True):
                if len(steps):
                    receive(steps, summaries)

    def forget_seen(self) -> None:
        """Drop what was seen and not yet delivered."""
        self._undelivered.clear()
