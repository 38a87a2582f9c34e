"""Models and data that cannot become a program as they are: one line says what to change.

caller: what asks, such as "fit" or "trace", which the line begins with.
"""

from __future__ import annotations

from typing import Any

import keras

from glassnet import backend
from glassnet.errors import DataError, SettingError
from glassnet.training import keras_model
from glassnet.training.keras_model import Model
from glassnet.training.untraceable import or_keras


def check_compiled(model: Model, caller: str = "fit") -> None:
    """Raise a clear error unless the model can be trained as one compiled program.

    caller: what asks, for the error.
    """
    if not isinstance(model, keras.Model):
        raise SettingError(f"{caller}: expected a keras.Model, got {type(model).__name__}.")
    if not model.compiled:
        raise SettingError(f"{caller}: the model is not compiled: call model.compile(...) first.")
    if model.run_eagerly:
        raise SettingError(
            f"{caller}: the model was compiled with run_eagerly=True, which cannot become one "
            f"program: compile it without{or_keras(caller, 'use model.fit')}."
        )
    for name in ("make_train_function", "make_test_function"):
        if getattr(type(model), name) is not getattr(keras.Model, name):
            raise SettingError(
                f"{caller}: {type(model).__name__} has a {name} of its own, which would not be "
                "called: give it a train_step or test_step instead"
                f"{or_keras(caller, 'use model.fit')}."
            )
    backend.check_started()
    if keras.distribution.distribution() is not None:
        raise SettingError(
            f"{caller}: a keras.distribution is set, and glassnet works on one device: "
            f"call keras.distribution.set_distribution(None){or_keras(caller, 'use model.fit')}."
        )


def check_train_step(model: Model, caller: str, instead: str = "") -> None:
    """Raise SettingError for a train step of the model's own: it may minimise anything, and the
    compiled loss would be another. instead: what else would work."""
    if keras_model.has_own_train_step(model):
        raise SettingError(
            f"{caller}: {type(model).__name__} '{model.name}' has a train_step of its own, whose "
            f"loss cannot be seen: give the model a compute_loss in its place{instead}."
        )


def check_targets(model: Model, x: Any, y: Any) -> None:
    """Raise DataError where Keras' own loss would compare with a `y` that is missing."""
    own = any(
        getattr(type(model), name) is not getattr(keras.Model, name)
        for name in ("train_step", "compute_loss")
    )
    if y is None and hasattr(x, "shape") and model.loss is not None and not own:
        raise DataError("y: expected the targets that the model's loss compares with, got nothing.")
