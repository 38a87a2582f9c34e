"""The shell called in this process, and as a process of its own."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

# The shell loads Keras without pandas and scikit-learn, which other tests in this process need.
import keras  # noqa: F401
import pytest

from glassnet.cli import run


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    error: str


@pytest.fixture
def glassnet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Answer]:
    """Runs a command line in an empty folder, in this process."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Answer:
        code = run(arguments)
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
            assert run(arguments) == 0
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
