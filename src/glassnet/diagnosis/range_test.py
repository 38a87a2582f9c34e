"""A learning-rate range test: a few training steps at several multiples of the learning rate.

Everything is computed from copies of the state, so that nothing of the model has to be put back. A
step is Keras' own `train_step`; the change it makes is multiplied, which is what another learning
rate would do, and also works under a schedule. The steps are called one by one: inside a loop XLA
computes convolutions tens of times slower.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import accumulate, islice
from math import inf
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.time_limit import OutOfTime
from glassnet.diagnosis.traced_rows import evenly, fixed_rows
from glassnet.graph import run_once
from glassnet.training import keras_model
from glassnet.training.compilation import CompiledFunction, kept_with_model
from glassnet.training.keras_model import Model, References, Variables

STEPS = 20
# Multiples of the learning rate, the likelier ones first: healthy settings learn best within 0.1 to
# 100 times their own.
SCALES = (1.0, 1e-1, 1e1, 1e-2, 1e2, 1e-3, 1e3, 1e-4, 1e4, 1e-6)
TRIAL_SECONDS = 4.0  # for all of them; what is left out then was unlikely
WORTH = 0.1  # of the loss, gained at another rate: there is something to gain
GROWN = -0.2  # at the rate as it is: it gets worse
# A first change of all weights that takes a million steps to add up is lost in their last digits.
LOST_IN_DIGITS = 1e-6
TESTED_ROWS = 128  # as Keras' batches have, or a few times that
# Fewer rows where a step would cost more: 3 layers of 16 3×3 filters on 16×16 do, from 32 on.
FLOPS = 2e8
FEWEST_TESTED = 16


class Trial(NamedTuple):
    """The steps at one multiple of the learning rate."""

    scale: float  # the multiple
    after: float  # the loss after the steps; not finite where training broke
    gain: float  # share of the loss that is gone: 1 all, below 0 it grew, −∞ where training broke


@dataclass(frozen=True)
class RangeTest:
    """Losses after some steps, and what the first step changes."""

    rows: NDArray[np.int64]  # in the batch, those trained on
    before: float  # their loss
    own: float  # after STEPS steps at the model's own rate
    losses: Callable[[], list[float]]  # after each of these steps
    at: Callable[[float], float]  # the same at a multiple of the rate
    ratios: Mapping[str, float]  # by variable, the size of its first change relative to its own
    ratio: float  # the same for all variables together: some biases start at 0
    broken: tuple[str, ...]  # variables of model and optimizer that the first step makes non-finite
    ends: float  # at which no further trial begins

    @cached_property
    def peak(self) -> float:
        """The largest loss on the way."""
        return max(self.losses())

    @cached_property
    def trials(self) -> list[Trial]:
        """Trials at all SCALES, and at smaller ones where the loss grows and gains at none.

        Computed on demand: a network that gets better needs none.
        """
        ends = min(self.ends, time.perf_counter() + TRIAL_SECONDS)
        found = [self._try(each) for each in SCALES if each == 1 or time.perf_counter() < ends]
        if self.gain < GROWN and all(each.gain < WORTH for each in found):
            found += map(self._try, self._smaller_scales())
        return found

    @cached_property
    def best(self) -> Trial:
        """The trial that leaves the least loss."""
        return max(self.trials, key=lambda each: each.gain)

    @property
    def gain(self) -> float:
        """Share of the loss that is gone at the model's own rate."""
        return self._gain(self.own)

    def _try(self, scale: float) -> Trial:
        after = self.own if scale == 1 else self.at(scale)
        return Trial(scale, after, self._gain(after))

    def _smaller_scales(self) -> Iterator[float]:
        """Powers of ten below SCALES at which the first step changes the weights by less than
        their own size, and by more than their last digits."""
        scale = min(SCALES) / 10
        while np.isfinite(self.ratio) and self.ratio * scale > LOST_IN_DIGITS:
            if self.ratio * scale < 1:
                yield scale
            scale /= 10

    def _gain(self, after: float) -> float:
        return 1 - after / max(abs(self.before), 1e-30) if np.isfinite(after) else -np.inf


