"""Keras' own reading of data: whole arrays, or batch after batch. Checked against Keras 3.15.1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import jax
import keras
import numpy as np
from keras.src.backend.jax.trainer import JAXEpochIterator
from keras.src.trainers.data_adapters.array_data_adapter import (
    ArrayDataAdapter,
    can_convert_arrays,
)
from keras.src.trainers.data_adapters.array_slicing import (
    convert_to_sliceable,
    train_validation_split,
)
from keras.src.trainers.data_adapters.data_adapter_utils import is_scipy_sparse

from glassnet.errors import DataError, SettingError
from glassnet.training.keras_model import Model, Tree
from glassnet.training.untraceable import named_if_untraceable


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
        _check_number("batch_size", batch_size)
        _check_number("steps_per_epoch", steps_per_epoch)
        x, y, sample_weight = as_arrays(x, y, sample_weight)
        _check_no_file(x=x, y=y, sample_weight=sample_weight)
        if are_arrays(x, y, sample_weight):
            _check_rows(x=x, y=y, sample_weight=sample_weight)
        self._iterator = JAXEpochIterator(
            x=x,
            y=y,
            sample_weight=sample_weight,
            batch_size=batch_size,
            steps_per_epoch=steps_per_epoch,
            shuffle=cast(bool, shuffle),  # or "batch"
            class_weight=class_weight,
        )
        self._adapter: Any = self._iterator.data_adapter

    def build(self, model: Model, caller: str = "fit") -> None:
        """Build what is unbuilt of the model, as Keras' `fit` does before its first epoch.

        On an unbuilt loss or metric this draws a batch, and with it a permutation, from the source.
        """
        with named_if_untraceable(model, "first step", caller):
            model._symbolic_build(iterator=self._iterator)
        self.reset()

    def reset(self) -> None:
        """Forget the epoch under way."""
        self._iterator.reset()

    @property
    def batches(self) -> int | None:
        """Batches an epoch; None until a stream of unknown length has ended once."""
        return self._iterator.num_batches

    @property
    def batch_size(self) -> int:
        return cast(int, self._adapter.batch_size)

    def arrays(self) -> Tree | None:
        """The whole data as dense NumPy arrays [rows, …], floats in Keras' floatx.

        None where that cannot be, or where an epoch is not one pass over it: such a source is
        streamed, batch by batch.
        """
        inputs: Any = getattr(self._adapter, "_inputs", None)
        if not isinstance(self._adapter, ArrayDataAdapter) or self._iterator.steps_per_epoch:
            return None
        if any(is_scipy_sparse(leaf) for leaf in jax.tree.leaves(inputs)):
            return None
        sliceables = convert_to_sliceable(inputs, target_backend="jax")
        arrays = jax.tree.map(lambda s: s.convert_to_jax_compatible(s[:]), sliceables)
        dense = all(
            isinstance(array, np.ndarray) and array.dtype != object
            for array in jax.tree.leaves(arrays)
        )
        return arrays if dense else None

    def epoch(self) -> Iterator[Tree]:
        """One epoch's batches, in Keras' order, with Keras' warnings where the source runs dry."""
        with self._iterator.catch_stop_iteration():
            for _, _, iterator in self._iterator:
                yield next(iterator)


def one_batch(
    model: Model, x: Any, y: Any = None, sample_weight: Any = None, *, caller: str
) -> Tree:
    """All rows as one batch, in Keras' own reading; the model is built for it.

    caller: what asks, for the error about data that are no arrays.
    """
    x, y, sample_weight = as_arrays(x, y, sample_weight)
    rows = [np.shape(leaf)[0] for leaf in jax.tree.leaves(x) if np.ndim(leaf)]
    if not rows:
        raise SettingError(f"{caller}: x holds no array [rows, …]: give the rows of one batch.")
    source = Source(
        x,
        y,
        sample_weight,
        batch_size=max(rows[0], 1),  # of no rows it is said as such
        steps_per_epoch=None,
        shuffle=False,
        class_weight=None,
    )
    source.build(model, caller)
    return next(iter(source.epoch()))


