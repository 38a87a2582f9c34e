"""The programs a model has been compiled to, kept with the model: a second fit compiles nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from glassnet.training import keras_model
from glassnet.training.keras_model import Model
from glassnet.training.layout import Layout
from glassnet.training.observation import Watch
from glassnet.training.training_program import Program

P = TypeVar("P")
_ATTRIBUTE = "_glassnet_programs"


class _Programs:
    """What a model was compiled to. A class of its own: Keras would save a dict it finds."""

    def __init__(self, identity: tuple[Any, ...]) -> None:
        self.identity = identity
        self.programs: dict[Any, Any] = {}


def kept(model: Model, key: Any, make: Callable[[], P]) -> P:
    """What `make` gave for this model and key, made if it is not there.

    Compiling the model anew, or freezing layers, makes all that is kept void.
    """
    found = model.__dict__.get(_ATTRIBUTE)
    if found is None or not keras_model.same_identity(found.identity, model):
        found = _Programs(keras_model.compile_identity(model))
        object.__setattr__(model, _ATTRIBUTE, found)  # past Keras' tracking of attributes
    if key not in found.programs:
        found.programs[key] = make()
    return found.programs[key]


def program_for(
    model: Model, *, layout: Layout | None, validation: Layout | None, fused: bool, watch: Watch
) -> Program:
    """The model's training program for these layouts and observers."""
    key = (layout, validation, fused, watch.key)
    return kept(model, key, lambda: Program(model, layout, validation, fused, watch))
