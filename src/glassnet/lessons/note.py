"""The study note's four programs: what each prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from glassnet.data.built_in import gate
from glassnet.lessons.lesson import Lesson, LessonResult

if TYPE_CHECKING:
    import keras
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class NoteLesson(Lesson):
    """One program of the note.

    Attributes:
        counter: the word before the step number in a line of progress; "" without such lines.
        every: steps between two lines of progress; 0 without.
        ending: the text it prints after training, a template for the `NoteResult`.
    """

    counter: str = ""
    every: int = 0
    ending: str = ""

    def result(
        self, seed: int, models: Sequence[keras.Model], histories: Sequence[Any]
    ) -> NoteResult:
        """What came out of a run."""
        x, y = self.data()
        probabilities = np.asarray(cast(Any, models[0])(x))
        return NoteResult(
            self, seed, {self.name: models[0]}, {self.name: histories[0]}, probabilities, y
        )


@dataclass(frozen=True, eq=False)
class NoteResult(LessonResult):
    """The trained network of one of the note's programs.

    Attributes:
        probabilities: [4, 1] float32, the trained network's output for rows 00, 01, 10, 11.
        labels: [4, 1] float32, what they should be.
    """

    probabilities: NDArray[np.float32]
    labels: NDArray[np.float32]

    @property
    def reported_losses(self) -> dict[int, float]:
        """The losses that the note's program prints, by step."""
        losses, every = self.losses, cast(NoteLesson, self.lesson).every
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
        lesson = cast(NoteLesson, self.lesson)
        losses = self.reported_losses.items()
        progress = [f"{lesson.counter}: {step}, Loss: {loss:.4f}" for step, loss in losses]
        return progress + lesson.ending.format(self).splitlines()

    @property
    def numbers(self) -> dict[str, Any]:
        """The same as numbers, for JSON."""
        return {
            "reported_losses": self.reported_losses,
            "loss": self.losses[-1] if self.losses else None,  # none if stopped at once
            "accuracy": self.accuracy,
            "predictions": self.predictions.ravel().tolist(),
            "probabilities": self.probabilities.ravel().tolist(),
        }

    def plot(self) -> Figure:
        """What the network answers around its four rows."""
        from glassnet.plots import plot_boundary

        return plot_boundary(self.model, gate("xor"), title=self.lesson.name)


ACCURACY = "Testset Accuracy: {0.accuracy:.4f}\n"
PREDICTIONS = "Predictions:\n {0.predictions}\n"
PROBABILITIES = "Predicted probability:\n {0.probabilities}\n"
LABELS = "Predicted label:\n {0.predictions}\n"

NOTE = (
    NoteLesson("xor-units", counter="Iter", every=5000, ending=ACCURACY),
    NoteLesson("xor-hidden", counter="Iter", every=1000, ending=ACCURACY + PREDICTIONS),
    NoteLesson("xor-deep", counter="Epoch", every=500, ending=ACCURACY + PREDICTIONS),
    NoteLesson("xor-keras", ending=PROBABILITIES + LABELS),
)
