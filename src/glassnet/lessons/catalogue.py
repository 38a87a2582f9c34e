"""The note's four programs, and how to run one."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from glassnet.data.sources import check_seed
from glassnet.errors import SettingError
from glassnet.lessons.lesson import Lesson, LessonResult
from glassnet.runs.signals import interrupts_deferred
from glassnet.text import did_you_mean


def _accuracy(result: LessonResult) -> str:
    return f"Testset Accuracy: {result.accuracy:.4f}"


def _predictions(result: LessonResult) -> str:
    return f"Predictions:\n {result.predictions}"


def _probabilities(result: LessonResult) -> str:
    return f"Predicted probability:\n {result.probabilities}"


def _labels(result: LessonResult) -> str:
    return f"Predicted label:\n {result.predictions}"


LESSONS: dict[str, Lesson] = {
    lesson.name: lesson
    for lesson in (
        Lesson(
            name="xor-units",
            title="two logistic units side by side and a third that reads them; SGD",
            module="xor_units",
            counter="Iter",
            every=5000,
            ending=(_accuracy,),
        ),
        Lesson(
            name="xor-hidden",
            title="the two units as one hidden layer, 2-2-1; SGD",
            module="xor_hidden",
            counter="Iter",
            every=1000,
            ending=(_accuracy, _predictions),
        ),
        Lesson(
            name="xor-deep",
            title="three hidden layers, 2-10-10-10-1; SGD",
            module="xor_deep",
            counter="Epoch",
            every=500,
            ending=(_accuracy, _predictions),
        ),
        Lesson(
            name="xor-keras",
            title="the deep network with Keras' own initial weights, loss and Adam",
            module="xor_keras",
            counter="",
            every=0,
            ending=(_probabilities, _labels),
        ),
    )
}


def find(name: str) -> Lesson:
    """The lesson of that name. Raises SettingError, naming the nearest, if there is none."""
    if name not in LESSONS:
        raise SettingError(f"lesson {name!r}: no such lesson.{did_you_mean(name, LESSONS)}")
    return LESSONS[name]


def run(
    name: str,
    *,
    seed: int = 777,
    epochs: int | None = None,
    log_dir: str | None = None,
    **options: Any,
) -> LessonResult:
    """Train a lesson's network from its start: `run("xor-hidden").lines` is what the note prints.

    seed: 0 to 2**32 - 1. The note's is 777. xor-keras seeds Keras, NumPy and Python with it.
    epochs: the note's own number if None.
    log_dir: where TensorBoard's log is written, if it shall be.
    options: further arguments of `glassnet.fit`: `callbacks`, `fused`, `verbose` (0 here) ...
    Raises SettingError for an unknown name, seed out of range or epochs below 1.
    """
    lesson = find(name)
    check_seed(seed)
    if epochs is not None and epochs < 1:
        raise SettingError(f"epochs {epochs}: expected a whole number, 1 or more.")

    # Loads Keras, and a mistake above should be answered at once. JAX aborts the process if Ctrl-C
    # comes while its compiled part loads.
    with interrupts_deferred():
        from glassnet.lessons.xor import x, y

    model = lesson.program.build(seed)
    length = {} if epochs is None else {"epochs": epochs}
    if log_dir is not None:
        options["callbacks"] = [*options.get("callbacks", ()), lesson.program.tensorboard(log_dir)]
    history = lesson.program.train(model, **length, **{"verbose": 0, **options})
    probabilities = cast(Any, model)(x)
    return LessonResult(lesson, seed, model, history, np.asarray(probabilities), y)
