"""An optimizer of Keras' that moves a point, in float64."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import jax
import keras
import numpy as np

from glassnet.descent.curvature import MOMENTUM
from glassnet.networks.builder import OPTIMIZERS, Registry

DESCENT_OPTIMIZERS = Registry(
    "optimizer",
    {
        **OPTIMIZERS.entries,
        "momentum": partial(keras.optimizers.SGD, momentum=MOMENTUM),
        "nesterov": partial(keras.optimizers.SGD, momentum=MOMENTUM, nesterov=True),
    },
    {},
)


class KerasMove:
    """One vector as the only weight of an optimizer, whose step is compiled at the first call."""

    def __init__(self, make: Callable[..., Any], rate: float) -> None:
        self._make = make
        self._rate = rate
        self._step: Any = None
        self._state: Any = None  # momentum and the like

    def __call__(self, point: Sequence[float], gradient: Sequence[float]) -> tuple[float, ...]:
        with _float64():
            if self._step is None:
                self._step = self._compiled(point)
            vectors = [np.array(gradient)], [np.array(point)]
            (after,), self._state = self._step(self._state, *vectors)
            return tuple(np.asarray(after, np.float64).tolist())

    def _compiled(self, point: Sequence[float]) -> Any:
        vector = keras.Variable(np.array(point), dtype="float64", name="point")
        optimizer = self._make(learning_rate=self._rate)
        optimizer.build([vector])
        self._state = [each.value for each in optimizer.variables]
        return jax.jit(optimizer.stateless_apply)


@contextmanager
def _float64() -> Generator[None]:
    """Keras and JAX compute in float64: a learning rate of 0.1 is float32's nearest number else."""
    before = keras.config.floatx()
    with jax.enable_x64(True):
        keras.config.set_floatx("float64")
        try:
            yield
        finally:
            keras.config.set_floatx(before)
