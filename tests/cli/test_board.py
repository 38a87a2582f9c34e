"""`glassnet board`: a real process, asked over HTTP what it shows, and ended by signals."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from glassnet.cli.board import HOST, USUAL_PORT, Address, free_port
from glassnet.errors import SettingError
from glassnet.recording import summaries
from glassnet.recording.encoding import serialised
from glassnet.recording.event_file import EventFile, lengths, truncate_logs
from glassnet.recording.summaries import Column

STEPS = 20
PIXELS = np.random.default_rng(0).integers(0, 256, (STEPS, 2, 4, 6, 3), np.uint8)
TEXT = "**bold** 신경망"


def write(folder: Path, columns: list[Column], steps: range, **options: Any) -> None:
    with contextlib.closing(EventFile(folder, **options)) as file:
        file.write(serialised(columns, steps, time.time()))


def write_run(folder: Path) -> None:
    counts = np.arange(STEPS * 30).reshape(STEPS, 30)
    columns = [
        summaries.scalars("loss", np.linspace(1, 0, STEPS)),
        summaries.histograms("weights", -np.ones(STEPS), np.ones(STEPS), counts),
        summaries.images("boundary", PIXELS),
        summaries.texts("note", [TEXT] * STEPS),
    ]
    write(folder, columns, range(1, STEPS + 1))


class Board:
    """A started `glassnet board`, once it has said where."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "glassnet", "board", *arguments],
            cwd=folder,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        found = re.search(r"http://[\w.-]+:(\d+)/$", self.line)
        assert found, self.process.communicate()[1]
        # Now: what the reader holds already, `communicate` would not give.
        self.how_to_stop = self.process.stdout.readline()
        self.url, self.port = found[0].strip(), int(found[1])

    def get(self, path: str, **query: Any) -> bytes:
        question = f"{self.url}data/{path}?{urllib.parse.urlencode(query)}"
        # No proxy of the environment stands between.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(question) as answer:
            return answer.read()

    def ask(self, path: str, **query: Any) -> Any:
        return json.loads(self.get(path, **query))

    def __enter__(self) -> Board:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def end(self, number: int = signal.SIGINT) -> tuple[int, str, str]:
        """The exit code, and what was printed on stdout after the two lines, and on stderr."""
        self.process.send_signal(number)
        out, error = self.process.communicate(timeout=20)
        return self.process.returncode, out, error


@dataclass
class Cut:
    """A run of 9 steps, of which a checkpoint knows 5."""

    folder: Path
    checkpoint: Any = None

    def write(self) -> None:
        write(self.folder, [summaries.scalars("loss", range(5))], range(5))
        self.checkpoint = lengths(self.folder)
        write(self.folder, [summaries.scalars("loss", range(5, 9))], range(5, 9))


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Cut:
    return Cut(tmp_path_factory.mktemp("board") / "runs" / "cut" / "train")


@pytest.fixture(scope="module")
def board(cut: Cut) -> Iterator[Board]:
    """Over runs/xor/train and runs/cut/train, ended by Ctrl-C."""
    runs = cut.folder.parent.parent
    write_run(runs / "xor" / "train")
    cut.write()
    with Board(runs.parent) as started:
        yield started
        assert_a_signal_ends_it_and_its_data_server(started, signal.SIGINT, 0)


def test_it_shows_the_runs_below_the_folder(board: Board) -> None:
    assert board.line == f"TensorBoard shows runs at {board.url}\n"
    assert board.how_to_stop == "Ctrl-C stops it.\n"
    assert sorted(board.ask("runs")) == ["cut/train", "xor/train"]


def test_scalars(board: Board) -> None:
    points = board.ask("plugin/scalars/scalars", run="xor/train", tag="loss")
    assert [step for _, step, _ in points] == list(range(1, STEPS + 1))
    assert [value for _, _, value in points] == pytest.approx(np.linspace(1, 0, STEPS))


def test_histograms(board: Board) -> None:
    points = board.ask("plugin/histograms/histograms", run="xor/train", tag="weights")
    assert [step for _, step, _ in points] == list(range(1, STEPS + 1))
    edges = np.linspace(-1, 1, 31)
    counts = np.arange(30, 60)  # of the second step
    np.testing.assert_array_equal(points[1][2], np.stack([edges[:-1], edges[1:], counts], axis=1))


def test_images(board: Board) -> None:
    shown = board.ask("plugin/images/images", run="xor/train", tag="boundary", sample=1)
    assert [image["step"] for image in shown] == list(range(1, STEPS + 1))
    query = dict(urllib.parse.parse_qsl(shown[7]["query"]))
    picture = Image.open(io.BytesIO(board.get("plugin/images/individualImage", **query)))
    np.testing.assert_array_equal(np.asarray(picture), PIXELS[7, 1])


def test_texts(board: Board) -> None:
    points = board.ask("plugin/text/text", run="xor/train", tag="note")
    assert points[-1]["step"] == STEPS
    assert points[-1]["text"] == "<p><strong>bold</strong> 신경망</p>"


def test_a_run_that_is_cut_back_and_resumed_while_it_is_shown(board: Board, cut: Cut) -> None:
    """Points 5 to 8 were shown, then lost with the process that wrote them."""
    assert steps_shown(board) == list(range(9))
    truncate_logs(cut.folder, cut.checkpoint)
    columns = [summaries.scalars("loss", [0.5, 0.5])]
    write(cut.folder, columns, range(5, 7), resumed_at=5)
    limit = time.monotonic() + 30  # it looks for news every 5 seconds
    while steps_shown(board) != list(range(7)) and time.monotonic() < limit:
        time.sleep(0.2)
    assert steps_shown(board) == list(range(7))


