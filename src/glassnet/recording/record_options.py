"""What is to be recorded, from Keras' arguments and from `record`, of one training or another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from glassnet.errors import SettingError
from glassnet.fitting.callbacks import FitArguments
from glassnet.recording.probe import probe_batch, subject
from glassnet.recording.recorder import Record, Recorder, recorders
from glassnet.training.observation import Every

PICTURES = 10  # of weights in a training, where nobody says how often


@dataclass(frozen=True)
class Wanted:
    """The arguments of `gn.TensorBoard` that say what to look at, checked.

    histogram_freq: in epochs, 0 for none. update_freq: in steps, 0 for epochs only. every: for the
        records that do not say. probe, probe_targets: a batch; None for the data's first rows.
    """

    records: Sequence[Record]
    every: Every
    histogram_freq: int
    write_images: bool
    update_freq: int
    probe: Any
    probe_targets: Any

    def recorders(self, fitting: FitArguments) -> list[Recorder]:
        """Who looks. Raises SettingError for what this training does not have."""
        records = list(self._all_records(fitting))
        curves = any(record.what == "pr_curves" for record in records)
        if curves and self.probe_batch(fitting)[1] is None:
            raise SettingError("TensorBoard: pr_curves: give probe and probe_targets.")
        return recorders(subject(fitting, records, self.probe), records, self.every)

    def probe_batch(self, fitting: FitArguments) -> tuple[Any, Any]:
        """x and y of the batch on which layers' outputs are shown."""
        return probe_batch(fitting) if self.probe is None else (self.probe, self.probe_targets)

    def _all_records(self, fitting: FitArguments) -> Iterable[Record]:
        yield from self.records
        # Keras' tags have a variable's whole path, ours leave the model's name out.
        whole = f"{fitting.model.name}/"
        prefixed = any(v.path.startswith(whole) for v in fitting.model.variables)
        path = f"{whole if prefixed else ''}{{name}}"
        if self.histogram_freq:
            often = Every(self.histogram_freq, "epochs", first=1)
            yield Record("weights", every=often, tags=f"{path}/histogram")
        if self.write_images:
            often = self.histogram_freq or max(1, fitting.epochs // PICTURES)
            yield Record("images", every=Every(often, "epochs", first=1), tags=f"{path}/image")
        if self.update_freq:
            yield Record("metrics", every=Every(self.update_freq), tags="batch_{name}")
        if rate_moves(fitting):
            tags = {"learning_rate": "epoch_learning_rate"}
            yield Record("learning_rate", every=Every(1, "epochs"), tags=tags)


def listed(record: str | Record | Sequence[str | Record]) -> list[Record]:
    """One or several, by name or not. Raises SettingError for a name that is none."""
    given: Any = record
    several = [given] if isinstance(given, str) or not isinstance(given, Iterable) else given
    return [each if isinstance(each, Record) else Record(each) for each in several]


def interval(every: int | Every | None) -> Every:
    """A number of steps, by default each epoch."""
    if every is None:
        return Every(1, "epochs")
    return every if isinstance(every, Every) else Every(every)


def frequency(name: str, given: Any) -> int:
    """An argument of Keras' in epochs. Raises SettingError."""
    if not isinstance(given, int | np.integer) or given < 0:
        raise SettingError(
            f"TensorBoard: {name} {given!r}: expected a whole number of epochs, 0 for none."
        )
    return int(given)


def update_frequency(given: Any) -> int:
    """Keras' update_freq in steps; 0 for epochs only. Raises SettingError."""
    if given in ("epoch", "batch"):
        return int(given == "batch")
    if isinstance(given, int | np.integer) and given > 0:
        return int(given)
    raise SettingError(
        f'TensorBoard: update_freq {given!r}: expected "epoch", "batch" or a number of steps.'
    )


def optimizer(model: Any) -> Any:
    """The one that moves the weights, inside of one that scales the loss."""
    return getattr(model.optimizer, "inner_optimizer", model.optimizer)


def rate_moves(fitting: FitArguments | None) -> bool:
    """Whether the learning rate changes within a chunk: a stream's is at most an epoch."""
    if fitting is None or fitting.steps is None:
        return False
    schedule = keras.optimizers.schedules.LearningRateSchedule
    return isinstance(getattr(optimizer(fitting.model), "_learning_rate", None), schedule)
