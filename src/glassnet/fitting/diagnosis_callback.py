"""`fit(diagnose=True)`: a training that is watched for what keeps it from learning.

What makes a number NaN or infinite stops it, before the step that does. Other causes are looked for
while the loss has not fallen: now and then, for about a tenth of the time, and when it ends so: the
first time whatever it costs, and later as often as a tenth of all the model's training pays for.
"""

from __future__ import annotations

import inspect
import time
import warnings
from collections.abc import Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Any

import jax
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis import Finding, Findings
from glassnet.diagnosis.context import Examination
from glassnet.diagnosis.diagnose import findings_of, not_finite_in
from glassnet.diagnosis.texts import TEXTS
from glassnet.diagnosis.traced_rows import MOST_ROWS
from glassnet.errors import DiagnosisWarning, GlassnetError, SettingError
from glassnet.fitting.looks import SHARE, Found, Looks, check_sum
from glassnet.fitting.stop_before_nonfinite import LastFinite, StopBeforeNonFinite, is_finite
from glassnet.text import message
from glassnet.training import Trainer, TrainingState
from glassnet.training.validation_data import Validation

FIRST = 10.0  # seconds of training before the first look, which compiles for about one
MOST_VALIDATED = 100_000  # rows that are looked at for what makes val_loss other than finite
AT_VALIDATION = 0.3  # likelihood: training does not hear of it
LIKELY = 0.5
FOLLOWS = 0.5  # what is found later may follow from what was found before
GROWTH = ("rate-too-large", "exploding", "exploding-time")
STOPS = {key for key in TEXTS if key.startswith("not-finite")} ^ {
    "not-finite-validation",
    "diverged",
}
PACKAGE = str(Path(__file__).parents[1])


