"""The callbacks that keep a run on disk while it trains: checkpoints and TensorBoard's log."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from glassnet.fitting import Checkpoints
from glassnet.fitting.checkpoint_files import within
from glassnet.recording import Record, TensorBoard
from glassnet.runs.folder import RunFolder
from glassnet.training import Every, Trainer

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

    Args:
        folder: of the run.
        record: as in run.json. Its `recording` holds `record`, names of quantities beside the
            default ones, and `every`, steps between two records or None for about 100 in all.

    Raises:
        SettingError: an unknown quantity.
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
