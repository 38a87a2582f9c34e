"""The shell called in this process, and as a process of its own."""

from __future__ import annotations

import contextlib
import io
import math
import os
import pty
import subprocess
import sys
import threading
import types
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

# The shell loads Keras without pandas and scikit-learn, which other tests in this process need.
import keras  # noqa: F401
import pytest

from glassnet.cli import derive as cli_derive
from glassnet.cli import run
from glassnet.cli.derive.process import Part
from glassnet.runs import pictures


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    error: str


class DrawnHere:
    """Stands for the process that draws: the same work on the same bytes, in this process.

    A process for each run takes 0.6 s, most of it to load Matplotlib.
    """

    def __init__(self, *_: object, **__: object) -> None:
        self.stdin, self.stdout = self, io.BytesIO()
        self.request = b""

    def write(self, request: bytes) -> None:
        self.request += request

    def close(self) -> None:
        stdin = types.SimpleNamespace(buffer=io.BytesIO(self.request))
        printed = io.StringIO()
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed):
            patch.setattr("sys.stdin", stdin)
            pictures.answer_request()
        self.stdout = io.BytesIO(printed.getvalue().encode())

    def kill(self) -> None:
        pass

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


def without_process(work: Callable[..., Iterator[object]], seconds: float) -> Iterator[object]:
    """Stands for the process that derives: the same work, in this process and without a clock."""
    return (part for part in work(math.inf) if isinstance(part, Part))


def run_here(arguments: tuple[str, ...]) -> int:
    """The exit code of a command line, carried out in this process and no other."""
    processes = types.SimpleNamespace(Popen=DrawnHere, PIPE=subprocess.PIPE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pictures, "subprocess", processes)
        # A process with JAX in it must not be forked.
        patch.setattr(cli_derive, "run_with_timeout", without_process)
        return run(arguments)


@pytest.fixture
def on_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Answer]:
    """Runs a command line, its output on a full disk; where there is none to try, skips."""
    if not Path("/dev/full").exists():
        pytest.skip("only Linux has a full disk to try")
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Answer:
        with Path("/dev/full").open("w") as full, contextlib.redirect_stdout(full):
            code = run_here(arguments)
        return Answer(code, "", capsys.readouterr().err)

    return call


@pytest.fixture
def glassnet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Answer]:
    """Runs a command line in an empty folder, in this process."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Answer:
        code = run_here(arguments)
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return call


@pytest.fixture(scope="module")
def run_in_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Runs a command line, in this process, in an empty folder that a module's tests only read."""

    def call(*arguments: str) -> Path:
        folder = tmp_path_factory.mktemp("module")
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            assert run_here(arguments) == 0
        return folder

    return call


@pytest.fixture
def glassnet_process(tmp_path: Path) -> Generator[Callable[..., subprocess.Popen[str]]]:
    """Starts a command line in an empty folder, as a process that does not outlive the test."""
    with contextlib.ExitStack() as started:

        def start(*arguments: str, start_new_session: bool = False) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [sys.executable, "-m", "glassnet", *arguments],
                cwd=tmp_path,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=start_new_session,
            )
            started.enter_context(process)
            started.callback(process.kill)
            return process

        yield start


@pytest.fixture
def on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str]]:
    """Runs a command line in this process, its output on a terminal; what the terminal gets."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str) -> tuple[int, str]:
        leader, follower = pty.openpty()
        seen: list[bytes] = []

        def read() -> None:
            with contextlib.suppress(OSError):  # how Linux says that the other side is closed
                while chunk := os.read(leader, 65536):
                    seen.append(chunk)

        reader = threading.Thread(target=read)
        reader.start()
        with open(follower, "w") as terminal, contextlib.redirect_stdout(terminal):
            code = run_here(arguments)
        reader.join(60)
        os.close(leader)
        return code, b"".join(seen).decode()

    return call


@pytest.fixture
def without_additions(monkeypatch: pytest.MonkeyPatch) -> None:
    """`derive` without what comes last: no check, no shorter form, no limit by SymPy."""
    from glassnet.calculus import Derivation
    from glassnet.cli.derive import worker

    monkeypatch.setattr(Derivation, "check", lambda *_: [])
    monkeypatch.setattr(Derivation, "limit", lambda _: None)
    monkeypatch.setattr(worker, "shorter", lambda _: None)


@pytest.fixture
def derive_process() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `glassnet derive` as a process of its own."""

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "glassnet", "derive", *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return call
