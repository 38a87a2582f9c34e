"""The loop of `fit`: chunk after chunk of a Trainer, with callbacks, a bar and Ctrl-C."""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType
from typing import TYPE_CHECKING, Any

import keras

from glassnet.fitting import checkpointing
from glassnet.fitting.callbacks import (
    epochs_until_read,
    hooks,
    reads_epochs,
    reads_model_every,
    reads_validation_events,
)
from glassnet.fitting.checkpoint_files import Checkpoint
from glassnet.fitting.progress import ProgressBar
from glassnet.training import Trainer, TrainingState, keras_model
from glassnet.training.epochs import EpochLogs

if TYPE_CHECKING:
    from glassnet.fitting.diagnosis_callback import DiagnosisCallback


class TrainingLoop:
    """Runs a Trainer chunk by chunk and calls Keras' callbacks as `keras.Model.fit` would.

    Callbacks are called in one of three ways: for whole chunks, where none has epoch methods; for
    each epoch of a chunk after it, where they only read the logs; or epoch by epoch, with true
    weights.

    `callbacks` and `verbose` are `fit`'s arguments; `diagnosis` looks after each chunk, after the
    callbacks.
    """

    def __init__(
        self,
        trainer: Trainer,
        callbacks: Any,
        diagnosis: DiagnosisCallback | None,
        *,
        epochs: int,
        verbose: Any,
    ) -> None:
        self._trainer = trainer
        self._model = trainer.model
        self._epochs = epochs
        self._shown = verbose in (1, True, "auto")
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
        several = callbacks.callbacks
        strides = {reads_model_every(callback) for callback in several}
        self._strides = strides - {0}
        self._validates_apart = any(map(reads_validation_events, several))
        self._epoch_by_epoch = 1 in strides or self._validates_apart
        self._by_chunk = not self._validates_apart and not any(map(reads_epochs, several))
        self._begun: int | None = None  # the epoch whose on_epoch_begin was called
        self._on_epochs_end = hooks(several, "on_epochs_end")
        self._on_error = hooks(several, "on_train_error")
        watching = [*several, diagnosis]
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
                    over = trainer.epoch >= epochs or model.stop_training
                    if interrupt.requested and not over:
                        history.interrupted, history.signal = True, interrupt.signal
                    for on_chunk_end in self._on_chunk_end:
                        on_chunk_end(trainer)
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

    def _resume(self, checkpoint: Checkpoint) -> None:
        epoch, step = checkpoint.position
        if step and self._epoch_by_epoch:
            self._begin_epoch(epoch)
        # After that: the checkpoint's weights have already what a callback did to them then.
        checkpointing.go_on(checkpoint, self._trainer, self._callbacks.callbacks)

    def _begin_epoch(self, epoch: int) -> None:
        self._callbacks.on_epoch_begin(epoch)
        self._begun = epoch

    def _chunk(self, left: int) -> EpochLogs:
        """Run one chunk and call the callbacks for the epochs that ended in it."""
        if self._epoch_by_epoch:
            return self._single_epoch()
        trainer = self._trainer
        if self._by_chunk:
            finished = self._advance(left)
            history = self._model.history
            history.epoch.extend(range(finished.first, finished.first + finished.count))
            finished.extend(history.history)
            for on_epochs_end in self._on_epochs_end:
                on_epochs_end(finished)
        else:
            before = trainer.state if trainer.may_end_several else None
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
        """To the end of the chunk's `number`-th epoch: the same steps again, and no further."""
        if before is not None and number < finished.count:
            self._trainer.restore(before)
            self._trainer.run(epochs=number)

    def _end_epoch(self, epoch: int, logs: dict[str, float]) -> None:
        for callback in self._callbacks.callbacks:
            if type(callback) is keras.callbacks.TerminateOnNaN:
                # Looks at batches; the running loss keeps a NaN until the epoch's last one.
                callback.on_batch_end((self._trainer.steps_per_epoch or 1) - 1, logs)
        self._callbacks.on_epoch_end(epoch, logs)


# Ctrl-C and SIGTERM: a request to stop at the next chunk's end, not an error within --------------

DEFAULTS: dict[int, Any] = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: signal.SIG_DFL,
}
# A terminal, a shell and timeout may each send one, to the process and to its whole group: signals
# so close together are one request.
SECONDS_OF_ONE_REQUEST = 0.5


class Interrupt:
    """While entered, the first Ctrl-C or SIGTERM is noted; a later one acts as it did before.

    Does nothing outside the main thread, and leaves a handler of the program's own in place, unless
    it has the attribute `waits_for_chunk`.
    """

    def __init__(self) -> None:
        self.signal: int | None = None  # the number of the one that came
        self._since = 0.0
        self._previous: dict[int, Any] = {}

    @property
    def requested(self) -> bool:
        """Whether the training is to stop."""
        return self.signal is not None

    def __enter__(self) -> Interrupt:
        if threading.current_thread() is threading.main_thread():
            for number, default in DEFAULTS.items():
                handler: Any = signal.getsignal(number)
                if handler is default or getattr(handler, "waits_for_chunk", False):
                    self._previous[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.signal is None:
            self.signal = number
            self._since = time.monotonic()
        if time.monotonic() - self._since < SECONDS_OF_ONE_REQUEST:
            return
        signal.signal(number, self._previous[number])
        signal.raise_signal(number)
