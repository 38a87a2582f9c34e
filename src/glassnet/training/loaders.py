"""The sources of batches: arrays on the device, arrays in host memory, or a stream.

`ChunkedTraining` drives a `Loader` and does not know which of the three it has. Its `run` takes up
to `count` steps from `step` on, and returns the metrics so far (None where no step was left), how
many steps were taken, and whether the epoch ended. Validation data are on the device, or Keras
reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.training import keras_model, refusals
from glassnet.training.batching import BatchLayout, Order, Shuffle, draw_orders, skip_orders
from glassnet.training.compilation import tree_bytes
from glassnet.training.joined_rows import JoinedRows, joined_rows
from glassnet.training.keras_data import DataSource, Evaluation, are_arrays, check_data
from glassnet.training.keras_model import Model, References, Tree
from glassnet.training.sharding import on_all_devices
from glassnet.training.streaming import BatchStack, StagingBuffers, StreamLoader
from glassnet.training.training_program import Carry, Logs, TrainingProgram

# Data up to this size are copied to the device once. Above it, batches are gathered on the host
# chunk by chunk, so that peak memory stays near the size of the data itself.
RESIDENT_BYTES = 256 * 2**20


class _Arrays:
    """Common base of both loaders of whole arrays."""

    def __init__(self, data: Tree, layout: BatchLayout, shuffle: Shuffle) -> None:
        self.data = data
        self.layout = layout  # of the rows that this process has
        self._shuffle: Shuffle = shuffle

    @property
    def steps(self) -> int:
        """Steps per epoch; a stream has None while its length is not known yet."""
        return self.layout.steps

    def take(self, rows: NDArray[np.int32]) -> Tree:
        """These rows, on the host."""
        return jax.tree.map(lambda array: np.asarray(array)[rows], self.data)

    def draw(self, epochs: int) -> NDArray[np.int32] | None:
        """The orders of the next epochs, [epochs, rows] int32; None without shuffling."""
        return draw_orders(epochs, self.layout, self._shuffle) if self.layout.shuffled else None

    def skip(self, epochs: int) -> None:
        """Leave NumPy's generator where the orders of the next epochs would, if none is needed."""
        if self._shuffle and not self.layout.shuffled:
            skip_orders(epochs, self.layout, self._shuffle)

    def begin(self) -> Order | None:
        """Start an epoch: draw its order, if it is shuffled."""
        orders = self.draw(1)
        self.skip(1)
        return None if orders is None else orders[0]

    def check(self, step: int, order: Order | None) -> None:
        """Raise SettingError where an epoch cannot be resumed at `step` with this order."""
        self.layout.check(step, order)


class DeviceArrays(_Arrays):
    """Arrays small enough to lie on the device whole: rows are gathered inside the program.

    data: those of all processes, where several train together.
    """

    def __init__(
        self, data: Tree, layout: BatchLayout, shuffle: Shuffle, joined: JoinedRows | None
    ) -> None:
        super().__init__(data, layout, shuffle)
        self._joined = joined
        self._last: tuple[Order | None, Order | None] = (None, None)

    @property
    def whole_layout(self) -> BatchLayout:
        """The layout of `data`."""
        return self._joined.layout(self.layout) if self._joined else self.layout

    def take(self, rows: NDArray[np.int32]) -> Tree:
        return super().take(self._joined.numbers(rows) if self._joined else rows)

    def whole_orders(self, orders: NDArray[np.int32] | None) -> NDArray[np.int32] | None:
        """The orders of `data`, of those that `draw` gave, [epochs, rows]."""
        return orders if orders is None or self._joined is None else self._joined.orders(orders)

    def leave_in_order(self) -> None:
        """Shuffle no more: the model has shown not to notice (see `row_order`)."""
        self.layout = replace(self.layout, shuffled=False)

    def run(
        self, program: TrainingProgram, carry: Carry, order: Order | None, step: int, count: int
    ) -> tuple[Logs | None, int, bool]:
        layout = self.layout
        order = self._whole(order)
        logs: Logs | None = None
        full = min(count, layout.full_steps - step)
        taken = max(full, 0)
        if full > 0:
            logs = carry.through(program.steps, self.data, order, np.int32(step), np.int32(full))
        if layout.remainder and step + taken == layout.full_steps and taken < count:
            logs = carry.through(program.rest, self.data, order)
            taken += 1
        return logs, taken, step + taken == layout.steps

    def _whole(self, order: Order | None) -> Order | None:
        if order is None or self._joined is None:
            return order
        if self._last[0] is not order:
            self._last = order, self._joined.orders(order[None])[0]
        return self._last[1]


class HostArrays(_Arrays):
    """Arrays too large to copy: a stack of batches is gathered while the one before computes."""

    def __init__(self, data: Tree, layout: BatchLayout, shuffle: Shuffle) -> None:
        super().__init__(data, layout, shuffle)
        self._buffers = StagingBuffers()
        self._ahead: _Gathered | None = None

    def run(
        self, program: TrainingProgram, carry: Carry, order: Order | None, step: int, count: int
    ) -> tuple[Logs | None, int, bool]:
        layout = self.layout
        logs: Logs | None = None
        end = min(step + count, layout.steps)
        first = step
        while first < end:
            gathered, self._ahead = self._ahead, None
            if gathered is None or gathered.first != first or gathered.order is not order:
                gathered = self._gather(order, first, end - first)
            batches = min(gathered.stack.count, end - first)
            logs = self._buffers.send(program, carry, gathered.stack, batches)
            first += batches
            if first < layout.steps:
                # What a shorter run leaves of it is gathered again.
                self._ahead = self._gather(order, first, end - first or count)
        return logs, first - step, first == layout.steps

    def _gather(self, order: Order | None, first: int, most: int) -> _Gathered:
        """Gather at most `most` batches from `first` on."""
        layout = self.layout
        size = layout.batch_size if first < layout.full_steps else layout.remainder
        stack = self._buffers.stack(jax.tree.map(lambda array: array[:size], self.data))
        stack.count = max(1, min(stack.room, most, layout.full_steps - first))
        start = first * layout.batch_size
        stop = start + stack.count * size

        def fill(stacked: NDArray[Any], array: NDArray[Any]) -> None:
            rows = stacked[: stack.count].reshape(stop - start, *array.shape[1:])
            if order is None:
                rows[:] = array[start:stop]
            elif rows.dtype != array.dtype:
                rows[:] = array[order[start:stop]]
            else:
                # All are in bounds: "clip" writes straight to `rows`, "raise" by way of a copy.
                np.take(array, order[start:stop], axis=0, out=rows, mode="clip")

        jax.tree.map(fill, stack.batches, self.data)
        return _Gathered(stack, first, order)


class _Gathered(NamedTuple):
    """A stack that waits, and for which place of which epoch."""

    stack: BatchStack
    first: int
    order: Order | None


Loader = DeviceArrays | HostArrays | StreamLoader


def make_loader(source: DataSource, shuffle: Shuffle) -> Loader:
    """The loader that suits the source: by what it is, and by how large."""
    arrays = source.arrays()
    if arrays is None:
        return StreamLoader(source)
    layout = layout_of(arrays, source.batch_size, shuffled=bool(shuffle))
    joined = joined_rows(layout)
    if _bytes_on_device(arrays, joined) > RESIDENT_BYTES:
        return HostArrays(arrays, layout, shuffle)
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
