"""The bar of `fit`: epochs, the last one's results, speed; in a notebook one line of text."""

from __future__ import annotations

import importlib
import sys
import time
from typing import Any

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column
from rich.text import Text

from glassnet.text import message
from glassnet.training.epochs import EpochLogs

SECONDS_BETWEEN_UPDATES = 0.2  # of a notebook's line: each is a message to its page


class ProgressBar:
    """Epochs, results and speed, moved after each chunk; a context manager.

    first: epochs that are finished already. shown: False for silence.
    """

    def __init__(self, epochs: int, first: int, *, shown: bool) -> None:
        self._epochs = epochs
        self._line = _NotebookLine() if shown and in_notebook() else None
        self._bar: Progress | None = None
        if shown:  # making one that shows nothing takes a tenth of a short call
            self._bar = Progress(
                TextColumn(message("fit-progress-epoch")),
                MofNCompleteColumn(),
                BarColumn(),
                _Results(),
                TextColumn("{task.fields[speed]}"),
                TimeRemainingColumn(compact=True),
                disable=self._line is not None,
            )
            self._bar.add_task("fit", total=epochs, completed=first, results="", speed="")

    def __enter__(self) -> ProgressBar:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
        if self._line is not None:
            self._line.finish()

    def show(self, finished: EpochLogs) -> None:
        """Move on by the epochs that ended, with the last one's results."""
        if self._bar is None or not finished.count:
            return
        task = self._bar.tasks[0]
        done = finished.first + finished.count
        results = "  ".join(f"{name} {value:.4g}" for name, value in finished.last().items())
        per_second = task.speed
        speed = message("fit-progress-speed", speed=f"{per_second:,.0f}") if per_second else ""
        self._bar.update(task.id, completed=done, results=results, speed=speed)
        if self._line is not None:
            epoch = f"{message('fit-progress-epoch')} {done}/{self._epochs}"
            self._line.show("  ".join(filter(None, [epoch, results, speed])))


class _Results(ProgressColumn):
    """The last epoch's results: what gives way where the terminal is narrow."""

    def __init__(self) -> None:
        super().__init__(Column(no_wrap=False))

    def render(self, task: Task) -> Text:
        return Text(task.fields["results"], no_wrap=True, overflow="ellipsis")


class _NotebookLine:
    """One line of text below a notebook's cell, updated in place; the last one is saved with it."""

    def __init__(self) -> None:
        self._handle: Any = None
        self._text = ""
        self._shown = ""
        self._next = 0.0

    def show(self, text: str) -> None:
        self._text = text
        if time.monotonic() >= self._next:
            self.finish()

    def finish(self) -> None:
        """Show the last text, however soon it comes after the one before."""
        if self._text == self._shown:
            return
        data = {"text/plain": self._text}
        if self._handle is None:
            display: Any = importlib.import_module("IPython.display")
            self._handle = display.display(data, raw=True, display_id=True)
        else:
            self._handle.update(data, raw=True)
        self._shown = self._text
        self._next = time.monotonic() + SECONDS_BETWEEN_UPDATES


def in_notebook() -> bool:
    """Whether this is a Jupyter kernel, whose output is a page and not a terminal."""
    ipython: Any = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and getattr(shell, "kernel", None) is not None
