"""One run's log folder: its event files, written in a thread, and where they stood."""

from __future__ import annotations

import secrets
import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tensorboard.compat.proto import event_pb2

from glassnet.errors import SettingError
from glassnet.recording.background import Background
from glassnet.recording.event_file import EventFile, cut_back, lengths
from glassnet.recording.summaries import Column, events

_event: Any = event_pb2

PARTS = ("", "train", "validation")  # folders below the log folder, as Keras has them
EVENT_BYTES = 1000  # one that is made ahead of its turn: a guess, for the bound on memory


class Log:
    """Writes events below a folder.

    position: what `position` gave when a checkpoint was written: all that this training wrote later
        is taken out of the folder first, and readers are told. If none of its files are there any
        more, the log begins at that step, with a warning. None: a new training.

    What others wrote into the folder stays, as with Keras.

    Raises SettingError if the folder or the training's event file cannot be made, DataError if its
    files have become shorter.
    """

    def __init__(self, folder: Path, position: Mapping[str, Any] | None = None) -> None:
        self._folder = folder
        self._writer = position["writer"] if position else secrets.token_hex(4)
        self._last_step = -1
        self._resumed_at: int | None = None
        self._files: dict[str, EventFile] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if position:
                self._last_step = int(position["step"])
                self._resumed_at = self._last_step + 1
                self._cut_back(position["lengths"])
            self._file("train")  # now, and not by the thread: before a step is taken
        except OSError as error:
            raise SettingError(
                f"TensorBoard: {error.filename or folder}: {error.strerror or error}: choose a "
                "log_dir that can be written to."
            ) from error
        self._background = Background()

    def columns(self, part: str, columns: Sequence[Column], steps: NDArray[Any]) -> None:
        """Write columns of the same steps. part: one of PARTS."""
        now = time.time()
        self._note(steps)
        size = sum(column.nbytes for column in columns)
        self._put(part, lambda: events(columns, steps, now), size)

    def summaries(self, part: str, summaries: Iterable[tuple[int, Any]]) -> None:
        """Write `Summary` protos, each with its step."""
        now = time.time()
        made = [_event.Event(step=s, wall_time=now, summary=summary) for s, summary in summaries]
        self._note([event.step for event in made])
        self._put(part, lambda: made, EVENT_BYTES * len(made))

    def later(self, part: str, make: Callable[[], Iterable[Any]], size: int) -> None:
        """Write the events that `make` gives in the writing thread. size: bytes it holds."""
        self._put(part, make, size)

    def job(self, job: Callable[[], None]) -> None:
        """Do something else in the writing thread, in its turn."""
        self._background.put(job, EVENT_BYTES)

    def position(self) -> dict[str, Any]:
        """Where the files stand once all is written: numbers and texts, for `Log(position=…)`.

        A checkpoint that says so must not outlive them, by a loss of power for instance.
        """
        self._background.flush()
        for file in self._files.values():
            file.sync()
        return {
            "step": self._last_step,
            "writer": self._writer,
            "lengths": self._lengths(),
        }

    def close(self) -> None:
        """Write what waits. Raises OSError if that failed, as every other method does."""
        try:
            self._background.close()
        finally:
            for file in self._files.values():
                file.close()

    def _lengths(self) -> dict[str, dict[str, int]]:
        return {part: lengths(self._folder / part, self._writer) for part in PARTS}

    def _cut_back(self, to: Mapping[str, Mapping[str, int]]) -> None:
        if not any(self._lengths().values()):
            warnings.warn(
                f"{self._folder}: the event files of this training's first {self._last_step + 1} "
                "steps are not there any more; the log goes on without them.",
                stacklevel=2,
            )
            return
        for part in PARTS:
            cut_back(self._folder / part, to.get(part, {}), self._writer)

    def _put(self, part: str, make: Callable[[], Iterable[Any]], size: int) -> None:
        self._background.put(lambda: self._file(part).write(make()), size)

    def _file(self, part: str) -> EventFile:
        if part not in self._files:
            self._files[part] = EventFile(
                self._folder / part, writer=self._writer, resumed_at=self._resumed_at
            )
        return self._files[part]

    def _note(self, steps: Any) -> None:
        self._last_step = max(self._last_step, int(np.max(steps, initial=-1)))
