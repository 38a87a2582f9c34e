"""PyTorch as its tutorials write it: eager, one Python loop over batches.

With one thread or with as many as there are cores, whichever trains this network faster: on small
ones, threads wait for each other most of the time.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from benchmarks.works import (
    ADAM_EPSILON,
    ADAM_RATE,
    LSTM,
    SGD_RATE,
    WORKS,
    Convolution,
    Dense,
    Layer,
    Work,
)

ACTIVATIONS: dict[str, list[type[nn.Module]]] = {
    "sigmoid": [nn.Sigmoid],
    "relu": [nn.ReLU],
    "softmax": [],  # PyTorch's cross-entropy takes logits
}


class LastState(nn.Module):
    """An LSTM's hidden state after the last step. [batch, steps, features] -> [batch, units]."""

    def __init__(self, features: int, units: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(features, units, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.lstm(x)[1][0][0]


def note_loss(p: Tensor, y: Tensor) -> Tensor:
    return -(y * torch.log(p + 1e-7) + (1 - y) * torch.log(1 - p + 1e-7)).mean()


LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "note": note_loss,
    "binary": nn.BCELoss(),
    "classes": nn.CrossEntropyLoss(),
}
HITS: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "note": lambda p, y: (p > 0.5) == (y > 0.5),
    "binary": lambda p, y: (p > 0.5) == (y > 0.5),
    "classes": lambda logits, y: logits.argmax(1) == y,
}
OPTIMIZERS: dict[str, Callable[[Any], torch.optim.Optimizer]] = {
    "sgd": lambda parameters: torch.optim.SGD(parameters, lr=SGD_RATE),
    "adam": lambda parameters: torch.optim.Adam(parameters, lr=ADAM_RATE, eps=ADAM_EPSILON),
}


def layers_of(layer: Layer, inputs: tuple[int, ...]) -> tuple[list[nn.Module], tuple[int, ...]]:
    """The layer's modules, and the shape of one row of its output."""
    match layer:
        case Dense(units, activation):
            linear = nn.Linear(inputs[-1], units)
            return [linear, *(kind() for kind in ACTIVATIONS[activation])], (units,)
        case LSTM(units):
            return [LastState(inputs[-1], units)], (units,)
        case Convolution(filters, pooled=False):
            height, width, channels = inputs
            size = (height - 2) * (width - 2) * filters
            return [nn.Conv2d(channels, filters, 3), nn.ReLU(), nn.Flatten()], (size,)
        case _:
            raise NotImplementedError(f"{layer}: measured beside Keras and a scan only")


class Eager:
    """One network and its loop."""

    def __init__(self, work: Work) -> None:
        self._work = work
        x, y = work.data()
        if x.ndim == 4:
            x = np.ascontiguousarray(np.moveaxis(x, -1, 1))  # PyTorch has channels first
        self._x = torch.from_numpy(x)
        self._y = torch.from_numpy(y if y.dtype == np.float32 else y.astype(np.int64))
        modules: list[nn.Module] = []
        shape = work.inputs
        for layer in work.layers:
            more, shape = layers_of(layer, shape)
            modules += more
        torch.manual_seed(0)
        self._model = nn.Sequential(*modules)
        self._set(work.start())
        self._optimizer = OPTIMIZERS[work.optimizer](self._model.parameters())

    def train(self, epochs: int) -> None:
        loss_of, hits_of = LOSSES[self._work.loss], HITS[self._work.loss]
        history: list[Tensor] = []
        for _ in range(epochs):
            total, hits = torch.zeros(()), torch.zeros(())
            for x, y in self._batches():
                self._optimizer.zero_grad()
                outputs = self._model(x)
                loss = loss_of(outputs, y)
                loss.backward()
                self._optimizer.step()
                total += loss.detach()
                if self._work.accuracy:
                    hits += hits_of(outputs.detach(), y).float().mean()
            history += [total, hits]

    def weights(self) -> list[NDArray[np.float32]]:
        return [p.detach().numpy().T.copy() for p in self._model.parameters()]

    def _batches(self) -> Iterator[tuple[Tensor, Tensor]]:
        if not self._work.shuffle:  # of the works here, those whose only batch holds all rows
            yield self._x, self._y
            return
        for rows in torch.randperm(self._work.rows).split(self._work.batch_size):
            yield self._x[rows], self._y[rows]

    def _set(self, start: list[NDArray[np.float32]] | None) -> None:
        if start is None:
            return
        with torch.no_grad():
            for parameter, value in zip(self._model.parameters(), start, strict=True):
                parameter.copy_(torch.from_numpy(value.T.copy()))


def seconds(work: Work, threads: int) -> float:
    """How long some training takes a network of its own."""
    torch.set_num_threads(threads)
    trial = Eager(work)
    trial.train(1)
    began = time.perf_counter()
    trial.train(100 if work.full_batch else 1)
    return time.perf_counter() - began


def eager(name: str) -> Eager:
    work = WORKS[name]
    choices = {1, os.cpu_count() or 1}
    torch.set_num_threads(min(choices, key=lambda threads: seconds(work, threads)))
    return Eager(work)
