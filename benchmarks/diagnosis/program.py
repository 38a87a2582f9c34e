"""A broken program of a public collection as facts, with its causes and its mended twin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import keras

from benchmarks.diagnosis.data import Array, Data

LOCAL = ("DeepLocalize",)
BOTH = ("DeepFD", "DeepLocalize")
nesterov = partial(keras.optimizers.SGD, momentum=0.9, nesterov=True)

# A cause -> the keys of the findings that name it.
CAUSES: dict[str, tuple[str, ...]] = {
    "softmax of one unit": ("softmax-of-one", "categorical-of-one"),
    "loss and output": (
        "softmax-binary",
        "sigmoid-categorical",
        "probabilities-expected",
        "logits-expected",
        "categorical-of-one",
        "softmax-sum",
        "percentage-of-zero",
        "absolute-error-classes",
        "squared-error-classes",
        "activation-twice",
        "relu-of-classes",
        "exclusive-classes",
    ),
    "output range": ("target-beyond-output", "softmax-sum"),
    "target range": (
        *("class-fraction", "class-beyond-units"),
        *("target-beyond-loss", "target-no-distribution"),
    ),
    "target shape": ("target-width", "target-axes"),
    "input scale": ("inputs-scales", "inputs-offset", "inputs-large"),
    "target scale": ("targets-far",),
    "rate too large": ("rate-too-large", "diverged"),
    "rate too small": ("rate-too-small", "rate-zero", "too-few-steps"),
    "constant targets": ("labels-constant",),
    "random targets": ("labels-random", "targets-random"),
    "constant input": ("inputs-constant",),
    "too linear": ("not-separable", "linear-network"),
    "dead units": ("dead-relu",),
    "saturated": ("saturated", "saturated-output"),
    "vanishing gradient": ("vanishing", "vanishing-time"),
    "exploding gradient": ("exploding", "exploding-time"),
    "symmetry": ("copies",),
    "not finite": (
        *("not-finite-data", "not-finite-weight", "not-finite-value"),
        *("not-finite-gradient", "not-finite-update"),
    ),
    "too few epochs": ("rate-too-small", "too-few-steps"),
    "optimizer": ("rate-too-small", "rate-too-large", "too-few-steps"),
    "layer size": (),
    "overfitting": (),
    "dropout at the output": ("output-noise",),
    "moving averages behind": ("moving-averages",),
    "relu at the output": (
        "relu-of-classes",
        "activation-twice",
        "dead-relu",
        "target-beyond-output",
    ),
    "activation": ("linear-network", "not-separable", "activation-twice", "vanishing"),
    "missing flatten": ("target-axes",),
    "regularisation": ("regularisation",),
    "token ids": ("token-ids",),
}


@dataclass(frozen=True)
class Program:
    """A program as it was posted.

    Attributes:
        post: the number of its question on StackOverflow.
        said: what is wrong, in one line of ours.
        causes: any of these named first is right; keys of CAUSES. Empty: nothing is wrong.
        layers: makes the layers of a `keras.Sequential`, `keras.Input` first.
        data: makes x and y, of the posted shapes, types and ranges.
        loss, optimizer, metrics, epochs, batch_size: of compile and fit; `optimizer` makes one.
        fixed: what the mended program has in place of these.
        collections: who collected it: DeepFD, DeepLocalize, deepmufl, AutoTrainer ...
    """

    post: int
    said: str
    causes: frozenset[str]
    layers: Callable[[], Sequence[keras.Layer]]
    data: Data
    loss: Any
    optimizer: Callable[[], keras.optimizers.Optimizer]
    epochs: int = 10
    batch_size: int = 32
    metrics: tuple[str, ...] = ()
    fixed: dict[str, Any] = field(default_factory=dict[str, Any])
    collections: tuple[str, ...] = ()

    def twin(self) -> Program | None:
        """The mended program; None where none is known."""
        return replace(self, causes=frozenset(), **self.fixed) if self.fixed else None

    def build(self, seed: int = 0) -> tuple[keras.Model, Array, Array]:
        """The compiled model and its data; weights and data are the same each time."""
        keras.utils.set_random_seed(seed)
        model = keras.Sequential(list(self.layers()))
        model.compile(optimizer=self.optimizer(), loss=self.loss, metrics=list(self.metrics))
        x, y = self.data()
        return model, x, y


def named(key: str) -> set[str]:
    """The causes that a finding's key names."""
    return {cause for cause, keys in CAUSES.items() if key in keys}


def row(
    head: Sequence[Any],
    said: str,
    layers: Callable[[], Sequence[keras.Layer]],
    data: Data,
    fit: Sequence[Any],
    /,
    **fixed: Any,
) -> Program:
    """A program of deepmufl's. head: post, causes; fit: loss, optimizer, rate, epochs, batch size;
    the others as of `Program`."""
    (post, *causes), (loss, optimizer, rate, *run) = head, fit
    of = (post, said, frozenset(causes), layers, data, loss, partial(optimizer, rate), *run)
    return Program(*of, fixed=fixed, collections=("deepmufl",))
