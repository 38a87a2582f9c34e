"""`glassnet studio`: the page, until Ctrl-C."""

from __future__ import annotations

import webbrowser
from typing import Annotated

import typer

from glassnet.cli import TERMINATED
from glassnet.cli.commands import SeedOption, TargetOption
from glassnet.text import message


def studio(
    what: Annotated[str, typer.Argument(metavar="DATA")] = "xor",
    target: TargetOption = None,
    seed: SeedOption = 0,
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
    only_print: Annotated[bool, typer.Option("--no-browser")] = False,
) -> None:
    """Open a page where a network trains while one watches, until Ctrl-C."""
    from glassnet.studio.opening import opening_state
    from glassnet.studio.server import serve

    state = opening_state(what, seed, target)

    def opened(address: str) -> None:
        typer.echo(message("studio-opened", address=address))
        typer.echo(message("studio-stop"))
        if not only_print:
            webbrowser.open(address)

    try:
        serve(state, port=port or 0, opened=opened)
    except KeyboardInterrupt:
        return
    except SystemExit:  # what `cli.Terminate` makes of SIGTERM
        raise typer.Exit(TERMINATED) from None
