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
    """One vector as the only weight of an optimizer, which is made at the first step."""

    def __init__(self, make: Callable[..., Any], rate: float) -> None:
        self._make = make
        self._rate = rate
        self._optimizer: Any = None
        self._vector: Any = None

    def __call__(self, point: Sequence[float], gradient: Sequence[float]) -> tuple[float, ...]:
        with _float64():
            if self._optimizer is None:
                self._vector = keras.Variable(np.array(point), dtype="float64", name="point")
                self._optimizer = self._make(learning_rate=self._rate)
                self._optimizer.build([self._vector])
            self._vector.assign(np.array(point))
            slopes = keras.ops.convert_to_tensor(np.array(gradient), dtype="float64")
            self._optimizer.apply([slopes])
            return tuple(np.asarray(self._vector.value, np.float64).tolist())


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
