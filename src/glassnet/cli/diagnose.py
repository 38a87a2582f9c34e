"""`glassnet diagnose`: why a network does not learn."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from glassnet.cli.commands import (
    DataOption,
    IgnoreOption,
    JsonOption,
    SeedOption,
    TargetOption,
    TrainedOption,
)

SECONDS = 10.0  # as of `gn.diagnose`, whose import costs a second


def diagnose(
    what: Annotated[str, typer.Argument(metavar="LESSON|RUN|MODEL.keras")],
    data: DataOption = None,
    target: TargetOption = None,
    ignore: IgnoreOption = None,
    rows: Annotated[int | None, typer.Option(min=1)] = None,
    seed: SeedOption = 0,
    trained: TrainedOption = False,
    seconds: Annotated[float, typer.Option(min=0.001)] = SECONDS,
    try_remedies: Annotated[bool, typer.Option("--try")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say why a network does not learn: causes with their numbers and remedies, likeliest first."""
    from glassnet.cli.console import PlainConsole
    from glassnet.cli.trace.subject import SubjectOptions, diagnose_subject, training_notes

    options = SubjectOptions(what, (), data, target, ignore or (), rows, seed, trained)
    how: dict[str, Any] = {"seconds": seconds, "try_remedies": try_remedies}
    with checks_shown() as progress:
        found = diagnose_subject(options, progress=progress, **how)
    for note in training_notes(options):
        typer.echo(note, err=as_json)
    if as_json:
        findings = [each.to_dict() for each in found]
        said = {"findings": findings, "not_checked": found.not_checked}
        typer.echo(json.dumps(said, ensure_ascii=False))
        return
    screen = PlainConsole(quiet=False)
    screen.print(found.written(screen.width), soft_wrap=True)
    screen.check()


@contextmanager
def checks_shown() -> Generator[Callable[[str, Sequence[Any]], None]]:
    """What to call before each check: meanwhile a terminal's last line says what is looked at, and
    what was found so far."""
    from rich.console import Console

    from glassnet.text import message

    console = Console(file=sys.stderr, markup=False)
    if not console.is_terminal:
        yield lambda theme, found: None
        return
    with console.status("") as status:

        def show(theme: str, found: Sequence[Any]) -> None:
            keys = ", ".join(each.key for each in found) or "none"
            about = message(f"diagnosis-theme-{theme}")
            status.update(message("diagnosis-checking", theme=about, found=keys))

        show("data", ())
        yield show
