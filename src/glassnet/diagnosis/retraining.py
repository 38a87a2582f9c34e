"""Trainings of copies, each from other initial weights, as the lanes of one compiled loop."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.training import keras_model
from glassnet.training.compilation import CompiledFunction, kept_with_model
from glassnet.training.keras_model import Model, Variables

CHUNK = 250  # steps between two looks at the clock


class Retraining(NamedTuple):
    """What the lanes came to."""

    steps: int  # that every lane took
    before: NDArray[np.float64]  # [lanes] losses of the same batch; NaN where training broke
    after: NDArray[np.float64]  # [lanes]


def retrain(
    model: Model, batch: Any, starts: Sequence[Variables], steps: int, seconds: float
) -> Retraining:
    """Train a copy from each start, all rows of the batch in each step.

    Args:
        model: a compiled model; its own state stays as it is.
        batch: a batch as Keras passes it on.
        starts: the states to start from.
        steps: of each lane, fewer if the time is up.
        seconds: of all lanes together, without compiling.
    """
    advance = kept_with_model(model, "retraining", lambda: CompiledFunction(_advance(model), dict))
    loss = kept_with_model(model, "retraining loss", lambda: CompiledFunction(_losses(model), dict))
    lanes = jax.tree.map(lambda *leaves: np.stack([np.asarray(leaf) for leaf in leaves]), *starts)
    before = np.asarray(loss(lanes, batch), np.float64)
    taken, count = 0, np.int32(CHUNK)
    lanes, ended = advance(lanes, np.int32(1), batch), time.perf_counter() + seconds  # compiles
    taken = 1
    while taken < steps and time.perf_counter() < ended:
        lanes = jax.block_until_ready(advance(lanes, count, batch))
        taken += CHUNK
    return Retraining(taken, before, np.asarray(loss(lanes, batch), np.float64))


def _advance(model: Model) -> Any:
    def one(state: Variables, count: Any, batch: Any) -> Variables:
        step = lambda _, now: keras_model.train_step(model, now, batch, caller="diagnose")[0]
        return jax.lax.fori_loop(0, count, step, state)

    return jax.vmap(one, in_axes=(0, None, None))


def _losses(model: Model) -> Any:
    def one(state: Variables, batch: Any) -> Any:
        loss = partial(keras_model.loss, model, caller="diagnose")
        return loss(state.trainable, state.non_trainable, batch)

    return jax.vmap(one, in_axes=(0, None))
