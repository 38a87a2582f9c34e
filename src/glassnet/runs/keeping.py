"""The checkpoints of a run."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from glassnet.fitting import Checkpoints
from glassnet.training import Trainer

SECONDS = 10.0


class RunCheckpoints(Checkpoints):
    """Every so many epochs, else every 10 seconds, and none in the first 10.

    A run that ends within these would write two, which take 50 to 170 ms of its 1.3 s; one that is
    killed within them loses no more by beginning again.
    """

    def __init__(self, folder: Path, every_epochs: int | None) -> None:
        super().__init__(folder, every_epochs, SECONDS if every_epochs is None else None)
        self._first_due = 0.0

    def on_train_begin(self, logs: Any = None) -> None:
        super().on_train_begin(logs)
        self._first_due = time.monotonic() + (self.every_seconds or 0)

    def on_chunk_end(self, trainer: Trainer) -> None:
        history: Any = trainer.model.history
        if history.interrupted or time.monotonic() >= self._first_due:
            super().on_chunk_end(trainer)
