"""Validation data, and after which epochs it is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.training import keras_model
from glassnet.training.keras_data import Evaluation, Source, are_arrays, unpack
from glassnet.training.keras_model import Model, References, Tree
from glassnet.training.layout import Layout
from glassnet.training.loaders import RESIDENT_BYTES
from glassnet.training.training_program import Logs, Program


@dataclass(frozen=True)
class Validation:
    """Validation data, on the device or, where `layout` is None, for Keras' own `evaluate`.

    data: arrays on the device, leaves [rows, …]; else an `Evaluation`.
    frequency: after each n-th epoch, or after those listed (counted from 1).
    """

    data: Tree
    layout: Layout | None
    frequency: int | list[int]

    @classmethod
    def of(
        cls,
        validation_data: Any,
        *,
        batch_size: int | None,
        steps: int | None,
        frequency: int | list[int],
    ) -> Validation | None:
        """`keras.Model.fit`'s validation arguments as one object; None without data."""
        if validation_data is None:
            return None
        given: Any = frequency
        several = isinstance(given, list | tuple | set)
        if not several and (not isinstance(given, int | np.integer) or given < 1):
            raise SettingError(
                "validation_freq: expected a number of epochs of at least 1, or a list of epochs, "
                f"got {frequency!r}."
            )
        x, y, sample_weight = unpack(validation_data)
        arguments: dict[str, Any] = {
            "x": x,
            "y": y,
            "sample_weight": sample_weight,
            "batch_size": batch_size,
            "steps_per_epoch": steps,
            "shuffle": False,
        }
        is_data = are_arrays(x, y, sample_weight)
        source = Source(**arguments, class_weight=None) if is_data else None
        arrays = source.arrays() if source else None
        leaves = jax.tree.leaves(arrays)
        if source is None or not leaves or sum(leaf.nbytes for leaf in leaves) > RESIDENT_BYTES:
            return cls(Evaluation(**arguments), None, frequency)
        rows = leaves[0].shape[0]
        layout = Layout(rows, min(source.batch_size, rows), shuffled=False)
        return cls(jax.tree.map(jnp.array, arrays), layout, frequency)

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

    def run(self, model: Model, program: Program, references: References) -> Logs:
        """Validate now. The model's metrics hold the validation's afterwards, as in Keras."""
        if self.layout is None:
            return {f"val_{name}": value for name, value in self.data.run(model).items()}
        variables, logs = program.validate(references.read(), self.data)
        references.assign(variables)
        return jax.device_get(logs)
