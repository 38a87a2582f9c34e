"""Which compiled program a training gets: that of its settings, or one that is alike."""

from __future__ import annotations

from glassnet.training.batching import BatchLayout
from glassnet.training.compilation import kept_with_model
from glassnet.training.fusion.compile_cost import MOST_IN_SHORT, MOST_OPERATIONS, most_operations
from glassnet.training.keras_model import Model
from glassnet.training.observation import ObserverSet
from glassnet.training.sharding import is_on_several_devices
from glassnet.training.training_program import TrainingProgram


def program_for(
    model: Model,
    layout: BatchLayout | None,
    validation: BatchLayout | None,
    fused: bool,
    observers: ObserverSet,
    donated: bool,
    steps: int | None,
) -> TrainingProgram:
    """The program of these, kept with the model: a second fit compiles nothing.

    A short training's and a long one's are the same unless a step takes long to compile.

    steps: how many are planned; None if that is not known.
    """

    def kept(most: int) -> TrainingProgram:
        key = (layout, validation, most, observers, donated)
        return kept_with_model(model, key, lambda: TrainingProgram(model, *key))

    if not fused or is_on_several_devices():
        return kept(0)
    most = most_operations(steps)
    [other] = {MOST_IN_SHORT, MOST_OPERATIONS} - {most}
    return kept(other) if kept(other).is_alike(most) else kept(most)
