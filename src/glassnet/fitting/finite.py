"""A training that ends while its numbers are finite."""

from __future__ import annotations

import keras

from glassnet.fitting.stop_before_nonfinite import LastFinite
from glassnet.training import Trainer
from glassnet.training.epoch_logs import Epochs


class StopWhileFinite(keras.callbacks.Callback):
    """Ends a training before the step that makes the loss or a variable NaN or infinite.

    The model has its last finite weights then, and nobody is told of what came after.

    step: that step, counted from 1; None while there is none. epoch: the epoch it is in, from 0.
    first_epoch: where this training began, later than 0 where it went on from a checkpoint.
    last: what it goes back with; None before training begins.
    """

    reads_model = False  # nor changes it, but to go back

    def __init__(self) -> None:
        super().__init__()
        self.step: int | None = None
        self.epoch: int | None = None
        self.first_epoch = 0
        self.last: LastFinite | None = None

    def before_chunk(self, trainer: Trainer) -> bool:
        """See `glassnet.fitting.callbacks`."""
        if self.last is None:
            self.last = LastFinite(trainer)
        if self.last.keep():
            return True
        self._break(trainer, self.last, trainer.taken + 1)
        return False

    def on_chunk_end(self, trainer: Trainer) -> None:
        """See `glassnet.fitting.callbacks`."""
        if self.last is None:
            self.first_epoch = trainer.epoch
        if self.step is not None:
            trainer.model.stop_training = True

    def review(self, trainer: Trainer, finished: Epochs) -> Epochs:
        """See `glassnet.fitting.callbacks`."""
        assert self.last is not None
        step = self.last.broken_at(finished)
        if step is None:
            return finished
        self._break(trainer, self.last, step)
        return finished.up_to(max(0, min(finished.count, trainer.epoch - finished.first)))

    def broke(self, trainer: Trainer, last: LastFinite, step: int) -> None:
        """Called when that step is found; the trainer stands before it."""

    def _break(self, trainer: Trainer, last: LastFinite, step: int) -> None:
        self.step, self.epoch = step, trainer.epoch
        self.broke(trainer, last, step)
