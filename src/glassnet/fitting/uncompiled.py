"""Training with `keras.Model.fit` itself, where the user has asked for nothing to be compiled."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import jax
import keras

from glassnet.errors import NotCompiledWarning
from glassnet.fitting.callbacks import runs_in_keras
from glassnet.text import message
from glassnet.training.keras_model import Model

# What keeps a training from being compiled, though nothing is wrong with it -> how to tell.
REASONS: Mapping[str, Callable[[Model], bool]] = {
    "run-eagerly": lambda model: model.run_eagerly,
    "disable-jit": lambda model: getattr(jax.config, "jax_disable_jit", False),
}


def reason(model: Any, callbacks: Iterable[Any]) -> str | None:
    """Why this training is to run in Keras' own loop, a key of `REASONS`; None if it is not.

    Callbacks that only `fit` can call have no place in that loop.
    """
    if not isinstance(model, keras.Model) or not model.compiled:
        return None
    if not all(map(runs_in_keras, callbacks)):
        return None
    return next((name for name, holds in REASONS.items() if holds(model)), None)


def fit(model: Model, why: str, **arguments: Any) -> keras.callbacks.History:
    """Warn, and train with `keras.Model.fit`. why: a key of `REASONS`."""
    warnings.warn(message("fit-not-compiled", why=why), NotCompiledWarning, stacklevel=3)
    history = model.fit(**arguments)
    history.interrupted, history.signal = False, None
    return history
