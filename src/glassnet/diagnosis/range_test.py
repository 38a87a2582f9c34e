"""A short range test: the next steps at several multiples of the learning rate.

Everything is computed from copies of the state, so that nothing of the model has to be put back
afterwards. A step is Keras' own `train_step`; the change that it makes is multiplied, which is what
another learning rate would do and also works under a schedule. The steps are called one by one:
inside a loop XLA computes convolutions tens of times slower.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.training import keras_model
from glassnet.training.compilation import CompiledFunction, kept_with_model
from glassnet.training.keras_model import Model, References, Variables

STEPS = 20
# Multiples of the learning rate. Healthy settings learn best within 0.1 to 100 times their own.
SCALES = (1e-6, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 1e1, 1e2, 1e3, 1e4)
WORTH = 0.1  # of the loss, gained at another rate: there is something to gain
GROWN = -0.2  # at the rate as it is: it gets worse
# A first change of all weights that takes a million steps to add up is lost in their last digits.
LOST_IN_DIGITS = 1e-6
TESTED_ROWS = 128  # as Keras' batches have, or a few times that
# Fewer rows where a step would cost more: 3 layers of 16 3×3 filters on 16×16 do, from 32 on.
FLOPS = 2e8
FEWEST_TESTED = 32


class Tried(NamedTuple):
    """A multiple of the learning rate. after: the loss after the steps, not finite where training
    broke. gain: how much of it is gone: 1 all, 0 nothing, below 0 it grew; −inf where it broke."""

    scale: float
    after: float
    gain: float


@dataclass(frozen=True)
class RangeTest:
    """rows: the numbers, in the batch, of the rows trained on. before: their loss. own: after
    `STEPS` steps as it is. at: the same at another scale.

    ratios: by variable the size of its first change as it is, relative to its own size. ratio: the
    same of all variables together, of which some biases start at 0. broken: the variables, of the
    model and then of its optimizer, that the first step as it is makes not finite.
    """

    rows: NDArray[np.int64]
    before: float
    own: float
    at: Callable[[float], float]
    ratios: Mapping[str, float]
    ratio: float
    broken: tuple[str, ...]

    @cached_property
    def tried(self) -> list[Tried]:
        """At all scales, and at smaller ones where the loss grows as it is and gains at none.

        All but one are computed when they are asked for: of a network that gets better none has to
        be.
        """
        found = [self._try(scale) for scale in SCALES]
        if self.gain < GROWN and all(each.gain < WORTH for each in found):
            found += map(self._try, self._smaller())
        return found

    @cached_property
    def best(self) -> Tried:
        """Where the least of the loss is left."""
        return max(self.tried, key=lambda each: each.gain)

    def _try(self, scale: float) -> Tried:
        after = self.own if scale == 1 else self.at(scale)
        return Tried(scale, after, self._gain(after))

    def _smaller(self) -> Iterator[float]:
        """Powers of ten below `SCALES` at which the first step changes the weights by less than
        their own size, and by more than their last digits."""
        scale = SCALES[0] / 10
        while np.isfinite(self.ratio) and self.ratio * scale > LOST_IN_DIGITS:
            if self.ratio * scale < 1:
                yield scale
            scale /= 10

    @property
    def gain(self) -> float:
        """How much of the loss is gone at the learning rate as it is."""
        return self._gain(self.own)

    def _gain(self, after: float) -> float:
        return 1 - after / max(abs(self.before), 1e-30) if np.isfinite(after) else -np.inf


def range_test(model: Model, batch: Any, start: Variables | None = None) -> RangeTest:
    """Train copies of the model's state, or of another to start from, on some rows of a batch."""
    start = start or Variables(*References.of(model).read()[:4])
    batch, rows = _some_rows((batch, np.arange(_rows(batch))), TESTED_ROWS)
    step = kept_with_model(model, "range step", lambda: CompiledFunction(_step(model), dict))
    flops = step.flops(start, np.float32(1), batch)
    if flops > FLOPS:
        most = max(FEWEST_TESTED, int(_rows(batch) * FLOPS / flops))
        batch, rows = _some_rows((batch, rows), most)
    loss = kept_with_model(
        model, "range loss", lambda: CompiledFunction(partial(_loss, model), dict)
    )

    def at(scale: float) -> tuple[float, Any]:
        """The loss after the steps, and what is seen in the first."""
        state, first = step(start, np.float32(scale), batch)
        for _ in range(STEPS - 1):
            state, _ = step(state, np.float32(scale), batch)
        return float(loss(state, start, batch)), first

    own, seen = at(1.0)
    changes, finite = jax.device_get(seen)
    changes = np.asarray(changes, np.float64)
    sizes = [np.linalg.norm(np.asarray(value, np.float64)) for value in start.trainable]
    names = keras_model.variable_names(model)[: len(start.trainable)]
    changed = [*names, *(variable.path for variable in model.optimizer.variables)]
    return RangeTest(
        rows,
        float(loss(start, start, batch)),
        own,
        lambda scale: at(scale)[0],
        {
            name: _share(change, size)
            for name, change, size in zip(names, changes, sizes, strict=True)
        },
        _share(np.linalg.norm(changes), np.linalg.norm(sizes)) if names else 0.0,
        tuple(name for name, each in zip(changed, finite, strict=True) if not each),
    )


def _share(change: Any, size: Any) -> float:
    """NaN where both are too large for a float32."""
    with np.errstate(invalid="ignore"):
        return float(np.float64(change) / max(np.float64(size), 1e-12))


def _step(model: Model) -> Any:
    def step(before: Variables, scale: Any, batch: Any) -> Any:
        after, _ = keras_model.train_step(model, before, batch, caller="diagnose")
        pairs = list(zip(before.trainable, after.trainable, strict=True))
        moved = [old + (scale * (new - old)).astype(old.dtype) for old, new in pairs]
        changes = [jnp.linalg.norm((new - old).ravel()) for old, new in pairs]
        finite = [jnp.isfinite(new).all() for new in (*after.trainable, *after.optimizer)]
        return after._replace(trainable=moved), (changes, finite)

    return step


def _loss(model: Model, now: Variables, start: Variables, batch: Any) -> Any:
    """With the same dropout masks as at the start."""
    return keras_model.loss(model, now.trainable, start.non_trainable, batch, caller="diagnose")


def _rows(batch: Any) -> int:
    return jax.tree.leaves(batch)[0].shape[0]


def _some_rows(batch: Any, most: int) -> Any:
    rows = _rows(batch)
    if rows <= most:
        return batch
    some = np.linspace(0, rows - 1, most).astype(np.int64)
    return jax.tree.map(lambda leaf: leaf[some], batch)
