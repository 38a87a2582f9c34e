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
    taken: int,
) -> TrainingProgram:
    """The program of these, kept with the model: a second fit compiles nothing.

    A short training uses what a long one has compiled, and a long one what a short one has if that
    left no step as it was.

    steps: how many the training has when it is over; None if that is not known.
    taken: how many of these it has taken.
    """

    def kept(most: int) -> TrainingProgram:
        key = (layout, validation, most, observers, donated)
        return kept_with_model(model, key, lambda: TrainingProgram(model, *key))

    if not fused or is_on_several_devices():
        return kept(0)
    short, long = kept(MOST_IN_SHORT), kept(MOST_OPERATIONS)
    # Short calls add up to a long training.
    before = max(0, int(model.optimizer.iterations) - taken)
    if most_operations(None if steps is None else before + steps) == MOST_IN_SHORT:
        return long if long.is_traced else short
    # Of a stream the next batches may have other shapes.
    fits = layout is not None and short.is_traced and not short.has_left_steps
    return short if fits and not long.is_traced else long
