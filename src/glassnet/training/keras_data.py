"""Data as Keras itself reads them: whole arrays, or batch after batch. Keras 3.15.1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

import jax
import keras
import numpy as np
from keras.src.backend.jax.trainer import JAXEpochIterator
from keras.src.trainers.data_adapters import is_tf_dataset
from keras.src.trainers.data_adapters.array_data_adapter import (
    ArrayDataAdapter,
    can_convert_arrays,
)
from keras.src.trainers.data_adapters.array_slicing import (
    convert_to_sliceable,
    train_validation_split,
)
from keras.src.trainers.data_adapters.data_adapter_utils import is_scipy_sparse

from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.training import refusals
from glassnet.training.explained import explained
from glassnet.training.keras_model import Model, Tree


class _WholeBatches(JAXEpochIterator):
    """Keras' batches, also under a `keras.distribution`: the compiled program divides them."""

    def _get_distributed_iterator(self, distribution: Any) -> Any:
        return self.data_adapter.get_jax_iterator()


class DataSource:
    """x, y and weights as Keras reads them: batches in Keras' order, or whole arrays.

    The arguments are those of `keras.Model.fit`; errors name them as it does, those of
    `validates` as its `val_x`, `val_y`, `validation_steps`.
    """

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
        validates: bool = False,
    ) -> None:
        refusals.check_count("validation_batch_size" if validates else "batch_size", batch_size)
        refusals.check_count(
            "validation_steps" if validates else "steps_per_epoch", steps_per_epoch
        )
        refusals.check_class_weight(class_weight)
        x, y, sample_weight = as_arrays(x, y, sample_weight)
        check_data(x, y, sample_weight, validates=validates)
        distribution: Any = keras.distribution.distribution()
        shards = distribution is not None and distribution.auto_shard_dataset
        if shards and jax.process_count() > 1 and not is_tf_dataset(x):
            raise SettingError(message("processes-auto-shard"))
        self._data = {"x": x, "y": y}
        self._iterator = _WholeBatches(
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
        with explained(model, "first-step", caller, **self._data):
            model._symbolic_build(iterator=self._iterator)
        self.reset()

    def reset(self) -> None:
        """Forget the epoch under way."""
        self._iterator.reset()

    @property
    def batches(self) -> int | None:
        """Batches per epoch; None until a stream of unknown length has ended once."""
        return self._iterator.num_batches

    @property
    def batch_size(self) -> int:
        """Rows per step; for arrays only."""
        return cast(int, self._adapter.batch_size)

    def arrays(self) -> Tree | None:
        """The whole data as dense NumPy arrays [rows, …], floats in Keras' floatx.

        None where that is impossible, or where an epoch is not one pass over the data: such a
        source is streamed batch by batch.
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
        """One epoch's batches in Keras' order, with Keras' warning where the source runs dry."""
        with self._iterator.catch_stop_iteration():
            for _, _, iterator in self._iterator:
                yield next(iterator)


def one_batch(
    model: Model, x: Any, y: Any = None, sample_weight: Any = None, *, caller: str
) -> Tree:
    """Build the model for all rows as one batch, and return that batch as Keras reads it."""
    x, y, sample_weight = as_arrays(x, y, sample_weight)
    rows = [np.shape(leaf)[0] for leaf in jax.tree.leaves(x) if np.ndim(leaf)]
    if not rows:
        raise SettingError(message("training-no-array", caller=caller))
    source = DataSource(
        x,
        y,
        sample_weight,
        batch_size=max(rows[0], 1),  # no rows: the error says so
        steps_per_epoch=None,
        shuffle=False,
        class_weight=None,
    )
    source.build(model, caller)
    return next(iter(source.epoch()))


class Evaluation:
    """Keras' own `evaluate` over one source, which goes on where it was, as in `keras.Model.fit`.

    The source is opened at the first run, so that a generator is asked for a batch only then.
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


def check_data(x: Any, y: Any, sample_weight: Any, *, validates: bool = False) -> None:
    """Raise DataError for paths, and for arrays that are no rows of numbers, equally many."""
    x, y, sample_weight = as_arrays(x, y, sample_weight)
    prefix = "val_" if validates else ""
    parts = {f"{prefix}x": x, f"{prefix}y": y, f"{prefix}sample_weight": sample_weight}
    refusals.check_no_file(**parts)
    if are_arrays(x, y, sample_weight):
        refusals.check_rows(**parts)


def are_arrays(*parts: Any) -> bool:
    """Whether Keras takes these as whole arrays; otherwise they give batch after batch."""
    return can_convert_arrays(as_arrays(*parts))


def as_arrays(*parts: Any) -> tuple[Any, ...]:
    """Turn nested lists of numbers into arrays: Keras takes a list as several inputs."""
    return tuple(np.asarray(part) if _is_numbers(part) else part for part in parts)


def shapes_by_name(**parts: Any) -> dict[str, list[str] | None]:
    """Shapes and dtypes of each argument's arrays; ["stream"] for what gives batch after batch."""
    found: dict[str, list[str] | None] = {}
    for name, part in parts.items():
        several: tuple[Any, ...] = part if isinstance(part, tuple) else (part,)
        leaves = jax.tree.leaves(as_arrays(*several)) if are_arrays(*several) else None
        shapes = leaves and [f"{getattr(a, 'dtype', '')}{list(np.shape(a))}" for a in leaves]
        found[name] = None if part is None else shapes or ["stream"]
    return found


def _is_numbers(value: Any) -> bool:
    while isinstance(value, list | tuple) and value:
        value = cast(Sequence[Any], value)[0]
    return isinstance(value, int | float | np.number | np.bool_)


def split_validation(
    x: Any, y: Any, sample_weight: Any, share: float
) -> tuple[tuple[Any, Any, Any], tuple[Any, Any, Any]]:
    """Split off the last `share` of the rows as validation data, as `keras.Model.fit` does."""
    if not 0 < share < 1:
        raise SettingError(message("training-split", value=repr(share)))
    parts: Any = train_validation_split(as_arrays(x, y, sample_weight), validation_split=share)
    return parts
