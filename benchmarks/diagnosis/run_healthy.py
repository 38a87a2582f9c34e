"""Diagnose every healthy network fresh, two epochs in, and trained: what is found is a false alarm.
The rest of the training is watched by `fit(diagnose=True)`, whose findings count as well.

    python -m benchmarks.diagnosis.run_healthy [--only TEXT ...] [--json FILE]

Needs scikit-learn for its data.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import keras
from rich.console import Console

from benchmarks.diagnosis.healthy import healthy

MOMENTS = ("fresh", "two epochs in", "trained")
EARLY = 2  # epochs
TASKS = 15  # networks a process: what they compile stays in its memory


class Answer(NamedTuple):
    """What was found in one network at each of MOMENTS, and its loss then."""

    name: str
    found: list[list[tuple[str, float]]]
    losses: list[float]
    seconds: float


def answer(name: str) -> Answer:
    """Build, diagnose and train one network."""
    import glassnet as gn

    warnings.simplefilter("ignore")
    keras.utils.set_random_seed(0)
    network = healthy()[name]
    model, x, y = network.build()
    found, losses, seconds = list[Any](), list[float](), 0.0
    size = network.batch_size
    for epochs in (0, EARLY, network.epochs - EARLY):
        watched = epochs > EARLY  # to the end
        here = list[Any]()
        if epochs:
            history = gn.fit(
                model, x, y, epochs=epochs, batch_size=size, verbose=0, diagnose=watched
            )
            losses.append(history.history["loss"][-1])
            here += history.findings if watched else []
        began = time.perf_counter()
        here += gn.diagnose(model, x, y)
        found.append([(each.key, each.likelihood) for each in here])
        seconds += time.perf_counter() - began
    return Answer(name, found, losses, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.diagnosis.run_healthy", description=__doc__
    )
    parser.add_argument("--only", action="append", help="part of a name")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path, help="write all answers to this file")
    options = parser.parse_args()
    names = [
        name for name in healthy() if not options.only or any(part in name for part in options.only)
    ]
    console = Console()
    with multiprocessing.get_context("spawn").Pool(options.workers, maxtasksperchild=TASKS) as pool:
        answers = [show(console, each) for each in pool.imap(answer, names)]
    alarms = sum(any(each.found) for each in answers)
    console.print(f"{len(answers)} healthy networks, {alarms} with a false alarm")
    for place, moment in enumerate(MOMENTS):
        console.print(f"  {moment}: {sum(bool(each.found[place]) for each in answers)}")
    if options.json:
        rows = [each._asdict() for each in answers]
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def show(console: Console, each: Answer) -> Answer:
    keys = " | ".join(
        ", ".join(f"{key} {likelihood:.2f}" for key, likelihood in found) or "-"
        for found in each.found
    )
    losses = " → ".join(f"{loss:.3g}" for loss in each.losses)
    state = "false alarm" if any(each.found) else "silent"
    line = f"{state:<12} {each.name}: {keys} (loss {losses}) {each.seconds:.1f}s"
    console.print(line, markup=False, highlight=False, soft_wrap=True)
    return each


if __name__ == "__main__":
    main()
