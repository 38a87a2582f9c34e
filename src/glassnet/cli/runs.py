"""`glassnet runs`: the runs on disk, listed, shown one by one, and deleted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from glassnet.cli.commands import Command, new_app
from glassnet.cli.going_on import OUT, command
from glassnet.cli.options import JsonOption

if TYPE_CHECKING:
    from glassnet.runs.saved_runs import SavedRun

runs = new_app()

OutOption = Annotated[Path | None, typer.Option(metavar="DIR")]


@runs.callback(invoke_without_command=True)
def listing(context: typer.Context, out: OutOption = None, as_json: JsonOption = False) -> None:
    """List the runs on disk, newest first; or show or delete some."""
    context.obj = {"out": out, "json": as_json}
    if context.invoked_subcommand is not None:
        return
    from glassnet.runs.saved_runs import list_runs

    folder = out or OUT
    found, damaged = list_runs(folder)
    if as_json:
        _print_json([_as_dict(run) for run in found])
    elif found:
        from glassnet.cli.run_tables import table

        screen = _screen()
        screen.print(table(found, screen.width))
    elif not damaged:
        typer.echo(f"No runs in {folder} yet. Make one with: glassnet train xor")
    for line in damaged:
        _say(line)


@runs.command("show", cls=Command)
def show(
    context: typer.Context,
    name: str,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a run: its settings, what it reached, its files, and how to go on with it."""
    from glassnet.runs.saved_runs import find_run, read_run

    run = read_run(find_run(_out(context, out), name))
    if as_json or context.obj["json"]:
        _print_json({**_as_dict(run), "record": run.record, "files": run.files})
        return
    from glassnet.cli.run_tables import details

    _screen().print(details(run))


@runs.command("delete", cls=Command)
def delete(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME...")],
    yes: Annotated[bool, typer.Option("--yes", "-y")] = False,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Delete runs, damaged ones too, after asking."""
    from glassnet.errors import SettingError
    from glassnet.runs.saved_runs import delete_run, find_run

    places = [find_run(_out(context, out), name) for name in dict.fromkeys(names)]
    if not yes:
        if not sys.stdin.isatty():
            raise SettingError("delete: there is no terminal to ask in; give --yes if it is meant.")
        question = f"Delete {', '.join(map(str, places))} and all in {_them(places)}?"
        if not typer.confirm(question, err=True):
            return
    for place in places:
        delete_run(place)
        if not (as_json or context.obj["json"]):
            typer.echo(f"Deleted {place}")
    if as_json or context.obj["json"]:
        _print_json({"deleted": [str(place) for place in places]})


def _them(places: list[Path]) -> str:
    return "it" if len(places) == 1 else "them"


def _out(context: typer.Context, out: Path | None) -> Path:
    """--out may stand before or behind the name of the command."""
    return out or context.obj["out"] or OUT


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
        "go_on": command(run.path) if run.resumable else None,
    }


def _print_json(value: Any) -> None:
    from glassnet.runs.record import to_json

    sys.stdout.write(to_json(value) + "\n")


def _screen() -> Any:
    from glassnet.cli.console import PlainConsole

    screen = PlainConsole(quiet=False)
    if not screen.is_terminal:
        screen.width = 200  # for a reader that is a program, or will be searched
    return screen


def _say(line: str) -> None:
    from glassnet.text.names import shortened

    print(f"glassnet: {shortened(line, 1000)}", file=sys.stderr)
