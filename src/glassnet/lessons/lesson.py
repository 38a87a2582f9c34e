"""A lesson: one program of the note, what it prints, and what came out of a run."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import keras


class Program(Protocol):
    """What the module of a lesson holds. It loads Keras and JAX, so it is imported on use."""

    def build(self, seed: int = ...) -> keras.Model: ...

    def train(
        self, model: keras.Model, epochs: int = ..., **options: Any
    ) -> keras.callbacks.History: ...

    def tensorboard(self, log_dir: str) -> keras.callbacks.Callback: ...


@dataclass(frozen=True, eq=False)
class LessonResult:
    """What a lesson learnt.

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
        """What the note's program prints."""
        progress = [
            f"{self.lesson.counter}: {step}, Loss: {loss:.4f}"
            for step, loss in self.reported_losses.items()
        ]
        ending = [line for part in self.lesson.ending for line in part(self).splitlines()]
        return progress + ending


@dataclass(frozen=True)
class Lesson:
    """One program of the note.

    module: where its source is, in this package.
    counter, every: the word before the step number, and how many steps lie between two lines of
        progress; "" and 0 where the program prints none.
    ending: what it prints after training, in order.
    """

    name: str
    title: str
    module: str
    counter: str
    every: int
    ending: tuple[Callable[[LessonResult], str], ...]

    @property
    def program(self) -> Program:
        return cast(Program, importlib.import_module(f"glassnet.lessons.{self.module}"))

    @property
    def source(self) -> str:
        """The program's text."""
        return resources.files("glassnet.lessons").joinpath(f"{self.module}.py").read_text("utf-8")
