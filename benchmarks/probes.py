"""What can be measured once: a timed repetition in a worker, a whole process, a peak of memory."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.contenders import CONTENDERS, Unavailable
from benchmarks.places import PLACES, ROOT
from benchmarks.works import WORKS

Probe = Callable[[], float]  # one repetition, in its row's unit

LOGS = ROOT / "build" / "benchmarks"
CHECKED_EPOCHS = 300  # a full-batch work's loss is compared after these
GROWTH = 20  # while calibrating: from one try to the next
# In one call: a History of millions of epochs would measure Python's memory instead of training.
MOST_EPOCHS = 100_000


class Workers:
    """One process a place, started when it is first needed, alive until the end."""

    def __init__(self) -> None:
        self._processes: dict[str, subprocess.Popen[str]] = {}

    def ask(self, place: str, request: dict[str, Any]) -> dict[str, Any]:
        """The worker's answer.

        Raises:
            Unavailable: the contender cannot run here, or failed; the message is one line.
        """
        if place not in self._processes:
            self._processes[place] = self._start(place)
        process = self._processes[place]
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            del self._processes[place]
            raise Unavailable(f"its process ended with status {process.wait()}: {log_of(place)}")
        answer = json.loads(line)
        for kind, detail in (("unavailable", ""), ("failed", f" ({log_of(place)})")):
            if kind in answer:
                raise Unavailable(f"{answer[kind]}{detail}")
        return answer

    def close(self) -> None:
        for process in self._processes.values():
            if process.stdin is not None:
                process.stdin.close()
            process.wait()

    def _start(self, place: str) -> subprocess.Popen[str]:
        python = PLACES[place].python
        if not python.exists():
            raise Unavailable(f"{python.parent.parent.name} is missing (make bench makes it)")
        LOGS.mkdir(parents=True, exist_ok=True)
        with log_of(place).open("w") as log:
            return subprocess.Popen(
                [str(python), "-m", "benchmarks.worker"],
                cwd=ROOT,
                env=PLACES[place].variables(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )


def log_of(place: str) -> Path:
    """Where a worker's standard error goes."""
    return LOGS.relative_to(ROOT) / f"{place}.log"


class Repetition:
    """One contender's training of one work, ready to be repeated: compiled and warm.

    seconds: how long a repetition should take; its numbers of epochs a call and of calls are chosen
        to fit.
    most: an upper bound for the epochs of a call; None for MOST_EPOCHS.
    loss: after CHECKED_EPOCHS from the work's first weights; None where it is not checked.
    """

    def __init__(
        self, workers: Workers, contender: str, work: str, seconds: float, most: int | None
    ) -> None:
        self._workers = workers
        self._place = CONTENDERS[contender].place
        self._subject = {"contender": contender, "work": work}
        full_batch = work not in WORKS or WORKS[work].full_batch
        first = CHECKED_EPOCHS if full_batch else 1
        self.loss: float | None = self._ask("make", epochs=first)["loss"]
        self.epochs, self.calls = self._calibrate(first, seconds, most or MOST_EPOCHS)

    def __call__(self) -> float:
        """Seconds an epoch."""
        return self._seconds(self.epochs, self.calls) / (self.epochs * self.calls)

    def drop(self) -> None:
        """Let the worker forget it."""
        self._ask("drop")

    def _calibrate(self, epochs: int, seconds: float, most: int) -> tuple[int, int]:
        took = self._seconds(epochs)
        while epochs < most and took < seconds / 3:
            fitting = int(epochs * seconds / took)
            epochs = max(epochs + 1, min(most, fitting, GROWTH * epochs))
            self._seconds(epochs)  # some compile anew for each length
            took = self._seconds(epochs)
        fitting = max(1, min(most, int(epochs * seconds / took)))
        if fitting != epochs:
            self._seconds(fitting)
            took = self._seconds(fitting)
        return fitting, max(1, round(seconds / took))

    def _seconds(self, epochs: int, calls: int = 1) -> float:
        return self._ask("train", epochs=epochs, calls=calls)["seconds"]

    def _ask(self, do: str, **arguments: int) -> dict[str, Any]:
        return self._workers.ask(self._place, {"do": do, **self._subject, **arguments})
