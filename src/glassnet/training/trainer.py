"""`Trainer`: a training that can be driven: run some epochs or steps, look, go back, go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.training import keras_model, processes, refusals
from glassnet.training.batching import BatchLayout, GeneratorState, check_shuffle
from glassnet.training.chunked_training import ChunkedTraining
from glassnet.training.epochs import Columns, EpochLogs, joined
from glassnet.training.keras_data import DataSource, shapes_by_name
from glassnet.training.keras_model import Model, Tree
from glassnet.training.loaders import ValidationData, make_loader
from glassnet.training.observation import Observers
from glassnet.training.programs import is_short
from glassnet.training.training_state import Position, TrainingState


class Trainer(ChunkedTraining):
    """One model, one set of data, and a position in its training; `glassnet.fit` drives one.

    Its arguments are those of `keras.Model.fit` that say what an epoch is. The model's own
    variables are the state: after each `run` they hold the true weights, and what is assigned to
    them between two runs counts.

    Args:
        model: a compiled keras.Model (JAX backend).
        x, y, sample_weight: arrays [rows, …] (NumPy, JAX, pandas, lists), or nested lists or dicts
            of them; or x alone: a keras.utils.PyDataset, a generator, a tf.data.Dataset.
        batch_size, shuffle, class_weight, steps_per_epoch: as in `keras.Model.fit`.
        validation_data: (x, y), (x, y, sample_weight), or a dataset.
        validation_steps, validation_batch_size: as in `keras.Model.fit`.
        validation_freq: validate after each epoch, after each n-th, or after those listed
            (counted from 1).
        observers: observers, each with the receiver of what it saw (see `Observer`); or a function
            that returns them once the model is built, given the number of steps per epoch.
        fused: rewrite each step's small operations into the form that runs fastest; equal to Keras
            within float32 rounding. False: equal bit for bit.
        donated: give the model's own arrays to each chunk, as Keras' `fit` does: a large network
            then trains in place. False: other threads can read them meanwhile.
        epochs: the number of the last one, where it is known. A form of the step that takes
            longer to compile than so many epochs gain by it is not used.
        share_program: compile nothing for the number of rows where so many epochs are few, and the
            model has been trained on other rows before: the last bits may then be others.

    Raises:
        SettingError: the model is not compiled, or cannot become one program.
        DataError: the data do not fit the model.
    """

    def __init__(
        self,
        model: Model,
        x: Any = None,
        y: Any = None,
        *,
        batch_size: int | None = None,
        validation_data: Any = None,
        shuffle: Any = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int | list[int] = 1,
        observers: Observers | Callable[[int | None], Observers] | None = None,
        fused: bool = True,
        donated: bool = True,
        epochs: int | None = None,
        share_program: bool = False,
    ) -> None:
        with processes.together():
            refusals.check_compiled(model, "Trainer")
            shuffle = check_shuffle(shuffle)
            source = DataSource(
                x,
                y,
                sample_weight,
                batch_size=batch_size,
                steps_per_epoch=steps_per_epoch,
                shuffle=shuffle,
                class_weight=class_weight,
            )
            # Before the model is built: making its variables is a meeting as well.
            if processes.are_several():
                processes.check_same(
                    "fit",
                    **shapes_by_name(x=x, y=y, sample_weight=sample_weight),
                    **shapes_by_name(validation_data=validation_data),
                    batch_size=batch_size,
                    shuffle=shuffle,
                    steps_per_epoch=source.batches,
                    validation_batch_size=validation_batch_size,
                    fused=fused,
                    **_kind(model),
                )
            source.build(model)
            validation = ValidationData.of(
                model,
                validation_data,
                batch_size=validation_batch_size or batch_size,
                steps=validation_steps,
                frequency=validation_freq,
            )

            def shares(layout: BatchLayout) -> bool:
                validated = validation.layout if validation else None
                return share_program and is_short(model, layout, validated, epochs or 0)

            loader = make_loader(source, shuffle, shares)
            observers = observers(loader.steps) if callable(observers) else observers or {}
            super().__init__(
                model,
                loader,
                validation,
                observers,
                fused=fused,
                donated=donated,
                epochs=epochs,
            )
            self._start: TrainingState | None = None

    @property
    def rows(self) -> int | None:
        """How many rows the data have; None for a stream."""
        return None if self._loader.layout is None else self._loader.layout.rows

    @property
    def steps_per_epoch(self) -> int | None:
        """Steps per epoch; None for a stream whose length is not known yet."""
        return self._loader.steps

    @property
    def resumes_within_epoch(self) -> bool:
        """Whether a state from the middle of an epoch can be restored later: not a stream's."""
        return self._loader.layout is not None

    @property
    def state(self) -> TrainingState:
        """Everything that decides how training goes on, as a pytree of arrays."""
        position = self._position
        return TrainingState(
            variables=self._references.copy(),
            epoch=np.array(position.epoch),
            step=np.array(position.step),
            taken=np.array(position.taken),
            order=position.order,
            shuffle=GeneratorState.read(),
        )

    def restore(self, state: TrainingState) -> None:
        """Go on from `state`, which came from this trainer or one like it.

        Raises:
            SettingError: it is no state, or one of another model, or of other data.
        """
        anything: Any = state
        if not isinstance(anything, TrainingState):
            raise SettingError(message("training-state-type", type=type(anything).__name__))
        self._references.check(state.variables)
        self._loader.check(int(state.step), state.order)
        self._references.assign(state.variables)
        order = None if state.order is None else np.asarray(state.order)
        self._position = Position(int(state.epoch), int(state.step), int(state.taken), order)
        self._logs = {}
        self.forget_seen()
        state.shuffle.write()

    def rewind(self) -> None:
        """Go back to where this trainer stood at its first `run` or `rewind`.

        That is, with weights, optimizer, metrics and random numbers.
        """
        self.restore(self._begun())

    def _begun(self) -> TrainingState:
        """The state to rewind to. Not kept before it is needed: `fit` need not copy its model."""
        if self._start is None:
            self._start = self.state
        return self._start

    def start_at(self, epoch: int) -> None:
        """Count epochs from here on (Keras' `initial_epoch`). Between two epochs only."""
        self._position = Position(epoch, taken=epoch * (self.steps_per_epoch or 0))

    def take(self, rows: NDArray[Any]) -> Tree:
        """Rows of the data by their numbers, as Keras makes a batch of them; for arrays only."""
        return self._loader.take(rows)

    def next_rows(self) -> NDArray[Any]:
        """The numbers of the rows that the next step trains on; for arrays only."""
        layout, position = self._loader.layout, self._position
        if layout is None:
            return np.empty(0, np.int32)
        order = position.order
        if position.step == 0:
            before = GeneratorState.read()
            order = self._loader.begin()
            before.write()
        return layout.rows_of(position.step, order)

    def run(
        self, *, epochs: int | None = None, steps: int | None = None, deliver: bool = True
    ) -> Columns:
        """Train for so many epochs, or so many steps; exactly one of the two.

        Args:
            epochs: an epoch under way is finished first and counts as one.
            steps: may end in the middle of an epoch.
            deliver: give the receivers what was seen; False for steps taken a second time.

        Returns:
            The logs of the epochs that ended meanwhile: an array [epochs] for each name; `logs`
            has what came after.

        Raises:
            SettingError: neither or both are given, the number is negative, or the model has been
                compiled anew.
        """
        amount: Any = epochs if steps is None else steps
        if amount is None or (epochs is not None and steps is not None):
            raise SettingError(message("training-run-which"))
        if not isinstance(amount, int | np.integer) or amount < 0:
            raise SettingError(message("training-run-count", value=repr(amount)))
        self._begun()
        parts: list[EpochLogs] = []
        hand_over = self.deliver if deliver else self.forget_seen
        end = (self.epoch if steps is None else self.taken) + amount
        while (left := end - (self.epoch if steps is None else self.taken)) > 0:
            parts.append(self.advance(left) if steps is None else self.advance_steps(left))
            hand_over()
        return joined(parts)


def _kind(model: Model) -> dict[str, Any]:
    """What a model is and how it was compiled, in a few words of JSON's types, by name."""
    plain = str | int | float | None
    arguments = jax.tree.map(
        lambda given: given if isinstance(given, plain) else type(given).__name__,
        keras_model.compile_arguments(model),
    )
    parameters = model.count_params() if model.built else None
    kind = {"class": type(model).__name__, "parameters": parameters, **arguments}
    return {f"model.{name}": value for name, value in kind.items()}
