"""`glassnet board`: the real TensorBoard over a folder of runs, until Ctrl-C."""

from __future__ import annotations

import contextlib
import errno
import http.client
import io
import ipaddress
import json
import os
import socket
import threading
import time
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from glassnet.cli import TERMINATED
from glassnet.errors import SettingError
from glassnet.runs import RUNS
from glassnet.text import message, system_reason

HOST = "127.0.0.1"
USUAL_PORT = 6006  # TensorBoard's own
# TensorBoard keeps 10 unless told: too few for a boundary that is watched as it moves.
SAMPLES = {"images": 100}
SECONDS_TO_LOAD = 10


def board(
    folder: Annotated[Path, typer.Argument(metavar="DIR")] = RUNS,
    host: str = HOST,
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
    browse: Annotated[bool, typer.Option("--open")] = False,
) -> None:
    """Show the runs in TensorBoard until Ctrl-C, to this machine only unless a host is named."""
    _check(folder)
    address = Address.of(host)
    chosen = _serve(folder, address, port)
    _wait_until_loaded(address.from_here, chosen)
    # Both signals are a server's usual end: nothing was cut short, and there is nothing to say.
    try:
        if not address.is_loopback:
            typer.echo(f"glassnet: {message('board-open-to-all', host=host)}", err=True)
        url = _url(address.from_elsewhere, chosen)
        typer.echo(message("board-url", folder=str(folder), url=url))
        typer.echo(message("server-stop"))
        if browse:
            webbrowser.open(_url(address.from_here, chosen))
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


@dataclass(frozen=True)
class Address:
    """An address to listen at.

    Attributes:
        host: as it is given, a name or a number.
        number: its number, of IPv4 or IPv6.
        family: which of the two, as `socket` has it.
    """

    host: str
    number: str
    family: int

    @classmethod
    def of(cls, host: str) -> Address:
        """Raises SettingError for a name that nobody knows."""
        try:
            family, _, _, _, place = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
        except (OSError, UnicodeError):  # a name with an empty or overlong part has no encoding
            raise SettingError(message("board-host", host=host)) from None
        return cls(host, str(place[0]), family)

    @property
    def is_loopback(self) -> bool:
        """Whether nobody but this machine can reach it."""
        return self._ip.is_loopback

    @property
    def from_here(self) -> str:
        """How this machine reaches it: 0.0.0.0 stands for all of its addresses."""
        if not self._ip.is_unspecified:
            return self.host
        return HOST if self.family == socket.AF_INET else "::1"

    @property
    def from_elsewhere(self) -> str:
        """How another machine reaches it."""
        return socket.gethostname() if self._ip.is_unspecified else self.host

    @property
    def _ip(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
        return ipaddress.ip_address(self.number.partition("%")[0])


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def free_port(port: int | None, address: Address) -> int:
    """The port asked for; without one the usual port if it is free, else any that is.

    Asked here, since for a port that cannot be had TensorBoard's server ends the process.

    Raises:
        SettingError: the port asked for is taken, or the address is none of this machine's.
    """
    try:
        _bound(0, address)
    except OSError:
        raise SettingError(message("board-host", host=address.host)) from None
    try:
        return _bound(port or USUAL_PORT, address)
    except OSError as error:
        if port is None:
            return _bound(0, address)
        raise _unusable(port, error) from None


def _unusable(port: int, error: OSError) -> SettingError:
    return SettingError(message("port-unusable", port=str(port), reason=system_reason(error)))


def _bound(port: int, address: Address) -> int:
    with socket.socket(address.family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((address.number, port))
        return probe.getsockname()[1]


def _serve(folder: Path, address: Address, port: int | None) -> int:
    """Start TensorBoard in threads of this process, and its data server as a process below it.

    Returns the port. Raises SettingError as `free_port` does.
    """
    chosen = free_port(port, address)
    from tensorboard import program

    while True:
        server = program.TensorBoard()
        server.configure(
            # Absolute: TensorBoard would take a leading ~ for a home folder.
            logdir=str(folder.absolute()),
            host=address.host,
            port=chosen,
            samples_per_plugin=SAMPLES,
        )
        try:
            # It advertises its data server on stderr.
            with contextlib.redirect_stderr(io.StringIO()):
                server.launch()
            return chosen
        except program.TensorBoardPortInUseError:  # taken since: a board takes a second to start
            if port is not None:
                raise _unusable(port, OSError(errno.EADDRINUSE, "")) from None
            chosen = _bound(0, address)


def _wait_until_loaded(host: str, port: int) -> None:
    """Return when TensorBoard answers, and names a run unless it finds none in reasonable time."""
    limit = time.monotonic() + SECONDS_TO_LOAD
    while time.monotonic() < limit:
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS_TO_LOAD)
        with contextlib.closing(connection):
            connection.request("GET", "/data/runs")
            if json.load(connection.getresponse()):
                return
        time.sleep(0.05)
