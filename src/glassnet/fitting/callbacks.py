"""Which callbacks see what: those that read the model, and those that only read the logs.

A callback that may read or change the model gets its epochs one at a time, with true weights. One
that reads the logs alone gets them after a chunk of epochs, in order, so that it costs no speed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

import keras
import numpy as np
from keras.src.utils.python_utils import is_default
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.training.observation import Observer, Observers, Receiver

Callback = Any  # keras.callbacks.Callback; it may have more to say to `fit`:
#   observers(fitting) -> Observers: who looks at which steps, from inside the program.
#   needs_batches = False: the batch methods it has are for `keras.Model.fit` only.
#   reads_model: whether its epoch methods read or change the model; or a number k, for one that
#       does so after each k-th epoch only (counted from initial_epoch 0).
#   on_epochs_end(epochs): called in place of on_epoch_begin and on_epoch_end with all that
#       ended in a chunk, where no other callback has to be called for each epoch.
#   on_chunk_end(trainer): called when a chunk of epochs or steps has ended and all of it was told,
#       and once before the first.
#   before_chunk(trainer) -> bool: called right before a chunk; False if it may not be run, and
#       training is to be stopped in on_chunk_end.
#   review(trainer, finished) -> EpochLogs: called when a chunk was run, before anybody is told. It
#       may take the trainer back, and returns the epochs that ended in what is left.
#   on_train_error(): called in place of on_train_end when an error ends the training.
#   checkpoint_state() -> what of it a checkpoint should keep: numbers, texts, arrays, lists, dicts.
#   resume_from(state): called after on_train_begin with what checkpoint_state gave, if `fit` goes
#       on from a checkpoint that has it.

BATCH_METHODS = (
    "on_batch_begin",
    "on_batch_end",
    "on_train_batch_begin",
    "on_train_batch_end",
    "on_test_batch_begin",
    "on_test_batch_end",
)
EPOCH_METHODS = ("on_epoch_begin", "on_epoch_end")
TEST_METHODS = ("on_test_begin", "on_test_end")

_always: Callable[[Callback], bool] = lambda callback: True
_saves_by_epoch: Callable[[Callback], bool] = lambda callback: callback.save_freq == "epoch"

# Keras' own callbacks that touch the model at most through `stop_training`. By exact class: a
# subclass may read more. One's own says so with the attribute `reads_model = False`. ProgbarLogger
# is not among them: it prints how long each epoch took.
READS_LOGS_ONLY: dict[type, Callable[[Callback], bool]] = {
    keras.callbacks.History: _always,
    keras.callbacks.CSVLogger: _always,
    keras.callbacks.RemoteMonitor: _always,
    keras.callbacks.TerminateOnNaN: _always,
    keras.callbacks.EarlyStopping: lambda callback: not callback.restore_best_weights,
}

# Keras' own callbacks that have batch methods and do without them.
BATCHES_NOT_NEEDED: dict[type, Callable[[Callback], bool]] = {
    keras.callbacks.ProgbarLogger: _always,
    keras.callbacks.TerminateOnNaN: _always,  # called at each epoch's end: see `dispatch`
    keras.callbacks.ModelCheckpoint: _saves_by_epoch,
    keras.callbacks.BackupAndRestore: _saves_by_epoch,
}


def reads_model_every(callback: Callback) -> int:
    """After how many epochs the callback's methods may read or change the model; 0 for never."""
    if not _overrides(callback, (*EPOCH_METHODS, "on_chunk_end")):
        return 0
    if hasattr(callback, "reads_model"):
        return int(callback.reads_model)
    return int(not _listed(callback, READS_LOGS_ONLY))


def reads_epochs(callback: Callback) -> bool:
    """Whether the callback must be called for each epoch. A History is extended by whole chunks."""
    if type(callback) is keras.callbacks.History or hasattr(callback, "on_epochs_end"):
        return False
    # TerminateOnNaN has batch methods only; Dispatch tells it at each epoch's end.
    told_instead = type(callback) is keras.callbacks.TerminateOnNaN
    return told_instead or bool(_overrides(callback, EPOCH_METHODS))


def epochs_until_read(strides: Iterable[int], epoch: int) -> int | None:
    """How many epochs may run after `epoch` ones until a callback reads the model; None: all."""
    return min((stride - epoch % stride for stride in strides), default=None)


class FitArguments(NamedTuple):
    """What `fit` was called with, for callbacks that want to know.

    model: built. x, y: as they were given. steps: in an epoch; None for a stream of unknown length.
    """

    model: Any
    x: Any
    y: Any
    batch_size: int | None
    epochs: int
    steps: int | None


def observers_of(callbacks: Iterable[Callback], fitting: FitArguments) -> Observers:
    """Everybody that the callbacks want to look at the training's steps."""
    found: dict[Observer, list[Receiver]] = {}  # equal ones look once
    for callback in callbacks:
        if hasattr(callback, "observers"):
            for observer, receive in callback.observers(fitting).items():
                found.setdefault(observer, []).append(receive)
    return {observer: partial(_give, receivers) for observer, receivers in found.items()}


def _give(receivers: Sequence[Receiver], steps: NDArray[np.int64], summaries: Any) -> None:
    for receive in receivers:
        receive(steps, summaries)


def listed(callbacks: Any) -> list[Callback]:
    """`fit`'s argument as a list: None, one callback, several, or a CallbackList."""
    if callbacks is None:
        return []
    if isinstance(callbacks, keras.callbacks.CallbackList):
        return list(callbacks.callbacks)
    return list(callbacks) if isinstance(callbacks, list | tuple) else [callbacks]


def wants_validation_events(callback: Callback) -> bool:
    """Whether the callback must be called before and after a validation, not just told of it."""
    return type(callback) is not keras.callbacks.ProgbarLogger and bool(
        _overrides(callback, TEST_METHODS)
    )


def check_callbacks(callbacks: Sequence[Callback]) -> None:
    """Raise SettingError for what is no callback, or insists on being called at every batch."""
    for callback in callbacks:
        if not isinstance(callback, keras.callbacks.Callback):
            raise SettingError(f"fit: callbacks: expected keras.callbacks, got {callback!r}.")
        wanted = _overrides(callback, BATCH_METHODS)
        needed = getattr(callback, "needs_batches", not _listed(callback, BATCHES_NOT_NEEDED))
        if wanted and needed:
            remedy = "use its epoch methods, drive gn.Trainer with run(steps=1)"
            if hasattr(callback, "save_freq"):
                remedy = 'give it save_freq="epoch"'
            raise SettingError(
                f"fit: callback {type(callback).__name__} wants every batch ({wanted[0]}), but "
                f"whole epochs run as one program: {remedy}, or use model.fit."
            )


def _overrides(callback: Callback, methods: Sequence[str]) -> list[str]:
    found = ((name, getattr(callback, name, None)) for name in methods)
    return [name for name, method in found if method is not None and not is_default(method)]


def _listed(callback: Callback, table: dict[type, Callable[[Callback], bool]]) -> bool:
    holds = table.get(type(callback))
    return holds is not None and holds(callback)