def steps_shown(board: Board) -> list[int]:
    points = board.ask("plugin/scalars/scalars", run="cut/train", tag="loss")
    return [step for _, step, _ in points]


def assert_a_signal_ends_it_and_its_data_server(board: Board, number: int, code: int) -> None:
    below = children(board.process.pid)
    assert below  # the data server
    assert board.end(number) == (code, "", "")
    with pytest.raises(urllib.error.URLError):
        board.ask("runs")
    limit = time.monotonic() + 10
    while any(map(alive, below)) and time.monotonic() < limit:
        time.sleep(0.05)
    assert not any(map(alive, below))


def children(pid: int) -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True
    )
    return [int(child) for child in listed.stdout.split()]


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def test_a_second_board_takes_another_port_opens_the_browser_and_ends_with_sigterm(
    board: Board, tmp_path: Path
) -> None:
    write_run(tmp_path / "elsewhere")
    browser = tmp_path / "browser"
    browser.write_text('#!/bin/sh\necho "$1" > part && mv part opened\n')
    browser.chmod(0o755)
    with Board(tmp_path, "elsewhere", "--open", BROWSER=f"{browser} %s") as second:
        assert second.line.startswith("TensorBoard shows elsewhere at ")
        assert second.port != board.port
        limit = time.monotonic() + 10
        while not (tmp_path / "opened").exists() and time.monotonic() < limit:
            time.sleep(0.05)
        assert (tmp_path / "opened").read_text() == f"{second.url}\n"
        assert_a_signal_ends_it_and_its_data_server(second, signal.SIGTERM, 143)


def test_the_port_is_that_asked_for_or_the_usual_one_or_a_free_one() -> None:
    here = Address.of(HOST)
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingError, match=str(port)):
            free_port(port, here)
    assert free_port(port, here) == port
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # somebody else may have it
            stack.enter_context(socket.create_server((HOST, USUAL_PORT)))
        assert free_port(None, here) != USUAL_PORT


@pytest.mark.parametrize(
    ("host", "loopback", "from_here"),
    [
        ("127.0.0.1", True, "127.0.0.1"),
        ("127.8.9.10", True, "127.8.9.10"),
        ("localhost", True, "localhost"),
        ("::1", True, "::1"),
        ("0.0.0.0", False, "127.0.0.1"),
        ("::", False, "::1"),
        ("192.0.2.1", False, "192.0.2.1"),  # of RFC 5737, for documentation
    ],
)
def test_only_loopback_addresses_are_this_machines_alone(
    host: str, loopback: bool, from_here: str
) -> None:
    address = Address.of(host)
    assert (address.is_loopback, address.from_here) == (loopback, from_here)


def test_boards_that_start_at_the_same_time_take_different_ports(tmp_path: Path) -> None:
    write_run(tmp_path / "runs")
    with ThreadPoolExecutor() as threads, contextlib.ExitStack() as stack:
        boards = list(threads.map(lambda _: Board(tmp_path), range(2)))
        for started in boards:
            stack.enter_context(started)
            assert started.ask("runs") == ["."]
        assert boards[0].port != boards[1].port


def test_a_port_that_is_taken_while_tensorboard_starts(tmp_path: Path) -> None:
    write_run(tmp_path)
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        late = (
            "from glassnet.cli import board, main\n"
            f"board.free_port = lambda *_: {port}\n"
            f"main(['board', '.', '--port', '{port}'])"
        )
        command = [sys.executable, "-c", late]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"glassnet: port {port}: Address already in use; choose another, or none to get a free one."
        "\n"
    )


def test_another_host_is_listened_at_with_a_warning(tmp_path: Path) -> None:
    write_run(tmp_path / "runs")
    with Board(tmp_path, "--host", "0.0.0.0") as shown:
        assert (
            shown.line == f"TensorBoard shows runs at http://{socket.gethostname()}:{shown.port}/\n"
        )
        others = ["127.0.0.2"] if sys.platform == "linux" else []  # elsewhere it is no address
        for address in ("127.0.0.1", *others):
            shown.url = f"http://{address}:{shown.port}/"
            assert shown.ask("runs") == ["."]
        code, out, error = shown.end()
    assert (code, out) == (0, "")
    assert error == (
        "glassnet: --host 0.0.0.0: anybody on the network can open this page and read the runs; "
        "there is no password.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["full", "--host", "192.0.2.1"], "--host 192.0.2.1: no address of this machine"),
        (["full", "--host", "nobody.invalid"], "--host nobody.invalid: no address of this machine"),
        (["full", "--host", ".."], "--host ..: no address of this machine"),
        ([], "runs: no such folder. To record a run: glassnet train xor --tensorboard"),
        (["missing"], "missing: no such folder"),
        (["file.txt"], "file.txt: expected a folder with event files; found a file"),
        (["empty"], "empty: no event files in it or its subfolders"),
        (["full", "--port", "0"], "--port"),
        (["full", "--port", "65536"], "--port"),
        (["full", "--port", "many"], "--port"),
    ],
)
def test_mistakes(arguments: list[str], said: str, glassnet, tmp_path: Path) -> None:
    (tmp_path / "file.txt").touch()
    (tmp_path / "empty" / "below").mkdir(parents=True)
    write_run(tmp_path / "full")
    answer = glassnet("board", *arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert said in answer.error
    assert answer.error.count("\n") == 1


def test_a_port_that_is_taken(glassnet, tmp_path: Path) -> None:
    write_run(tmp_path / "runs")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = glassnet("board", "--port", str(port))
    assert answer.code == 2
    assert answer.error == (
        f"glassnet: port {port}: Address already in use; "
        "choose another, or none to get a free one.\n"
    )
