"""Ways to train, each a row, that `gn.fit(…, resume=…)` must take up to the same end."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import glassnet as gn  # before keras: it chooses the backend

import keras  # isort: skip
import numpy as np
from keras import layers
from parity import WHOLE_ROWS, Batches, dense, points
from test_trainer import network

EPOCHS = 12


class Undescribed(keras.Model):
    """A class that Keras cannot rebuild: it says nothing of what it was made with."""

    def __init__(self, activation: Callable[[Any], Any], spare: object) -> None:
        super().__init__()
        self.hidden = layers.Dense(6, activation)
        self.dropout = layers.Dropout(0.3)
        self.out = layers.Dense(1, "sigmoid")

    def call(self, x: Any, training: bool = False) -> Any:
        return self.out(self.dropout(self.hidden(x), training=training))


def undescribed() -> Any:
    model = Undescribed(lambda x: keras.ops.tanh(x), object())
    model.compile("adam", loss="binary_crossentropy")
    return model


def classes() -> Any:
    model = dense(outputs=3, activation="softmax", loss="sparse_categorical_crossentropy")()
    metrics = [keras.metrics.F1Score()]  # with a result a class
    model.compile("rmsprop", loss="categorical_crossentropy", metrics=metrics)
    return model


def class_points() -> tuple[Any, Any]:
    x, y = points(classes=3)
    return x[:WHOLE_ROWS], np.eye(3, dtype="float32")[y[:WHOLE_ROWS]]


def whole_points() -> tuple[Any, Any]:
    """In batches of 8, also of the quarter for validation: a partial one is as much to compile."""
    x, y = points()
    return x[:WHOLE_ROWS], y[:WHOLE_ROWS]


averaged = dense(lambda: keras.optimizers.SGD(0.1, momentum=0.9, use_ema=True))


@dataclass(frozen=True)
class Case:
    """model: makes a compiled model. callbacks: made anew for each fit.

    broken: after how many epochs the first attempt ends; 0 for before the first step.
    """

    model: Callable[[], Any] = network
    data: Callable[[], tuple[Any, ...]] = points
    callbacks: Callable[[], list[Any]] = list
    arguments: dict[str, Any] = field(default_factory=dict)
    broken: int = 5


EIGHT = {"batch_size": 8, "validation_split": 0.25}
CASES = {
    # These end each epoch with a partial batch.
    "all that keeps state": Case(arguments=EIGHT),
    "before the first step": Case(arguments=EIGHT, broken=0),
    "shuffled within batches": Case(arguments={"batch_size": 8, "shuffle": "batch"}),
    # These do not.
    "exactly": Case(data=whole_points, arguments={**EIGHT, "fused": False}),
    "validation at times": Case(
        data=whole_points, arguments={**EIGHT, "validation_freq": [2, 3, 9]}
    ),
    "class weights": Case(
        data=whole_points, arguments={"batch_size": 8, "class_weight": {0: 0.3, 1: 2.0}}
    ),
    "a class that Keras cannot describe": Case(undescribed, whole_points, arguments=EIGHT),
    "a metric with several results": Case(classes, class_points, arguments={"batch_size": 8}),
    "averaged weights": Case(averaged, whole_points, arguments=EIGHT),
    "loss scale": Case(
        dense(lambda: keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam())),
        whole_points,
        arguments=EIGHT,
    ),
    "schedule": Case(
        dense(lambda: keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.1, 40))),
        whole_points,
        arguments=EIGHT,
    ),
    "bfloat16": Case(
        lambda: dense(middle=lambda: [layers.BatchNormalization(dtype="bfloat16")])(),
        whole_points,
        arguments=EIGHT,
    ),
    # Its order is drawn from Python's generator.
    "a stream": Case(data=lambda: (Batches(),)),
    "EarlyStopping": Case(
        data=whole_points,
        callbacks=lambda: [keras.callbacks.EarlyStopping("loss", min_delta=9, patience=8)],
        arguments=EIGHT,
    ),
    "EarlyStopping with the best weights": Case(
        data=whole_points,
        callbacks=lambda: [
            keras.callbacks.EarlyStopping(
                "loss", min_delta=9, patience=8, restore_best_weights=True
            )
        ],
        arguments=EIGHT,
    ),
    "ReduceLROnPlateau": Case(
        data=whole_points,
        callbacks=lambda: [
            keras.callbacks.ReduceLROnPlateau("loss", min_delta=9, patience=3, cooldown=2)
        ],
        arguments=EIGHT,
    ),
    "SwapEMAWeights": Case(
        averaged,
        whole_points,
        callbacks=lambda: [keras.callbacks.SwapEMAWeights(swap_on_epoch=True)],
        arguments=EIGHT,
    ),
}


# Of each kind of state one is left to the short suite.
LONG = {
    *("shuffled within batches", "exactly", "validation at times", "class weights"),
    *("averaged weights", "loss scale", "schedule", "bfloat16"),
    *("EarlyStopping with the best weights", "ReduceLROnPlateau"),
}


class Breaks(keras.callbacks.Callback):
    """Ends the training by an error after so many epochs."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after
        self.reads_model = after

    def on_chunk_end(self, trainer: gn.Trainer) -> None:
        if trainer.epoch >= self.after:
            raise ZeroDivisionError


def fit(case: Case, *callbacks: Any, seed: int = 3, **arguments: Any) -> Any:
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(3)
    model = case.model()
    keras.utils.set_random_seed(seed)
    arguments = {"epochs": EPOCHS, "verbose": 0, **case.arguments, **arguments}
    gn.fit(model, *case.data(), callbacks=[*case.callbacks(), *callbacks], **arguments)
    return model


def assert_same(one: Any, other: Any) -> None:
    """Of two models: History, weights, optimizer, seeds, metrics."""
    assert one.history.epoch == other.history.epoch
    assert list(one.history.history) == list(other.history.history)
    for name, values in one.history.history.items():
        np.testing.assert_array_equal(values, other.history.history[name], err_msg=name)
        assert [type(v) for v in values] == [type(v) for v in other.history.history[name]]
    mine, theirs = ([*m.variables, *m.optimizer.variables] for m in (one, other))
    for ours, others in zip(mine, theirs, strict=True):
        assert ours.dtype == others.dtype
        np.testing.assert_array_equal(np.array(ours.value), np.array(others.value), ours.path)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def kept(folder: Path, epochs: int = 8, **arguments: Any) -> Path:
    """A folder with checkpoints of the first 2, 4, … epochs."""
    case = CASES["all that keeps state"]
    fit(case, gn.Checkpoints(folder, 2, keep=9), epochs=epochs, **arguments)
    return folder


BASE = CASES["all that keeps state"]


@functools.cache
def unbroken(name: str) -> Any:
    """A model that was trained as that row of `CASES` says, without a break."""
    return fit(CASES[name])


def alone() -> Any:
    return unbroken("all that keeps state")
