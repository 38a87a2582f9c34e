"""Every remedy tried: a copy with it and a copy without it trained for the same steps."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import inf
from typing import Any, Literal, NamedTuple

import jax
import numpy as np

from glassnet.diagnosis.attempt import Attempt
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.model_ends import OutputLayer
from glassnet.diagnosis.output_head import OutputHead, output_heads, predictions
from glassnet.diagnosis.randomness import randomness_kept
from glassnet.diagnosis.range_test import TESTED_ROWS
from glassnet.diagnosis.rebuilding import rebuilt
from glassnet.diagnosis.remedies import change_of
from glassnet.diagnosis.retraining import retrain, step_flops
from glassnet.diagnosis.time_limit import TRACE, TimeLimit
from glassnet.diagnosis.traced_rows import Data, evenly, fixed_rows, select
from glassnet.diagnosis.written_model import difference
from glassnet.errors import GlassnetError
from glassnet.tracing.keras_loss import model_subject
from glassnet.tracing.trace import Trace
from glassnet.training.compilation import forward_operations
from glassnet.training.keras_data import as_arrays, one_batch
from glassnet.training.keras_model import (
    Model,
    References,
    Variables,
    compile_arguments,
    layers_within,
)

STEPS = (200, 2_000)  # of a copy; the longer where the shorter show no gain
SECONDS = 2.0  # of steps, for each copy
FEWEST_STEPS = 20
# Operations a second inside a loop, where XLA's own convolutions are slow.
CONVOLVED, MULTIPLIED = 1e9, 2e10
COPIES = 2  # that are compiled for each remedy
UNHELPED = 0.6  # factor of the likelihood of a finding whose remedy does not help
BETTER = 0.9  # of the loss that is left without the remedy, at most
WORST = 10.0  # share of the best constant's loss, where there is none without the remedy
MORE_RIGHT = 0.02  # of the rows, at least
# As it is, the model cannot be trained; or what it gets wrong costs nothing, as a class beyond the
# units does; or the losses hold unlike penalties.
UNTRAINABLE, MISLEADING = ("target-axes",), ("class-beyond-units", "regularisation")
# What Keras, and glassnet, raise of a model that cannot be trained.
REFUSED = (GlassnetError, ValueError, TypeError, AttributeError, RuntimeError)


class Training(NamedTuple):
    """A copy after some steps."""

    model: Model
    state: Variables
    steps: int
    loss: float  # of the rows, in training mode; not finite where training broke


class Attempts:
    """Remedies tried within a time of their own; the model and all random numbers stay as they are.

    Args:
        model, x, y, sample_weight: as for `diagnose`.
        seconds: after which no further remedy is tried, nor before it if it would not be done.
    """

    def __init__(
        self, model: Model, x: Any, y: Any, sample_weight: Any, seconds: float = inf
    ) -> None:
        self._model, self._x, self._y = model, x, y
        data = as_arrays(x, y, sample_weight)
        count = len(jax.tree.leaves(data[0])[0])
        self._data = select(data, evenly(count, fixed_rows(model) or TESTED_ROWS))
        self._limit, self._longest = TimeLimit(seconds), 0.0
        self.left_out = False  # whether there was no time for one of them

    def of(self, found: Iterable[Finding]) -> Iterator[Finding]:
        """The findings, each with what came of its remedy, where a machine can apply it and there
        is time; one whose remedy does not help is less likely then."""
        if self._limit.left < inf:
            self._longest = COPIES * self._expected_seconds()
        for finding in found:
            if finding.applicable and self._longest > self._limit.left:
                self.left_out = True
                yield finding
                continue
            began = time.perf_counter()
            with randomness_kept(), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Keras' own, of copies that nobody sees
                attempt = _try(self._model, self._x, self._y, self._data, finding, self._limit)
            if attempt is None:
                yield finding
            else:
                self._longest = max(self._longest, time.perf_counter() - began)
                share = 1.0 if attempt.helps else UNHELPED
                yield replace(finding, tried=attempt, likelihood=share * finding.likelihood)

    def _expected_seconds(self) -> float:
        """To compile a copy's step and to take the fewest steps that show something."""
        now = Variables(*References.of(self._model).read()[:4])
        kinds = (type(each).__name__ for each in layers_within(self._model))
        rate = CONVOLVED if any("Conv" in each for each in kinds) else MULTIPLIED
        try:
            batch = one_batch(self._model, *self._data, caller="diagnose")
            steps = FEWEST_STEPS * step_flops(self._model, batch, now) / rate
        except REFUSED:  # which is what was found; the copy's step is unknown before it is made
            steps = 0.0
        return TRACE * forward_operations(self._model) + steps


