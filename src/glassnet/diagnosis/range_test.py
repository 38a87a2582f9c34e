"""A short range test: the next steps at several multiples of the learning rate.

Everything is computed from copies of the state in one compiled function, so that nothing of the
model has to be put back afterwards. A step is Keras' own `train_step`; the change that it makes is
multiplied, which is what another learning rate would do and also works under a schedule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from numpy.typing import NDArray

from glassnet.training import keras_model, programs
from glassnet.training.keras_model import Model, References, Variables

STEPS = 20
# Multiples of the learning rate. Healthy settings learn best within 0.1 to 100 times their own.
SCALES = (1e-6, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 1e1, 1e2, 1e3, 1e4)
AS_IT_IS = SCALES.index(1.0)
MOST_ROWS = 128  # as Keras' batches have, or a few times that


@dataclass(frozen=True)
class RangeTest:
    """before: the loss. after: [scales] after `STEPS` steps, not finite where training broke.

    ratios: by variable the size of its first change as it is, relative to its own size. ratio: the
    same of all variables together, of which some biases start at 0. broken: the variables, of the
    model and then of its optimizer, that the first step as it is makes not finite.
    """

    before: float
    after: NDArray[np.float64]
    ratios: Mapping[str, float]
    ratio: float
    broken: tuple[str, ...]

    @property
    def gained(self) -> NDArray[np.float64]:
        """[scales] how much of the loss is gone after the steps: 1 all, 0 nothing, below 0 it grew;
        −inf where training broke."""
        gain = 1 - self.after / max(abs(self.before), 1e-30)
        return np.where(np.isfinite(self.after), gain, -np.inf)

    @property
    def gain(self) -> float:
        """The same at the learning rate as it is."""
        return float(self.gained[AS_IT_IS])


def range_test(model: Model, batch: Any) -> RangeTest:
    """Train copies of the model's state on some rows of a batch."""
    batch = _some_rows(batch)
    state = References.of(model).read()
    key = ("range", jax.tree.structure(batch), *(leaf.shape for leaf in jax.tree.leaves(batch)))
    compiled = programs.kept(model, key, lambda: jax.jit(_program(model)))
    before, after, changes, sizes, finite = compiled(tuple(state[:4]), batch)
    names = keras_model.variable_names(model)[: len(state.trainable)]
    changed = [*names, *(variable.path for variable in model.optimizer.variables)]
    return RangeTest(
        float(before),
        np.asarray(after, np.float64),
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


def _program(model: Model) -> Any:
    def run(given: Any, batch: Any) -> Any:
        start = Variables(*given)

        def loss(trainable: Any) -> Any:
            return keras_model.loss(model, trainable, start.non_trainable, batch)

        def at(scale: Any) -> Any:
            def step(before: Variables, _: Any) -> Any:
                after, _ = keras_model.train_step(model, before, batch)
                moved = [
                    old + (scale * (new - old)).astype(old.dtype)
                    for old, new in zip(before.trainable, after.trainable, strict=True)
                ]
                changes = [
                    jnp.linalg.norm((new - old).ravel())
                    for old, new in zip(before.trainable, after.trainable, strict=True)
                ]
                finite = [jnp.isfinite(new).all() for new in (*after.trainable, *after.optimizer)]
                return after._replace(trainable=moved), (changes, finite)

            last, seen = lax.scan(step, start, length=STEPS)
            return loss(last.trainable), jax.tree.map(lambda each: each[0], seen)

        after, seen = lax.map(at, jnp.asarray(SCALES, jnp.float32))
        changes, finite = jax.tree.map(lambda each: each[AS_IT_IS], seen)
        sizes = [jnp.linalg.norm(value.ravel()) for value in start.trainable]
        return loss(start.trainable), after, changes, sizes, finite

    return run


def _some_rows(batch: Any) -> Any:
    rows = jax.tree.leaves(batch)[0].shape[0]
    if rows <= MOST_ROWS:
        return batch
    some = np.linspace(0, rows - 1, MOST_ROWS).astype(np.int64)
    return jax.tree.map(lambda leaf: leaf[some], batch)
