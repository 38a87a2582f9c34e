"""`fit`: keras.Model.fit's signature and results, on a Trainer."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from glassnet.errors import SettingError
from glassnet.fitting import checkpointing, progress_bar, uncompiled
from glassnet.fitting.callbacks import FitArguments, as_list, check_callbacks, observers_of
from glassnet.fitting.fingerprint import of_all_processes, settings_of
from glassnet.fitting.training_loop import TrainingLoop
from glassnet.live_view import LiveView, open_view
from glassnet.text import message
from glassnet.training import Trainer, processes, refusals
from glassnet.training.keras_data import split_validation
from glassnet.training.keras_model import Model
from glassnet.training.observation import Observers

if TYPE_CHECKING:
    from glassnet.fitting.diagnosis_callback import DiagnosisCallback


def fit(
    model: Model,
    x: Any = None,
    y: Any = None,
    batch_size: int | None = None,
    epochs: int = 1,
    verbose: Any = "auto",
    callbacks: Any = None,
    validation_split: float = 0.0,
    validation_data: Any = None,
    shuffle: Any = True,
    class_weight: dict[int, float] | None = None,
    sample_weight: Any = None,
    initial_epoch: int = 0,
    steps_per_epoch: int | None = None,
    validation_steps: int | None = None,
    validation_batch_size: int | None = None,
    validation_freq: int | list[int] = 1,
    *,
    fused: bool = True,
    diagnose: bool = False,
    live: bool = False,
    resume: str | Path | None = None,
) -> keras.callbacks.History:
    """Train a compiled Keras model as one compiled program.

    Arguments, History and the resulting weights are those of `keras.Model.fit` (Keras 3.15, JAX
    backend); what differs is below. Under `run_eagerly=True` or `jax.disable_jit`, and for models
    that Keras does not compile and that would take minutes, this is `keras.Model.fit`, with a
    warning.

    Args:
        model: a compiled keras.Model.
        verbose: 0 silent; 1 or "auto" one bar for all epochs, in a notebook one line; 2 Keras' line
            per epoch.
        callbacks: epoch methods run with true weights. Keras' own that read only the logs
            (CSVLogger, TerminateOnNaN, EarlyStopping without restoring …), and any callback with
            the attribute `reads_model = False`, are called after a chunk of epochs, in order.
        fused: True: equal to Keras within float32 rounding, and fastest; a form that takes longer
            to compile than the training gains by it is not used. False: equal bit for bit;
            in a few shapes (batches of one row, a layer of one unit) the last bit may differ,
            because XLA compiles a small loop as one native function (docs/keras.md has the list).
        diagnose: watch for what keeps the model from learning (see `gn.diagnose`). A number that
            becomes NaN or infinite stops the training before the step that makes it so, with the
            last finite weights; a val_loss that does, and other causes, are warned of. This takes
            about a tenth of the time, and some seconds at the end of a model's first training that
            has not learned. A model that is trained on with the same data is looked at again when a
            tenth of the time pays for it. The History's attribute `findings` has all that was
            found, each with its step.
        live: show the training below the cell while it runs: the loss curve, and of a chain of
            Dense layers the network and what it makes of its plane. Frames are drawn between
            chunks, in a twentieth of the time at most. In a terminal the bar is all there is.
        resume: a folder that `gn.Checkpoints` writes to, or one checkpoint in it: training goes on
            from there to `epochs` in all, and ends with the weights and the History of a training
            that was never interrupted, bit for bit with the same `epochs` on the same machine.
            More `epochs` than a short training began with may choose the faster form for the rest,
            which is equal within rounding. It begins where no checkpoint has been written yet.

    Returns:
        The History. Its attribute `interrupted` says whether Ctrl-C or SIGTERM ended the training
        (and `signal` which), which happens within about a quarter of a second: the model then has
        the weights of the last step taken, in a long epoch that is one of the epoch under way.

    Raises:
        SettingError: the model is not compiled or cannot become one program, `epochs` has no
            meaning, a callback insists on every batch, `resume` is no folder, or its checkpoint is
            of a training with other settings, other data or another Keras; `diagnose` of data that
            come batch by batch.
        DataError: the data do not fit the model.

    Warns:
        DiagnosisWarning: what `diagnose` finds.
        NotCompiledWarning: the training runs in `keras.Model.fit`.
    """
    several = as_list(callbacks)
    why = None if diagnose or resume else uncompiled.reason(model, several)
    if why is not None:
        return uncompiled.fit(
            model,
            why,
            x=x,
            y=y,
            batch_size=batch_size,
            epochs=epochs,
            verbose=verbose,
            callbacks=callbacks,
            validation_split=validation_split,
            validation_data=validation_data,
            shuffle=shuffle,
            class_weight=class_weight,
            sample_weight=sample_weight,
            initial_epoch=initial_epoch,
            steps_per_epoch=steps_per_epoch,
            validation_steps=validation_steps,
            validation_batch_size=validation_batch_size,
            validation_freq=validation_freq,
        )
    with processes.together():
        refusals.check_compiled(model)
        refusals.check_targets(model, x, y)
        check_callbacks(several)
        _check_processes(
            several,
            {"epochs": epochs, "initial_epoch": initial_epoch, "resume": resume is not None},
            {"diagnose": diagnose, "live": live},
        )
        epochs = _checked(epochs, initial_epoch)
        if validation_split and validation_data is None:
            (x, y, sample_weight), validation_data = split_validation(
                x, y, sample_weight, validation_split
            )
        settings: dict[str, Any] = {
            "batch_size": batch_size,
            "shuffle": shuffle,
            "class_weight": class_weight,
            "steps_per_epoch": steps_per_epoch,
            "validation_steps": validation_steps,
            "validation_batch_size": validation_batch_size,
            "validation_freq": validation_freq,
            "fused": fused,
        }
        data = {"sample_weight": sample_weight, "validation_data": validation_data}

        def observers(steps: int | None) -> Observers:
            return observers_of(several, FitArguments(model, x, y, batch_size, epochs, steps))

        with checkpointing.opened(resume, several) as resumed:
            resumable = resumed or checkpointing.keepers(several)
            trainer = Trainer(
                model,
                x,
                y,
                **data,
                **settings,
                observers=observers,
                epochs=epochs,
                share_program=not resumable,  # which has to go on with the same bits
            )
            if resumable:
                own = settings_of(model, {"x": x, "y": y, **data}, settings)
                checkpointing.begin(
                    checkpointing.ResumableTraining(of_all_processes(own), several, epochs, resumed)
                )
            diagnosis = _diagnosis(trainer) if diagnose else None
            view = _view(trainer, x, y) if live else None
            if view and verbose == "auto":
                verbose = 0  # the view says it all
            watchers = [each for each in (diagnosis, view) if each]
            loop = TrainingLoop(trainer, callbacks, watchers, epochs=epochs, verbose=verbose)
            loop.run(initial_epoch, resumed=resumed)
            if view:
                view.finish(trainer)
    if diagnosis:
        model.history.findings = diagnosis.conclude(interrupted=model.history.interrupted)
    return model.history


def _check_processes(callbacks: list[Any], same: dict[str, Any], alone: dict[str, bool]) -> None:
    """Raise SettingError for processes that call `fit` differently, or for what works in one.

    same: arguments that have to be the same in all. alone: those that work in one process only.
    """
    if processes.are_several() and any(alone.values()):
        name = next(name for name, given in alone.items() if given)
        raise SettingError(message("processes-setting", name=name))
    ours = [type(each).__name__ for each in callbacks if hasattr(each, "on_chunk_end")]
    given = {name: repr(value) for name, value in same.items()}
    processes.check_same("fit", **given, callbacks=ours)


def _diagnosis(trainer: Trainer) -> DiagnosisCallback:
    from glassnet.fitting.diagnosis_callback import DiagnosisCallback  # and with it SciPy

    return DiagnosisCallback(trainer)


def _view(trainer: Trainer, x: Any, y: Any) -> LiveView | None:
    """The view below a notebook's cell; None, and a line that says so, elsewhere."""
    if progress_bar.in_notebook():
        return open_view(trainer, x, y)
    print(message("fit-live-notebook"))
    return None


def _checked(epochs: Any, initial_epoch: Any) -> int:
    """`epochs`, at most what `keras.config.set_max_epochs` allows."""
    for name, value in (("epochs", epochs), ("initial_epoch", initial_epoch)):
        if not isinstance(value, int | np.integer) or value < 0:
            raise SettingError(message("fit-epochs", name=name, value=repr(value)))
    most = keras.config.max_epochs()
    if most and most < epochs:
        warnings.warn(message("fit-epochs-limited", count=str(most)), stacklevel=3)  # as Keras
        return most
    return int(epochs)
