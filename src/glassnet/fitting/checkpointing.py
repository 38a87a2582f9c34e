"""`Checkpoints` keeps a training on disk while it runs; `go_on` resumes it from there."""

from __future__ import annotations

import random
import time
import warnings
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import keras
import numpy as np

from glassnet.backend import versions
from glassnet.errors import SettingError
from glassnet.fitting import checkpoint_files, fingerprint
from glassnet.fitting.callbacks import Callback
from glassnet.fitting.checkpoint_files import Checkpoint, Index, Place
from glassnet.fitting.fingerprint import Settings
from glassnet.lock import locked
from glassnet.text import message, system_reason
from glassnet.training import Trainer, TrainingState, processes
from glassnet.training.batching import GeneratorState

# What Keras' own callbacks carry from epoch to epoch, by class.
CARRIED: dict[type, Sequence[str]] = {
    keras.callbacks.EarlyStopping: ("wait", "stopped_epoch", "best", "best_epoch", "best_weights"),
    keras.callbacks.ReduceLROnPlateau: ("wait", "best", "cooldown_counter"),
    keras.callbacks.ModelCheckpoint: ("best",),
    keras.callbacks.SwapEMAWeights: ("_ema_weights_in_model",),
}


@dataclass(frozen=True)
class ResumableTraining:
    """The content of a checkpoint beside the trainer's state."""

    settings: Settings  # of the model, the data and the training
    callbacks: Sequence[Callback]  # those of `fit`
    epochs: int  # how many there will be in all
    resumed: Checkpoint | None  # the checkpoint that it goes on from; None for a new training


class Checkpoints(keras.callbacks.Callback):
    """Keeps a training in `gn.fit` on disk, so that `gn.fit(…, resume=folder)` can go on with it.

    A checkpoint is written before the first step, when it is due, at the end, and after Ctrl-C or
    SIGTERM: beside its place, then renamed, so that a kill at any moment leaves whole ones. It is
    a folder `<epoch>-<step>` that holds `model.keras`, which opens in Keras alone.

    Args:
        folder: folder for the checkpoints; made if missing.
        every_epochs: number of epochs between two checkpoints; None for no such rule.
        every_seconds: write one when the last one is older, also in the middle of a long epoch (of
            arrays; a stream's state is kept between epochs only); None for no such rule.
        keep: number of newest checkpoints to keep.

    Raises:
        SettingError: a number is out of range; while training: the folder cannot be written, or
            is in use by another process, or holds another training's checkpoints, or the disk is
            full.
    """

    def __init__(
        self,
        folder: str | Path,
        every_epochs: int | None = None,
        every_seconds: float | None = 10.0,
        keep: int = 3,
    ) -> None:
        super().__init__()
        _check_count("every_epochs", 1 if every_epochs is None else every_epochs)
        _check_count("keep", keep)
        seconds: Any = 1.0 if every_seconds is None else every_seconds
        if not isinstance(seconds, int | float | np.number) or not seconds > 0:
            raise SettingError(message("checkpoints-seconds", value=repr(seconds)))
        self.folder = Path(folder)
        self.every_epochs = every_epochs
        self.every_seconds = every_seconds
        self.keep = keep
        self.reads_model = every_epochs or 0  # chunks end there
        self._training: ResumableTraining | None = None
        self._begun = False
        self._apart: list[Index] | None = None
        self._last: Place | None = None
        self._last_time = 0.0

    def open(self, locks: ExitStack) -> None:
        """Make the folder, lock it, and remove what a killed process left half written."""
        if not processes.is_first():
            return  # which writes nothing
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            locks.enter_context(locked(self.folder))
            checkpoint_files.remove_stale(self.folder)
        except (FileExistsError, NotADirectoryError):
            raise SettingError(message("checkpoints-file", folder=str(self.folder))) from None
        except OSError as error:
            named = {"folder": str(self.folder), "reason": system_reason(error)}
            raise SettingError(message("checkpoints-unwritable", **named)) from None

    def begin(self, training: ResumableTraining) -> None:
        """Keep this training from here on; SettingError if the folder holds another's."""
        resumed = training.resumed
        from_here = resumed and resumed.path.resolve().parent == self.folder.resolve()
        is_mine = processes.is_first()  # to write to
        if is_mine and checkpoint_files.within(self.folder) and not from_here:
            folder = str(self.folder)
            raise SettingError(message("checkpoints-occupied", folder=folder, resume=repr(folder)))
        self._training = training
        self._begun = True
        self._apart = None
        self._last = resumed.position if resumed and from_here else None
        self._last_time = time.monotonic()

    def on_train_begin(self, logs: Any = None) -> None:
        if not self._begun:
            raise SettingError(message("checkpoints-outside-fit"))
        self._begun = False

    def on_chunk_end(self, trainer: Trainer) -> None:
        """See `FitCallback`."""
        now = trainer.epoch, trainer.step
        # One clock for all processes, which gather what they write.
        if now == self._last or not processes.said_by_all(self._due(*now))[0]:
            return
        if trainer.step and not trainer.resumes_within_epoch:
            return
        assert self._training is not None  # begin comes first
        content = _content(trainer, self._training)
        if processes.is_first():
            self._apart = checkpoint_files.write(
                self.folder, self.model, content, self._apart, self.keep
            )
        self._last = now
        self._last_time = time.monotonic()

    def _due(self, epoch: int, step: int) -> bool:
        assert self._training is not None
        model: Any = self.model
        return (
            self._last is None
            or epoch >= self._training.epochs
            or model.stop_training
            or model.history.interrupted
            or (self.every_epochs is not None and step == 0 and epoch % self.every_epochs == 0)
            or (
                self.every_seconds is not None
                and time.monotonic() - self._last_time >= self.every_seconds
            )
        )


