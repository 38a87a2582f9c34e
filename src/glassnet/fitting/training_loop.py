"""Runs a trainer chunk by chunk, with callbacks, a bar and an ear for Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import keras

from glassnet.fitting import checkpointing
from glassnet.fitting.callbacks import (
    epochs_until_read,
    reads_epochs,
    reads_model_every,
    wants_validation_events,
)
from glassnet.fitting.checkpoint_files import Checkpoint
from glassnet.fitting.interrupt import Interrupt
from glassnet.fitting.progress import ProgressBar
from glassnet.training import keras_model
from glassnet.training.epoch_logs import EpochLogs
from glassnet.training.state import TrainingState
from glassnet.training.trainer import Trainer

if TYPE_CHECKING:
    from glassnet.fitting.diagnosis_callback import Diagnosing


class Dispatch:
    """Runs a Trainer chunk by chunk and calls Keras' callbacks as `keras.Model.fit` would."""

    def __init__(
        self,
        trainer: Trainer,
        callbacks: Any,
        watching: Diagnosing | None,
        *,
        epochs: int,
        verbose: Any,
    ) -> None:
        self._trainer = trainer
        self._model = trainer.model
        if not isinstance(callbacks, keras.callbacks.CallbackList):
            callbacks = keras.callbacks.CallbackList(
                callbacks,
                add_history=True,
                add_progbar=verbose == 2,
                model=self._model,
                verbose=verbose,
                epochs=epochs,
                steps=trainer.steps_per_epoch,
            )
        self._callbacks: Any = callbacks
        strides = {reads_model_every(callback) for callback in callbacks.callbacks}
        self._strides = strides - {0}
        self._one_by_one = 1 in strides
        self._validates_apart = any(
            wants_validation_events(callback) for callback in callbacks.callbacks
        )
        self._one_by_one |= self._validates_apart
        self._by_columns = not self._validates_apart and not any(
            reads_epochs(callback) for callback in callbacks.callbacks
        )
        self._begun: int | None = None  # the epoch whose beginning was told
        self._at_epochs_end = _methods(callbacks.callbacks, "on_epochs_end")
        chunkwise = [*callbacks.callbacks, watching]
        self._before_chunk = _methods(chunkwise, "before_chunk")
        self._reviews = _methods(chunkwise, "review")
        self._at_chunk_end = _methods(chunkwise, "on_chunk_end")
        self._at_error = _methods(callbacks.callbacks, "on_train_error")
        trainer.validate_inside = not self._validates_apart

    def run(
        self, initial_epoch: int, epochs: int, *, shown: bool, resumed: Checkpoint | None = None
    ) -> None:
        """Train from `initial_epoch`, or from where a checkpoint is, to `epochs`."""
        model, trainer, callbacks = self._model, self._trainer, self._callbacks
        model.stop_training = False
        callbacks.on_train_begin()
        if resumed:
            self._resume(resumed)
        else:
            trainer.start_at(keras_model.initial_epoch(model) or initial_epoch)
        logs: dict[str, float] = {}
        history: Any = model.history
        history.interrupted, history.signal = False, None
        try:
            with Interrupt() as interrupt, ProgressBar(epochs, trainer.epoch, shown=shown) as bar:
                finished = EpochLogs(trainer.epoch, 0)
                while True:
                    over = trainer.epoch >= epochs or model.stop_training
                    if interrupt.wanted and not over:
                        history.interrupted, history.signal = True, interrupt.signal
                    for told in self._at_chunk_end:
                        told(trainer)
                    bar.show(finished)
                    if over or history.interrupted or model.stop_training:
                        break
                    until_read = epochs_until_read(self._strides, trainer.epoch)
                    left = epochs - trainer.epoch
                    finished = self._chunk(left if until_read is None else min(left, until_read))
                    logs = finished.last() or logs
        except BaseException:
            for left_open in self._at_error:
                left_open()
            raise
        finally:
            if epochs > 0:
                model.optimizer.finalize_variable_values(model.trainable_weights)
        callbacks.on_train_end(logs=logs)

    def _resume(self, checkpoint: Checkpoint) -> None:
        epoch, step = checkpoint.position
        if step and self._one_by_one:
            self._begin_epoch(epoch)
        # After that: the checkpoint's weights have already what a callback did to them then.
        checkpointing.go_on(checkpoint, self._trainer, self._callbacks.callbacks)

    def _begin_epoch(self, epoch: int) -> None:
        self._callbacks.on_epoch_begin(epoch)
        self._begun = epoch

    def _chunk(self, left: int) -> EpochLogs:
        """Run one chunk and tell the callbacks of the epochs that ended in it."""
        trainer, callbacks = self._trainer, self._callbacks
        if self._by_columns:
            finished = self._advance(left)
            self._model.history.epoch.extend(range(finished.first, finished.first + finished.count))
            finished.extend(self._model.history.history)
            for told in self._at_epochs_end:
                told(finished)
            trainer.deliver()
            return finished
        if not self._one_by_one:
            before = trainer.state if trainer.may_end_several else None
            finished = self._tell(self._advance(left), before)
            trainer.deliver()
            return finished
        if self._begun != trainer.epoch:
            self._begin_epoch(trainer.epoch)
        finished = self._advance(1)
        trainer.deliver()
        if finished.count and self._validates_apart and trainer.validation_due:
            callbacks.on_test_begin()
            validation = trainer.validate()
            finished = finished.with_validation(validation)
            unprefixed = {name.removeprefix("val_"): value for name, value in validation.items()}
            callbacks.on_test_end(unprefixed)
        for epoch, logs in finished.rows():
            self._end_epoch(epoch, logs)
        return finished

    def _advance(self, left: int) -> EpochLogs:
        if not all(may_go_on(self._trainer) for may_go_on in self._before_chunk):
            return EpochLogs(self._trainer.epoch, 0)
        finished = self._trainer.advance(left)
        for review in self._reviews:
            finished = review(self._trainer, finished)
        return finished

    def _tell(self, finished: EpochLogs, before: TrainingState | None) -> EpochLogs:
        """Tell the callbacks of a chunk.

        If one stops training, or raises an error, the model goes back to that epoch.
        """
        for number, (epoch, logs) in enumerate(finished.rows(), start=1):
            try:
                self._callbacks.on_epoch_begin(epoch)
                self._end_epoch(epoch, logs)
            except Exception:
                self._go_back(before, number, finished)
                raise
            if self._model.stop_training:
                self._go_back(before, number, finished)
                return finished.up_to(number)
        return finished

    def _go_back(self, before: TrainingState | None, number: int, finished: EpochLogs) -> None:
        """To the end of the chunk's `number`-th epoch: the same numbers again, and no further."""
        if before is not None and number < finished.count:
            self._trainer.restore(before)
            self._trainer.run(epochs=number)

    def _end_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        for callback in self._callbacks.callbacks:
            if type(callback) is keras.callbacks.TerminateOnNaN:
                # Looks at batches; the running loss keeps a NaN until the epoch's last one.
                callback.on_batch_end((self._trainer.steps_per_epoch or 1) - 1, logs)
        self._callbacks.on_epoch_end(epoch, logs)


def _methods(callbacks: Iterable[Any], name: str) -> list[Callable[..., Any]]:
    return [getattr(callback, name) for callback in callbacks if hasattr(callback, name)]