def range_test(
    model: Model, batch: Any, start: Variables | None = None, ends: float = inf
) -> RangeTest:
    """Train copies of a state for STEPS steps.

    Args:
        model: a compiled model.
        batch: a batch as Keras passes it on; some of its rows are trained on.
        start: the state to start from; None for the model's own.
        ends: of `time.perf_counter`, when the search for causes ends.

    Raises:
        OutOfTime: the steps would not be done by then.
    """
    start = start or Variables(*References.of(model).read()[:4])
    fixed = fixed_rows(model)
    batch, rows = _some_rows((batch, np.arange(_count(batch))), fixed or TESTED_ROWS)
    soon = partial(run_once.unless_compared, run_once.SMALL)
    step = kept_with_model(model, "range step", lambda: CompiledFunction(_step(model), soon))
    flops = step.flops(start, np.float32(1), batch)
    if flops > FLOPS and fixed is None:
        most = max(FEWEST_TESTED, int(_count(batch) * FLOPS / flops))
        batch, rows = _some_rows((batch, rows), most)
    loss = kept_with_model(
        model, "range loss", lambda: CompiledFunction(partial(_loss, model), soon)
    )

    def after(scale: float, state: Variables, steps: int) -> Variables:
        for _ in range(steps):
            state = step(state, np.float32(scale), batch)
        return state

    def at(scale: float) -> float:
        return float(loss(after(scale, start, STEPS), start, batch))

    def losses() -> list[float]:
        states = accumulate(range(STEPS), lambda state, _: after(1.0, state, 1), initial=start)
        return [float(loss(state, start, batch)) for state in islice(states, 1, None)]

    first = jax.block_until_ready(after(1.0, start, 1))
    began = time.perf_counter()
    second = jax.block_until_ready(after(1.0, first, 1))
    if (now := time.perf_counter()) + (STEPS - 2) * (now - began) > ends:
        raise OutOfTime
    own = float(loss(after(1.0, second, STEPS - 2), start, batch))
    names = keras_model.variable_names(model)[: len(start.trainable)]
    pairs = list(zip(start.trainable, first.trainable, strict=True))
    with np.errstate(all="ignore"):  # of a training that breaks
        moved = [np.asarray(new) - np.asarray(old) for old, new in pairs]
        # ∞ where a change is too large for its precision.
        changes = [np.float64(np.linalg.norm(each.ravel())) for each in moved]
        sizes = [np.linalg.norm(np.asarray(old, np.float64)) for old, _ in pairs]
        ratios = dict(zip(names, map(_ratio, changes, sizes), strict=True))
        ratio = _ratio(np.linalg.norm(changes), np.linalg.norm(sizes)) if names else 0.0
    changed = [*names, *(variable.path for variable in model.optimizer.variables)]
    values = zip(changed, map(np.asarray, [*first.trainable, *first.optimizer]), strict=True)
    return RangeTest(
        rows=rows,
        before=float(loss(start, start, batch)),
        own=own,
        losses=losses,
        at=at,
        ratios=ratios,
        ratio=ratio,
        broken=tuple(name for name, value in values if not np.isfinite(value).all()),
        ends=ends,
    )


def _ratio(change: Any, size: Any) -> float:
    return float(np.float64(change) / max(np.float64(size), 1e-12))


def _step(model: Model) -> Any:
    def step(before: Variables, scale: Any, batch: Any) -> Variables:
        after, _ = keras_model.train_step(model, before, batch, caller="diagnose")
        pairs = zip(before.trainable, after.trainable, strict=True)
        moved = [old + (scale * (new - old)).astype(old.dtype) for old, new in pairs]
        return after._replace(trainable=moved)

    return step


def _loss(model: Model, now: Variables, start: Variables, batch: Any) -> Any:
    """The loss with the same dropout masks as at the start."""
    return keras_model.loss(model, now.trainable, start.non_trainable, batch, caller="diagnose")


def _count(batch: Any) -> int:
    return jax.tree.leaves(batch)[0].shape[0]


def _some_rows(batch: Any, most: int) -> Any:
    count = _count(batch)
    if count <= most:
        return batch
    some = evenly(count, most)
    return jax.tree.map(lambda leaf: leaf[some], batch)
