"""`glassnet runs`: the runs on disk, listed, shown one by one, and deleted."""

from __future__ import annotations

import math
import shlex
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table

from glassnet.cli import print_error
from glassnet.cli.commands import Command, JsonOption, new_app, resume_command
from glassnet.cli.console import PlainConsole, figure
from glassnet.errors import SettingError
from glassnet.runs import RUNS
from glassnet.runs.saved_runs import SavedRun, delete_run, find_run, list_runs, read_run
from glassnet.text import message, shortened

OutOption = Annotated[Path | None, typer.Option(metavar="DIR")]

UNFOLDED = 200  # columns, for a reader that is a program, or will be searched
WIDE = 120  # columns, from which on a run has one line

runs = new_app()


@runs.callback(invoke_without_command=True)
def listing(context: typer.Context, out: OutOption = None, as_json: JsonOption = False) -> None:
    """List the runs on disk, newest first; or show or delete some."""
    context.obj = {"out": out, "json": as_json}
    if context.invoked_subcommand is not None:
        return
    folder = out or RUNS
    found, damaged = list_runs(folder)
    if as_json:
        _print_json([_as_dict(run) for run in found])
    elif found:
        screen = _screen()
        screen.print(_table(found, screen.width))
        screen.check()
    elif not damaged:
        place = [] if out is None else ["--out", str(out)]
        command = shlex.join(["glassnet", "train", "xor", *place])
        typer.echo(message("runs-none", folder=str(folder), command=command))
    for line in damaged:
        print_error(shortened(line, 1000))


@runs.command("show", cls=Command)
def show(
    context: typer.Context, name: str, out: OutOption = None, as_json: JsonOption = False
) -> None:
    """Show a run: its settings, what it reached, its files, and how to resume it."""
    run = read_run(find_run(_out(context, out), name))
    if as_json or context.obj["json"]:
        _print_json({**_as_dict(run), "record": run.record, "files": run.files})
    else:
        screen = _screen()
        screen.print(_details(run))
        screen.check()


@runs.command("delete", cls=Command)
def delete(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME...")],
    yes: Annotated[bool, typer.Option("--yes", "-y")] = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Delete runs, damaged ones too, after asking."""
    places = [find_run(_out(context, out), name) for name in dict.fromkeys(names)]
    if not yes:
        if not sys.stdin.isatty():
            raise SettingError(message("runs-delete-needs-yes"))
        folders = ", ".join(map(str, places))
        question = message("runs-delete-question", folders=folders, count=len(places))
        typer.echo(f"{question} [y/N] ", nl=False, err=True)
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            return
    for place in places:
        delete_run(place)
        if not (as_json or context.obj["json"]):
            typer.echo(message("runs-deleted", folder=str(place)))
    if as_json or context.obj["json"]:
        _print_json({"deleted": [str(place) for place in places]})


def _out(context: typer.Context, out: Path | None) -> Path:
    """The value of --out, which may stand before or behind the name of the command."""
    return out or context.obj["out"] or RUNS


def _as_dict(run: SavedRun) -> dict[str, Any]:
    return {
        "run": str(run.path),
        "data": run.record["source"]["data"],
        "network": run.record["network"],
        "epochs": run.epochs,
        "of": run.settings.epochs,
        "results": run.results,
        "state": run.state,
        "started": run.record["started"],
        "go_on": resume_command(run.path) if run.resumable else None,
    }


def _print_json(value: Any) -> None:
    from glassnet.runs.record import to_json

    sys.stdout.write(to_json(value) + "\n")


def _screen() -> PlainConsole:
    screen = PlainConsole(quiet=False)
    if not screen.is_terminal:
        screen.width = UNFOLDED
    return screen


def _table(runs: Iterable[SavedRun], width: int) -> Table:
    """A table with one line per run, or a few where the screen's `width` is too small for that."""
    between = ", " if width >= WIDE else "\n"
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    for heading in ("runs-run", "runs-data", "runs-network"):
        table.add_column(message(heading), overflow="fold")
    table.add_column(message("runs-epochs"), justify="right")
    for heading in ("runs-result", "runs-state", "runs-started"):
        table.add_column(message(heading))
    for run in runs:
        table.add_row(
            shortened(run.name, 30),
            shortened(run.record["source"]["data"], 30),
            _network(run),
            _epochs(run),
            between.join(_results(run.results)[:2]),
            message(f"runs-state-{run.state}"),
            _started(run),
        )
    return table


def _details(run: SavedRun) -> Table:
    """A table of everything about one run, a line per fact."""
    record, used = run.record, run.settings
    held_out = used.validation_split
    versions = [f"{name} {version}" for name, version in record["versions"].items()]
    facts = {
        "runs-run": str(run.path),
        "runs-state": message(f"runs-state-{run.state}"),
        "runs-started": _started(run),
        "runs-data": message(
            "runs-data-rows",
            data=record["source"]["data"],
            rows=record["data"]["rows"],
            target=record["data"]["target"],
        ),
        "runs-network": f"{_network(run)} {used.activation}, {used.initializer}",
        "runs-training": message(
            "runs-training-settings",
            optimizer=f"{used.optimizer} {used.learning_rate:g}, {used.loss}",
            batch=used.batch_size,
            seed=str(used.seed),
        ),
        "runs-validation": message("runs-held-out", share=f"{held_out:g}") if held_out else "",
        "runs-epochs": _epochs(run),
        "runs-seconds": f"{record['seconds']:g}" if "seconds" in record else "",
        "runs-result": ", ".join(_results(run.results)),
        "runs-versions": ", ".join(versions),
        "runs-files": ", ".join(run.files),
        "runs-resume": resume_command(run.path) if run.resumable else "",
    }
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(overflow="fold")
    for heading, fact in facts.items():
        if fact:
            table.add_row(message(heading), shortened(fact, 1000))
    return table


def _network(run: SavedRun) -> str:
    return shortened("-".join(map(str, run.record["network"])), 30)


def _epochs(run: SavedRun) -> str:
    return message("runs-epochs-of", epochs=run.epochs, total=run.settings.epochs)


def _results(results: Mapping[str, float]) -> list[str]:
    """The loss, then the figures, those of the rows held out first."""
    found: list[str] = []
    if "loss" in results:
        found.append(message("train-loss", value=f"{results['loss']:.4g}"))
    for side in ("validation", "training"):
        for metric, key in (("accuracy", "accuracy"), ("R²", "r2")):
            value = results.get(f"{side} {key}")
            if value is not None:
                shown = f"{value:.4f}" if key == "r2" else _percent(value)
                found.append(figure(side, metric, shown))
    return found


def _percent(share: float) -> str:
    # 999 of 1,000 must not read as 100 %.
    return "100 %" if share == 1 else f"{min(math.floor(share * 1000) / 10, 99.9):g} %"


def _started(run: SavedRun) -> str:
    return run.started.strftime("%F %H:%M")
