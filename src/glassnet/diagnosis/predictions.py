"""What a model predicts, in inference and in training: one compiled function of copies of its
state."""

from __future__ import annotations

import inspect
from typing import Any

import jax
import numpy as np

from glassnet.training.compilation import kept_with_model
from glassnet.training.keras_model import Model, References

MODES = (False, True)  # of Keras' `training`


def predictions(model: Model, x: Any) -> tuple[Any, ...]:
    """The outputs in each of `MODES`, nested as the model gives them. x: arrays [rows, …]."""
    x = jax.tree.map(np.asarray, x)
    shapes = [(leaf.shape, str(leaf.dtype)) for leaf in jax.tree.leaves(x)]
    key = ("predictions", jax.tree.structure(x), *shapes)
    compiled = kept_with_model(model, key, lambda: jax.jit(_program(model)))
    state = References.of(model).read()
    return compiled(state.trainable, state.non_trainable, x)


def _program(model: Model) -> Any:
    known = {"training", "kwargs"} & set(inspect.signature(model.call).parameters)

    def run(trainable: Any, non_trainable: Any, x: Any) -> tuple[Any, ...]:
        options: list[Any] = [{"training": mode} if known else {} for mode in MODES]
        return tuple(
            model.stateless_call(trainable, non_trainable, x, **each)[0] for each in options
        )

    return run
