"""One training run: split the rows, build, fit with what is kept on disk, say how it ended."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.data.dataset import Dataset
from glassnet.errors import SettingError
from glassnet.fitting import Checkpoints, fit
from glassnet.fitting.checkpoint_files import within
from glassnet.fitting.stop_before_nonfinite import StopBeforeNonFinite
from glassnet.networks import build
from glassnet.networks.builder import loss_for
from glassnet.recording import Record, TensorBoard
from glassnet.runs.folder import RunFolder
from glassnet.runs.record import Settings, check_batch_size
from glassnet.text import message
from glassnet.training import Every, Trainer

End = Literal["finished", "interrupted", "diverged"]


def split(dataset: Dataset, share: float, seed: int) -> tuple[Dataset, Dataset | None]:
    """Rows to train on and rows to hold out, drawn from `seed`.

    Stratified: each class gives the same share of its rows, to within a row, so that a rare class
    is on both sides if it has rows enough. A real target is split plainly. Both sides are
    shuffled: files are often sorted by class. The columns of a file are standardised anew, by the
    rows to train on alone: nothing of a row held out is in what is learned.

    share: share of the rows to hold out, below 1; (dataset, None) for 0.

    Raises:
        SettingError: a side would be empty.
    """
    if share == 0:
        return dataset, None
    shuffled = dataset.shuffled(seed)
    rows = len(shuffled.x)
    held_out = round(share * rows)
    if not 0 < held_out < rows:
        side = "validation" if held_out == 0 else "training"
        raise SettingError(message("run-split-empty", found=str(share), rows=rows, side=side))
    # Cutting at one rank cuts every class in the same proportion.
    is_held_out = np.zeros(rows, np.bool_)
    is_held_out[np.argsort(-_rank_in_class(shuffled), kind="stable")[:held_out]] = True
    standardised = shuffled.standardised_by(~is_held_out)
    training, validation = (
        replace(standardised, x=standardised.x[rows], y=standardised.y[rows], exhaustive=False)
        for rows in (~is_held_out, is_held_out)
    )
    return training, validation


def _rank_in_class(dataset: Dataset) -> NDArray[Any]:
    """The rank of each row among those of its class, 0 < rank < 1. [rows] float64."""
    labels = dataset.y.reshape(-1) if dataset.class_names else np.zeros(len(dataset.y))
    ranks = np.empty(len(labels))
    for label in np.unique(labels):
        mine = labels == label
        count = int(mine.sum())
        ranks[mine] = (np.arange(count) + 0.5) / count
    return ranks


@dataclass(frozen=True)
class Trained:
    """A trained network and how its training went."""

    model: Any  # a keras.Model, compiled
    settings: Settings  # those that were used, with the loss named
    history: dict[str, list[float]]  # metric name -> one value an epoch, as a Keras History has it
    training: Dataset  # the rows it was trained on
    validation: Dataset | None  # the rows held out, if any
    # finished; interrupted (Ctrl-C, or a callback stopped it): the weights are those reached;
    # diverged: the loss or a weight was about to become NaN or infinite: the weights are the last
    # finite ones.
    end: End
    diverged_epoch: int | None  # counted from 0; None if it did not diverge
    diverged_step: int | None  # counted from 1; None if it did not diverge
    epochs: int  # how many epochs the weights have been trained to their end
    first_epoch: int  # where this process took it up, 0 if it was started here
    signal: int | None  # SIGINT or SIGTERM, if that ended it
    seconds: float  # of fit in this process, compilation included


def build_from(dataset: Dataset, settings: Settings) -> Any:
    """The network of some settings, whose loss is named, for a dataset."""
    # A dataset is float32 and so is its network, whatever ~/.keras/keras.json asks for.
    keras.config.set_floatx("float32")
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

    resume: a folder of checkpoints of the same training, to continue from the newest. validation:
    rows held out, which are only measured.

    Raises:
        SettingError: settings that do not fit the data, or that Keras does not know.
    """
    loss = loss_for(training.task, settings.loss, training.other_tasks)
    settings = replace(settings, loss=loss)
    check_batch_size(settings.batch_size, len(training.x))
    # The shuffles of fit are drawn from NumPy's global generator, as in Keras.
    keras.utils.set_random_seed(settings.seed)
    model = build_from(training, settings)
    watch = StopBeforeNonFinite()
    started = time.perf_counter()
    fitted: Any = fit(
        model,
        training.x,
        training.y,
        batch_size=settings.batch_size,
        epochs=settings.epochs,
        verbose=0,
        callbacks=[*callbacks, watch],
        validation_data=None if validation is None else (validation.x, validation.y),
        resume=resume,
    )
    seconds = time.perf_counter() - started
    history = {"loss": [], **fitted.history}
    epochs = len(history["loss"])
    end: End = "finished" if epochs == settings.epochs else "interrupted"
    return Trained(
        model=model,
        settings=settings,
        history=history,
        training=training,
        validation=validation,
        end=end if watch.step is None else "diverged",
        diverged_epoch=watch.epoch,
        diverged_step=watch.step,
        epochs=epochs,
        first_epoch=watch.first_epoch,
        signal=fitted.signal,
        seconds=seconds,
    )


# Kept on disk meanwhile: checkpoints and TensorBoard's log ---------------------------------------

CHECKPOINT_SECONDS = 10.0
RECORDS = 100  # in a training, unless told how often

# What is recorded unless more is asked for. Weights are histograms, as histogram_freq gives them.
DEFAULT_QUANTITIES = ("activations", "gradient_norms", "update_ratios")


class RunCheckpoints(Checkpoints):
    """Checkpoints every `every_epochs`, else every 10 seconds, and none in the first 10.

    A run that ends within these would write two, which take 50 to 170 ms of its 1.3 s; one that is
    killed within them loses no more by starting again.
    """

    def __init__(self, folder: Path, every_epochs: int | None) -> None:
        super().__init__(folder, every_epochs, CHECKPOINT_SECONDS if every_epochs is None else None)
        self._first_due = 0.0

    def on_train_begin(self, logs: Any = None) -> None:
        super().on_train_begin(logs)
        self._first_due = time.monotonic() + (self.every_seconds or 0)

    def on_chunk_end(self, trainer: Trainer) -> None:
        history: Any = trainer.model.history
        if history.interrupted or time.monotonic() >= self._first_due:
            super().on_chunk_end(trainer)


def tensorboard_callback(folder: RunFolder, record: Mapping[str, Any]) -> TensorBoard:
    """The TensorBoard callback of a run, which continues from the folder's checkpoints if any.

    record: as in run.json. Its `recording` holds `record`, names of quantities beside the default
    ones, and `every`, steps between two records or None for about 100 in all. Raises SettingError
    for an unknown quantity.
    """
    if not (folder.checkpoints.is_dir() and within(folder.checkpoints)):
        # Killed before its first checkpoint: the training starts again, and so does the log.
        shutil.rmtree(folder.events, ignore_errors=True)
    settings, recording = record["settings"], record["recording"]
    often = max(1, settings["epochs"] // RECORDS)
    every = Every(often, "epochs") if recording["every"] is None else Every(recording["every"])
    boundary = ["boundary"] if record["network"][0] == 2 else []
    names = [*DEFAULT_QUANTITIES, *boundary, *recording["record"]]
    return TensorBoard(
        folder.events,
        histogram_freq=often,
        write_images=True,
        record=[Record(name) for name in dict.fromkeys(names)],
        every=every,
        hparams={**settings, "data": record["data"]["name"]},
    )
