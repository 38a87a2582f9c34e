"""How `glassnet runs` draws runs in the terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rich import box
from rich.table import Table

from glassnet.cli.going_on import command
from glassnet.runs.saved_runs import SavedRun
from glassnet.text.names import shortened

# What a state is called here, where there is more to say.
STATES = {"killed": "killed, can be resumed", "interrupted": "interrupted, can be resumed"}
WIDE = 120
FIGURES = {"accuracy": "accuracy", "r2": "R²"}


def table(runs: Iterable[SavedRun], width: int) -> Table:
    """One line a run, or a few where the screen's `width` is too small for that."""
    between = ", " if width >= WIDE else "\n"
    drawn = Table(box=box.SIMPLE_HEAD, show_edge=False)
    for heading in ("run", "data", "network"):
        drawn.add_column(heading, overflow="fold")
    drawn.add_column("epochs", justify="right")
    for heading in ("result", "state", "when"):
        drawn.add_column(heading)
    for run in runs:
        drawn.add_row(
            shortened(run.name, 30),
            shortened(run.record["source"]["data"], 30),
            _network(run),
            _epochs(run),
            between.join(_result(run)[:2]),
            STATES.get(run.state, run.state),
            _when(run),
        )
    return drawn


def details(run: SavedRun) -> Table:
    """All of one run, a line a fact."""
    drawn = Table.grid(padding=(0, 2))
    drawn.add_column()
    drawn.add_column(overflow="fold")
    record, used = run.record, run.settings
    facts = {
        "run": str(run.path),
        "state": STATES.get(run.state, run.state),
        "started": _when(run),
        "data": _data(run),
        "network": f"{_network(run)} {used.activation}, {used.initializer}",
        "trained by": f"{used.optimizer} {used.learning_rate:g}, {used.loss}, "
        f"batch {used.batch_size}, seed {used.seed}",
        "held out": f"{used.validation_split:g} of the rows" if used.validation_split else "",
        "epochs": _epochs(run),
        "seconds": f"{record['seconds']:g}" if "seconds" in record else "",
        "result": ", ".join(_result(run)),
        "versions": ", ".join(f"{name} {version}" for name, version in record["versions"].items()),
        "files": ", ".join(run.files),
        "to go on": command(run.path) if run.resumable else "",
    }
    for name, fact in facts.items():
        if fact:
            drawn.add_row(name, shortened(fact, 1000))
    return drawn


def _data(run: SavedRun) -> str:
    data = run.record["data"]
    return f"{run.record['source']['data']}, {data['rows']:,} rows, target {data['target']}"


def _network(run: SavedRun) -> str:
    return shortened("-".join(map(str, run.record["network"])), 30)


def _epochs(run: SavedRun) -> str:
    return f"{run.epochs:,} of {run.settings.epochs:,}"


def _result(run: SavedRun) -> list[str]:
    """The loss, then the figures, those of the rows held out first."""
    found = [f"loss {run.results['loss']:.4g}"] if "loss" in run.results else []
    for side in ("validation", "training"):
        for key, name in FIGURES.items():
            value = run.results.get(f"{side} {key}")
            if value is not None:
                found.append(f"{side} {name} {_figure(key, value)}")
    return found


def _figure(key: str, value: float) -> str:
    if key == "r2":
        return f"{value:.4f}"
    # 999 of 1,000 must not read as 100 %.
    return "100 %" if value == 1 else f"{min(math.floor(value * 1000) / 10, 99.9):g} %"


def _when(run: SavedRun) -> str:
    return run.started.strftime("%F %H:%M")
