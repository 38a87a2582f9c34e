"""The two kinds of callbacks: those that read the model, and those that only read the logs.

A callback that may read or change the model gets its epochs one at a time, with true weights. One
that reads the logs alone gets them after a chunk of epochs, in order, so that it costs no speed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol

import keras
import numpy as np
from keras.src.utils.python_utils import is_default
from numpy.typing import NDArray

from glassnet.errors import SettingError
from glassnet.text import message
from glassnet.training import Trainer
from glassnet.training.epochs import EpochLogs
from glassnet.training.observation import Observer, Observers, Receiver
from glassnet.training.processes import said_by_all

Callback = Any  # keras.callbacks.Callback; it may have members of `FitCallback` besides


class FitArguments(NamedTuple):
    """The arguments of a call of `fit`."""

    model: Any  # built
    x: Any
    y: Any
    batch_size: int | None  # None for Keras' default
    epochs: int  # the last one's number, counted from 1
    steps: int | None  # per epoch; None for a stream of unknown length


class FitCallback(Protocol):
    """The members that `fit` asks a Keras callback for beyond Keras' own. Each is optional.

    Attributes:
        needs_batches: False if its batch methods are for `keras.Model.fit` only.
        reads_model: whether its epoch methods read or change the model; or a number k, if they do
            so after each k-th epoch only (counted from initial_epoch 0).
    """

    needs_batches: bool
    reads_model: bool | int

    def observers(self, fitting: FitArguments) -> Observers:
        """The observers of steps inside the program, with their receivers."""
        ...

    def on_epochs_end(self, epochs: EpochLogs) -> None:
        """Get all epochs of a chunk at once, in place of on_epoch_begin and on_epoch_end.

        Only where no other callback has to be called for each epoch.
        """
        ...

    def before_chunk(self, trainer: Trainer) -> bool:
        """Called right before a chunk; False if it must not run, and on_chunk_end will stop."""
        ...

    def review(self, trainer: Trainer, finished: EpochLogs) -> EpochLogs:
        """Called after a chunk, before anybody hears of it.

        May take the trainer back, and returns the epochs that then have ended.
        """
        ...

    def on_chunk_end(self, trainer: Trainer) -> None:
        """Called after a chunk, when all callbacks have heard of it; once before the first."""
        ...

    def on_train_error(self) -> None:
        """Called in place of on_train_end when an error ends the training."""
        ...

    def checkpoint_state(self) -> Any:
        """The state that a checkpoint keeps: numbers, texts, arrays, lists, dicts."""
        ...

    def resume_from(self, state: Any) -> None:
        """Called after on_train_begin with what checkpoint_state gave, on resuming."""
        ...


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

Condition = Callable[[Callback], bool]
_always: Condition = lambda callback: True
_saves_by_epoch: Condition = lambda callback: callback.save_freq == "epoch"

# Keras' own callbacks that touch the model at most through `stop_training`. By exact class: a
# subclass may read more, and says so with the attribute `reads_model`. ProgbarLogger is not among
# them: it prints how long each epoch took.
READS_LOGS_ONLY: dict[type, Condition] = {
    keras.callbacks.History: _always,
    keras.callbacks.CSVLogger: _always,
    keras.callbacks.RemoteMonitor: _always,
    keras.callbacks.TerminateOnNaN: _always,
    keras.callbacks.EarlyStopping: lambda callback: not callback.restore_best_weights,
}

# Keras' own callbacks that have batch methods and do without them.
BATCHES_NOT_NEEDED: dict[type, Condition] = {
    keras.callbacks.ProgbarLogger: _always,
    keras.callbacks.TerminateOnNaN: _always,  # called at each epoch's end: see `training_loop`
    keras.callbacks.ModelCheckpoint: _saves_by_epoch,
    keras.callbacks.BackupAndRestore: _saves_by_epoch,
}


def as_list(callbacks: Any) -> list[Callback]:
    """`fit`'s argument as a list: None, one callback, several, or a CallbackList."""
    if callbacks is None:
        return []
    if isinstance(callbacks, keras.callbacks.CallbackList):
        return list(callbacks.callbacks)
    return list(callbacks) if isinstance(callbacks, list | tuple) else [callbacks]


