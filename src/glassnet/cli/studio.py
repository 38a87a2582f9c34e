"""`glassnet studio`: the page, until Ctrl-C."""

from __future__ import annotations

import threading
import webbrowser
from contextvars import copy_context
from pathlib import Path
from typing import Annotated

import typer

from glassnet.cli import TERMINATED
from glassnet.cli.commands import DataOption, IgnoreOption, SeedOption, TargetOption
from glassnet.cli.replay import check_replay, save_replay, studio_command, usual_epochs
from glassnet.errors import SettingError
from glassnet.text import language, message

TRIAL_SECONDS = 10.0  # of training, for a guide of one's own


def studio(
    what: Annotated[str, typer.Argument(metavar="DATA|LESSON|RUN|MODEL.keras|GUIDE.md")] = "xor",
    data: DataOption = None,
    target: TargetOption = None,
    ignore: IgnoreOption = None,
    seed: SeedOption = 0,
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
    only_print: Annotated[bool, typer.Option("--no-browser")] = False,
    present: Annotated[bool, typer.Option("--present")] = False,
    save: Annotated[Path | None, typer.Option("--save")] = None,
    epochs: Annotated[int | None, typer.Option("--epochs", min=0)] = None,
    moments: Annotated[int | None, typer.Option("--moments", min=2)] = None,
    rows: Annotated[int | None, typer.Option("--rows", min=1)] = None,
    megabytes: Annotated[float | None, typer.Option("--megabytes", min=0.5, max=1000)] = None,
) -> None:
    """Open a page where a network trains while one watches, until Ctrl-C."""
    from glassnet.page.named import GUIDE, Named, opening, replayed
    from glassnet.page.server import serve

    named = Named(what, data, target, ignore or (), seed)
    given = {"--epochs": epochs, "--moments": moments, "--rows": rows, "--megabytes": megabytes}
    if save is not None:
        check_replay(save)
    elif extra := next((name for name, value in given.items() if value is not None), None):
        raise SettingError(message("studio-with-save", option=extra))
    if save is not None:
        session = replayed(named)
        command = studio_command(what, data, target, ignore or (), seed)
        length = usual_epochs(what, session) if epochs is None else epochs
        save_replay(session, save, command, length, moments, rows, megabytes)
        return
    first = opening(named)

    def opened(printed: str) -> None:
        address = f"{printed}&present=1" if present else printed
        typer.echo(message("studio-opened", address=address))
        typer.echo(message("server-stop"))
        if not only_print:
            webbrowser.open(address)
        if what.endswith(GUIDE):  # a training of some seconds, which nobody should wait for
            threading.Thread(
                target=copy_context().run, args=(warn, Path(what)), daemon=True
            ).start()

    try:
        serve(first.make, logs=first.logs, shelf=first.shelf, port=port, opened=opened)
    except KeyboardInterrupt:
        return
    except SystemExit:  # what `cli.Terminate` makes of SIGTERM
        raise typer.Exit(TERMINATED) from None


def warn(path: Path) -> None:
    """Say the weak points of a person's guide on stderr."""
    from glassnet.page.guide.shelf import read_own
    from glassnet.page.guide.trial import warnings_of

    for said in warnings_of(read_own(path)[language()], TRIAL_SECONDS):
        typer.echo(message("guide-warning", file=str(path), said=said), err=True)
