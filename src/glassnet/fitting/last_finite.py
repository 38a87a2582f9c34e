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
import numpy as np

from glassnet.training import Trainer, TrainingState
from glassnet.training.epochs import Epochs, History

# Within an epoch a state is kept when this many times its cost have passed since the last one.
WORTH = 50
# Steps taken again may round otherwise, and break some later. So many times as many are tried.
PATIENCE = 8


class LastFinite:
    """A trainer's last state that is finite, and the way back to it.

    first: the state when this was made. kept: one of at most a chunk or some seconds ago; finite
    like it unless `begun_finite` is False.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self.first = self.kept = trainer.state
        self.begun_finite = is_finite(self.kept)
        self._next = 0.0  # when the next one is kept
        self._checked = trainer.taken

    def broken_at(self, finished: Epochs) -> int | None:
        """The step, counted from 1, of the chunk just run that made a loss or a variable infinite
        or NaN; the trainer then stands before it. None where all is finite.

        finished: the epochs that ended in the chunk.
        """
        trainer = self._trainer
        if losses_finite(finished.logs) and losses_finite(trainer.logs):
            # At the end of an epoch callbacks may change the model: no step is repeated across it.
            now = time.perf_counter()
            due = finished.count or now >= self._next
            state = trainer.state if due else None
            if state is None or is_finite(state):
                self._checked = trainer.taken
                if state is not None:
                    self.kept = state
                    self._next = now + WORTH * (time.perf_counter() - now)
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
        return all(map(losses_finite, logs)) and is_finite(trainer.state)

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


def is_finite(state: TrainingState) -> bool:
    """Whether weights, statistics and the optimizer's variables are."""
    return all(
        bool(np.isfinite(leaf).all())
        for leaf in jax.tree.leaves(state.variables[:3])
        if jnp.issubdtype(leaf.dtype, jnp.inexact)
    )
