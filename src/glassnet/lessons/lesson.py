"""A lesson: a short program of plain Keras; and what comes out of a run of it."""

from __future__ import annotations

import functools
import html
import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol, cast

from glassnet.lessons.demonstrations import Demonstration
from glassnet.text import message

if TYPE_CHECKING:
    import keras
    from matplotlib.figure import Figure


class LessonProgram(Protocol):
    """The module of a lesson. It loads Keras and JAX, so it is imported on use.

    One that trains several networks has their names in NETWORKS, `data(network)` for their rows,
    and `build` takes `network`; one that trains a single network has its rows in `x` and `y`.
    """

    def build(self, seed: int = ..., **network: str) -> keras.Model: ...

    def train(
        self, model: keras.Model, epochs: int = ..., **options: Any
    ) -> keras.callbacks.History: ...

    def tensorboard(self, log_dir: str) -> keras.callbacks.Callback: ...


@dataclass(frozen=True)
class Lesson:
    """One lesson.

    Attributes:
        name: its name, as `glassnet lesson` takes it.
        networks: what its program trains side by side, the one that it is about last; () for a
            single network.
        batch_size, epochs: of that network's training, where `train` finds them by its name.
    """

    name: str
    networks: tuple[str, ...] = ()
    batch_size: int | None = None
    epochs: int | None = None

    @property
    def title(self) -> str:
        """The network and how it is trained, in a few words."""
        return message(f"lesson-{self.name}")

    @property
    def module(self) -> str:
        """The name of its module in this package."""
        return self.name.replace("-", "_")

    @property
    def program(self) -> LessonProgram:
        """The imported module."""
        return cast(LessonProgram, importlib.import_module(f"glassnet.lessons.{self.module}"))

    @property
    def source(self) -> str:
        """The program's text."""
        return resources.files("glassnet.lessons").joinpath(f"{self.module}.py").read_text("utf-8")

    def build(self, seed: int = 777, network: str | None = None) -> keras.Model:
        """A network before training. network: None for the one that the lesson is about."""
        if not self.networks:
            return self.program.build(seed)
        return self.program.build(seed, network=network or self.networks[-1])

    def data(self, network: str | None = None) -> tuple[Any, Any]:
        """The rows that a network is trained on: x and y."""
        program: Any = self.program
        if not self.networks:
            return program.x, program.y
        return program.data(network or self.networks[-1])

    def result(
        self, seed: int, models: Sequence[keras.Model], histories: Sequence[Any]
    ) -> LessonResult:
        """What came out of a run."""
        names = self.networks or (self.name,)
        by_name = dict(zip(names, models, strict=True)), dict(zip(names, histories, strict=True))
        return LessonResult(self, seed, *by_name)


@dataclass(frozen=True, eq=False)
class LessonResult:
    """A lesson's trained networks.

    Attributes:
        lesson: the lesson.
        seed: seed of their first weights.
        models: the trained models, by the network's name.
        histories: Keras' History of each; `history["loss"]` has one loss an epoch.
    """

    lesson: Lesson
    seed: int
    models: Mapping[str, keras.Model]
    histories: Mapping[str, keras.callbacks.History]

    @property
    def model(self) -> keras.Model:
        """The network that the lesson is about."""
        return list(self.models.values())[-1]

    @property
    def history(self) -> keras.callbacks.History:
        """Of `model`."""
        return list(self.histories.values())[-1]

    @property
    def losses(self) -> list[float]:
        """The loss of each epoch of `model`."""
        history = cast("dict[str, list[float]]", cast(Any, self.history).history)
        return history.get("loss", [])

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended the training early."""
        return bool(cast(Any, self.history).interrupted)

    @functools.cached_property
    def demonstration(self) -> Demonstration:
        """What can be seen in the trained networks."""
        module = f"glassnet.lessons.demonstrations.{self.lesson.module}"
        return importlib.import_module(module).demonstrate(self.models, self.seed)

    @property
    def lines(self) -> list[str]:
        """What `glassnet lesson` prints."""
        return self.demonstration.lines

    @property
    def numbers(self) -> dict[str, Any]:
        """The same as numbers, for JSON."""
        return self.demonstration.numbers

    def plot(self) -> Figure:
        """The lesson's picture."""
        return self.demonstration.draw()

    def _repr_html_(self) -> str:
        text = html.escape("\n".join(self.lines))
        return f"<pre>{text}</pre>"
