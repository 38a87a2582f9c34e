"""One run's log folder: its event files, written by a thread, so that training does not wait."""

from __future__ import annotations

import secrets
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tensorboard.compat.proto import event_pb2

from glassnet.errors import SettingError
from glassnet.recording.encoding import Block, serialised
from glassnet.recording.event_file import EventFile, lengths, truncate_logs
from glassnet.recording.summaries import Column
from glassnet.text import message, system_reason

_event: Any = event_pb2

SUBFOLDERS = ("", "train", "validation")  # folders below the log folder, as Keras has them
EVENT_BYTES = 1000  # of an event that is made ahead of its turn: a guess, for the memory bound
MEMORY_BOUND = 64 << 20  # bytes that may wait to be written
# Between two looks of a caller that waits. A job writes for milliseconds, and waiting is rare.
SECONDS_BETWEEN_LOOKS = 0.001

Job = Callable[[], None]


class Log:
    """Writes events below a folder. What others wrote into the folder stays, as with Keras.

    Args:
        folder: made if missing.
        position: what `position()` gave when a checkpoint was written. All that this training wrote
            later is removed first, and readers are told. If none of its files are there any more,
            the log begins at that step, with a warning. None: a new training.

    Raises:
        SettingError: the folder or the training's event file cannot be made.
        DataError: its files have become shorter.
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
                self._truncate(position["lengths"])
            self._file("train")  # now, and not by the thread: before a step is taken
        except OSError as error:
            path, reason = str(error.filename or folder), system_reason(error)
            raise SettingError(message("log-unwritable", path=path, reason=reason)) from error
        self._thread = WriterThread()

    def columns(self, subfolder: str, columns: Sequence[Column], steps: NDArray[Any]) -> None:
        """Write columns of the same steps. subfolder: one of SUBFOLDERS."""
        now = time.time()
        self._note(steps)
        size = sum(column.nbytes for column in columns)
        self.later(subfolder, lambda: serialised(columns, steps, now), size)

    def summaries(self, subfolder: str, summaries: Iterable[tuple[int, Any]]) -> None:
        """Write `Summary` protos, each with its step."""
        now = time.time()
        numbered = list(summaries)
        made = [_event.Event(step=s, wall_time=now, summary=each) for s, each in numbered]
        self._note([step for step, _ in numbered])
        self.later(
            subfolder, lambda: (each.SerializeToString() for each in made), EVENT_BYTES * len(made)
        )

    def later(self, subfolder: str, make: Callable[[], Iterable[bytes | Block]], size: int) -> None:
        """Write the serialised events that `make` gives, in the writing thread.

        size: bytes that it holds.
        """
        self._thread.put(lambda: self._file(subfolder).write(make()), size)

    def job(self, job: Job) -> None:
        """Do something else in the writing thread, in its turn."""
        self._thread.put(job, EVENT_BYTES)

    def position(self) -> dict[str, Any]:
        """The ends of the files once all is written: numbers and texts, for `Log(position=…)`.

        A checkpoint that says so must not outlive them, by a loss of power for instance.
        """
        self._thread.flush()
        for file in self._files.values():
            file.sync()
        return {"step": self._last_step, "writer": self._writer, "lengths": self._lengths()}

    def close(self) -> None:
        """Write what waits. Raises OSError if that failed, as every other method does."""
        try:
            self._thread.close()
        finally:
            for file in self._files.values():
                file.close()

    def _lengths(self) -> dict[str, dict[str, int]]:
        return {
            subfolder: lengths(self._folder / subfolder, self._writer) for subfolder in SUBFOLDERS
        }

    def _truncate(self, to: Mapping[str, Mapping[str, int]]) -> None:
        if not any(self._lengths().values()):
            steps = self._last_step + 1
            said = message("log-moved", folder=str(self._folder), steps=steps)
            warnings.warn(said, stacklevel=2)
            return
        for subfolder in SUBFOLDERS:
            truncate_logs(self._folder / subfolder, to.get(subfolder, {}), self._writer)

    def _file(self, subfolder: str) -> EventFile:
        if subfolder not in self._files:
            self._files[subfolder] = EventFile(
                self._folder / subfolder, self._writer, self._resumed_at
            )
        return self._files[subfolder]

    def _note(self, steps: Any) -> None:
        self._last_step = max(self._last_step, int(np.max(steps, initial=-1)))


class WriterThread:
    """Runs jobs in a thread of its own, in the order in which they came.

    What a job finds on disk is what the jobs before it wrote: a checkpoint that is such a job knows
    what is in the log. For one caller's thread. The first exception of a job ends the thread: jobs
    that wait are dropped, and every later `put`, `flush` and `close` raises it in the caller's
    thread.

    bound: bytes that jobs may hold in memory until they have run.
    """

    # The queue is the only state that both threads change, each by one operation that a signal
    # cannot cut in two. Condition is not used: Ctrl-C in its wait can leave its lock taken (seen
    # here; CPython's issue bpo-29988), and then the other thread waits for ever.

    def __init__(self, bound: int = MEMORY_BOUND) -> None:
        self._bound = bound
        # The job that runs stays first until it is done: its bytes are still held.
        self._jobs: deque[tuple[Job, int]] = deque()
        self._wake: SimpleQueue[bool] = SimpleQueue()  # False: no more will come
        self._failure: BaseException | None = None
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="glassnet-writer", daemon=True)
        self._thread.start()

    def put(self, job: Job, size: int) -> None:
        """Run a job after those put before; wait only if memory would exceed the bound.

        size: bytes that it holds. One larger than the bound is taken when no other waits. Raises
        what an earlier job raised.
        """
        if self._closed:
            raise RuntimeError("put after close")
        self._wait_while(lambda: self._jobs and self._held() + size > self._bound)
        self._jobs.append((job, size))
        self._wake.put(True)

    def flush(self) -> None:
        """Wait until every job is done. Raises what a job raised."""
        self._wait_while(lambda: self._jobs)

    def close(self) -> None:
        """Wait until every job is done, and end the thread. Raises what a job raised."""
        self._closed = True
        try:
            self.flush()
        finally:
            self._wake.put(False)

    def _held(self) -> int:
        return sum(size for _, size in self._jobs.copy())

    def _wait_while(self, waiting: Callable[[], object]) -> None:
        self._wake.put(True)  # Ctrl-C may have come between a job and its wake
        while self._failure is None and waiting():
            time.sleep(SECONDS_BETWEEN_LOOKS)
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        while self._wake.get():
            while self._jobs:
                try:
                    self._jobs[0][0]()
                except BaseException as error:
                    self._failure = error
                    self._jobs.clear()
                    return
                self._jobs.popleft()
