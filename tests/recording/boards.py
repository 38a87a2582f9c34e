"""A small training with `gn.TensorBoard`, and its log read by TensorBoard's own reader."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import layers
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
from tensorboard.util.tensor_util import make_ndarray

import glassnet as gn

Log = dict[str, dict[int, Any]]  # tag -> step -> value


def read(folder: Path) -> Log:
    """By TensorBoard's own reader. A step that stands twice is an error."""
    reader = EventAccumulator(str(folder), size_guidance={"tensors": 0})
    reader.Reload()
    log: Log = {}
    for tag in reader.Tags()["tensors"]:
        events = reader.Tensors(tag)
        log[tag] = {event.step: make_ndarray(event.tensor_proto) for event in events}
        texts = tag.startswith("model/")  # one with each training that begins
        assert texts or len(log[tag]) == len(events), tag
    return log


def steps(log: Log) -> dict[str, list[int]]:
    return {tag: list(values) for tag, values in log.items()}


def data() -> tuple[Any, Any]:
    """Four batches of 8, also without a quarter for validation: a partial one compiles as long."""
    x = np.random.default_rng(0).normal(size=(32, 2)).astype("float32")
    return x, (x[:, :1] > 0).astype("float32")


def network() -> Any:
    """The same model for all tests, as new: each traces only what no other has traced."""
    model, values = _trained_before()
    for variable, value in zip(_variables(model), values, strict=True):
        variable.assign(value)
    return model


@functools.cache
def _trained_before() -> Any:
    """A model whose first fit is over, because that draws otherwise, and its first values."""
    model = new_network()
    model.optimizer.build(model.trainable_variables)
    values = [np.array(variable.value) for variable in _variables(model)]
    fit(model)
    return model, values


def _variables(model: Any) -> list[Any]:
    return [*model.weights, *model.optimizer.variables]


def new_network(optimizer: Any = "sgd", build: bool = True) -> Any:
    keras.utils.set_random_seed(3)
    beginning = [keras.Input((2,))] if build else []
    model = keras.Sequential([*beginning, layers.Dense(1, "sigmoid", name="out")], name="net")
    model.compile(optimizer, loss="binary_crossentropy", metrics=["accuracy"])
    return model


def board(folder: Path, **arguments: Any) -> Any:
    return gn.TensorBoard(folder, **{"write_graph": False, **arguments})


def fit(model: Any, *callbacks: Any, by: Any = gn.fit, **arguments: Any) -> Any:
    np.random.seed(5)
    if by is gn.fit:
        arguments.setdefault("fused", False)
    wanted = {"batch_size": 8, "verbose": 0} | arguments
    return by(model, *data(), callbacks=list(callbacks), **wanted)


def keras_fit(model: Any, *given: Any, **arguments: Any) -> Any:
    return model.fit(*given, **arguments)


class Batches(keras.utils.PyDataset):
    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: int) -> Any:
        return tuple(array[index * 8 : index * 8 + 8] for array in data())


def endless() -> Any:
    while True:
        yield from Batches()