def _try(
    model: Model, x: Any, y: Any, data: Data, finding: Finding, limit: TimeLimit
) -> Attempt | None:
    """None where no machine applies the remedy, or what it makes cannot be trained."""
    try:
        mended = rebuilt(model, change_of(finding, model, x, y))
        attempt = _tried(model, mended, data, finding, STEPS[0], limit)
        if not attempt.helps and limit.left > SECONDS:
            attempt = _tried(model, mended, data, finding, STEPS[1], limit)
    except REFUSED:
        return None
    return replace(attempt, diff=difference(model, mended))


def _tried(
    model: Model, mended: Model, data: Data, finding: Finding, steps: int, limit: TimeLimit
) -> Attempt:
    after = _train(mended, data, steps, limit)
    if finding.key in UNTRAINABLE:
        return Attempt(after.steps, "loss", None, after.loss, bool(np.isfinite(after.loss)))
    before = _train(model, data, after.steps, limit)
    if before.steps < after.steps:  # it is slower as it is
        after = _train(mended, data, before.steps, limit)
    compared, first, second = _compare(before, after, data, finding)
    helps = _helps(compared, first, second)
    if helps and not np.isfinite(first):  # any number is better than none, and may be no help
        share = _share(_head(after, data, finding))
        helps = not share > WORST
    return Attempt(after.steps, compared, first, second, helps)


def _train(model: Model, data: Data, steps: int, limit: TimeLimit) -> Training:
    """Train a copy of the state, all rows in each step."""
    batch = one_batch(model, *data, caller="diagnose")
    now = Variables(*References.of(model).read()[:4])
    done = retrain(model, batch, [now], steps=steps, seconds=min(SECONDS, max(limit.left / 2, 0.0)))
    state = jax.tree.map(lambda lanes: lanes[0], done.states)
    return Training(model, state, done.steps, float(done.after[0]))


def _compare(
    before: Training, after: Training, data: Data, finding: Finding
) -> tuple[Literal["loss", "accuracy", "share"], float, float]:
    """What can be compared, and its values without and with the remedy."""
    losses = [compile_arguments(each.model)["loss"] for each in (before, after)]
    if losses[0] == losses[1] and finding.key not in MISLEADING:
        return "loss", before.loss, after.loss
    heads = [_head(each, data, finding) for each in (before, after)]
    right = [_accuracy(head) for head in heads]
    shares = [_share(head) for head in heads]
    known = all(np.isfinite(shares))
    if np.isfinite(right[1]) and not (known and abs(right[1] - right[0]) < MORE_RIGHT):
        return "accuracy", right[0], right[1]
    return "share", shares[0], shares[1]


def _helps(compared: str, before: float, after: float) -> bool:
    if not np.isfinite(after):
        return False
    if not np.isfinite(before):
        return True
    return after - before >= MORE_RIGHT if compared == "accuracy" else after < BETTER * before


def _head(training: Training, data: Data, finding: Finding) -> OutputHead:
    """The output that a finding is about, with what the trained copy predicts."""
    x, y, _ = data
    model = training.model
    layers = lambda: OutputLayer(Trace(model_subject(model, *data, caller="diagnose")))
    heads = output_heads(model, y, predictions(model, x, training.state), layers)
    name = finding.evidence.get("output", "")
    return next((head for head in heads if head.name == name), heads[0])


def _accuracy(head: OutputHead) -> float:
    """Share of the targets that are predicted; NaN where they are no classes."""
    predicted, targets = head.predictions[0], head.targets
    if targets is None or predicted.ndim < 2:
        return np.nan
    width = predicted.shape[-1]
    if width > 1 and targets.size * width == predicted.size:
        is_class = np.all(targets == np.round(targets))
        right = predicted.argmax(axis=-1) == targets.reshape(predicted.shape[:-1])
        return float(right.mean()) if is_class else np.nan
    if targets.size != predicted.size:
        return np.nan
    targets, values = targets.reshape(predicted.shape), np.unique(targets)
    if width > 1 and np.isin(values, (0, 1)).all() and np.all(targets.sum(axis=-1) == 1):
        return float(np.mean(predicted.argmax(axis=-1) == targets.argmax(axis=-1)))
    if len(values) != 2:
        return np.nan
    border = 0.0 if head.from_logits else float(values.mean())
    return float(np.mean((predicted > border) == (targets > values.mean())))


def _share(head: OutputHead) -> float:
    """The loss as a share of the best constant prediction's; NaN where it is unknown."""
    loss, base = head.loss(head.predictions[0]), head.base_rate
    return np.nan if loss is None or not base else loss / base
