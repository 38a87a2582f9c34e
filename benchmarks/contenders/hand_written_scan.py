"""The loop a JAX user writes by hand: `lax.scan` over Keras' documented stateless train step."""

from __future__ import annotations

import functools
from typing import Any

import jax
import jax.numpy as jnp
import keras
import numpy as np
from jax import lax
from numpy.typing import NDArray

from benchmarks.contenders import keras_models
from benchmarks.works import WORKS, Work


class Scan:
    """All epochs in one call of one jitted function: as many as are asked for, fixed by tracing.

    The same result as `fit`'s: the state, and each epoch's metrics.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._model = model = keras_models.build(work)
        x, y = work.data()
        model.train_on_batch(x[: work.batch_size], y[: work.batch_size])  # builds loss and metrics
        if (start := work.start()) is not None:
            model.set_weights(start)
        for variable in (*model.optimizer.variables, *model.metrics_variables):
            if variable is not model.optimizer.learning_rate:
                variable.assign(jnp.zeros_like(variable.value))
        self._data = jax.device_put((x, y))
        self._random = np.random.default_rng(0)
        groups = (
            model.trainable_variables,
            model.non_trainable_variables,
            model.optimizer.variables,
            model.metrics_variables,
        )
        self._state = [[variable.value for variable in group] for group in groups]
        self._run = jax.jit(self._epochs, static_argnames="epochs")

    def train(self, epochs: int) -> None:
        state, logs = self._run(self._state, self._data, self._orders(epochs), epochs=epochs)
        self._state, _ = jax.block_until_ready((state, logs))

    def weights(self) -> list[NDArray[np.float32]]:
        return [np.asarray(value) for value in self._state[0]]

    def one_step(self) -> tuple[Any, ...]:
        """Keras' train step and arguments for it: the state, and the first batch."""
        batch = tuple(part[: self._work.batch_size] for part in self._data)
        return self._model.train_step, tuple(self._state), batch

    def _orders(self, epochs: int) -> NDArray[np.int32] | None:
        """Each epoch's batches of row numbers: [epochs, steps, batch].

        Drawn by NumPy: `jax.random.permutation` sorts, and would take as long as all the rest.
        """
        if not self._work.shuffle:
            return None
        rows = np.arange(self._work.rows, dtype=np.int32)
        orders = self._random.permuted(np.tile(rows, (epochs, 1)), axis=1)
        return orders.reshape(epochs, -1, self._work.batch_size)

    def _epochs(self, state: Any, data: Any, orders: Any, epochs: int) -> Any:
        return lax.scan(functools.partial(self._epoch, data), state, orders, length=epochs)

    def _epoch(self, data: Any, state: Any, batches: jax.Array | None) -> tuple[Any, Any]:
        trainable, non_trainable, optimizer, metrics = state
        state = (trainable, non_trainable, optimizer, [jnp.zeros_like(m) for m in metrics])
        if batches is None:  # of the works here, those whose only batch holds all rows
            logs, state = self._model.train_step(state, data)
            return list(state), logs
        state, logs = lax.scan(functools.partial(self._step, data), list(state), batches)
        return state, jax.tree.map(lambda log: log[-1], logs)

    def _step(self, data: Any, state: Any, rows: jax.Array) -> tuple[Any, Any]:
        x, y = data
        logs, state = self._model.train_step(tuple(state), (x[rows], y[rows]))
        return list(state), logs


def scan(work: str) -> Scan:
    if keras.config.backend() != "jax":
        raise RuntimeError("the scan needs KERAS_BACKEND=jax")
    return Scan(WORKS[work])
