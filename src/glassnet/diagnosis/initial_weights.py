"""Initial weights of a model: those that its training began with, or others drawn like them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np

from glassnet.training.keras_model import (
    Model,
    References,
    Variables,
    layers_within,
    own_trainable_variables,
)


def initial_state(model: Model, seed: int | None = None) -> Variables | None:
    """Draw initial weights, under an optimizer without steps.

    Args:
        model: a built and compiled model.
        seed: for other weights than the training began with. None for the same: Keras'
            initializers give the same numbers each time they are asked, unless the model got
            weights from elsewhere.

    Returns:
        None if it is unknown how some weights are drawn.
    """
    now = Variables(*References.of(model).read()[:4])
    known = _initializers(model)
    if not all(variable.path in known for variable in model.trainable_variables):
        return None
    drawn = [
        np.asarray(
            _reseeded(known[variable.path], seed, number)(tuple(variable.shape), dtype=value.dtype)
        )
        for number, (variable, value) in enumerate(
            zip(model.trainable_variables, now.trainable, strict=True)
        )
    ]
    optimizer = _unused(model.optimizer, model.trainable_variables, now.optimizer)
    return now._replace(trainable=drawn, optimizer=optimizer)


def _unused(optimizer: Any, trained: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    """The variables of an optimizer that has not taken a step, under the learning rate as it is."""
    fresh = type(optimizer).from_config(optimizer.get_config())
    fresh.build(trained)
    is_rate = lambda variable: variable.name == "learning_rate"
    return [
        now if is_rate(variable) else np.asarray(new.value)
        for variable, new, now in zip(optimizer.variables, fresh.variables, values, strict=True)
    ]


def _reseeded(initializer: Any, seed: int | None, number: int) -> Any:
    """The same initializer with a seed of its own for each variable; None leaves it as it is."""
    config = initializer.get_config()
    if seed is None or "seed" not in config:
        return initializer
    return type(initializer).from_config({**config, "seed": 10_000 * (seed + 1) + number})


def _initializers(model: Model) -> Mapping[str, Any]:
    """Initializers by variable path: `kernel_initializer` for `kernel`, and
    `recurrent_initializer` for `recurrent_kernel`."""
    found: dict[str, Any] = {}
    for layer in layers_within(model):
        for variable in own_trainable_variables(layer):
            for name in (variable.name, variable.name.removesuffix("_kernel")):
                initializer = getattr(layer, f"{name}_initializer", None)
                if isinstance(initializer, keras.initializers.Initializer):
                    found.setdefault(variable.path, initializer)
    return found
