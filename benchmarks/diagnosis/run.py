"""Diagnose every broken program and its mended twin, and count.

    python -m benchmarks.diagnosis.run [--only POST ...] [--twins | --broken] [--json FILE]

Each program is diagnosed as it was posted, before any training. Right first: the likeliest finding
names one of the program's causes. Where nothing is found in a broken one it is trained for its own
epochs, at most so many steps, under `gn.fit(diagnose=True)`, and that is counted apart; so is a
program that learns as it is rebuilt here: nothing is found, and its own training brings the loss
below half of the best constant's.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
import warnings
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.diagnosis.program import Program, named

TABLES = (
    *("deeplocalize", "deeplocalize_2", "deeplocalize_3", "deeplocalize_4", "deeplocalize_5"),
    *("deeplocalize_6", "deepmufl_1", "deepmufl_2", "deepmufl_3", "deepmufl_4", "deepmufl_5"),
)
MOST_STEPS = 1_000  # of a training whose fresh diagnosis found nothing
QUICK = 12.0  # seconds of a diagnosis: where it takes longer so does the training
TASKS = 10  # programs a process: what they compile stays in its memory


class Answer(NamedTuple):
    """What was found in one program."""

    name: str
    said: str
    causes: list[str]
    fresh: list[tuple[str, float]]  # keys and likelihoods
    trained: list[tuple[str, float]] | None  # of fit(diagnose=True); None where not asked
    seconds: float  # of the fresh diagnosis
    collections: tuple[str, ...]
    error: str = ""
    learns: bool = False  # in its own training

    @property
    def outcome(self) -> str:
        """`right`, `right after training`, `anywhere`, `learns`, `missed` or `wrong`; of a healthy
        program `silent` or `false alarm`."""
        found = self.fresh or self.trained or []
        if not self.causes:
            return "false alarm" if found else "silent"
        right = [bool(named(key) & set(self.causes)) for key, _ in found]
        if not found:
            return "learns" if self.learns else "missed"
        if right[0]:
            return "right" if self.fresh else "right after training"
        return "anywhere" if any(right) else "wrong"


def programs() -> dict[str, tuple[str, int, bool]]:
    """Name -> table, place in it, whether it is the twin."""
    found: dict[str, tuple[str, int, bool]] = {}
    for table in TABLES:
        for place, program in enumerate(_table(table)):
            stem = str(program.post) if program.post else f"{table}[{place}]"
            name = next(n for k in count() if (n := stem + "'" * k) not in found)
            found[name] = (table, place, False)
            if program.fixed:
                found[f"{name} fixed"] = (table, place, True)
    return found


def _table(name: str) -> Sequence[Program]:
    return import_module(f"benchmarks.diagnosis.{name}").PROGRAMS


def answer(task: tuple[str, str, int, bool, float]) -> Answer:
    """Build and diagnose one program, in this process."""
    import glassnet as gn
    from glassnet.diagnosis.context import Context

    name, table, place, is_twin, limit = task
    warnings.simplefilter("ignore")
    posted = _table(table)[place]
    program = (posted.twin() if is_twin else posted) or posted
    about = (name, program.said, sorted(program.causes))
    began, fresh, trained, learns = time.perf_counter(), list[Any](), None, False
    try:
        model, x, y = program.build()
        began = time.perf_counter()
        fresh = [(each.key, each.likelihood) for each in gn.diagnose(model, x, y, seconds=limit)]
        seconds = time.perf_counter() - began
        if not fresh and program.causes and seconds < QUICK:
            steps = max(1, -(-len(x) // program.batch_size))
            epochs = max(1, min(program.epochs, MOST_STEPS // steps))
            history = gn.fit(
                model, x, y, epochs=epochs, batch_size=program.batch_size, verbose=0, diagnose=True
            )
            trained = [(each.key, each.likelihood) for each in history.findings]
            learns = Context(model, x, y).has_learned
        return Answer(*about, fresh, trained, seconds, posted.collections, learns=learns)
    except Exception as error:  # counted, and shown
        seconds = time.perf_counter() - began
        line = f"{type(error).__name__}: {error}".splitlines()[0][:200]
        return Answer(*about, fresh, trained, seconds, posted.collections, line)


def main() -> None:
    options = parse()
    chosen = {
        name: where
        for name, where in programs().items()
        if (not options.only or name.split(" ")[0].rstrip("'") in options.only)
        and not (options.broken and where[2])
        and not (options.twins and not where[2])
    }
    console = Console(width=options.width)
    context = multiprocessing.get_context("spawn")
    with context.Pool(options.workers, maxtasksperchild=TASKS) as pool:
        tasks = [(name, *where, options.seconds) for name, where in chosen.items()]
        answers = [show(console, each) for each in pool.imap(answer, tasks)]
    summary(console, answers)
    if options.json:
        rows = [each._asdict() | {"outcome": each.outcome} for each in answers]
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.diagnosis.run", description=__doc__)
    parser.add_argument("--only", action="append", help="post numbers")
    parser.add_argument("--twins", action="store_true", help="the mended programs alone")
    parser.add_argument("--broken", action="store_true", help="the broken programs alone")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--seconds", type=float, default=10.0, help="time limit of each fresh diagnosis"
    )
    parser.add_argument("--width", type=int, default=None, help="columns")
    parser.add_argument("--json", type=Path, help="write all answers to this file")
    return parser.parse_args()


def show(console: Console, each: Answer) -> Answer:
    keys = ", ".join(f"{key} {likelihood:.2f}" for key, likelihood in each.fresh) or "-"
    later = "" if each.trained is None else f" | trained: {[key for key, _ in each.trained]}"
    causes = ", ".join(each.causes) or "healthy"
    line = f"{each.outcome:<20} {each.name} [{causes}] {keys}{later} {each.error}"
    console.print(line, f"{each.seconds:.1f}s", markup=False, highlight=False)
    return each


def summary(console: Console, answers: Sequence[Answer]) -> None:
    """The outcomes, of all programs and of each collection."""
    groups = {"all": answers}
    for name in sorted({name for each in answers for name in each.collections}):
        groups[name] = [each for each in answers if name in each.collections]
    outcomes = [name for name, _ in Counter(each.outcome for each in answers).most_common()]
    table = Table("programs of", *outcomes, "together")
    for name, group in groups.items():
        counts = Counter(each.outcome for each in group)
        numbers = [str(counts[outcome]) for outcome in outcomes]
        table.add_row(name, *numbers, str(len(group)))
    console.print(table)


if __name__ == "__main__":
    main()