class Evaluation:
    """Keras' own `evaluate` over one source, which goes on where it was, as in `keras.Model.fit`.

    The source is opened at the first run: a generator is asked for a batch when it is.
    """

    def __init__(self, **source: Any) -> None:
        self._source = source
        self._iterator: JAXEpochIterator | None = None

    def run(self, model: Model) -> dict[str, float]:
        """Loss and metrics by name, as in Keras' logs."""
        if self._iterator is None:
            execution = model.steps_per_execution
            self._iterator = JAXEpochIterator(**self._source, steps_per_execution=execution)
        model._eval_epoch_iterator = self._iterator
        try:
            return model.evaluate(verbose=0, return_dict=True, _use_cached_eval_dataset=True)
        finally:
            del model._eval_epoch_iterator


def are_arrays(*parts: Any) -> bool:
    """Whether Keras takes these for whole arrays; else they give batch after batch."""
    return can_convert_arrays(as_arrays(*parts))


def as_arrays(*parts: Any) -> tuple[Any, ...]:
    """Nested lists of numbers as arrays: Keras takes a list for a model's several inputs."""
    return tuple(np.asarray(part) if _is_numbers(part) else part for part in parts)


def _is_numbers(value: Any) -> bool:
    while isinstance(value, list | tuple) and value:
        value = cast(Sequence[Any], value)[0]
    return isinstance(value, int | float | np.number | np.bool_)


def _check_number(name: str, number: Any) -> None:
    if number is not None and (not isinstance(number, int | np.integer) or number < 1):
        raise SettingError(f"{name}: expected a whole number of at least 1, got {number!r}.")


def _check_no_file(**parts: Any) -> None:
    for name, part in parts.items():
        if isinstance(part, str | Path):
            raise DataError(
                f"{name}: expected arrays [rows, …] or a dataset, got {str(part)!r}; gn.load reads "
                "files."
            )


def _check_rows(**parts: Any) -> None:
    """Raise DataError unless all arrays have equally many rows, and some."""
    leaves = {
        name: [leaf for leaf in keras.tree.flatten(part) if leaf is not None]
        for name, part in parts.items()
        if part is not None
    }
    for name, arrays in leaves.items():
        if not all(array.shape for array in arrays):
            raise DataError(f"{name}: expected arrays [rows, …], got a single number.")
        if any(np.dtype(getattr(array, "dtype", object)).kind in "SU" for array in arrays):
            raise DataError(f"{name}: expected numbers, got text: encode it as numbers first.")
    sizes = {name: sorted({array.shape[0] for array in arrays}) for name, arrays in leaves.items()}
    if not sizes.get("x"):
        raise DataError("x: expected arrays [rows, …] or a dataset, got nothing.")
    if len(set().union(*sizes.values())) > 1:
        told = ", ".join(f"{name} {' and '.join(map(str, rows))}" for name, rows in sizes.items())
        raise DataError(f"x, y, sample_weight: expected equally many rows, got {told}.")
    if sizes["x"] == [0]:
        raise DataError("x: expected at least one row, got no rows.")


def split_validation(
    x: Any, y: Any, sample_weight: Any, share: float
) -> tuple[tuple[Any, Any, Any], tuple[Any, Any, Any]]:
    """The last `share` of the rows as validation data, as `keras.Model.fit` splits."""
    if not 0 < share < 1:
        raise SettingError(f"validation_split: expected a share from 0 up to 1, got {share!r}.")
    parts: Any = train_validation_split(as_arrays(x, y, sample_weight), validation_split=share)
    return parts


def unpack(validation_data: Any) -> tuple[Any, Any, Any]:
    """(x, y, sample_weight) of `validation_data`."""
    return keras.utils.unpack_x_y_sample_weight(validation_data)