def check_callbacks(callbacks: Sequence[Callback]) -> None:
    """Raise SettingError for what is no callback, or insists on being called at every batch."""
    for callback in callbacks:
        if not isinstance(callback, keras.callbacks.Callback):
            of_class = isinstance(callback, type) and issubclass(callback, keras.callbacks.Callback)
            name = f"{callback.__name__}()" if of_class else "none"
            said = message("fit-callback-type", value=repr(callback), instance=name)
            raise SettingError(said)
        overridden = _overridden(callback, BATCH_METHODS)
        needed = getattr(callback, "needs_batches", not _holds(callback, BATCHES_NOT_NEEDED))
        if overridden and needed:
            is_board = isinstance(callback, keras.callbacks.TensorBoard)
            remedy = "save-freq" if hasattr(callback, "save_freq") else "epochs"
            remedy = "tensorboard" if is_board else remedy
            named = {"callback": type(callback).__name__, "method": overridden[0]}
            raise SettingError(message("fit-callback-batches", **named, remedy=remedy))


def runs_in_keras(callback: Callback) -> bool:
    """Whether the callback also works in `keras.Model.fit`, which has none of `fit`'s own hooks."""
    return not hasattr(callback, "on_chunk_end") or not getattr(callback, "needs_batches", True)


def reads_model_every(callback: Callback) -> int:
    """The number of epochs after which the callback may read or change the model; 0 for never."""
    if not _overridden(callback, (*EPOCH_METHODS, "on_chunk_end")):
        return 0
    if hasattr(callback, "reads_model"):
        return int(callback.reads_model)
    return int(not _holds(callback, READS_LOGS_ONLY))


def epochs_until_read(strides: Iterable[int], epoch: int) -> int | None:
    """How many epochs may run after `epoch` ones until a callback reads the model; None: all."""
    return min((stride - epoch % stride for stride in strides), default=None)


def reads_epochs(callback: Callback) -> bool:
    """Whether the callback must be called for each epoch. A History is extended by whole chunks."""
    if type(callback) is keras.callbacks.History or hasattr(callback, "on_epochs_end"):
        return False
    # TerminateOnNaN has batch methods only; `training_loop` calls it at each epoch's end.
    is_terminator = type(callback) is keras.callbacks.TerminateOnNaN
    return is_terminator or bool(_overridden(callback, EPOCH_METHODS))


def reads_validation_events(callback: Callback) -> bool:
    """Whether the callback must be called before and after each validation."""
    is_bar = type(callback) is keras.callbacks.ProgbarLogger
    return not is_bar and bool(_overridden(callback, TEST_METHODS))


class Calls(NamedTuple):
    """When callbacks are called, beside the end of a chunk."""

    strides: set[int]  # after how many epochs one of them may read the model
    each_epoch: bool  # whether one has to be called for each
    each_test: bool  # before and after each validation


def calls_of(callbacks: Sequence[Callback]) -> Calls:
    """When these are called; of several processes, when those of any are (see `processes`)."""
    strides = sorted({reads_model_every(each) for each in callbacks} - {0})
    each_test = any(map(reads_validation_events, callbacks))
    said = said_by_all([strides, any(map(reads_epochs, callbacks)), each_test])
    all_strides, each_epoch, each_test = zip(*said, strict=True)
    return Calls({each for own in all_strides for each in own}, any(each_epoch), any(each_test))


def observers_of(callbacks: Iterable[Callback], fitting: FitArguments) -> Observers:
    """The observers of all callbacks; equal ones look once, for all their receivers."""
    found: dict[Observer, list[Receiver]] = {}
    for callback in callbacks:
        if hasattr(callback, "observers"):
            for observer, receive in callback.observers(fitting).items():
                found.setdefault(observer, []).append(receive)
    return {observer: partial(_pass_on, receivers) for observer, receivers in found.items()}


def hooks(callbacks: Iterable[Any], name: str) -> list[Callable[..., Any]]:
    """The callbacks' methods of this name in `FitCallback`, of those that have it."""
    return [getattr(callback, name) for callback in callbacks if hasattr(callback, name)]


def _pass_on(receivers: Sequence[Receiver], steps: NDArray[np.int64], summaries: Any) -> None:
    for receive in receivers:
        receive(steps, summaries)


def _overridden(callback: Callback, methods: Sequence[str]) -> list[str]:
    found = ((name, getattr(callback, name, None)) for name in methods)
    return [name for name, method in found if method is not None and not is_default(method)]


def _holds(callback: Callback, table: dict[type, Condition]) -> bool:
    condition = table.get(type(callback))
    return condition is not None and condition(callback)
