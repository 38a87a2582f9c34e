"""`fit(diagnose=True)`: watch a training for what keeps it from learning.

What makes a number NaN or infinite stops the training before the step that does. Other causes are
looked for while the loss has not fallen: now and then, for about a tenth of the time, and once at
the end: the first time whatever it costs, later as often as a tenth of all the model's training
pays for.
"""

from __future__ import annotations

import inspect
import time
import warnings
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from pathlib import Path
from typing import Any

import jax
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis import Finding, Findings
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.diagnose import find_causes, find_nonfinite
from glassnet.diagnosis.rounding import find_rounded
from glassnet.diagnosis.traced_rows import MOST_ROWS
from glassnet.errors import DiagnosisWarning, GlassnetError, SettingError
from glassnet.fitting.leaked_scaling import leaked_scaling
from glassnet.fitting.stop_before_nonfinite import LastFinite, StopBeforeNonFinite, is_finite
from glassnet.text import message
from glassnet.training import Trainer, TrainingState
from glassnet.training.compilation import kept_with_model
from glassnet.training.keras_model import Model
from glassnet.training.loaders import ValidationData

SHARE = 0.1  # of the time, for diagnosing
FIRST_SECONDS = 10.0  # of training before the first diagnosis, which compiles for about one
MOST_VALIDATION_ROWS = 100_000  # searched for what makes val_loss other than finite
VALIDATION_LIKELIHOOD = 0.3  # training does not hear of it
LIKELY = 0.5
CONSEQUENCE = 0.5  # factor of a likelihood: what is found later may follow from an earlier finding
GROWTH = ("rate-too-large", "exploding", "exploding-time")
STOPS = frozenset(
    ("not-finite-data", "not-finite-weight", "not-finite-value", "not-finite-gradient")
) | {"not-finite-update", "not-finite-step", "diverged"}
PACKAGE = str(Path(__file__).parents[1])

Found = dict[tuple[str, str], Finding]
"""Findings by their `key` and `where`."""


@dataclass
class DiagnosisBudget:
    """Time spent on training and on diagnosing one model, and its last findings.

    Kept with the model until it is compiled anew.
    """

    trained: float = 0.0  # seconds of watched training
    spent: float = 0.0  # seconds of diagnosing
    cost: float = 0.0  # seconds of the last diagnosis at a training's end
    data: int | None = None  # a checksum of the rows that it looked at
    # A checksum of weights and optimizer as the last watched training left them.
    left: int | None = None
    found: Found = field(default_factory=Found)  # what was found

    @classmethod
    def of(cls, model: Model) -> DiagnosisBudget:
        """The budget that is kept with a model."""
        return kept_with_model(model, "diagnosis budget", cls)

    def allows(self, data: int, begun: int) -> bool:
        """Whether to diagnose at a training's end.

        Always, unless the training went on with the same data from where the last one ended; then
        where `SHARE` of the time spent on training pays for it. data, begun: checksums of the rows
        to look at and of what the training began with.
        """
        continues = (data, begun) == (self.data, self.left)
        return not continues or self.spent + self.cost <= SHARE * self.trained


