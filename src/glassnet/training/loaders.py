"""The sources of batches: arrays on the device, arrays in host memory, or a stream.

`ChunkedTraining` drives a `Loader` and does not know which of the three it has. Its `run` takes up
to `count` steps from `step` on, and returns the metrics so far (None where no step was left), how
many steps were taken, and whether the epoch ended. Validation data are on the device, or Keras
reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.training import keras_model, refusals
from glassnet.training.batching import BatchLayout, Shuffle
from glassnet.training.compilation import tree_bytes
from glassnet.training.joined_rows import JoinedRows, joined_rows
from glassnet.training.keras_data import DataSource, Evaluation, are_arrays, check_data
from glassnet.training.keras_model import Model, References, Tree
from glassnet.training.sharding import on_all_devices
from glassnet.training.streaming import StreamLoader
from glassnet.training.training_program import Logs, TrainingProgram
from glassnet.training.whole_arrays import DeviceArrays, HostArrays

# Data up to this size are copied to the device once. Above it, batches are gathered on the host
# chunk by chunk, so that peak memory stays near the size of the data itself.
RESIDENT_BYTES = 256 * 2**20


Loader = DeviceArrays | HostArrays | StreamLoader


def make_loader(
    source: DataSource, shuffle: Shuffle, shares: Callable[[BatchLayout], bool]
) -> Loader:
    """The loader that suits the source: by what it is, how large, and if it `shares` programs."""
    arrays = source.arrays()
    if arrays is None:
        return StreamLoader(source)
    layout = layout_of(arrays, source.batch_size, shuffled=bool(shuffle))
    joined = joined_rows(layout)
    if _bytes_on_device(arrays, joined) > RESIDENT_BYTES:
        return HostArrays(arrays, layout, shuffle)
    if shares(layout):
        return HostArrays(arrays, layout, shuffle, shared=True)
    return DeviceArrays(_on_devices(arrays, joined), layout, shuffle, joined)


def _bytes_on_device(arrays: Tree, joined: JoinedRows | None) -> int:
    return tree_bytes(arrays) * (joined.batches if joined else 1)


def _on_devices(arrays: Tree, joined: JoinedRows | None) -> Tree:
    # Copied: device_put shares an array's memory, or not, depending on how it is aligned.
    copies = jax.tree.map(jnp.array, arrays)
    return joined.data(copies) if joined else on_all_devices(copies)


def layout_of(arrays: Tree, batch_size: int, *, shuffled: bool) -> BatchLayout:
    """The layout of arrays with leaves [rows, …]."""
    rows = jax.tree.leaves(arrays)[0].shape[0]
    return BatchLayout(rows, min(batch_size, rows), shuffled)


@dataclass(frozen=True)
class ValidationData:
    """Validation data, on the device or for Keras' own `evaluate`."""

    data: Tree  # arrays on the device, leaves [rows, …]; an `Evaluation` where `layout` is None
    layout: BatchLayout | None  # the batches of the arrays; None for data that Keras evaluates
    frequency: int | list[int]  # after each n-th epoch, or after those listed (counted from 1)

    @classmethod
    def of(
        cls,
        model: Model,
        validation_data: Any,
        *,
        batch_size: int | None,
        steps: int | None,
        frequency: int | list[int],
    ) -> ValidationData | None:
        """`keras.Model.fit`'s validation arguments as one object; None without data."""
        if validation_data is None:
            return None
        frequency = _as_keras_takes_it(frequency)
        refusals.check_parts("validation_data", validation_data)
        x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(validation_data)
        check_data(x, y, sample_weight, validates=True)
        refusals.check_targets(model, x, y, "val_y")
        arguments: dict[str, Any] = {
            "x": x,
            "y": y,
            "sample_weight": sample_weight,
            "batch_size": batch_size,
            "steps_per_epoch": steps,
            "shuffle": False,
        }
        evaluates_itself = type(model).evaluate is not keras.Model.evaluate
        if are_arrays(x, y, sample_weight) and not evaluates_itself:
            source = DataSource(**arguments, class_weight=None, validates=True)
            arrays = source.arrays()
            if arrays is not None:
                layout = layout_of(arrays, source.batch_size, shuffled=False)
                joined = joined_rows(layout)
                if _bytes_on_device(arrays, joined) <= RESIDENT_BYTES:
                    whole = joined.layout(layout) if joined else layout
                    return cls(_on_devices(arrays, joined), whole, frequency)
        return cls(Evaluation(**arguments), None, frequency)

    def due(self, model: Model, epoch: int) -> bool:
        """Whether to validate after `epoch` (counted from 0)."""
        return keras_model.should_evaluate(model, epoch, self.frequency)

    def due_in(self, model: Model, first: int, count: int, room: int) -> NDArray[np.bool_] | None:
        """`due` of `count` epochs from `first` on, in an array [room]; None for all of them."""
        if self.frequency == 1:
            return None
        due = np.zeros(room, np.bool_)
        due[:count] = [self.due(model, first + number) for number in range(count)]
        return due

    def run(self, model: Model, program: TrainingProgram, references: References) -> Logs:
        """Validate now. The model's metrics hold the validation's afterwards, as in Keras."""
        if self.layout is None:
            return {f"val_{name}": value for name, value in self.data.run(model).items()}
        variables, logs = program.validate(references.read(), self.data)
        references.assign(variables)
        return jax.device_get(logs)


def _as_keras_takes_it(frequency: Any) -> int | list[int]:
    """`validation_freq` as an int or a list: Keras refuses a tuple, a set or NumPy's integer."""
    if isinstance(frequency, int | np.integer) and frequency >= 1:
        return int(frequency)
    if isinstance(frequency, list | tuple | set | range):
        return list(frequency)
    raise SettingError(message("training-validation-freq", value=repr(frequency)))
