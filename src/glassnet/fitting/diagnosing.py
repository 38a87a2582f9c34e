"""`fit(diagnose=True)`: a training that is watched for what keeps it from learning.

What makes a number NaN or infinite stops it, before the step that does. Other causes are looked for
while the loss has not fallen: now and then, for at most a tenth of the time, and when it ends so.
"""

from __future__ import annotations

import inspect
import time
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from glassnet import messages
from glassnet.diagnosis import Finding, Findings
from glassnet.diagnosis.diagnose import findings_of
from glassnet.errors import DiagnosisWarning, SettingError
from glassnet.fitting.last_finite import LastFinite
from glassnet.training import Trainer, TrainingState
from glassnet.training.epochs import Epochs

SHARE = 0.1  # of the time, for looking
FIRST_COST = 1.0  # seconds: the first look compiles
MOST_ROWS = 1024
LIKELY = 0.5
FOLLOWS = 0.5  # what is found later may follow from what was found before
GROWTH = ("rate-too-large", "exploding")
PACKAGE = str(Path(__file__).parents[1])


class Diagnosing:
    """Watches one training. Raises SettingError for one whose batches pass once.

    What gn.fit calls is told in `glassnet.fitting.callbacks`. findings: so far, each with its step.
    """

    def __init__(self, trainer: Trainer) -> None:
        if trainer.rows is None:
            raise SettingError(
                "fit: diagnose=True goes back to the step that fails, and batches that come one "
                "after another pass once: give arrays, or call gn.diagnose(model, x, y) on a batch."
            )
        self._trainer = trainer
        self._last_finite: LastFinite = LastFinite(trainer)
        self._begun = False
        self._found: dict[tuple[str, str], Finding] = {}
        self._stopped = False
        self._began = time.perf_counter()
        self._spent, self._cost = 0.0, FIRST_COST

    @property
    def findings(self) -> Findings:
        """What was found so far, the likeliest first."""
        return Findings(list(self._found.values()))

    def review(self, trainer: Trainer, finished: Epochs) -> Epochs:
        """Go back to before the step that breaks, if one did."""
        step = self._last_finite.broken_at(finished)
        if step is None:
            return finished
        self._stop(step)
        return finished.up_to(max(0, min(finished.count, trainer.epoch - finished.first)))

    def on_chunk_end(self, trainer: Trainer) -> None:
        if not self._begun:
            self._begin()
        if self._stopped:
            trainer.model.stop_training = True
        elif self._spent + self._cost < SHARE * (time.perf_counter() - self._began):
            self._look()

    def conclude(self) -> Findings:
        """Look a last time where training ended by itself: at the end, and then at what the
        training began with, where a cause may show that its consequences hide by now."""
        if not self._stopped:
            now = self._diagnosed(self._spread(), briefly=True)
            if now:
                first = self._last_finite.first
                self._tell(self._diagnosed_at(first), int(first.taken) + 1)
            self._tell(now, self._trainer.taken + 1)
        return self.findings

    # Looking -------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._begun = True
        self._last_finite = LastFinite(self._trainer)  # a checkpoint may have been taken up
        if not self._last_finite.begun_finite:
            self._stop(self._trainer.taken + 1)

    def _stop(self, step: int) -> None:
        self._tell_what_grows()
        rows = self._trainer.next_rows()
        why = self._diagnosed(rows, rows=rows) or [Finding("not-finite-step", 1.0, "loss")]
        self._tell(why, step, "diagnosis-stopped")
        self._stopped = True

    def _tell_what_grows(self) -> None:
        """Why numbers grow until they overflow, if the beginning shows it, or what came before."""
        last = self._last_finite
        for state in (last.first, last.kept) if last.begun_finite else ():
            causes = [each for each in self._diagnosed_at(state) if each.key in GROWTH]
            if causes:
                self._tell(causes, int(state.taken) + 1)
                return

    def _spread(self) -> NDArray[np.int64]:
        """The numbers of rows that stand for all."""
        total = self._trainer.rows or 0
        return np.linspace(0, total - 1, min(total, MOST_ROWS)).astype(np.int64)

    def _look(self) -> None:
        began = time.perf_counter()
        self._tell(self._diagnosed(self._spread(), briefly=True), self._trainer.taken + 1)
        now = time.perf_counter()
        self._spent += now - began
        # As much time passes again until the next: what shows itself late changes slowly.
        self._cost = max(now - began, SHARE * 2 * (now - self._began) - self._spent)

    def _diagnosed_at(self, state: TrainingState) -> list[Finding]:
        here = self._trainer.state
        self._trainer.restore(state)
        found = self._diagnosed(self._spread())
        self._trainer.restore(here)
        return found

    def _diagnosed(self, numbers: NDArray[Any], **how: Any) -> list[Finding]:
        """Of the rows with these numbers, as the model is now."""
        batch = keras.utils.unpack_x_y_sample_weight(self._trainer.take(numbers))
        return findings_of(self._trainer.model, *batch, **how)

    def _tell(self, findings: Sequence[Finding], step: int, then: str = "") -> None:
        """Warn of what is new."""
        earlier = any(
            each.likelihood > LIKELY and each.step is not None and each.step < step
            for each in self._found.values()
        )
        for each in findings:
            if (each.key, each.where) not in self._found:
                likelihood = each.likelihood * (FOLLOWS if earlier else 1)
                told = replace(each, step=step, likelihood=likelihood)
                self._found[each.key, each.where] = told
                said = "\n".join([str(told), *([messages.text(then)] if then else [])])
                warnings.warn(said, DiagnosisWarning, stacklevel=_depth())


def _depth() -> int:
    """How far up the stack the code is that called glassnet."""
    frame, depth = inspect.currentframe(), 0
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame, depth = frame.f_back, depth + 1
    return depth
