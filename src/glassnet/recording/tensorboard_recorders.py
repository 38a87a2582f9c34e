"""The recorders that TensorBoard's arguments ask for, and how they see `keras.Model.fit`.

In `gn.fit` they look from inside the program; in `keras.Model.fit` from outside, between two of its
batches.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np

from glassnet.errors import SettingError
from glassnet.fitting.callbacks import FitArguments
from glassnet.recording.recorder import (
    Record,
    Recorder,
    Series,
    probe_batch,
    probed_model,
    recorders,
)
from glassnet.text import message
from glassnet.training.keras_model import References, Variables
from glassnet.training.observation import Every, ObservedStep

PICTURES = 10  # of weights in a training, unless told how often


@dataclass(frozen=True)
class RecordOptions:
    """The arguments of `gn.TensorBoard` that say what to record, checked.

    histogram_freq is in epochs, 0 for none; update_freq in steps, 0 for epochs only.
    """

    records: Sequence[Record]
    every: Every
    histogram_freq: int
    write_images: bool
    update_freq: int
    probe: Any
    probe_targets: Any

    def recorders(self, fitting: FitArguments) -> list[Recorder]:
        """The observers of a training. Raises SettingError for what this training does not have."""
        records = list(self._all_records(fitting))
        curves = any(record.what == "pr_curves" for record in records)
        if curves and self.probe_batch(fitting)[1] is None:
            raise SettingError(message("tensorboard-probe-targets"))
        return recorders(probed_model(fitting, records, self.probe), records, self.every)

    def probe_batch(self, fitting: FitArguments) -> tuple[Any, Any]:
        """x and y of the batch on which layers' outputs are shown."""
        return probe_batch(fitting) if self.probe is None else (self.probe, self.probe_targets)

    def _all_records(self, fitting: FitArguments) -> Iterable[Record]:
        yield from self.records
        # Keras' tags have a variable's whole path, ours leave the model's name out.
        model_name = f"{fitting.model.name}/"
        prefixed = any(v.path.startswith(model_name) for v in fitting.model.variables)
        path = f"{model_name if prefixed else ''}{{name}}"
        if self.histogram_freq:
            every = Every(self.histogram_freq, "epochs", first=1)
            yield Record("weights", every=every, tags=f"{path}/histogram")
        if self.write_images:
            often = self.histogram_freq or max(1, fitting.epochs // PICTURES)
            yield Record("images", every=Every(often, "epochs", first=1), tags=f"{path}/image")
        if self.update_freq:
            yield Record("metrics", every=Every(self.update_freq), tags="batch_{name}")
        if has_schedule(fitting):
            tags = {"learning_rate": "epoch_learning_rate"}
            yield Record("learning_rate", every=Every(1, "epochs"), tags=tags)


def checked_frequency(name: str, given: Any) -> int:
    """An argument of Keras' in epochs. Raises SettingError."""
    if not isinstance(given, int | np.integer) or given < 0:
        raise SettingError(message("tensorboard-frequency", name=name, found=repr(given)))
    return int(given)


def checked_update_freq(given: Any) -> int:
    """Keras' update_freq in steps; 0 for epochs only. Raises SettingError."""
    if given in ("epoch", "batch"):
        return int(given == "batch")
    if isinstance(given, int | np.integer) and given > 0:
        return int(given)
    raise SettingError(message("tensorboard-update-freq", found=repr(given)))


def inner_optimizer(model: Any) -> Any:
    """The optimizer that updates the weights, inside of one that scales the loss."""
    return getattr(model.optimizer, "inner_optimizer", model.optimizer)


def has_schedule(fitting: FitArguments | None) -> bool:
    """Whether the learning rate changes within a chunk: a stream's is at most an epoch."""
    if fitting is None or fitting.steps is None:
        return False
    schedule = keras.optimizers.schedules.LearningRateSchedule
    return isinstance(getattr(inner_optimizer(fitting.model), "_learning_rate", None), schedule)


# In keras.Model.fit -----------------------------------------------------------------------------

Observation = tuple[Every, list[Series]]
"""How often something is recorded, and what was recorded now."""


class ModelFitObserver:
    """Calls recorders at the batches and epochs of `keras.Model.fit` at which they are due.

    Args:
        model: gives the callback's `model`. Called each time: that is when Keras writes the weights
            that it trains to the model's variables.
        recorders: the recorders of the training.
        steps: steps per epoch; None for a stream of unknown length.

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
        """The observations after a batch, numbered from 0 in its epoch."""
        self._batch_step = self.step
        # With steps_per_execution Keras counts beyond the last one.
        self.step = self._first_step + min(batch + 1, self._steps_per_epoch or batch + 1)
        return self._observe("steps", self._batch_step, self.step)

    def end_epoch(self) -> list[Observation]:
        """The observations after the epoch."""
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
    """Whether something is due after step or epoch `before`, up to `now`."""
    return len(replace(every, unit="steps").schedule(None).between(before, now)) > 0
