"""The state that a model's training began with, drawn again by its layers' own initializers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from glassnet.training.keras_model import Model, References, Variables


def first_state(model: Model) -> Variables | None:
    """The variables with first weights and an optimizer that has taken no step; None where it is
    not known of some weights how they are drawn.

    Keras' initializers give the same numbers each time they are asked: those of the training's own
    beginning, unless it began with weights from elsewhere.
    """
    now = Variables(*References.of(model).read()[:4])
    known = _initializers(model)
    if not all(variable.path in known for variable in model.trainable_variables):
        return None
    drawn = [
        np.asarray(known[variable.path](tuple(variable.shape), dtype=value.dtype))
        for variable, value in zip(model.trainable_variables, now.trainable, strict=True)
    ]
    steps = model.optimizer.iterations
    # What the optimizer gathers is 0; the learning rate and what else is one number stay.
    unused = [
        np.zeros_like(value) if variable is steps or np.ndim(value) else value
        for variable, value in zip(model.optimizer.variables, now.optimizer, strict=True)
    ]
    return now._replace(trainable=drawn, optimizer=unused)


def _initializers(model: Model) -> Mapping[str, Any]:
    """By a variable's path what draws it: `kernel_initializer` of `kernel`, and of
    `recurrent_kernel` `recurrent_initializer`."""
    found: dict[str, Any] = {}
    for layer in model._flatten_layers():
        for variable in layer._trainable_variables:
            for name in (variable.name, variable.name.removesuffix("_kernel")):
                initializer = getattr(layer, f"{name}_initializer", None)
                if isinstance(initializer, keras.initializers.Initializer):
                    found.setdefault(variable.path, initializer)
    return found
