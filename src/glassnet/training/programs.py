"""Which compiled program a training gets: that of its settings, or one that is alike."""

from __future__ import annotations

import math

from glassnet.training import processes
from glassnet.training.batching import BatchLayout
from glassnet.training.compilation import kept_with_model
from glassnet.training.keras_model import Model
from glassnet.training.observation import ObserverSet
from glassnet.training.sharding import is_on_several_devices
from glassnet.training.training_program import TrainingProgram

# Up to so many of both, a training of a model that was trained on other rows uses a program for any
# number of rows. It saves 0.6 to 1.4 s of compiling; an epoch takes 0.6 ms longer, a step 15 µs.
SHORT_EPOCHS = 100
SHORT_STEPS = 4000


def program_for(
    model: Model,
    layout: BatchLayout | None,
    validation: BatchLayout | None,
    fused: bool,
    observers: ObserverSet,
    donated: bool,
    shared: bool,
    steps: int | None,
    taken: int,
) -> TrainingProgram:
    """The program of these, kept with the model: a second fit compiles nothing.

    A training of another length uses what is compiled already, unless it is so much longer that a
    step is worth rewriting which was left as it was.

    steps: how many the training has when it is over; None if that is not known.
    taken: how many of these it has taken.
    """
    fused = fused and not is_on_several_devices()
    key = (layout, validation, fused, observers, donated, shared)
    programs: list[TrainingProgram] = kept_with_model(model, key, list)
    # Short calls add up to a long training.
    before = max(0, int(model.optimizer.iterations) - taken)
    length = math.inf if steps is None else before + steps
    for program in reversed(programs):
        if program.forms.suits(length):
            program.forms.length = max(program.forms.length, length)
            return program
    programs.append(TrainingProgram(model, *key, length=length))
    return programs[-1]


def is_short(
    model: Model, layout: BatchLayout, validation: BatchLayout | None, epochs: int
) -> bool:
    """Whether so many epochs are too few to compile a program for this number of rows.

    Not a model's first training, whose program is as soon compiled. Trainings on equally many rows
    add up to a long one, and what is compiled once is used from then on.
    """
    if is_on_several_devices() or processes.are_several():
        return False
    planned: dict[object, float] = kept_with_model(model, (is_short,), dict)
    key = layout, validation
    steps = planned.get(key, 0 if planned else math.inf) + epochs * layout.steps
    is_long = steps > SHORT_STEPS or epochs > SHORT_EPOCHS
    planned[key] = math.inf if is_long else steps
    return not is_long
