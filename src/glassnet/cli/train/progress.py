"""The progress of a training: lines at regular epochs, and in a terminal a live bar."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

import keras
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from glassnet.cli.console import figure
from glassnet.text import message

# A bar that changes more often than this cannot be read.
SECONDS_BETWEEN_MOVES = 0.1
LINES = 10


class _SeesNoModel(keras.callbacks.Callback):
    reads_model = False  # weights need not be written back for it


@contextmanager
def progress_callbacks(
    console: Console, epochs: int, every: int | None
) -> Generator[Sequence[keras.callbacks.Callback]]:
    """Callbacks that show the training on `console` while the context lasts.

    A terminal gets a bar as well as lines. every: epochs between two lines; None for a round number
    that gives about ten.
    """
    if console.quiet:
        yield []
        return
    every = every or round_interval(epochs)
    lines = LossLines(console, epochs, every)
    if not console.is_terminal:
        yield [lines]
        return
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[figures]}"),
        console=console,
        transient=True,
    ) as progress:
        compiling = message("train-compiling")
        task = progress.add_task(_epoch_of(0, epochs), total=epochs, figures=compiling)
        # Before the lines: it stands at their epoch when one is printed above it.
        yield [LiveBar(progress, task, epochs, every), lines]


class LossLines(_SeesNoModel):
    """`epoch 500: loss 0.1234` for the first epoch, every so many, and the last.

    Epochs count from 1. The loss is Keras': the mean over the epoch's steps, before each step.
    """

    def __init__(self, console: Console, epochs: int, every: int) -> None:
        super().__init__()
        self._console = console
        self._every = every
        self._epochs = epochs

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        count, logs = epoch + 1, logs or {}
        if count % self._every == 0 or count in (1, self._epochs):
            figures = [_figure(name, logs[name]) for name in ("loss", "val_loss") if name in logs]
            line = message("train-epoch", epoch=str(count), figures=", ".join(figures))
            self._console.print(line)


class LiveBar(_SeesNoModel):
    """Moves a rich bar; epochs arrive in bulk, so most of them only cost a look at the clock.

    The first, every n-th and the last one move it whatever the clock says.
    """

    def __init__(self, progress: Progress, task: TaskID, epochs: int, every: int) -> None:
        super().__init__()
        self._progress = progress
        self._task = task
        self._epochs = epochs
        self._every = every
        self._started = self._moved = time.perf_counter()
        self._first: int | None = None  # not 0 in a run that is resumed

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        now, count = time.perf_counter(), epoch + 1
        due = self._first is None or count % self._every == 0 or count == self._epochs
        if self._first is None:
            self._first = epoch
        if not due and now - self._moved < SECONDS_BETWEEN_MOVES:
            return
        self._moved = now
        rate = (count - self._first) / (now - self._started)
        # Keras sorts by name; the loss is what is looked at first.
        ordered = sorted((logs or {}).items(), key=lambda entry: (entry[0] != "loss", entry[0]))
        figures = [_figure(*entry) for entry in ordered]
        speed = message("train-epochs-per-second", rate=f"{rate:,.0f}")
        self._progress.update(
            self._task,
            completed=count,
            description=_epoch_of(count, self._epochs),
            figures=", ".join([*figures, speed]),
            refresh=due,
        )


class LastEpoch(_SeesNoModel):
    """Notices that training is over, by its last epoch or otherwise.

    Attributes:
        reached: whether it is.
    """

    def __init__(self, epochs: int) -> None:
        super().__init__()
        self._epochs = epochs
        self.reached = False

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.reached |= epoch + 1 == self._epochs

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        self.reached = True


def round_interval(epochs: int) -> int:
    """The least of 1, 2, 5, 10, 20, 50, … of which at most ten fit into `epochs`."""
    interval = 1
    while epochs > LINES * interval:
        # 1 -> 2 -> 5 -> 10: the leading digit says by how much.
        interval = interval * 5 // 2 if str(interval)[0] == "2" else interval * 2
    return interval


def _epoch_of(epoch: int, epochs: int) -> str:
    return message("train-epoch-of", epoch=f"{epoch:,}", epochs=f"{epochs:,}")


def _figure(name: str, value: float) -> str:
    """`loss 0.1234`, `validation accuracy 0.9000`."""
    if name == "loss":
        return message("train-loss", value=f"{value:.4f}")
    side = "validation" if name.startswith("val_") else "training"
    return figure(side, name.removeprefix("val_"), f"{value:.4f}")
