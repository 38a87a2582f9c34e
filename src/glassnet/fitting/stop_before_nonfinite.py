"""Ending a training before the step that makes its loss or a variable NaN or infinite.

Nothing is looked at inside the compiled loop. What is NaN or infinite stays so, and the losses of a
chunk show it afterwards; a state from before is kept, and the steps since then are taken again, in
a binary search for the first one that breaks.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np

from glassnet.training import Trainer, TrainingState
from glassnet.training.epochs import Columns, EpochLogs
from glassnet.training.keras_model import Variables

# Within an epoch a state is kept when this many times its cost have passed since the last one.
WORTH = 50
# Steps taken again may round otherwise, and break some later. So many times as many are tried.
PATIENCE = 8


class StopBeforeNonFinite(keras.callbacks.Callback):
    """A callback that ends a training while its numbers are finite.

    The model then has its last finite weights, and no other callback hears of what came after.

    Attributes:
        step: the step that would have broken, counted from 1; None while there is none.
        epoch: the epoch it is in, counted from 0.
        first_epoch: first epoch of this training, later than 0 where it was resumed.
        last_finite: the way back to finite numbers; None before training begins.
    """

    reads_model = False  # nor changes it, but to go back

    def __init__(self) -> None:
        super().__init__()
        self.step: int | None = None
        self.epoch: int | None = None
        self.first_epoch = 0
        self.last_finite: LastFinite | None = None

    def before_chunk(self, trainer: Trainer) -> bool:
        """See `FitCallback`."""
        if self.last_finite is None:
            self.last_finite = LastFinite(trainer)
        if self.last_finite.keep():
            return True
        self._break(trainer, self.last_finite, trainer.taken + 1)
        return False

    def on_chunk_end(self, trainer: Trainer) -> None:
        """See `FitCallback`."""
        if self.last_finite is None:
            self.first_epoch = trainer.epoch
        if self.step is not None:
            trainer.model.stop_training = True

    def review(self, trainer: Trainer, finished: EpochLogs) -> EpochLogs:
        """See `FitCallback`."""
        assert self.last_finite is not None
        step = self.last_finite.broken_at(finished)
        if step is None:
            return finished
        self._break(trainer, self.last_finite, step)
        return finished.up_to(max(0, min(finished.count, trainer.epoch - finished.first)))

    def on_break(self, trainer: Trainer, last_finite: LastFinite, step: int) -> None:
        """Called when the step is found; the trainer stands before it."""

    def _break(self, trainer: Trainer, last_finite: LastFinite, step: int) -> None:
        self.step, self.epoch = step, trainer.epoch
        self.on_break(trainer, last_finite, step)


class LastFinite:
    """A trainer's last finite state, and the way back to it."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self.first = trainer.state
        self.kept = self.first  # later one of at most a chunk, or some seconds, ago
        self._next = 0.0  # when the next one is kept
        self._checked = trainer.taken

    def keep(self) -> bool:
        """Keep the state, right before a chunk, if it is time; False where it is not finite."""
        trainer, now = self._trainer, time.perf_counter()
        # Between epochs callbacks may have changed the model: no step is repeated across that.
        if trainer.step and now < self._next:
            return True
        if not is_finite(trainer.variables):
            return False
        self.kept = trainer.state
        self._next = now + WORTH * (time.perf_counter() - now)
        return True

    def broken_at(self, finished: EpochLogs) -> int | None:
        """Find the step of the chunk just run that broke, counted from 1; None if all is finite.

        The trainer then stands before it. finished: the epochs that ended in the chunk.
        """
        trainer = self._trainer
        due = finished.count or time.perf_counter() >= self._next
        losses = losses_finite(finished.logs) and losses_finite(trainer.logs)
        if losses and (not due or is_finite(trainer.variables)):
            self._checked = trainer.taken
            return None
        return self._go_back()

    def _go_back(self) -> int:
        trainer, good = self._trainer, self.kept
        first, last = int(good.taken), trainer.taken
        end = self._breaks_by(last + PATIENCE * (last - first))
        while end - int(good.taken) > 1:
            middle = (int(good.taken) + end) // 2
            if self._stays_finite(good, middle):
                good = trainer.state
            else:
                end = middle
        trainer.restore(self.kept)
        self._run(min(self._checked, end - 1))
        self._run(end - 1, deliver=True)  # what observers have not seen yet
        trainer.restore(good)
        return end

    def _breaks_by(self, most: int) -> int:
        """A step after which the training is broken when it is run again."""
        end = self._trainer.taken
        while self._stays_finite(self.kept, end) and end < most:
            end = min(most, 2 * end - int(self.kept.taken))
        return end

    def _stays_finite(self, state: TrainingState, taken: int) -> bool:
        """Whether all is finite from `state` until so many steps are taken."""
        trainer = self._trainer
        trainer.restore(state)
        logs = [*self._run(taken), trainer.logs]
        return all(map(losses_finite, logs)) and is_finite(trainer.variables)

    def _run(self, taken: int, *, deliver: bool = False) -> list[Columns]:
        """Train until so many steps are taken: by whole epochs, which is how they were run."""
        trainer = self._trainer
        logs: list[Columns] = []
        if trainer.step == 0:
            epochs = (taken - trainer.taken) // (trainer.steps_per_epoch or 1)
            logs.append(trainer.run(epochs=epochs, deliver=deliver))
        logs.append(trainer.run(steps=taken - trainer.taken, deliver=deliver))
        return logs


def losses_finite(logs: Mapping[str, Any]) -> bool:
    """Whether the losses in logs are finite; a train step of the model's own may log none."""
    return bool(np.isfinite(logs.get("loss", 0.0)).all())


def is_finite(variables: Variables) -> bool:
    """Whether weights, statistics and the optimizer's variables are finite."""
    return all(
        bool(np.isfinite(leaf).all())
        for leaf in jax.tree.leaves(variables[:3])
        if jnp.issubdtype(leaf.dtype, jnp.inexact)
    )
