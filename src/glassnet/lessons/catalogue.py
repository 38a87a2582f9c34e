"""The note's four programs: what each prints, how to run one, and what comes out of a run."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from glassnet.data.sources import check_seed
from glassnet.errors import SettingError
from glassnet.signals import interrupts_deferred
from glassnet.text import did_you_mean, message

if TYPE_CHECKING:
    import keras


class LessonModule(Protocol):
    """The module of a lesson. It loads Keras and JAX, so it is imported on use."""

    def build(self, seed: int = ...) -> keras.Model: ...

    def train(
        self, model: keras.Model, epochs: int = ..., **options: Any
    ) -> keras.callbacks.History: ...

    def tensorboard(self, log_dir: str) -> keras.callbacks.Callback: ...


@dataclass(frozen=True, eq=False)
class LessonResult:
    """A lesson's trained network.

    Attributes:
        lesson: the lesson.
        seed: seed of its first weights.
        model: the trained model.
        history: Keras' History; `history.history["loss"][n]` is the loss before step n's update.
        probabilities: [4, 1] float32, the trained network's output for rows 00, 01, 10, 11.
        labels: [4, 1] float32, what they should be.
    """

    lesson: Lesson
    seed: int
    model: keras.Model
    history: keras.callbacks.History
    probabilities: NDArray[np.float32]
    labels: NDArray[np.float32]

    @property
    def losses(self) -> list[float]:
        """The loss before each update, one an epoch."""
        history = cast("dict[str, list[float]]", cast(Any, self.history).history)
        return history.get("loss", [])

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended the training early."""
        return bool(cast(Any, self.history).interrupted)

    @property
    def reported_losses(self) -> dict[int, float]:
        """The losses that the note's program prints, by step."""
        losses, every = self.losses, self.lesson.every
        return {step: losses[step] for step in range(0, len(losses), every)} if every else {}

    @property
    def predictions(self) -> NDArray[np.int32]:
        """[4, 1], 1 where the probability is above one half."""
        return (self.probabilities > 0.5).astype(np.int32)

    @property
    def accuracy(self) -> float:
        """The share of the four training rows predicted right."""
        return float(np.equal(self.predictions, self.labels).mean())

    @property
    def lines(self) -> list[str]:
        """The lines that the note's program prints, the same in every language."""
        counter = self.lesson.counter
        losses = self.reported_losses.items()
        progress = [f"{counter}: {step}, Loss: {loss:.4f}" for step, loss in losses]
        return progress + self.lesson.ending.format(self).splitlines()


@dataclass(frozen=True)
class Lesson:
    """One program of the note.

    Attributes:
        name: its name, as `glassnet lesson` takes it.
        counter: the word before the step number in a line of progress; "" without such lines.
        every: steps between two lines of progress; 0 without.
        ending: the text it prints after training, a template for the `LessonResult`.
    """

    name: str
    counter: str
    every: int
    ending: str

    @property
    def title(self) -> str:
        """The network and how it is trained, in a few words."""
        return message(f"lesson-{self.name}")

    @property
    def module(self) -> str:
        """The name of its module in this package."""
        return self.name.replace("-", "_")

    @property
    def program(self) -> LessonModule:
        """The imported module."""
        return cast(LessonModule, importlib.import_module(f"glassnet.lessons.{self.module}"))

    @property
    def source(self) -> str:
        """The program's text."""
        return resources.files("glassnet.lessons").joinpath(f"{self.module}.py").read_text("utf-8")


ACCURACY = "Testset Accuracy: {0.accuracy:.4f}\n"
PREDICTIONS = "Predictions:\n {0.predictions}\n"
PROBABILITIES = "Predicted probability:\n {0.probabilities}\n"
LABELS = "Predicted label:\n {0.predictions}\n"

LESSONS: dict[str, Lesson] = {
    lesson.name: lesson
    for lesson in (
        Lesson("xor-units", "Iter", 5000, ACCURACY),
        Lesson("xor-hidden", "Iter", 1000, ACCURACY + PREDICTIONS),
        Lesson("xor-deep", "Epoch", 500, ACCURACY + PREDICTIONS),
        Lesson("xor-keras", "", 0, PROBABILITIES + LABELS),
    )
}


def find(name: str) -> Lesson:
    """The lesson of that name. Raises SettingError for an unknown one."""
    if name not in LESSONS:
        raise SettingError(message("lesson-unknown", name=name, hint=did_you_mean(name, LESSONS)))
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

    Args:
        name: name of the lesson.
        seed: 0 to 2**32 - 1. The note's is 777. xor-keras seeds Keras, NumPy and Python with it.
        epochs: the note's own number if None.
        log_dir: where to write TensorBoard's log; None for no log.
        **options: further arguments of `glassnet.fit`: `callbacks`, `fused`, `verbose` (0 here).

    Raises:
        SettingError: an unknown name, a seed out of range or epochs below 1.
    """
    lesson = find(name)
    check_seed(seed)
    if epochs is not None and epochs < 1:
        raise SettingError(message("lesson-epochs", found=str(epochs)))

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