class DiagnosisCallback(StopBeforeNonFinite):
    """Watches one training. Raises SettingError for one whose batches pass once."""

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        if trainer.rows is None:
            raise SettingError(message("fit-diagnose-stream"))
        self._trainer = trainer
        self._found = Found()
        self._began = time.perf_counter()
        self._next = self._began + FIRST_SECONDS
        self._spent = 0.0
        self._validations_seen = 0  # values of val_loss
        self._validation_reported = False

    @property
    def findings(self) -> Findings:
        """The findings so far, each with its step, the likeliest first."""
        return Findings(list(self._found.values()))

    def on_chunk_end(self, trainer: Trainer) -> None:
        """See `FitCallback`."""
        super().on_chunk_end(trainer)
        self._check_validation(trainer)
        began = time.perf_counter()
        if self.step is not None or began < self._next:
            return
        found = self._diagnose(self._sample(), cheaply=lambda context: context.has_learned)
        self._report(found, trainer.taken + 1)
        now = time.perf_counter()
        self._spent += (cost := now - began)
        # After as much time again: what shows itself late changes slowly.
        self._next = self._began + max(2 * (now - self._began), (self._spent + cost) / SHARE)

    def on_break(self, trainer: Trainer, last_finite: LastFinite, step: int) -> None:
        """Report the cause that makes numbers grow, and the operation that overflows."""
        begun_finite = is_finite(trainer.variables)
        here = trainer.state
        for state in (last_finite.first, last_finite.kept, here) if begun_finite else ():
            trainer.restore(state)
            # On a batch as it is trained on: a rate may be too large for few rows alone.
            found = self._diagnose(trainer.next_rows())
            causes = [each for each in found if each.key in GROWTH]
            if causes:
                self._report(causes, int(state.taken) + 1)
                break
        trainer.restore(here)
        rows = trainer.next_rows()
        causes = [each for each in self._diagnose(rows, row_numbers=rows) if each.key in STOPS]
        causes = causes or [self._rounded(rows) or Finding("not-finite-step", 1.0, "loss")]
        self._report(causes, step, "diagnosis-stopped" if begun_finite else "diagnosis-not-begun")

    def conclude(self, *, interrupted: bool) -> Findings:
        """Diagnose a last time where training ended by itself, if the budget allows it.

        First at the end, then at what the training began with, where a cause may show that its
        consequences hide by now.
        """
        if not interrupted and self.step is None and self.last_finite is not None:
            self._look_back(self.last_finite.first)
            self._look_at_scaling()
        return self.findings

    def _look_back(self, first: TrainingState) -> None:
        began, budget = time.perf_counter(), DiagnosisBudget.of(self._trainer.model)
        budget.trained += began - self._began - self._spent
        budget.spent += self._spent
        data = _checksum(self._trainer.take(self._sample()))
        allowed, learned = budget.allows(data, _checksum(first.variables[:3])), True

        def cheaply(context: Context) -> bool:
            nonlocal learned
            learned = context.has_learned
            return learned or not allowed

        steps = self._trainer.taken - int(first.taken)
        now = self._diagnose(self._sample(), cheaply=cheaply)
        thorough = allowed and (now or not learned)
        if thorough:
            here = self._trainer.state
            self._trainer.restore(first)
            then = self._diagnose(self._sample(), steps=steps)
            self._report(then, int(first.taken) + 1)
            self._trainer.restore(here)
            if not now and not self._found:  # of `then`, or of what was found on the way
                now = self._diagnose(self._sample(), steps=steps, at_end=True)
        self._report(now, self._trainer.taken + 1)
        if thorough:
            budget.data, budget.cost = data, time.perf_counter() - began
            of_training = {k: v for k, v in self._found.items() if "epoch" not in v.evidence}
            budget.found = of_training
        elif not learned:
            self._found = budget.found | self._found
        budget.left = _checksum(self._trainer.variables[:3])
        budget.spent += time.perf_counter() - began

    def _look_at_scaling(self) -> None:
        """Whether validation rows had a part in it; for a single array of each."""
        validation, rows = self._trainer.validation, self._trainer.rows or 0
        if validation is None or validation.layout is None or rows > MOST_VALIDATION_ROWS:
            return
        taken = (self._trainer.take(np.arange(rows)), validation.data)
        arrays = [keras.utils.unpack_x_y_sample_weight(each)[0] for each in taken]
        if all(hasattr(each, "shape") for each in arrays):
            found = leaked_scaling(*map(np.asarray, arrays))
            self._report([] if found is None else [found], self._trainer.taken + 1)

    def _check_validation(self, trainer: Trainer) -> None:
        """Report once that val_loss is no longer finite; training goes on, untouched by it."""
        validation = trainer.validation
        if validation is None or self._validation_reported:
            return
        history: Any = trainer.model.history
        losses = history.history.get("val_loss", ())
        places = range(self._validations_seen, len(losses))
        new = [place for place in places if not isfinite(losses[place])]
        self._validations_seen = len(losses)
        if not new:
            return
        self._validation_reported = True
        due = [epoch for epoch in history.epoch if validation.due(trainer.model, epoch)]
        epoch = due[new[0]] + 1
        found = _in_validation(trainer.model, validation) or Finding(
            "not-finite-validation", VALIDATION_LIKELIHOOD, "val_loss"
        )
        finding = replace(
            found,
            likelihood=VALIDATION_LIKELIHOOD,
            where=f"val_{found.where}".replace("val_val_", "val_"),
            evidence={**found.evidence, "epoch": epoch},
        )
        self._report([finding], epoch * (trainer.steps_per_epoch or 0))

    def _sample(self) -> NDArray[np.int64]:
        """Evenly spaced row numbers."""
        total = self._trainer.rows or 0
        return np.linspace(0, total - 1, min(total, MOST_ROWS)).astype(np.int64)

    def _diagnose(self, numbers: NDArray[Any], **how: Any) -> list[Finding]:
        """Diagnose the model as it is now on the rows with these numbers.

        [] for a model that cannot be traced: of its training the step alone can be reported.
        """
        batch = keras.utils.unpack_x_y_sample_weight(self._trainer.take(numbers))
        try:
            return find_causes(self._trainer.model, *batch, **how)
        except GlassnetError:
            return []

    def _rounded(self, numbers: NDArray[Any]) -> Finding | None:
        """What breaks the step on these rows where it is rounded otherwise, if anything does."""
        batch = keras.utils.unpack_x_y_sample_weight(self._trainer.take(numbers))
        try:
            return find_rounded(self._trainer.model, *batch, row_numbers=numbers)
        except GlassnetError:
            return None

    def _report(self, findings: Sequence[Finding], step: int, then: str = "") -> None:
        """Warn of what is new; `then` is the key of a message that follows."""
        earlier = any(
            each.likelihood > LIKELY and each.step is not None and each.step < step
            for each in self._found.values()
        )
        for each in findings:
            if (each.key, each.where) not in self._found:
                likelihood = each.likelihood * (CONSEQUENCE if earlier else 1)
                finding = replace(each, step=step, likelihood=likelihood)
                self._found[each.key, each.where] = finding
                lines = [str(finding), *([message(then)] if then else [])]
                warnings.warn("\n".join(lines), DiagnosisWarning, stacklevel=_caller_depth())


def _in_validation(model: Any, validation: ValidationData) -> Finding | None:
    """The first non-finite number in the validation data, or the first computed from them.

    None for data that are not kept as arrays.
    """
    if validation.layout is None:
        return None
    x, y, sample_weight = keras.utils.unpack_x_y_sample_weight(validation.data)
    for first in range(0, min(validation.layout.rows, MOST_VALIDATION_ROWS), MOST_ROWS):
        rows = np.arange(first, min(first + MOST_ROWS, validation.layout.rows))
        part = jax.tree.map(lambda leaf, rows=rows: np.asarray(leaf[rows]), (x, y, sample_weight))
        try:
            found = find_nonfinite(model, *part, row_numbers=rows)
        except GlassnetError:
            return None
        if found is not None:
            return found
    return None


def _checksum(arrays: Any) -> int:
    """CRC-32 of all numbers of a pytree."""
    crc = 0
    for leaf in jax.tree.leaves(arrays):
        crc = zlib.crc32(np.asarray(leaf).tobytes(), crc)
    return crc


def _caller_depth() -> int:
    """How far up the stack the code is that called glassnet."""
    frame, depth = inspect.currentframe(), 0
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame, depth = frame.f_back, depth + 1
    return depth
