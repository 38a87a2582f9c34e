"""A process that trains on request: one JSON object a line in, one out.

    python -m benchmarks.worker

    {"do": "make", "contender": "keras", "work": "2-2-1", "epochs": 300}
        {"loss": 0.683} after so many epochs, or {"unavailable": "why it cannot run here"}
    {"do": "train", "contender": "keras", "work": "2-2-1", "epochs": 900, "calls": 1}
        {"seconds": 0.41}
    {"do": "drop", "contender": "keras", "work": "2-2-1"}
        {}

What goes wrong is answered with {"failed": "what"}. The process ends with its input.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import time
import traceback
from typing import Any, TextIO

from benchmarks import oracle
from benchmarks.contenders import CONTENDERS, Contender, Unavailable
from benchmarks.works import WORKS


class Worker:
    """Holds this process' contenders, by name and work."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], Contender] = {}

    def make(self, contender: str, work: str, epochs: int) -> dict[str, Any]:
        """Build a contender and train it for `epochs`: compiled and warm, its loss known."""
        module, function = CONTENDERS[contender].maker.split(".")
        try:
            maker = getattr(importlib.import_module(f"benchmarks.contenders.{module}"), function)
            made: Contender = maker(work)
        except (ImportError, Unavailable) as problem:
            return {"unavailable": str(problem)}
        made.train(epochs)
        self._made[contender, work] = made
        checked = work in WORKS and WORKS[work].full_batch
        return {"loss": oracle.loss(WORKS[work], made.weights()) if checked else None}

    def train(self, contender: str, work: str, epochs: int, calls: int) -> dict[str, Any]:
        """One repetition: `calls` trainings of `epochs` each."""
        train = self._made[contender, work].train
        gc.collect()
        began = time.perf_counter()
        for _ in range(calls):
            train(epochs)
        return {"seconds": time.perf_counter() - began}

    def drop(self, contender: str, work: str) -> dict[str, Any]:
        """Let a contender go, and its memory."""
        del self._made[contender, work]
        gc.collect()
        return {}

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Do what `do` names, with the rest of the request as arguments."""
        actions = {"make": self.make, "train": self.train, "drop": self.drop}
        return actions[request.pop("do")](**request)


def serve(requests: TextIO, answers: TextIO) -> None:
    worker = Worker()
    for line in requests:
        try:
            answer = worker.answer(json.loads(line))
        except (
            Exception
        ) as problem:  # the conductor decides: one peer's failure ends no other's row
            traceback.print_exc()
            answer = {"failed": f"{type(problem).__name__}: {problem}".splitlines()[0]}
        print(json.dumps(answer), file=answers, flush=True)


def main() -> None:
    # Frameworks print to standard output as they like; the answers get a channel of their own.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    serve(sys.stdin, answers)


if __name__ == "__main__":
    main()
