"""Keras' side of training: the one file that touches what Keras keeps private.

Checked against Keras 3.15.1. A Keras model is driven as Keras' own JAX trainer drives it, through
stateless functions over four lists of arrays (`Variables`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import jax
import keras
import numpy as np
from keras.src.backend.jax.trainer import JAXEpochIterator
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter
from keras.src.trainers.data_adapters.array_slicing import (
    convert_to_sliceable,
    train_validation_split,
)
from keras.src.utils.python_utils import pythonify_logs

from glassnet.errors import SettingError

Model = Any  # keras.Model: Keras carries no types
Tree = Any  # a nested structure (tuple, list, dict) of arrays, as JAX' pytrees


class Variables(NamedTuple):
    """A model's whole state, in the order of Keras' own lists of variables."""

    trainable: list[jax.Array]
    non_trainable: list[jax.Array]  # BatchNorm statistics, seed generators
    optimizer: list[jax.Array]  # the iteration count and the learning rate among them
    metrics: list[jax.Array]  # running sums of the loss and of every metric


class References(NamedTuple):
    """The model's own variable objects, in the same order. Looked up once: Keras walks all layers."""

    trainable: list[Any]
    non_trainable: list[Any]
    optimizer: list[Any]
    metrics: list[Any]

    @classmethod
    def of(cls, model: Model) -> References:
        return cls(
            model.trainable_variables,
            model.non_trainable_variables,
            model.optimizer.variables,
            model.metrics_variables,
        )

    def read(self) -> Variables:
        """The values that the model's variables hold now."""
        return Variables(*[[reference.value for reference in group] for group in self])

    def assign(self, variables: Variables) -> None:
        """Write values back to the model's variables."""
        for group, values in zip(self, variables, strict=True):
            for reference, value in zip(group, values, strict=True):
                reference.assign(value)


# The functions below are pure: JAX traces them into the compiled program.


def train_step(model: Model, variables: Variables, batch: Tree) -> tuple[Variables, Tree]:
    """Keras' own train step, or the model's override of it: new state, and its logs."""
    logs, state = model.train_step(tuple(variables), batch)
    return Variables(*state), logs


def test_step(model: Model, variables: Variables, batch: Tree) -> tuple[Variables, Tree]:
    """Keras' own test step: as `train_step`, with the optimizer's state untouched."""
    state = (variables.trainable, variables.non_trainable, variables.metrics)
    logs, (trainable, non_trainable, metrics) = model.test_step(state, batch)
    return Variables(trainable, non_trainable, variables.optimizer, metrics), logs


def reset_metrics(model: Model, variables: Variables) -> Variables:
    """The state at the start of an epoch."""
    with _stateless_metrics(model, variables.metrics) as scope:
        model.reset_metrics()
    metrics = [scope.get_current_value(reference) for reference in model.metrics_variables]
    return variables._replace(metrics=metrics)


def results(model: Model, variables: Variables, last_logs: Tree) -> dict[str, Any]:
    """An epoch's logs: the metrics' results, or the last step's logs if a custom step has others."""
    with _stateless_metrics(model, variables.metrics):
        return dict(model._get_metrics_result_or_logs(last_logs))


def _stateless_metrics(model: Model, values: list[jax.Array]) -> Any:
    return keras.StatelessScope(state_mapping=list(zip(model.metrics_variables, values, strict=True)))


def flatten_logs(logs: dict[str, Any]) -> dict[str, float]:
    """Logs as Keras' callbacks get them: nested results beside the others, names sorted, floats."""
    return pythonify_logs(logs)


