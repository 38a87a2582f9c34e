"""Which compiled program a training gets: that of its settings, or one that is alike."""

from __future__ import annotations

import math

from glassnet.training.batching import BatchLayout
from glassnet.training.compilation import kept_with_model
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

    A training of another length uses what is compiled already, unless it is so much longer that a
    step is worth rewriting which was left as it was.

    steps: how many the training has when it is over; None if that is not known.
    taken: how many of these it has taken.
    """
    key = (layout, validation, fused and not is_on_several_devices(), observers, donated)
    programs: list[TrainingProgram] = kept_with_model(model, key, list)
    # Short calls add up to a long training.
    before = max(0, int(model.optimizer.iterations) - taken)
    length = math.inf if steps is None else before + steps
    for program in reversed(programs):
        if program.suits(length):
            program.length = max(program.length, length)
            return program
    programs.append(TrainingProgram(model, *key, length=length))
    return programs[-1]
