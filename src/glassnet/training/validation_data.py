"""Validation data, and after which epochs they are evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.training import keras_model, loaders
from glassnet.training.batching import BatchLayout
from glassnet.training.compilation import tree_bytes
from glassnet.training.keras_data import DataSource, Evaluation, are_arrays, unpack
from glassnet.training.keras_model import Model, References, Tree
from glassnet.training.training_program import Logs, TrainingProgram


@dataclass(frozen=True)
class ValidationData:
    """Validation data, on the device or for Keras' own `evaluate`.

    Attributes:
        data: arrays on the device, leaves [rows, …]; an `Evaluation` where `layout` is None.
        layout: the batches of the arrays; None for data that Keras evaluates.
        frequency: after each n-th epoch, or after those listed (counted from 1).
    """

    data: Tree
    layout: BatchLayout | None
    frequency: int | list[int]

    @classmethod
    def of(
        cls,
        validation_data: Any,
        *,
        batch_size: int | None,
        steps: int | None,
        frequency: int | list[int],
    ) -> ValidationData | None:
        """`keras.Model.fit`'s validation arguments as one object; None without data."""
        if validation_data is None:
            return None
        epochs: Any = frequency
        if not isinstance(epochs, list | tuple | set) and (
            not isinstance(epochs, int | np.integer) or epochs < 1
        ):
            raise SettingError(message("training-validation-freq", value=repr(frequency)))
        x, y, sample_weight = unpack(validation_data)
        arguments: dict[str, Any] = {
            "x": x,
            "y": y,
            "sample_weight": sample_weight,
            "batch_size": batch_size,
            "steps_per_epoch": steps,
            "shuffle": False,
        }
        if are_arrays(x, y, sample_weight):
            source = DataSource(**arguments, class_weight=None)
            arrays = source.arrays()
            if arrays is not None and tree_bytes(arrays) <= loaders.RESIDENT_BYTES:
                layout = loaders.layout_of(arrays, source.batch_size, shuffled=False)
                return cls(jax.tree.map(jnp.array, arrays), layout, frequency)
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
