"""Who is measured: a module a framework, run in a worker process of its own kind.

A module here imports one framework and has functions `work name -> Contender`. What it lacks on
this machine it says with `Unavailable`, and its place in the table stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Unavailable(Exception):
    """This contender cannot run here; the message says why."""


class Contender(Protocol):
    """One network, in one framework, that goes on training at each call."""

    def train(self, epochs: int) -> None:
        """Train for so many epochs; returns when the numbers are there."""
        ...

    def weights(self) -> list[NDArray[np.float32]]:
        """The weights now, in Keras' order and shapes: kernel, bias, kernel, …"""
        ...


@dataclass(frozen=True)
class Entry:
    """A contender's name in the tables, the place it runs in, and the function that makes it.

    place: a key of `benchmarks.places.PLACES`.
    maker: "module.function" in this package.
    """

    title: str
    place: str
    maker: str


CONTENDERS = {
    "glassnet": Entry("glassnet", "glassnet", "glassnet_fit.fused"),
    "exact": Entry("glassnet, fused=False", "glassnet", "glassnet_fit.exact"),
    "trainer": Entry("glassnet, Trainer.run", "glassnet", "glassnet_fit.trainer"),
    "lesson": Entry("glassnet", "glassnet", "glassnet_lesson.lesson"),
    "recorded": Entry("glassnet, recorded", "glassnet", "glassnet_fit.recorded"),
    "watched": Entry("glassnet, diagnose=True", "glassnet", "glassnet_fit.watched"),
    "lesson-recorded": Entry("glassnet, recorded", "glassnet", "glassnet_lesson.recorded"),
    "scan": Entry("lax.scan", "keras", "hand_written_scan.scan"),
    "scan+option": Entry("lax.scan + XLA option", "keras+option", "hand_written_scan.scan"),
    "keras": Entry("Keras fit", "keras", "keras_fit.plain"),
    "keras-best": Entry("Keras fit, at its best", "keras", "keras_fit.best"),
    "c": Entry("C", "c", "c_program.c_program"),
    "tensorflow": Entry("TensorFlow", "tensorflow", "tensorflow_note.of_work"),
    "tensorflow-note": Entry("TensorFlow, the note", "tensorflow", "tensorflow_note.of_lesson"),
    "pytorch": Entry("PyTorch", "pytorch", "pytorch_eager.eager"),
}
