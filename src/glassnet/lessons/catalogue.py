"""All lessons, and how one is run."""

from __future__ import annotations

import os
from numbers import Integral
from typing import Any

from glassnet.errors import SettingError
from glassnet.lessons.lesson import Lesson, LessonResult
from glassnet.lessons.note import NOTE
from glassnet.seed import check_seed
from glassnet.signals import interrupts_deferred
from glassnet.text import did_you_mean, message

LESSONS: dict[str, Lesson] = {
    lesson.name: lesson
    for lesson in (
        *NOTE,
        Lesson("rnn", ("temporal-xor", "parity"), 16, 240),
        Lesson("lstm", ("rnn", "lstm"), 50, 50),
        Lesson("autoencoder", ("8-3-8", "digits"), 64, 40),
        Lesson("sparse-autoencoder", ("dense", "stacked", "sparse"), 64, 60),
    )
}


def find(name: str) -> Lesson:
    """The lesson of that name. Raises SettingError for an unknown one."""
    if name not in LESSONS:
        hint = did_you_mean(str(name), LESSONS)
        raise SettingError(message("lesson-unknown", name=str(name), hint=hint))
    return LESSONS[name]


def run(
    name: str,
    *,
    seed: int = 777,
    epochs: int | None = None,
    log_dir: str | None = None,
    **options: Any,
) -> LessonResult:
    """Train a lesson's networks from their start: `run("xor-hidden").lines` is what the note
    prints.

    Args:
        name: name of the lesson.
        seed: 0 to 2**32 - 1. The note's is 777. All but the note's first three programs seed Keras,
            NumPy and Python with it.
        epochs: the program's own number if None.
        log_dir: where to write TensorBoard's log, of several networks in a folder each; None for no
            log.
        **options: further arguments of `glassnet.fit`: `callbacks`, `fused`, `verbose` (0 here).

    Returns:
        The result; of the note's programs a `NoteResult`.

    Raises:
        SettingError: an unknown name, a seed out of range or epochs below 1.
        KeyboardInterrupt: Ctrl-C before the last network was trained.
    """
    lesson = find(name)
    check_seed(seed)
    if epochs is not None and not (isinstance(epochs, Integral) and epochs >= 1):
        raise SettingError(message("lesson-epochs", found=str(epochs)))

    # Loads Keras, and a mistake above should be answered at once. JAX aborts the process if Ctrl-C
    # comes while its compiled part loads.
    with interrupts_deferred():
        program = lesson.program

    length = {} if epochs is None else {"epochs": epochs}
    models, histories = list[Any](), list[Any]()
    for network in lesson.networks or [""]:
        if histories and histories[-1].interrupted:
            raise KeyboardInterrupt
        here = dict(options)
        if log_dir is not None:
            log = program.tensorboard(os.path.join(log_dir, network) if network else log_dir)
            here["callbacks"] = [*options.get("callbacks", ()), log]
        models.append(lesson.build(seed, network or None))
        histories.append(program.train(models[-1], **length, **{"verbose": 0, **here}))
    return lesson.result(seed, models, histories)
