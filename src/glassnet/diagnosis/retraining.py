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
from glassnet.training.keras_model import Model, References, Variables

MOST_STEPS, MOST_SECONDS = 30_000, 2.0  # to see whether a network learns after all
CHUNK_SECONDS = 0.05  # of steps between two looks at loss and clock


class Retraining(NamedTuple):
    """What the lanes came to."""

    steps: int  # that every lane took
    after: NDArray[np.float64]  # [lanes] losses of the batch; not finite where training broke
    states: Variables  # [lanes, …] each


def retrain(
    model: Model,
    batch: Any,
    starts: Sequence[Variables],
    *,
    steps: int,
    seconds: float,
    goal: float = -np.inf,
) -> Retraining:
    """Train a copy from each start, all rows of the batch in each step.

    Args:
        model: a compiled model; its own state stays as it is.
        batch: a batch as Keras passes it on.
        starts: the states to start from.
        steps: of each lane; fewer if the time is up or the goal is reached.
        seconds: of all lanes together, without compiling.
        goal: a loss at which to stop, of the first lane.
    """
    advance = _compiled(model)
    loss = kept_with_model(model, "retraining loss", lambda: CompiledFunction(_loss(model)))
    lanes = _lanes(starts)
    losses = lambda: np.asarray(loss(lanes, batch), np.float64)
    lanes, taken, chunk = advance(lanes, np.int32(1), batch), 1, 1  # compiles
    after, ends = losses(), time.perf_counter() + seconds
    while taken < steps and time.perf_counter() < ends and not after[0] < goal:
        began, chunk = time.perf_counter(), min(chunk, steps - taken)
        lanes = jax.block_until_ready(advance(lanes, np.int32(chunk), batch))
        after, taken = losses(), taken + chunk
        if time.perf_counter() - began < CHUNK_SECONDS:
            chunk *= 2
    return Retraining(taken, after, lanes)


def step_flops(model: Model, batch: Any, start: Variables) -> float:
    """Floating-point operations of a step of one lane; nothing is compiled to know them."""
    return _compiled(model).flops(_lanes([start]), np.int32(1), batch)


def _compiled(model: Model) -> CompiledFunction:
    return kept_with_model(model, "retraining", lambda: CompiledFunction(_advance(model)))


def _lanes(starts: Sequence[Variables]) -> Any:
    return jax.tree.map(lambda *leaves: np.stack([np.asarray(leaf) for leaf in leaves]), *starts)


def steps_to_reach(model: Model, batch: Any, goal: float) -> int | None:
    """Steps until a copy that goes on training reaches a loss; None if it does not in MOST_STEPS or
    MOST_SECONDS."""
    now = Variables(*References.of(model).read()[:4])
    tried = retrain(model, batch, [now], steps=MOST_STEPS, seconds=MOST_SECONDS, goal=goal)
    return tried.steps if tried.after[0] < goal else None


def _advance(model: Model) -> Any:
    def one(state: Variables, count: Any, batch: Any) -> Variables:
        step = lambda _, now: keras_model.train_step(model, now, batch, caller="diagnose")[0]
        return jax.lax.fori_loop(0, count, step, state)

    return jax.vmap(one, in_axes=(0, None, None))


def _loss(model: Model) -> Any:
    def one(state: Variables, batch: Any) -> Any:
        loss = partial(keras_model.loss, model, caller="diagnose")
        return loss(state.trainable, state.non_trainable, batch)

    return jax.vmap(one, in_axes=(0, None))