@contextmanager
def opened(path: str | Path | None, callbacks: Sequence[Callback]) -> Generator[Checkpoint | None]:
    """Lock the callbacks' folders while the context lasts, and read where to go on from.

    Yields:
        The checkpoint at `path`; None without a path, or where none has been written yet.
    """
    with ExitStack() as locks:
        for keeper in keepers(callbacks):
            keeper.open(locks)
        if path is None:
            yield None
            return
        processes.said_by_all(None)  # the first one has made the folder
        found = checkpoint_files.newest(path)
        processes.check_same("fit", resume=found and found.path.name)
        yield found


def begin(training: ResumableTraining) -> None:
    """Check that this training is the checkpoint's, and let its callbacks keep it from here on.

    Warns:
        UserWarning: another version of JAX or NumPy wrote the checkpoint.
    """
    found = training.resumed
    if found:
        fingerprint.check(
            str(found.path), found=found.content["settings"], expected=training.settings
        )
        now, then = versions(), found.content["versions"]
        others = [f"{name} {then.get(name)}" for name in now if then.get(name) != now[name]]
        if others:
            named = {"path": str(found.path), "versions": ", ".join(others)}
            warnings.warn(message("checkpoint-versions", **named), stacklevel=3)
    for keeper in keepers(training.callbacks):
        keeper.begin(training)


def keepers(callbacks: Sequence[Callback]) -> list[Checkpoints]:
    """The callbacks that keep checkpoints."""
    return [callback for callback in callbacks if isinstance(callback, Checkpoints)]


def go_on(found: Checkpoint, trainer: Trainer, callbacks: Sequence[Callback]) -> None:
    """Bring trainer, History and callbacks to where they were when the checkpoint was written."""
    content, model = found.content, trainer.model
    own = content["processes"][jax.process_index()] if "processes" in content else content
    states = content["callbacks"]
    for name, callback in _named(callbacks):
        if name in states:
            _set_state(callback, states[name])
    model.history.epoch = content["epochs"].tolist()
    model.history.history = {
        name: values.tolist() if values.ndim == 1 else list(values)
        for name, values in content["history"].items()
    }
    model.stop_training = content["stopped"]
    version, words, gauss = own["generators"]["python"]
    random.setstate((version, tuple(words), gauss))
    state = TrainingState(
        variables=found.variables(model),
        epoch=np.array(content["epoch"]),
        step=np.array(content["step"]),
        taken=np.array(content["taken"]),
        order=own["order"],
        shuffle=GeneratorState(**own["generators"]["numpy"]),
    )
    trainer.restore(state)


def _content(trainer: Trainer, training: ResumableTraining) -> dict[str, Any]:
    """`Checkpoint.content` at this moment, with all of the model's variables."""
    state, model = trainer.state, trainer.model
    states = {name: _state(callback) for name, callback in _named(training.callbacks)}
    return {
        "epoch": int(state.epoch),
        "step": int(state.step),
        "taken": int(state.taken),
        "stopped": bool(model.stop_training),
        "versions": versions(),
        "settings": training.settings,
        **_own(state),
        "variables": state.variables,
        "epochs": np.array(model.history.epoch, np.int64),
        "history": {name: np.array(values) for name, values in model.history.history.items()},
        "callbacks": {name: value for name, value in states.items() if value is not None},
    }


def _own(state: TrainingState) -> dict[str, Any]:
    """What each process has of its own: the order of its rows, and its random generators."""
    # Keras shuffles a PyDataset's batches with Python's own generator.
    python, numpy = random.getstate(), state.shuffle._asdict()
    if not processes.are_several():
        return {"order": state.order, "generators": {"numpy": numpy, "python": python}}
    arrays = processes.stacked({"order": state.order, "numpy": numpy})
    each: list[dict[str, Any]] = []
    for number, random_state in enumerate(processes.said_by_all(python)):
        own: Any = jax.tree.map(lambda stack, n=number: stack[n], arrays)
        generators = {"numpy": own["numpy"], "python": random_state}
        each.append({"order": own["order"], "generators": generators})
    return {"processes": each}


def _named(callbacks: Sequence[Callback]) -> Iterator[tuple[str, Callback]]:
    """The callbacks by their class's name; the second one of a class is `EarlyStopping 2`."""
    counts: dict[str, int] = {}
    for callback in callbacks:
        name = type(callback).__name__
        counts[name] = counts.get(name, 0) + 1
        yield name if counts[name] == 1 else f"{name} {counts[name]}", callback


def _carried(callback: Callback) -> Sequence[str]:
    kinds = (names for kind, names in CARRIED.items() if isinstance(callback, kind))
    return next(kinds, ())


def _state(callback: Callback) -> Any:
    if hasattr(callback, "checkpoint_state"):
        return callback.checkpoint_state()
    names = [name for name in _carried(callback) if hasattr(callback, name)]
    return {name: getattr(callback, name) for name in names} or None


def _set_state(callback: Callback, state: Any) -> None:
    if hasattr(callback, "resume_from"):
        callback.resume_from(state)
        return
    for name in set(_carried(callback)) & state.keys():
        setattr(callback, name, state[name])


def _check_count(name: str, count: Any) -> None:
    if not isinstance(count, int | np.integer) or isinstance(count, bool) or count < 1:
        raise SettingError(message("checkpoints-count", name=name, value=repr(count)))