class Source:
    """Keras' own reading of `x`, `y` and weights: batches in Keras' order, or whole arrays."""

    def __init__(
        self,
        x: Any,
        y: Any,
        sample_weight: Any,
        *,
        batch_size: int | None,
        steps_per_epoch: int | None,
        shuffle: bool | str,
        class_weight: dict[int, float] | None,
    ) -> None:
        self._iterator = JAXEpochIterator(
            x=_as_array(x),
            y=_as_array(y),
            sample_weight=_as_array(sample_weight),
            batch_size=batch_size,
            steps_per_epoch=steps_per_epoch,
            shuffle=shuffle,
            class_weight=class_weight,
        )
        self.shuffle = shuffle

    def build(self, model: Model) -> None:
        """Build what is unbuilt of the model, as Keras' `fit` does before its first epoch.

        On an unbuilt loss or metric this draws a batch, and with it a permutation, from the source.
        """
        model._symbolic_build(iterator=self._iterator)
        self._iterator.reset()

    @property
    def batches(self) -> int | None:
        """Batches an epoch; None until a stream of unknown length has ended once."""
        return self._iterator.num_batches

    @property
    def batch_size(self) -> int:
        return self._iterator.data_adapter.batch_size

    def arrays(self) -> Tree | None:
        """The whole data as dense NumPy arrays [rows, …], floats in Keras' floatx; else None."""
        adapter = self._iterator.data_adapter
        if not isinstance(adapter, ArrayDataAdapter):
            return None
        sliceables = convert_to_sliceable(adapter._inputs, target_backend="jax")
        arrays = [s.array for s in jax.tree.leaves(sliceables)]
        if not all(isinstance(array, np.ndarray) or hasattr(array, "to_numpy") for array in arrays):
            return None  # sparse: streamed, batch by batch
        dense = [a if isinstance(a, np.ndarray) else a.to_numpy() for a in arrays]
        if any(array.dtype == object for array in dense):
            return None
        return jax.tree.unflatten(jax.tree.structure(sliceables), dense)

    def epoch(self) -> Iterator[Tree]:
        """One epoch's batches, in Keras' order, with Keras' warnings where the source runs dry."""
        with self._iterator.catch_stop_iteration():
            for _, _, iterator in self._iterator:
                yield next(iterator)


def _as_array(data: Any) -> Any:
    """Nested lists of numbers as an array: Keras takes a list for a model's several inputs."""
    if isinstance(data, list | tuple) and data and _is_numbers(data[0]):
        return np.asarray(data)
    return data


def _is_numbers(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return bool(value) and _is_numbers(value[0])
    return isinstance(value, int | float)


def split_validation(
    x: Any, y: Any, sample_weight: Any, share: float
) -> tuple[tuple[Any, Any, Any], tuple[Any, Any, Any]]:
    """The last `share` of the rows as validation data, as `keras.Model.fit` splits."""
    arrays = tuple(_as_array(part) for part in (x, y, sample_weight))
    return train_validation_split(arrays, validation_split=share)


def unpack(validation_data: Any) -> tuple[Any, Any, Any]:
    """(x, y, sample_weight) of `validation_data`."""
    return keras.utils.unpack_x_y_sample_weight(validation_data)


def should_evaluate(model: Model, epoch: int, frequency: int | list[int]) -> bool:
    """Whether Keras validates after this epoch (counted from 0)."""
    return model._should_eval(epoch, frequency)


def initial_epoch(model: Model) -> int:
    """The epoch at which a callback (BackupAndRestore) wants training to start; 0 for none."""
    return model._initial_epoch or 0


def check_compiled(model: Model) -> None:
    """Raise a clear error unless the model can be trained as one compiled program."""
    if not isinstance(model, keras.Model):
        raise SettingError(f"fit: expected a keras.Model, got {type(model).__name__}.")
    if not model.compiled:
        raise SettingError("fit: the model is not compiled: call model.compile(...) first.")
    if model.run_eagerly:
        raise SettingError(
            "fit: the model was compiled with run_eagerly=True, which cannot become one program: "
            "compile it without, or use model.fit."
        )
    if keras.distribution.distribution() is not None:
        raise SettingError(
            "fit: a keras.distribution is set, and glassnet trains on one device: "
            "call keras.distribution.set_distribution(None), or use model.fit."
        )


def compile_identity(model: Model) -> tuple[Any, ...]:
    """Objects that change when the model is compiled anew or layers are frozen."""
    return (
        model.optimizer,
        model._compile_loss,
        model._compile_metrics,
        *model.trainable_variables,
        *model.metrics,
    )
