"""Results on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.contenders import CONTENDERS
from benchmarks.results import AGREEMENT, Outcome
from benchmarks.rows import Target

TITLES = {name: entry.title for name, entry in CONTENDERS.items()} | {
    "first": "first time",
    "after": "after that",
    "chain": "and a weight's chain",
    "jax": "its gradient alone, by hand in JAX",
    "diagnose-first": "glassnet, first time",
    "diagnose": "glassnet, again",
    "epoch-first": "an epoch of Keras fit, first time",
    "epoch": "an epoch of Keras fit, again",
    "gradient-first": "a gradient by hand in JAX, first time",
    "gradient": "a gradient by hand in JAX, again",
}


def machine(console: Console, described: Mapping[str, Any]) -> None:
    versions = described["versions"].items()
    console.print(f"{described['cpu']}, {described['cores']} cores, {described['system']}")
    console.print(", ".join(f"{name} {version or 'missing'}" for name, version in versions))


def outcome(console: Console, name: str, measured: Outcome) -> None:
    """One row: its first contender's number, and how the others stand to it."""
    table = Table(title=f"{measured.title} [{name}]", title_justify="left")
    table.add_column("")
    for column in (measured.unit, "min", "max", "ratio"):
        table.add_column(column, justify="right")
    first = next(iter(measured.series), "")
    for contender, series in measured.series.items():
        numbers = (series.median, min(series.samples), max(series.samples))
        ratio = measured.ratio(contender, first)
        table.add_row(TITLES[contender], *map(number, numbers), number(ratio))
    console.print(table)
    for contender, why in measured.skipped.items():
        console.print(f"  skipped: {TITLES[contender]}: {why}", highlight=False)
    if measured.disagreement > AGREEMENT:
        losses = {name: series.loss for name, series in measured.series.items()}
        console.print(f"  [red]not the same work: losses {losses}, {measured.reference_loss}[/red]")


def targets(console: Console, outcomes: Mapping[str, Outcome]) -> None:
    """Every target, and whether it was reached."""
    table = Table("row", "target", "measured", "reached")
    answers = {True: "yes", False: "[red]no[/red]", None: "not measured"}
    for name, row in outcomes.items():
        for target in row.targets:
            measured = row.measured(target)
            shown = "" if measured is None else number(measured)
            table.add_row(name, wanted(target, row.unit), shown, answers[row.reached(target)])
    console.print(table)


def wanted(target: Target, unit: str) -> str:
    """A target in words."""
    bound = f"{target.bound:,g}"
    if target.against is None:
        return f"{TITLES[target.of]}: at most {bound} {unit}"
    if target.faster:
        return f"{TITLES[target.of]}: {bound} times faster than {TITLES[target.against]}"
    return f"{TITLES[target.of]}: at most {bound} times {TITLES[target.against]}"


def number(value: float) -> str:
    """Three digits that count, no exponent: 0.0912, 1.31, 45.2, 4,810."""
    if value >= 100:
        return f"{float(f'{value:.3g}'):,.0f}"
    decimals = 2
    while decimals < 6 and abs(value) * 10**decimals < 100:
        decimals += 1
    return f"{value:.{1 if value >= 10 else decimals}f}"
