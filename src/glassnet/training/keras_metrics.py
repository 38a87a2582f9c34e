"""A Keras model's metrics as pure functions of their variables."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from typing import Any

import jax
import keras
from keras.src.utils.python_utils import pythonify_logs

Model = Any  # keras.Model: Keras carries no types
Tree = Any  # a nested structure (tuple, list, dict) of arrays, as JAX' pytrees


@contextmanager
def emptied(model: Model) -> Generator[None]:
    """Take the metrics' values away while a step is traced, as Keras' own `fit` does.

    A layer that updates a metric in its `call` reads it outside of the state that a step is given:
    that is Keras' error, where a value of before would be logged for ever.
    """
    held = [(each, each._value) for each in model.metrics_variables]
    for each, _ in held:
        each._value = None
    try:
        yield
    finally:
        for each, value in held:
            each._value = value


def reset_metrics(model: Model, metrics: list[jax.Array]) -> list[jax.Array]:
    """The metrics' state at the start of an epoch."""
    with _stateless_metrics(model, metrics) as scope:
        model.reset_metrics()
    return [scope.get_current_value(reference) for reference in model.metrics_variables]


def results(model: Model, metrics: list[jax.Array], last_logs: Tree) -> dict[str, Any]:
    """An epoch's logs: the metrics' results, or the last step's logs if a custom step has others.

    A metric with several results stands as several names.
    """
    with _stateless_metrics(model, metrics):
        return _flat(model._get_metrics_result_or_logs(last_logs))


def hold(model: Model, metrics: list[jax.Array], logs: Tree) -> bool:
    """Whether a step's logs are the metrics' results (they are not for some custom steps)."""
    if not isinstance(logs, dict):
        return False
    names = dict.fromkeys(logs)
    found = jax.eval_shape(partial(results, model, last_logs=names), metrics)
    return all(value is not None for value in found.values()) and set(found) == set(names)


def metric_results(model: Model, metrics: list[jax.Array]) -> dict[str, Any]:
    """The metrics' results; those of a metric with several stand under their own names."""
    with _stateless_metrics(model, metrics):
        return _flat(model.get_metrics_result())


def _flat(logs: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in logs.items():
        flat.update(_flat(value) if isinstance(value, dict) else {name: value})
    return flat


def _stateless_metrics(model: Model, values: list[jax.Array]) -> Any:
    return keras.StatelessScope(
        state_mapping=list(zip(model.metrics_variables, values, strict=True))
    )


def flatten_logs(logs: dict[str, Any]) -> dict[str, float]:
    """Logs as Keras' callbacks get them: flat, names sorted, floats."""
    return pythonify_logs(logs)
