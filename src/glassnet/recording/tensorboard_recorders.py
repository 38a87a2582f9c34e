"""Recording a training that `keras.Model.fit` runs: from outside, between two of its batches.

`training.observation` does the same from inside the program of `gn.fit`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from glassnet.errors import SettingError
from glassnet.recording.recorder import Recorder, Series
from glassnet.text import message
from glassnet.training.keras_model import References, Variables
from glassnet.training.observation import Every, ObservedStep

Observation = tuple[Every, list[Series]]
"""How often something is recorded, and what was recorded now."""


class ModelFitObserver:
    """Calls recorders at the batches and epochs of `keras.Model.fit` at which they are due.

    Args:
        model: gives the callback's `model`. Called each time: that is when Keras writes the weights
            that it trains to the model's variables.
        recorders: those of the training.
        steps: in an epoch; None for a stream of unknown length.

    Raises:
        SettingError: a recorder needs what happens within a step.
    """

    def __init__(
        self, model: Callable[[], Any], recorders: Sequence[Recorder], steps: int | None
    ) -> None:
        unseen = [what for each in recorders for what in each.inside_step_only]
        if unseen:
            raise SettingError(message("tensorboard-model-fit", quantities=", ".join(unseen)))
        self._model = model
        self._recorders = recorders
        self._steps_per_epoch = steps
        self.step = 0  # taken since epoch 0, as in gn.fit
        self._epoch = 0
        self._first_step = self._batch_step = 0  # of the epoch, of the batch
        self._before: Variables | None = None  # the last batch
        self._epoch_began = self._batch_began = time.perf_counter()

    def begin_epoch(self, epoch: int) -> None:
        """Keras' on_epoch_begin."""
        self.step = epoch * (self._steps_per_epoch or 0) or self.step
        self._epoch = epoch
        self._first_step = self.step
        self._epoch_began = time.perf_counter()

    def begin_batch(self) -> None:
        """Keras' on_train_batch_begin."""
        now = {"steps": self.step, "epochs": self._epoch}
        for each in self._recorders:
            number = now[each.every.unit]
            if each.needs_weights_before and _is_due(each.every, number, number + 1):
                # Copied: Keras gives its variables away to its step.
                self._before = jax.tree.map(jnp.copy, References.of(self._model()).read())
        self._batch_began = time.perf_counter()

    def end_batch(self, batch: int) -> list[Observation]:
        """What is recorded after a batch, numbered from 0 in its epoch."""
        self._batch_step = self.step
        # With steps_per_execution Keras counts beyond the last one.
        self.step = self._first_step + min(batch + 1, self._steps_per_epoch or batch + 1)
        return self._observe("steps", self._batch_step, self.step)

    def end_epoch(self) -> list[Observation]:
        """What is recorded after the epoch."""
        return self._observe("epochs", self._epoch, self._epoch + 1)

    @property
    def batch_rate(self) -> float:
        """Steps per second of the batch, or several at once, that has just ended."""
        return (self.step - self._batch_step) / (time.perf_counter() - self._batch_began)

    @property
    def epoch_rate(self) -> float:
        """Steps per second of the epoch that has just ended."""
        return (self.step - self._first_step) / (time.perf_counter() - self._epoch_began)

    def passed(self, count: int) -> bool:
        """Whether a `count`-th step was in the batch, or several at once, that has just ended."""
        return self.step // count > self._batch_step // count

    def _observe(self, unit: str, before: int, now: int) -> list[Observation]:
        due = [
            each
            for each in self._recorders
            if each.every.unit == unit and _is_due(each.every, before, now)
        ]
        if not due:
            return []
        variables = References.of(self._model()).read()
        seen = ObservedStep(self._before or variables, variables, ())
        steps = np.array([now * (self._steps_per_epoch or 1) if unit == "epochs" else now])
        return [(each.every, each.record_now(steps, seen)) for each in due]


def _is_due(every: Every, before: int, now: int) -> bool:
    """After step or epoch `before`, up to `now`."""
    return len(replace(every, unit="steps").schedule(None).between(before, now)) > 0
