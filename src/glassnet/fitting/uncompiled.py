"""Training with `keras.Model.fit` itself: where compiling is not wanted, or takes minutes."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import jax
import keras

from glassnet.errors import NotCompiledWarning
from glassnet.fitting.callbacks import runs_in_keras
from glassnet.text import message
from glassnet.training.compilation import forward_operations
from glassnet.training.keras_model import Model

MOST_OPERATIONS = 2_000
"""Operations of the forward pass up to which a model that Keras does not compile is compiled here.

Augmentation layers compute all transformations that they draw among, with code that LLVM is slow
on. On 16×16 images, on two busy cores, Keras leaving them uncompiled (`jit_compile="auto"`):

| layer | operations | the first epoch, of two steps: compiled | in Keras |
|---|---|---|---|
| six RandomShear | 2,800 | 15 s | 1 s |
| AugMix | 2,500 to 8,500, as it draws | 647 s | 21 s |
| RandAugment | 15,900 | 207 s | 75 s |
"""


def _is_large(model: Model) -> bool:
    return not model.jit_compile and forward_operations(model) > MOST_OPERATIONS


# What keeps a training from being compiled, though nothing is wrong with it -> how to tell.
REASONS: Mapping[str, Callable[[Model], bool]] = {
    "run-eagerly": lambda model: model.run_eagerly,
    "disable-jit": lambda model: getattr(jax.config, "jax_disable_jit", False),
    "large": _is_large,
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
