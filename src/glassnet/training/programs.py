"""The programs a model has been compiled to, kept with the model: a second fit compiles nothing."""

from __future__ import annotations

from typing import Any

from glassnet.training import keras_model
from glassnet.training.keras_model import Model
from glassnet.training.layout import Layout
from glassnet.training.observation import Watch
from glassnet.training.program import Program

_ATTRIBUTE = "_glassnet_programs"


class _Programs:
    """What a model was compiled to. A class of its own: Keras would save a dict it finds."""

    def __init__(self, identity: tuple[Any, ...]) -> None:
        self.identity = identity
        self.programs: dict[Any, Program] = {}


def program_for(
    model: Model, *, layout: Layout | None, validation: Layout | None, fused: bool, watch: Watch
) -> Program:
    """The model's program for these layouts and observers, made if it is not there.

    Compiling the model anew, or freezing layers, makes all its programs void.
    """
    kept = model.__dict__.get(_ATTRIBUTE)
    if kept is None or not keras_model.same_identity(kept.identity, model):
        kept = _Programs(keras_model.compile_identity(model))
        object.__setattr__(model, _ATTRIBUTE, kept)  # past Keras' tracking of attributes
    key = (layout, validation, fused, watch.key)
    if key not in kept.programs:
        kept.programs[key] = Program(model, layout, validation, fused, watch)
    return kept.programs[key]
