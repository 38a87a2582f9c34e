"""The loss that trained weights give, in float64: do all contenders learn the same?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.works import SGD_RATE, Work

EPSILON = 1e-7

Doubles = NDArray[np.float64]


def loss(work: Work, weights: Sequence[NDArray[np.floating]]) -> float:
    """The note's cross-entropy of a network of sigmoids over XOR's four rows.

    weights: kernel [inputs, units], bias [units], kernel, …
    """
    x, y = (np.asarray(part, np.float64) for part in work.data())
    p = _activations(x, [np.asarray(weight, np.float64) for weight in weights])[-1]
    return float(-np.mean(y * np.log(p + EPSILON) + (1 - y) * np.log(1 - p + EPSILON)))


def train(work: Work, steps: int) -> list[Doubles]:
    """The weights after `steps` full-batch steps of plain gradient descent, by hand, in float64."""
    x, y = (np.asarray(part, np.float64) for part in work.data())
    weights = [np.asarray(weight, np.float64) for weight in work.start() or []]
    for _ in range(steps):
        for weight, gradient in zip(weights, _gradients(x, y, weights), strict=True):
            weight -= SGD_RATE * gradient
    return weights


def _activations(x: Doubles, weights: Sequence[Doubles]) -> list[Doubles]:
    """x and each layer's output: [rows, units]."""
    layers = [x]
    for kernel, bias in zip(weights[::2], weights[1::2], strict=True):
        layers.append(1 / (1 + np.exp(-(layers[-1] @ kernel + bias))))
    return layers


def _gradients(x: Doubles, y: Doubles, weights: Sequence[Doubles]) -> list[Doubles]:
    layers = _activations(x, weights)
    p = layers[-1]
    cotangent = -(y / (p + EPSILON) - (1 - y) / (1 - p + EPSILON)) / y.size
    gradients: list[Doubles] = []
    for kernel, below, here in zip(weights[-2::-2], layers[-2::-1], layers[:0:-1], strict=True):
        pre_activation = cotangent * here * (1 - here)
        gradients = [below.T @ pre_activation, pre_activation.sum(axis=0), *gradients]
        cotangent = pre_activation @ kernel.T
    return gradients
