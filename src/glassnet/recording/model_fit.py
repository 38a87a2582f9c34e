"""Looking at a training that `keras.Model.fit` runs: from outside, between two of its batches.

What `training.observation` does from inside the program of `gn.fit`.
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
from glassnet.recording.recorder import Recorded, Recorder
from glassnet.training.keras_model import References, Variables
from glassnet.training.observation import Every, ObservedStep

Look = tuple[Every, list[Recorded]]
"""How often it is looked at, and what was seen now."""


class ModelFit:
    """Where `keras.Model.fit` is, and what recorders see there.

    model: gives the callback's `model`. Asked for each time: that is when Keras writes the weights
        that it trains to the model's variables.
    steps: in an epoch; None for a stream of unknown length.

    `step` counts those taken since epoch 0, as in gn.fit.

    Raises SettingError for a recorder that looks at what happens within a step.
    """

    def __init__(
        self, model: Callable[[], Any], recorders: Sequence[Recorder], steps: int | None
    ) -> None:
        unseen = [what for each in recorders for what in each.needing_steps]
        if unseen:
            raise SettingError(
                f"TensorBoard: {', '.join(unseen)} are seen by gn.fit only, from inside its "
                "program: use it instead of model.fit, or do not record them."
            )
        self._model = model
        self._recorders = recorders
        self._of_epoch = steps
        self.step = 0  # steps taken
        self._epoch = 0
        self._at_epoch_begin = self._before_batch = 0  # steps
        self._before: Variables | None = None  # the last batch
        self._epoch_began = self._batch_began = time.perf_counter()

    def begin_epoch(self, epoch: int) -> None:
        self.step = epoch * (self._of_epoch or 0) or self.step
        self._epoch = epoch
        self._at_epoch_begin = self.step
        self._epoch_began = time.perf_counter()

    def begin_batch(self) -> None:
        now = {"steps": self.step, "epochs": self._epoch}
        for each in self._recorders:
            number = now[each.every.unit]
            if each.looks_before and _is_due(each.every, number, number + 1):
                # Copied: Keras gives its variables away to its step.
                self._before = jax.tree.map(jnp.copy, References.of(self._model()).read())
        self._batch_began = time.perf_counter()

    def end_batch(self, batch: int) -> list[Look]:
        """What is seen after a batch, numbered from 0 in its epoch."""
        self._before_batch = self.step
        # With steps_per_execution Keras counts beyond the last one.
        self.step = self._at_epoch_begin + min(batch + 1, self._of_epoch or batch + 1)
        return self._look("steps", self._before_batch, self.step)

    def end_epoch(self) -> list[Look]:
        """What is seen after the epoch."""
        return self._look("epochs", self._epoch, self._epoch + 1)

    @property
    def batch_rate(self) -> float:
        """Steps a second of the batch, or several at once, that has just ended."""
        return (self.step - self._before_batch) / (time.perf_counter() - self._batch_began)

    @property
    def epoch_rate(self) -> float:
        """Steps a second of the epoch that has just ended."""
        return (self.step - self._at_epoch_begin) / (time.perf_counter() - self._epoch_began)

    def passed(self, count: int) -> bool:
        """Whether a `count`-th step was in the batch, or several at once, that has just ended."""
        return self.step // count > self._before_batch // count

    def _look(self, unit: str, before: int, now: int) -> list[Look]:
        due = [
            each
            for each in self._recorders
            if each.every.unit == unit and _is_due(each.every, before, now)
        ]
        if not due:
            return []
        variables = References.of(self._model()).read()
        seen = ObservedStep(self._before or variables, variables, ())
        steps = np.array([now * (self._of_epoch or 1) if unit == "epochs" else now])
        return [(each.every, each.read(steps, each.look(seen))) for each in due]


def _is_due(every: Every, before: int, now: int) -> bool:
    """After step or epoch `before`, up to `now`."""
    return len(replace(every, unit="steps").schedule(None).between(before, now)) > 0
