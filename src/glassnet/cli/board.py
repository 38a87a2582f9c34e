"""`glassnet board`: the real TensorBoard over a folder of runs, until Ctrl-C."""

from __future__ import annotations

import contextlib
import http.client
import io
import json
import os
import socket
import threading
import time
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from glassnet.cli import TERMINATED
from glassnet.cli.commands import RUNS
from glassnet.errors import SettingError
from glassnet.text import message, system_reason

HOST = "127.0.0.1"
USUAL_PORT = 6006  # TensorBoard's own
# TensorBoard keeps 10 unless told: too few for a boundary that is watched as it moves.
SAMPLES = {"images": 100}
SECONDS_TO_LOAD = 10


def board(
    folder: Annotated[Path, typer.Argument(metavar="DIR")] = RUNS,
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
    browse: Annotated[bool, typer.Option("--open")] = False,
) -> None:
    """Show the runs in TensorBoard, on this machine only, until Ctrl-C."""
    _check(folder)
    chosen = free_port(port)
    _serve(folder, chosen)
    _wait_until_loaded(chosen)
    url = f"http://{HOST}:{chosen}/"
    # Both signals are a server's usual end: nothing was cut short, and there is nothing to say.
    try:
        typer.echo(message("board-url", folder=str(folder), url=url))
        if browse:
            webbrowser.open(url)
        threading.Event().wait()
    except KeyboardInterrupt:
        return
    except SystemExit:  # what `cli.Terminate` makes of SIGTERM
        raise typer.Exit(TERMINATED) from None


def _check(folder: Path) -> None:
    from glassnet.recording.event_file import lengths

    if not folder.exists():
        raise SettingError(message("board-no-folder", folder=str(folder)))
    if not folder.is_dir():
        raise SettingError(message("board-file", file=str(folder)))
    # TensorBoard too follows links.
    if not any(lengths(Path(place)) for place, _, _ in os.walk(folder, followlinks=True)):
        raise SettingError(message("board-no-events", folder=str(folder)))


def free_port(port: int | None) -> int:
    """The port asked for; without one the usual port if it is free, else any that is.

    Asked here, since for a port that cannot be had TensorBoard's server ends the process.

    Raises:
        SettingError: the port asked for is taken.
    """
    try:
        return _bound(port or USUAL_PORT)
    except OSError as error:
        if port is None:
            return _bound(0)
        raise SettingError(
            message("board-port", port=str(port), reason=system_reason(error))
        ) from None


def _bound(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
        return probe.getsockname()[1]


def _serve(folder: Path, port: int) -> None:
    """Start TensorBoard in threads of this process, and its data server as a process below it."""
    from tensorboard import program

    server = program.TensorBoard()
    server.configure(
        # Absolute: TensorBoard would take a leading ~ for a home folder.
        logdir=str(folder.absolute()),
        host=HOST,
        port=port,
        samples_per_plugin=SAMPLES,
    )
    # It advertises its data server on stderr.
    with contextlib.redirect_stderr(io.StringIO()):
        server.launch()


def _wait_until_loaded(port: int) -> None:
    """Return when TensorBoard answers, and names a run unless it finds none in reasonable time."""
    limit = time.monotonic() + SECONDS_TO_LOAD
    while time.monotonic() < limit:
        connection = http.client.HTTPConnection(HOST, port, timeout=SECONDS_TO_LOAD)
        with contextlib.closing(connection):
            connection.request("GET", "/data/runs")
            if json.load(connection.getresponse()):
                return
        time.sleep(0.05)
