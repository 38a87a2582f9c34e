"""What a run records for TensorBoard, in its folder's `events/`."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import Any

from glassnet.fitting.checkpoint_files import within
from glassnet.recording import Record, TensorBoard
from glassnet.runs.folder import RunFolder
from glassnet.training import Every

RECORDS = 100  # in a training, where nobody says how often

# What is recorded unless more is asked for. Weights are histograms, as histogram_freq gives them.
USUAL = ("activations", "gradient_norms", "update_ratios")


def recorder(folder: RunFolder, record: Mapping[str, Any]) -> TensorBoard:
    """The callback of a run, which goes on from the folder's checkpoints if it has some.

    record: as in run.json. Its `recording` holds `record`, names of quantities beside the usual
    ones, and `every`, steps between two of them or None for about 100 in the whole training.
    Raises SettingError for a quantity that does not exist.
    """
    if not (folder.checkpoints.is_dir() and within(folder.checkpoints)):
        # Killed before its first one: the training begins again, and so does the log.
        shutil.rmtree(folder.events, ignore_errors=True)
    settings, wished = record["settings"], record["recording"]
    often = max(1, settings["epochs"] // RECORDS)
    every = Every(often, "epochs") if wished["every"] is None else Every(wished["every"])
    names = [*USUAL, *(["boundary"] if record["network"][0] == 2 else []), *wished["record"]]
    return TensorBoard(
        folder.events,
        histogram_freq=often,
        write_images=True,
        record=[Record(name) for name in dict.fromkeys(names)],
        every=every,
        hparams={**settings, "data": record["data"]["name"]},
    )
