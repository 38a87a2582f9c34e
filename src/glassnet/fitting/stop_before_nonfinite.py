"""The step at which a training leaves the finite numbers: found, and gone back to before it.

Nothing is looked at inside the compiled loop. What is NaN or infinite stays so, and the losses of a
chunk tell of it afterwards; a state from before is kept, and the steps since then are taken again,
half and half, until the first one that breaks is found.
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
from glassnet.training.epoch_logs import EpochLogs, History
from glassnet.training.keras_model import Variables

# Within an epoch a state is kept when this many times its cost have passed since the last one.
WORTH = 50
# Steps taken again may round otherwise, and break some later. So many times as many are tried.
PATIENCE = 8


class LastFinite:
    """A trainer's last state that is finite, and the way back to it.

    first: the state when this was made. kept: one of at most a chunk or some seconds ago.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self.first = self.kept = trainer.state
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
        """The step, counted from 1, of the chunk just run that made a loss or a variable infinite
        or NaN; the trainer then stands before it. None where all is finite.

        finished: the epochs that ended in the chunk.
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
        """Whether all is finite that comes after `state` until so many steps are taken."""
        trainer = self._trainer
        trainer.restore(state)
        logs = [*self._run(taken), trainer.logs]
        return all(map(losses_finite, logs)) and is_finite(trainer.variables)

    def _run(self, taken: int, *, deliver: bool = False) -> list[History]:
        """Train until so many steps are taken: by whole epochs, which is how they were run."""
        trainer = self._trainer
        logs: list[History] = []
        if trainer.step == 0:
            epochs = (taken - trainer.taken) // (trainer.steps_per_epoch or 1)
            logs.append(trainer.run(epochs=epochs, deliver=deliver))
        logs.append(trainer.run(steps=taken - trainer.taken, deliver=deliver))
        return logs


def losses_finite(logs: Mapping[str, Any]) -> bool:
    """Whether the losses in logs are; a train step of one's own may log none."""
    return bool(np.isfinite(logs.get("loss", 0.0)).all())


def is_finite(variables: Variables) -> bool:
    """Whether weights, statistics and the optimizer's variables are."""
    return all(
        bool(np.isfinite(leaf).all())
        for leaf in jax.tree.leaves(variables[:3])
        if jnp.issubdtype(leaf.dtype, jnp.inexact)
    )


class StopBeforeNonFinite(keras.callbacks.Callback):
    """Ends a training before the step that makes the loss or a variable NaN or infinite.

    The model has its last finite weights then, and nobody is told of what came after.

    step: that step, counted from 1; None while there is none. epoch: the epoch it is in, from 0.
    first_epoch: where this training began, later than 0 where it went on from a checkpoint.
    last: what it goes back with; None before training begins.
    """

    reads_model = False  # nor changes it, but to go back

    def __init__(self) -> None:
        super().__init__()
        self.step: int | None = None
        self.epoch: int | None = None
        self.first_epoch = 0
        self.last: LastFinite | None = None

    def before_chunk(self, trainer: Trainer) -> bool:
        """See `glassnet.fitting.callbacks`."""
        if self.last is None:
            self.last = LastFinite(trainer)
        if self.last.keep():
            return True
        self._break(trainer, self.last, trainer.taken + 1)
        return False

    def on_chunk_end(self, trainer: Trainer) -> None:
        """See `glassnet.fitting.callbacks`."""
        if self.last is None:
            self.first_epoch = trainer.epoch
        if self.step is not None:
            trainer.model.stop_training = True

    def review(self, trainer: Trainer, finished: EpochLogs) -> EpochLogs:
        """See `glassnet.fitting.callbacks`."""
        assert self.last is not None
        step = self.last.broken_at(finished)
        if step is None:
            return finished
        self._break(trainer, self.last, step)
        return finished.up_to(max(0, min(finished.count, trainer.epoch - finished.first)))

    def broke(self, trainer: Trainer, last: LastFinite, step: int) -> None:
        """Called when that step is found; the trainer stands before it."""

    def _break(self, trainer: Trainer, last: LastFinite, step: int) -> None:
        self.step, self.epoch = step, trainer.epoch
        self.broke(trainer, last, step)
