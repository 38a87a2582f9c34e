"""The server as a process: what clients that mean no good leave standing."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from glassnet.cli import run
from glassnet.page.frames import decode
from glassnet.page.requests import AnyRequest
from glassnet.page.seats import MOST_SESSIONS
from glassnet.page.server import MOST_MESSAGE

SECONDS = 60.0


class Server:
    """`glassnet studio` in a process of its own, and a browser that was let in."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.address = process.stdout.readline().split()[-1]
        self.host = urlsplit(self.address).netloc
        self.cookie = ""
        status, headers = self.get(self.address.partition(self.host)[2])
        assert status == 303
        self.cookie = headers["set-cookie"].partition(";")[0]

    def get(self, path: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection(self.host, timeout=SECONDS)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"cookie": self.cookie})
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers

    def open(self, page: str, **options: Any) -> ClientConnection:
        headers = {"cookie": self.cookie, "origin": f"http://{self.host}"}
        address = f"ws://{self.host}/session?page={page}"
        return connect(address, additional_headers=headers, open_timeout=SECONDS, **options)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    environment = {**os.environ, "GLASSNET_LANG": "en", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "glassnet", "studio", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield Server(process)
        finally:
            process.kill()


def trains(page: ClientConnection) -> bool:
    """Whether a page that was just opened gets on."""
    state = json.loads(page.recv(SECONDS))["state"]
    page.send('{"type": "step", "steps": 3}')
    page.send('{"type": "ready"}')
    return decode(bytes(page.recv(SECONDS)))[0].step == state["step"] + 3


def test_the_page_is_served(server: Server) -> None:
    assert server.get("/")[0] == 200
    assert server.get("/messages/ko.json")[0] == 200
    with server.open("first") as page:
        assert trains(page)


def test_files_can_be_taken_along(server: Server) -> None:
    with server.open("first") as page:
        page.recv(SECONDS)
        assert server.get("/take/program?page=first")[0] == 200
        assert server.get("/take/keras?page=first")[0] == 200
        assert server.get("/take/passwords?page=first")[0] == 404
        assert server.get("/take/program?page=nobody")[0] == 404


def test_a_message_beyond_all_bounds_ends_its_page_alone(server: Server) -> None:
    with server.open("first") as page, server.open("large") as large:
        large.recv(SECONDS)
        with contextlib.suppress(ConnectionClosed):  # it may be let go while it sends
            large.send("x" * (MOST_MESSAGE + 1))
        with pytest.raises(ConnectionClosed):
            large.recv(SECONDS)
        assert trains(page)


def test_a_gigabyte_is_not_taken(server: Server) -> None:
    piece = "x" * 1_000_000
    sent = 0

    def gigabyte() -> Iterator[str]:
        nonlocal sent
        for _ in range(1_000):
            sent += len(piece)
            yield piece

    with server.open("first") as page, server.open("large") as large:
        large.recv(SECONDS)
        with contextlib.suppress(ConnectionClosed):
            large.send(gigabyte())
        with pytest.raises(ConnectionClosed):
            large.recv(SECONDS)
        assert trains(page)
    assert sent < 500_000_000  # it was let go on the way


def test_a_minute_of_noise_harms_nobody(server: Server) -> None:
    tags = [each.__struct_config__.tag for each in AnyRequest.__args__]
    values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
        max_leaves=6,
    )
    names = ("state", "step", "steps", "variable", "index", "value", "row", "point", "layer")
    nearly = st.fixed_dictionaries(
        {"type": st.sampled_from(tags)}, optional=dict.fromkeys((*names, "pencil", "units"), values)
    ).map(json.dumps)
    noise = list[list[str | bytes]]()

    @settings(max_examples=2_000, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.binary(max_size=60) | st.text(max_size=60) | nearly, max_size=20))
    def collect(bodies: list[str | bytes]) -> None:
        noise.append(bodies)

    collect()  # before: sending draws random numbers of its own
    end = time.monotonic() + 60
    with server.open("first") as page:
        for bodies in itertools.takewhile(lambda _: time.monotonic() < end, itertools.cycle(noise)):
            with contextlib.suppress(ConnectionClosed), server.open("noise") as noisy:
                for body in bodies:
                    noisy.send(body)
                noisy.recv(SECONDS)
        assert trains(page)


def test_a_page_that_never_reads_holds_up_nobody(server: Server) -> None:
    with server.open("first") as page, server.open("deaf", max_queue=1) as deaf:
        deaf.send('{"type": "play"}')
        for _ in range(2_000):
            deaf.send('{"type": "ready"}')
        assert trains(page)


def test_two_hundred_connections_leave_room_for_the_first(server: Server) -> None:
    with contextlib.ExitStack() as stack:
        page = stack.enter_context(server.open("first"))
        many = [stack.enter_context(server.open(f"p{number % 20}")) for number in range(200)]
        assert trains(page)
        opened = 0
        for each in many:
            with contextlib.suppress(ConnectionClosed):
                opened += json.loads(each.recv(SECONDS))["type"] == "opened"
        assert 0 < opened < MOST_SESSIONS


def test_strangers_are_not_let_in(server: Server) -> None:
    address = f"ws://{server.host}/session"
    for headers in (
        {},
        {"cookie": server.cookie},
        {"cookie": server.cookie, "origin": "http://evil.example"},
        {"origin": f"http://{server.host}"},
    ):
        with pytest.raises((InvalidStatus, ConnectionClosed)):
            connect(address, additional_headers=headers).recv(SECONDS)


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_a_signal_ends_it(sent: signal.Signals, code: int, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "glassnet", "studio", "moons", "--no-browser"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    ) as process:
        assert process.stdout is not None
        assert "http://127.0.0.1:" in process.stdout.readline()
        process.send_signal(sent)
        _, error = process.communicate(timeout=SECONDS)
    assert (process.returncode, error) == (code, "")


def test_a_port_that_is_taken_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(["--lang", "en", "studio", "--no-browser", "--port", port]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"glassnet: port {port}: ")
    assert said.count("\n") == 1