class Diagnosing(StopBeforeNonFinite):
    """Watches one training. Raises SettingError for one whose batches pass once."""

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        if trainer.rows is None:
            raise SettingError(
                "fit: diagnose=True goes back to the step that fails, and a dataset, a generator "
                "or steps_per_epoch give each batch once: give arrays alone, or call "
                "gn.diagnose(model, x, y) on a batch."
            )
        self._trainer = trainer
        self._found = Found()
        self._began = time.perf_counter()
        self._next = self._began + FIRST  # when to look
        self._spent = 0.0
        self._validated = 0  # how many values of val_loss have been looked at
        self._validation_told = False

    @property
    def findings(self) -> Findings:
        """What was found so far, each with its step, the likeliest first."""
        return Findings(list(self._found.values()))

    def on_chunk_end(self, trainer: Trainer) -> None:
        """See `glassnet.fitting.callbacks`."""
        super().on_chunk_end(trainer)
        self._look_at_validation(trainer)
        began = time.perf_counter()
        if self.step is not None or began < self._next:
            return
        found = self._diagnosed(self._spread(), briefly=lambda of: of.has_learned)
        self._tell(found, trainer.taken + 1)
        now = time.perf_counter()
        self._spent += (cost := now - began)
        # After as much time again: what shows itself late changes slowly.
        self._next = self._began + max(2 * (now - self._began), (self._spent + cost) / SHARE)

    def broke(self, trainer: Trainer, last: LastFinite, step: int) -> None:
        """Why: what makes numbers grow until they overflow, and the operation that does."""
        begun_finite = is_finite(trainer.variables)
        here = trainer.state
        for state in (last.first, last.kept, here) if begun_finite else ():
            trainer.restore(state)
            # On a batch as it is trained on: a rate may be too large for few rows alone.
            found = self._diagnosed(trainer.next_rows())
            causes = [each for each in found if each.key in GROWTH]
            if causes:
                self._tell(causes, int(state.taken) + 1)
                break
        trainer.restore(here)
        rows = trainer.next_rows()
        why = [each for each in self._diagnosed(rows, rows=rows) if each.key in STOPS]
        why = why or [Finding("not-finite-step", 1.0, "loss")]
        self._tell(why, step, "diagnosis-stopped" if begun_finite else "diagnosis-not-begun")

    def _look_at_validation(self, trainer: Trainer) -> None:
        """Say once that val_loss is no longer finite; training goes on, as that does not hear of
        it."""
        history: Any = trainer.model.history
        losses, validation = history.history.get("val_loss", ()), trainer.validation
        places = range(self._validated, len(losses))
        new = [place for place in places if not isfinite(losses[place])]
        self._validated = len(losses)
        if validation is None or not new or self._validation_told:
            return
        self._validation_told = True
        due = [epoch for epoch in history.epoch if validation.due(trainer.model, epoch)]
        epoch = due[new[0]] + 1
        found = _in_validation(trainer.model, validation) or Finding(
            "not-finite-validation", AT_VALIDATION, "val_loss"
        )
        told = replace(
            found,
            likelihood=AT_VALIDATION,
            where=f"val_{found.where}".replace("val_val_", "val_"),
            evidence={**found.evidence, "epoch": epoch},
        )
        self._tell([told], epoch * (trainer.steps_per_epoch or 0))

    def conclude(self, *, interrupted: bool) -> Findings:
        """Look a last time where training ended by itself, if that pays: at the end, and then at
        what it began with, where a cause may show that its consequences hide by now."""
        if not interrupted and self.step is None and self.last is not None:
            self._look_back(self.last.first)
        return self.findings

    def _look_back(self, first: TrainingState) -> None:
        began, looks = time.perf_counter(), Looks.at(self._trainer.model)
        looks.trained += began - self._began - self._spent
        looks.spent += self._spent
        data = check_sum(self._trainer.take(self._spread()))
        pays, learned = looks.pays(data, check_sum(first.variables[:3])), True

        def briefly(of: Examination) -> bool:
            nonlocal learned
            learned = of.has_learned
            return learned or not pays

        now = self._diagnosed(self._spread(), briefly=briefly)
        if pays and (now or not learned):
            here = self._trainer.state
            self._trainer.restore(first)
            self._tell(self._diagnosed(self._spread()), int(first.taken) + 1)
            self._trainer.restore(here)
        self._tell(now, self._trainer.taken + 1)
        if pays and (now or not learned):
            looks.data, looks.cost = data, time.perf_counter() - began
            looks.found = {key: each for key, each in self._found.items() if not _of_epoch(each)}
        elif not learned:
            self._found = looks.found | self._found
        looks.left = check_sum(self._trainer.variables[:3])
        looks.spent += time.perf_counter() - began

    def _spread(self) -> NDArray[np.int64]:
        """The numbers of rows that stand for all."""
        total = self._trainer.rows or 0
        return np.linspace(0, total - 1, min(total, MOST_ROWS)).astype(np.int64)

    def _diagnosed(self, numbers: NDArray[Any], **how: Any) -> list[Finding]:
        """Of the rows with these numbers, as the model is now; none of one that no trace follows,
        of which the training can tell the step alone."""
        batch = keras.utils.unpack_x_y_sample_weight(self._trainer.take(numbers))
        try:
            return findings_of(self._trainer.model, *batch, **how)
        except GlassnetError:
            return []

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
                said = "\n".join([str(told), *([message(then)] if then else [])])
                warnings.warn(said, DiagnosisWarning, stacklevel=_depth())


def _in_validation(model: Any, validation: Validation) -> Finding | None:
    """The first number in the validation data that is not finite, or the first that is computed of
    them, in order; None of data that are not kept as arrays."""
    if validation.layout is None:
        return None
    x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(validation.data)
    for first in range(0, min(validation.layout.rows, MOST_VALIDATED), MOST_ROWS):
        rows = np.arange(first, min(first + MOST_ROWS, validation.layout.rows))
        part = jax.tree.map(lambda leaf, rows=rows: np.asarray(leaf[rows]), (x, y, sample_weight))
        try:
            found = not_finite_in(model, *part, rows=rows)
        except GlassnetError:
            return None
        if found is not None:
            return found
    return None


def _of_epoch(finding: Finding) -> bool:
    """Whether it is of the validation after one."""
    return "epoch" in finding.evidence


def _depth() -> int:
    """How far up the stack the code is that called glassnet."""
    frame, depth = inspect.currentframe(), 0
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame, depth = frame.f_back, depth + 1
    return depth
