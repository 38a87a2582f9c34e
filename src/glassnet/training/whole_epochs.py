"""Whole epochs, many in one call of the compiled program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np

from glassnet.training.epoch_logs import EpochLogs, columns_of
from glassnet.training.keras_model import Model, Variables
from glassnet.training.loaders import DeviceArrays
from glassnet.training.pace import CHUNK_SECONDS
from glassnet.training.training_program import Program
from glassnet.training.validation_data import Validation

# What an epoch costs on one core, roughly, known before it runs: epochs cheaper than a chunk run
# many at once. The choice must not depend on a measured time: the two programs may round otherwise.
SECONDS_A_STEP = 1e-6
SECONDS_A_FLOP = 1 / 5e9


class WholeEpochs:
    """Epochs of one model on arrays that lie on the device, as far as they may run many at once."""

    def __init__(self, model: Model, program: Program, feed: DeviceArrays) -> None:
        self._model = model
        self._program = program
        self._feed = feed
        self._short: bool | None = None
        self.steps = feed.steps

    def are_short(self, variables: Callable[[], Variables], validation: Validation | None) -> bool:
        """Whether an epoch is cheaper than a chunk, or one step, which cannot be cut."""
        if self.steps == 1:
            return True
        if self._short is None:
            flops = self._program.epochs.flops(*self._arguments(variables(), 0, 1, validation))
            seconds = self.steps * (SECONDS_A_STEP + flops * SECONDS_A_FLOP)
            self._short = seconds < CHUNK_SECONDS
        return self._short

    def room(self, variables: Variables) -> int:
        """How many one call can run."""
        return self._program.room(variables, self._feed.data)

    def run(
        self, variables: Variables, first: int, count: int, validation: Validation | None
    ) -> tuple[Variables, EpochLogs]:
        """`count` epochs, numbered from `first` on, and validation in between."""
        orders = self._feed.draw(count) if self._feed.layout.shuffled else None
        arguments = self._arguments(variables, first, count, validation, orders)
        variables, *logs = self._program.epochs(*arguments)
        jax.block_until_ready(variables)
        logs, validation_logs = jax.device_get(logs)
        validated = [
            number
            for number in range(count if validation else 0)
            if validation is not None and validation.due(self._model, first + number)
        ]
        return variables, EpochLogs(
            first=first,
            count=count,
            logs=columns_of(logs, slice(count)),
            validation=columns_of(validation_logs, validated) if validated else {},
            validated=[first + number for number in validated],
        )

    def _arguments(
        self,
        variables: Variables,
        first: int,
        count: int,
        validation: Validation | None,
        orders: Any = None,
    ) -> tuple[Any, ...]:
        layout = self._feed.layout
        # Orders of as many epochs as one call can run: one shape, one compiled program.
        room = self.room(variables._replace(records=()))
        padded = np.empty((room, layout.rows), np.int32) if layout.shuffled else None
        if padded is not None and orders is not None:
            padded[:count] = orders
        return (
            variables,
            self._feed.data,
            padded,
            np.int32(count),
            validation.data if validation else None,
            validation.due_in(self._model, first, count, room) if validation else None,
        )
