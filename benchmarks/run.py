"""Measure all rows, each contender in turn, and print and keep what came out.

    python -m benchmarks.run [--quick] [--only ROW ...] [--repeats N] [--json FILE] [--update]

See README.md here for how to read it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console

from benchmarks import machine, oracle, tables
from benchmarks.contenders import Unavailable
from benchmarks.probes import CHECKED_EPOCHS, Probe, Repetition, Workers
from benchmarks.results import FILE, Outcome, Results, Series
from benchmarks.rows import ROWS, SECONDS, LoopRow, ProbeRow, Row
from benchmarks.works import WORKS

LEAST_REPEATS = 5
PAUSE = 0.05  # between repetitions: threads that spin while they wait for work go to sleep


def main() -> None:
    options = parse()
    console = Console()
    names = options.only or list(ROWS)
    described = machine.describe()
    tables.machine(console, described)
    workers = Workers()
    outcomes: dict[str, Outcome] = {}
    try:
        for name in names:
            with console.status(name):
                outcomes[name] = measure(ROWS[name], workers, options)
            tables.outcome(console, name, outcomes[name])
    finally:
        workers.close()
    tables.targets(console, outcomes)
    settings = {"repeats": options.repeats, "seconds": options.seconds}
    if options.json is not None:
        results = Results(described, settings, outcomes)
        results = results.into(Results.read(options.json)) if options.update else results
        results.write(options.json)
        console.print(f"Written to {options.json}")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short repetitions, nothing kept")
    parser.add_argument(
        "--only", action="append", choices=ROWS, metavar="ROW", help=", ".join(ROWS)
    )
    parser.add_argument("--repeats", type=int, default=LEAST_REPEATS, help="5 or more (default 5)")
    parser.add_argument(
        "--json", type=Path, help=f"default for a whole, unhurried run: {FILE.name}"
    )
    parser.add_argument(
        "--update", action="store_true", help="keep the other rows of the file; on one machine only"
    )
    options = parser.parse_args()
    if options.repeats < LEAST_REPEATS:
        parser.error(
            f"--repeats {options.repeats}: a median of fewer than {LEAST_REPEATS} says little"
        )
    options.seconds = 0.05 if options.quick else 0.5
    if options.json is None and not options.quick and (options.update or not options.only):
        options.json = FILE
    if options.update and not (options.json and options.json.exists()):
        parser.error(
            "--update: there is no file with rows to keep; leave it out, or name one: --json"
        )
    return options


def measure(row: Row, workers: Workers, options: argparse.Namespace) -> Outcome:
    """One row: everyone made ready, then one repetition each, in turns."""
    kinds: dict[type, Callable[..., Outcome]] = {LoopRow: measure_loop, ProbeRow: measure_probes}
    return kinds[type(row)](row, workers, options)


def measure_probes(row: ProbeRow, workers: Workers, options: argparse.Namespace) -> Outcome:
    series, skipped = in_turns(row.probes(), options.repeats, scale=1.0)
    return Outcome(row.title, row.unit, series, skipped, row.targets)


def measure_loop(row: LoopRow, workers: Workers, options: argparse.Namespace) -> Outcome:
    ready: dict[str, Repetition] = {}
    skipped: dict[str, str] = {}
    for name in row.contenders:
        try:
            ready[name] = Repetition(workers, name, row.work, options.seconds, row.epochs)
        except Unavailable as problem:
            skipped[name] = str(problem)
    work = WORKS.get(row.work)
    scale = SECONDS[row.unit] * (row.epochs or 1 / (work.steps_per_epoch if work else 1))
    series, failed = in_turns(ready, options.repeats, scale)
    for name, measured in series.items():
        measured.loss = ready[name].loss
        ready[name].drop()
    reference = None
    if work is not None and work.loss == "note":
        reference = oracle.loss(work, oracle.train(work, CHECKED_EPOCHS))
    return Outcome(row.title, row.unit, series, skipped | failed, row.targets, reference)


def in_turns(
    probes: Mapping[str, Probe], repeats: int, scale: float
) -> tuple[dict[str, Series], dict[str, str]]:
    """A B C A B C …: what slows the machine down for a while slows all of them.

    Returns the series of those that never failed, and why the others did.
    """
    series = {name: Series() for name in probes}
    failed: dict[str, str] = {}
    for _ in range(repeats):
        for name in list(series):
            time.sleep(PAUSE)
            try:
                series[name].samples.append(scale * probes[name]())
            except Unavailable as problem:
                failed[name] = str(problem)
                del series[name]
    return series, failed


if __name__ == "__main__":
    main()
