"""One training run in memory: build, fit, and what became of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import keras

from glassnet.data.dataset import Dataset
from glassnet.fitting import fit
from glassnet.fitting.finite import StopWhileFinite
from glassnet.networks import build
from glassnet.networks.registry import loss_for
from glassnet.runs.settings import Settings, check_batch_size

End = Literal["finished", "interrupted", "diverged"]


@dataclass(frozen=True)
class Trained:
    """A trained network and how it came about.

    model: a keras.Model, compiled. settings: those that were used, with the loss named.
    history: metric name -> one value an epoch, as a Keras History has it.
    training, validation: the rows it was trained on and those held out, if any.
    end: finished; interrupted (Ctrl-C, or a callback stopped it): the weights are those reached;
        diverged: loss or weights were about to leave the finite numbers: the weights are the last
        finite ones.
    diverged_epoch, diverged_step: where that would have happened, epochs counted from 0 and steps
        from 1; None if it did not.
    epochs: how many epochs the weights have been trained to their end.
    first_epoch: where this process took it up, 0 if it was begun here.
    signal: SIGINT or SIGTERM, if that ended it.
    seconds: of fit in this process, compilation included.
    """

    model: Any
    settings: Settings
    history: dict[str, list[float]]
    training: Dataset
    validation: Dataset | None
    end: End
    diverged_epoch: int | None
    diverged_step: int | None
    epochs: int
    first_epoch: int
    signal: int | None
    seconds: float


def train(
    training: Dataset,
    settings: Settings,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    resume: Path | None = None,
    validation: Dataset | None = None,
) -> Trained:
    """Build a network for a dataset and train it; the same settings give the same weights.

    Ctrl-C ends the training and keeps the weights. So does a step that would make the loss or a
    weight NaN or infinite, which is not taken.

    resume: a folder of checkpoints of the same training, which goes on from the newest of them.
    validation: rows held out (see `runs.split`), which are only measured.
    Raises SettingError for settings that do not fit the data, or that Keras does not know.
    """
    loss = loss_for(training.task, settings.loss, training.other_tasks)
    settings = replace(settings, loss=loss)
    check_batch_size(settings.batch_size, len(training.x))
    model = _build(training, settings)
    watch = StopWhileFinite()
    started = time.perf_counter()
    fitted = _fit(model, training, validation, settings, [*callbacks, watch], resume)
    seconds = time.perf_counter() - started
    history = {"loss": [], **fitted.history}
    done = len(history["loss"])
    end: End = "finished" if done == settings.epochs else "interrupted"
    return Trained(
        model,
        settings,
        history,
        training,
        validation,
        end if watch.step is None else "diverged",
        watch.epoch,
        watch.step,
        done,
        watch.first_epoch,
        fitted.signal,
        seconds,
    )


def _build(dataset: Dataset, settings: Settings) -> Any:
    # A dataset is float32 and so is its network, whatever a person's ~/.keras/keras.json asks for.
    keras.config.set_floatx("float32")
    # The shuffles of fit are drawn from NumPy's global generator, as in Keras.
    keras.utils.set_random_seed(settings.seed)
    return build(
        dataset,
        layers=settings.layers,
        activation=settings.activation,
        initializer=settings.initializer,
        optimizer=settings.optimizer,
        learning_rate=settings.learning_rate,
        loss=settings.loss,
        seed=settings.seed,
    )


def _fit(
    model: Any,
    training: Dataset,
    validation: Dataset | None,
    settings: Settings,
    callbacks: list[Any],
    resume: Path | None,
) -> Any:
    """The keras.callbacks.History."""
    return fit(
        model,
        training.x,
        training.y,
        batch_size=settings.batch_size,
        epochs=settings.epochs,
        verbose=0,
        callbacks=callbacks,
        validation_data=None if validation is None else (validation.x, validation.y),
        resume=resume,
    )
