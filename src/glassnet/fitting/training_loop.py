"""The loop of `fit`: chunk after chunk of a Trainer, with callbacks, a bar and Ctrl-C."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from glassnet.fitting import checkpointing
from glassnet.fitting.callbacks import calls_of, epochs_until_read, hooks
from glassnet.fitting.checkpoint_files import Checkpoint
from glassnet.fitting.history import extend, with_history
from glassnet.fitting.progress_bar import ProgressBar
from glassnet.signals import Interrupt
from glassnet.training import Trainer, TrainingState, keras_model, processes
from glassnet.training.epochs import EpochLogs


class TrainingLoop:
    """Runs a Trainer chunk by chunk and calls Keras' callbacks as `keras.Model.fit` would.

    Callbacks are called in one of three ways: for whole chunks, where none has epoch methods; for
    each epoch of a chunk after it, where they only read the logs; or epoch by epoch, with true
    weights.

    `callbacks` and `verbose` are `fit`'s arguments; `watchers` have the hooks of `FitCallback` and
    look before and after each chunk, after the callbacks.
    """

    def __init__(
        self,
        trainer: Trainer,
        callbacks: Any,
        watchers: Sequence[Any],
        *,
        epochs: int,
        verbose: Any,
    ) -> None:
        self._trainer = trainer
        self._model = trainer.model
        self._epochs = epochs
        self._shown = verbose in (1, True, "auto") and processes.is_first()
        if not isinstance(callbacks, keras.callbacks.CallbackList):
            callbacks = keras.callbacks.CallbackList(
                with_history(callbacks),
                add_history=True,
                add_progbar=verbose == 2,
                model=self._model,
                verbose=verbose,
                epochs=epochs,
                steps=trainer.steps_per_epoch,
            )
        self._callbacks: Any = callbacks
        several = callbacks.callbacks
        self._strides, each_epoch, self._validates_apart = calls_of(several)
        self._epoch_by_epoch = 1 in self._strides or self._validates_apart
        self._by_chunk = not self._validates_apart and not each_epoch
        self._begun: int | None = None  # the epoch whose on_epoch_begin was called
        self._taken_before = 0  # steps before that epoch
        self._histories = [each for each in several if type(each) is keras.callbacks.History]
        self._on_epochs_end = hooks(several, "on_epochs_end")
        self._on_error = hooks(several, "on_train_error")
        watching = [*several, *watchers]
        self._before_chunk = hooks(watching, "before_chunk")
        self._reviews = hooks(watching, "review")
        self._on_chunk_end = hooks(watching, "on_chunk_end")
        trainer.validate_inside = not self._validates_apart

    def run(self, initial_epoch: int, *, resumed: Checkpoint | None = None) -> None:
        """Train from `initial_epoch`, or from where a checkpoint is."""
        model, trainer = self._model, self._trainer
        callbacks, epochs = self._callbacks, self._epochs
        model.stop_training = False
        callbacks.on_train_begin()
        if resumed:
            self._resume(resumed)
        else:
            trainer.start_at(keras_model.initial_epoch(model) or initial_epoch)
        logs: dict[str, float] = {}
        history: Any = model.history
        history.interrupted, history.signal = False, None
        bar = ProgressBar(epochs, trainer.epoch, shown=self._shown)
        try:
            with Interrupt() as interrupt, bar:
                finished = EpochLogs(trainer.epoch, 0)
                while True:
                    signal = self._agreed(interrupt.signal)
                    over = trainer.epoch >= epochs or model.stop_training
                    if signal is not None and not over:
                        history.interrupted, history.signal = True, signal
                    for on_chunk_end in self._on_chunk_end:
                        on_chunk_end(trainer)
                    if self._on_chunk_end:
                        self._agreed(None)
                    bar.show(finished)
                    if over or history.interrupted or model.stop_training:
                        break
                    until_read = epochs_until_read(self._strides, trainer.epoch)
                    left = epochs - trainer.epoch
                    finished = self._chunk(left if until_read is None else min(left, until_read))
                    logs = finished.last() or logs
        except BaseException:
            for on_error in self._on_error:
                on_error()
            raise
        finally:
            if epochs > 0:
                model.optimizer.finalize_variable_values(model.trainable_weights)
        callbacks.on_train_end(logs=logs)

    def _agreed(self, signal: int | None) -> int | None:
        """The signal that came to one of the processes; a callback's stop is theirs as well."""
        said = processes.said_by_all([signal, bool(self._model.stop_training)])
        self._model.stop_training = any(stops for _, stops in said)
        return next((number for number, _ in said if number is not None), None)

    def _resume(self, checkpoint: Checkpoint) -> None:
        epoch, step = checkpoint.position
        if step and self._epoch_by_epoch:
            self._begin_epoch(epoch)
        # After that: the checkpoint's weights have already what a callback did to them then.
        checkpointing.go_on(checkpoint, self._trainer, self._callbacks.callbacks)

    def _begin_epoch(self, epoch: int) -> None:
        self._callbacks.on_epoch_begin(epoch)
        self._begun, self._taken_before = epoch, self._trainer.taken

    def _chunk(self, left: int) -> EpochLogs:
        """Run one chunk and call the callbacks for the epochs that ended in it."""
        if self._epoch_by_epoch:
            return self._single_epoch()
        trainer = self._trainer
        if self._by_chunk:
            finished = self._advance(left)
            for history in self._histories:
                extend(history, finished)
            for on_epochs_end in self._on_epochs_end:
                on_epochs_end(finished)
        else:
            before = trainer.state if trainer.epochs_fit_in_a_chunk else None
            finished = self._call_afterwards(self._advance(left), before)
        trainer.deliver()
        return finished

    def _single_epoch(self) -> EpochLogs:
        """A chunk of at most one epoch, with true weights for each callback."""
        trainer = self._trainer
        if self._begun != trainer.epoch:
            self._begin_epoch(trainer.epoch)
        finished = self._advance(1)
        trainer.deliver()
        if finished.count and self._validates_apart and trainer.validation_due:
            self._callbacks.on_test_begin()
            validation = trainer.validate()
            finished = finished.with_validation(validation)
            unprefixed = {name.removeprefix("val_"): value for name, value in validation.items()}
            self._callbacks.on_test_end(unprefixed)
        for epoch, logs in finished.rows():
            self._end_epoch(epoch, logs)
        return finished

    def _advance(self, left: int) -> EpochLogs:
        if not all(may_run(self._trainer) for may_run in self._before_chunk):
            return EpochLogs(self._trainer.epoch, 0)
        finished = self._trainer.advance(left)
        for review in self._reviews:
            finished = review(self._trainer, finished)
        return finished

    def _call_afterwards(self, finished: EpochLogs, before: TrainingState | None) -> EpochLogs:
        """Call the callbacks for each epoch of a chunk that was run.

        If one stops training, or raises an error, the model goes back to that epoch.
        """
        number = 0
        for number, (epoch, logs) in enumerate(finished.rows(), start=1):
            try:
                self._callbacks.on_epoch_begin(epoch)
                self._end_epoch(epoch, logs)
            except Exception:
                if not processes.are_several():  # which would have to go back together
                    self._go_back(before, number, finished)
                raise
            if processes.are_several():
                self._agreed(None)  # no process calls its callbacks for epochs after another's stop
            if self._model.stop_training:
                break
        self._go_back(before, number, finished)
        return finished.up_to(number)

    def _go_back(self, before: TrainingState | None, number: int, finished: EpochLogs) -> None:
        """Go back to the end of the chunk's `number`-th epoch, by the same steps again."""
        if before is not None and number < finished.count:
            self._trainer.restore(before)
            self._trainer.run(epochs=number)

    def _end_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        for callback in self._callbacks.callbacks:
            if type(callback) is keras.callbacks.TerminateOnNaN:
                # Looks at batches; the running loss keeps a NaN until the epoch's last one.
                callback.on_batch_end((self._trainer.steps_per_epoch or 1) - 1, logs)
            elif type(callback) is keras.callbacks.ProgbarLogger and callback.target is None:
                # Of a stream of unknown length it counts the batches.
                callback.on_train_batch_end(self._trainer.taken - self._taken_before - 1, logs)
        self._callbacks.on_epoch_end(epoch, logs)
