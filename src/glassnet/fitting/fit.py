"""`fit`: keras.Model.fit's signature and results, on a Trainer."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from glassnet.errors import SettingError
from glassnet.fitting import checkpointing
from glassnet.fitting.callbacks import (
    FitArguments,
    check_callbacks,
    listed,
    observers_of,
)
from glassnet.fitting.fingerprint import settings_of
from glassnet.fitting.training_loop import Dispatch
from glassnet.training import checks
from glassnet.training.keras_data import split_validation
from glassnet.training.keras_model import Model
from glassnet.training.observation import Observers
from glassnet.training.trainer import Trainer

if TYPE_CHECKING:
    from glassnet.fitting.diagnosis_callback import Diagnosing


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
    resume: str | Path | None = None,
) -> keras.callbacks.History:
    """Train a compiled Keras model as one compiled program.

    Arguments, History and the resulting weights are those of `keras.Model.fit` (Keras 3.15, JAX
    backend); what differs is below.

    Args:
        model: a compiled keras.Model.
        verbose: 0 silent, 1 or "auto" one bar for all epochs, 2 Keras' line an epoch.
        callbacks: epoch methods run with true weights. Keras' own that read only the logs
            (CSVLogger, TerminateOnNaN, EarlyStopping without restoring …), and any callback with
            the attribute `reads_model = False`, are called after a chunk of epochs, in order.
        fused: True: equal to Keras within float32 rounding, and fastest. False: equal bit for bit;
            in a few shapes (batches of one row, a layer of one unit) the last bit may differ,
            because XLA compiles a small loop as one native function (docs/keras.md has the list).
        diagnose: watch for what keeps the model from learning (see `gn.diagnose`). A number that
            becomes NaN or infinite stops the training before the step that makes it so, with the
            last finite weights; a val_loss that does and other causes are warned of. Takes about a
            tenth of the time, and some seconds at the end of a model's first training that has not
            learned. Where it is trained on with the same data it is looked at again when a tenth
            of the time pays for it. The History's attribute `findings` has all that was found, each
            with its step; where nothing was looked for at the end, what was found before.
        resume: a folder that `gn.Checkpoints` writes to, or one checkpoint in it: training goes on
            from there to `epochs` in all, and ends with the weights and the History of a training
            that was never interrupted. Where no checkpoint has been written yet it begins.

    Returns:
        The History. Its attribute `interrupted` says whether Ctrl-C or SIGTERM ended the training
        (and `signal` which), which happens within about a tenth of a second: the model then has the
        weights of the last step taken, in a long epoch that is one of the epoch under way.

    Raises:
        SettingError: the model is not compiled or cannot become one program, `epochs` has no
            meaning, a callback insists on every batch, `resume` is no folder, or its checkpoint is
            of a training with other settings, other data or another Keras; `diagnose` of data that
            come batch by batch.

    Warns:
        DiagnosisWarning: what `diagnose` finds.
    """
    checks.check_compiled(model)
    checks.check_targets(model, x, y)
    check_callbacks(listed(callbacks))
    epochs = _checked(epochs)
    if validation_split and validation_data is None:
        (x, y, sample_weight), validation_data = split_validation(
            x, y, sample_weight, validation_split
        )
    epoch_is: dict[str, Any] = {
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
        return observers_of(listed(callbacks), FitArguments(model, x, y, batch_size, epochs, steps))

    with checkpointing.opened(resume, listed(callbacks)) as resumed:
        trainer = Trainer(model, x, y, **data, **epoch_is, observers=observers)
        if resumed or any(
            isinstance(each, checkpointing.Checkpoints) for each in listed(callbacks)
        ):
            settings = settings_of(model, {"x": x, "y": y, **data}, epoch_is)
            training = checkpointing.Training(settings, listed(callbacks), epochs, resumed)
            checkpointing.begin(training)
        watching = _watching(trainer) if diagnose else None
        dispatch = Dispatch(trainer, callbacks, watching, epochs=epochs, verbose=verbose)
        dispatch.run(initial_epoch, epochs, shown=verbose in (1, True, "auto"), resumed=resumed)
    if watching:
        model.history.findings = watching.conclude(interrupted=model.history.interrupted)
    return model.history


def _watching(trainer: Trainer) -> Diagnosing:
    from glassnet.fitting.diagnosis_callback import Diagnosing  # and with it SciPy

    return Diagnosing(trainer)


def _checked(epochs: Any) -> int:
    """`epochs`, at most what `keras.config.set_max_epochs` allows."""
    if not isinstance(epochs, int | np.integer) or epochs < 0:
        raise SettingError(f"fit: epochs: expected a whole number of at least 0, got {epochs!r}.")
    most = keras.config.max_epochs()
    if most and most < epochs:
        warnings.warn(f"Limiting epochs to {most}", stacklevel=3)  # as Keras does
        return most
    return int(epochs)
