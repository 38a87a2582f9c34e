"""What is seen while a network trains: lines at regular epochs, and in a terminal a live bar."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

import keras
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

# A bar that changes more often than this cannot be read.
SECONDS_BETWEEN_LOOKS = 0.1
LINES = 10


@contextmanager
def shown(
    console: Console, epochs: int, every: int | None
) -> Generator[Sequence[keras.callbacks.Callback]]:
    """Callbacks that show the training on `console` while the context lasts.

    every: epochs between two lines; None for a round number that gives about ten.
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
        TextColumn("epoch {task.completed:,.0f}/{task.total:,.0f}"),
        BarColumn(),
        TextColumn("{task.fields[figures]}"),
        console=console,
        transient=True,
    ) as progress:
        task = progress.add_task("", total=epochs, figures="compiling")
        # Before the lines: it stands at their epoch when one is printed above it.
        yield [LiveBar(progress, task, epochs, every), lines]


class LossLines(keras.callbacks.Callback):
    """`Iter: 500, Loss: 0.1234` every so many epochs, and for the last one.

    As in the note, iterations count from 0 and the loss is that before the iteration's step.
    """

    reads_model = False

    def __init__(self, console: Console, epochs: int, every: int) -> None:
        super().__init__()
        self._console = console
        self._every = every
        self._last = epochs - 1

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        if epoch % self._every == 0 or epoch == self._last:
            logs = logs or {}
            held = f", Validation loss: {logs['val_loss']:.4f}" if "val_loss" in logs else ""
            self._console.print(f"Iter: {epoch}, Loss: {logs['loss']:.4f}{held}")


class LiveBar(keras.callbacks.Callback):
    """Moves a rich bar; epochs arrive in bulk, so most of them only cost a look at the clock.

    The first, every so manieth and the last one move it whatever the clock says.
    """

    reads_model = False

    def __init__(self, progress: Progress, task: TaskID, epochs: int, every: int) -> None:
        super().__init__()
        self._progress = progress
        self._task = task
        self._last = epochs - 1
        self._every = every
        self._started = self._looked = time.perf_counter()
        self._first: int | None = None  # not 0 in a run that goes on

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        now = time.perf_counter()
        due = self._first is None or epoch % self._every == 0 or epoch == self._last
        if self._first is None:
            self._first = epoch
        if not due and now - self._looked < SECONDS_BETWEEN_LOOKS:
            return
        self._looked = now
        rate = (epoch + 1 - self._first) / (now - self._started)
        logs = logs or {}
        # Keras sorts by name; the loss is what is looked at first.
        ordered = sorted(logs.items(), key=lambda entry: (entry[0] != "loss", entry[0]))
        figures = ", ".join([*map(_figure, ordered), f"{rate:,.0f} epochs/s"])
        self._progress.update(self._task, completed=epoch + 1, figures=figures, refresh=due)


def round_interval(epochs: int) -> int:
    """The least of 1, 2, 5, 10, 20, 50, ... that gives at most ten lines."""
    interval = 1
    while epochs > LINES * interval:
        # 1 -> 2 -> 5 -> 10: the leading digit says by how much.
        interval = interval * 5 // 2 if str(interval)[0] == "2" else interval * 2
    return interval


def _figure(entry: tuple[str, float]) -> str:
    name, value = entry
    side = "validation" if name.startswith("val_") else "training"
    metric = name.removeprefix("val_")
    return f"{'' if name == 'loss' else side + ' '}{metric} {value:.4f}"
