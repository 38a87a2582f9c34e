"""The arguments of the callbacks, checked, and the recorders of a training that they ask for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.fitting.callbacks import FitArguments
from glassnet.recording.quantities import ProbedModel, boundary_grid
from glassnet.recording.recorder import Record, Recorder, recorders
from glassnet.text import message
from glassnet.training.keras_data import are_arrays
from glassnet.training.keras_model import Model, References, Tree
from glassnet.training.observation import Every

PICTURES = 10  # of weights in a training, unless told how often
PROBE_ROWS = 256  # of the training data, on which layers' outputs are shown


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


def as_records(record: str | Record | Sequence[str | Record]) -> list[Record]:
    """One or several, by name or as Record. Raises SettingError for an unknown name."""
    given: Any = record
    several = [given] if isinstance(given, str) or not isinstance(given, Iterable) else given
    return [each if isinstance(each, Record) else Record(each) for each in several]


def as_every(every: int | Every | None) -> Every:
    """A number of steps, or by default each epoch."""
    if every is None:
        return Every(1, "epochs")
    return every if isinstance(every, Every) else Every(every)


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


def probed_model(fitting: FitArguments, records: Sequence[Record], probe: Any) -> ProbedModel:
    """The model and the data on which the records are computed.

    probe: x of a batch; None for the first rows of the data.

    Raises:
        SettingError: a record needs data that are not there, or the model does not take the probe.
    """
    given = None if probe is None else _checked_probe(probe, fitting.model)
    x: Any = None
    if any(record.quantity.on_probe for record in records):
        x = probe_batch(fitting)[0] if given is None else given
    grid = None
    if any(record.what == "boundary" for record in records):
        grid = _grid(fitting.x if probe is None else probe)
    return ProbedModel(fitting.model, x, grid)


def probe_batch(fitting: FitArguments) -> tuple[Any, Any]:
    """x and y of at most PROBE_ROWS first rows. Raises SettingError if the data are a stream."""
    batch = first_rows(fitting, PROBE_ROWS)
    if batch is None:
        raise SettingError(message("record-no-probe"))
    return batch


def first_rows(fitting: FitArguments, rows: int) -> tuple[Any, Any] | None:
    """x and y of the first rows; None where the data are no arrays."""
    if fitting.x is None or not are_arrays(fitting.x, fitting.y, None):
        return None
    first = lambda data: jax.tree.map(lambda a: np.asarray(a)[:rows], data)
    return first(fitting.x), first(fitting.y)


def _checked_probe(probe: Any, model: Model) -> Tree:
    """A probe as arrays. Raises SettingError if the model does not take them."""
    try:
        x = jax.tree.map(np.asarray, probe)
        predict = partial(model.stateless_call, training=False)
        jax.eval_shape(predict, *References.of(model).read()[:2], x)
    except Exception:  # Keras and layers raise all kinds
        found = ", ".join(str(np.shape(leaf)) for leaf in jax.tree.leaves(probe)[:3])
        expected = str(getattr(model, "input_shape", None))
        raise SettingError(message("record-probe", found=found, expected=expected)) from None
    return x


def _grid(x: Any) -> NDArray[np.float32]:
    points: Any = None if isinstance(x, dict | tuple) or x is None else np.asarray(x)
    if points is None or points.ndim != 2 or points.shape[1] != 2:
        raise SettingError(message("record-boundary"))
    return boundary_grid(points)
