"""What the README tells its reader to type works as it is written, in that order, in one folder.

Both READMEs show the same blocks (tests/test_repository.py); output is shown in docs/ alone, where
test_pages.py compares it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# What sets the machine up; `make run` also trains XOR.
SET_UP = ("make ", "python3 -m venv", "py -m venv", "uv sync", ".venv/bin/pip ", ".venv\\Scripts\\")


def blocks(page: Path) -> list[tuple[str, str]]:
    return BLOCK.findall(page.read_text())


class Reader:
    """Types one block after another; keeps what Python printed."""

    def __init__(self, glassnet, folder: Path) -> None:
        self.glassnet, self.folder = glassnet, folder
        self.names: dict[str, object] = {"__name__": "__main__"}
        self.typed: list[str] = []

    def type(self, line: str) -> None:
        self.typed.append(line)
        match shlex.split(line, comments=True):
            case []:
                pass
            case ["make", "run"]:
                assert self.glassnet("train", "xor").code == 0
            case ["make", target]:
                assert f"\n{target}: " in (ROOT / "Makefile").read_text()
            case [".venv/bin/glassnet", "board", log]:
                events = (self.folder / log).rglob("events.out.tfevents.*")
                assert next(events, None), "board stays until Ctrl-C; there is something to show"
            case [".venv/bin/glassnet", "studio", *arguments]:
                command = [sys.executable, "-m", "glassnet", "studio", *arguments, "--no-browser"]
                with subprocess.Popen(
                    command, cwd=self.folder, stdout=subprocess.PIPE, text=True
                ) as process:
                    assert process.stdout is not None
                    assert "http://127.0.0.1:" in process.stdout.readline(), line
                    process.terminate()
            case [".venv/bin/glassnet", "train", *arguments, "--name", name]:
                with interrupted(self.folder / "runs" / name / "run.json"):
                    answer = self.glassnet("train", *arguments, "--name", name)
                assert answer.code == 130
                assert f"--resume {name}" in answer.error
            case [".venv/bin/glassnet", "runs", "delete", name]:
                assert self.glassnet("runs", "delete", name, "--yes").code == 0
            case [".venv/bin/glassnet", *arguments]:
                answer = self.glassnet(*arguments)
                assert answer.code == 0, f"{line}: {answer.error}"
                assert answer.out
            case [".venv/bin/python", program]:
                assert (ROOT / program).exists(), "tests/test_examples.py runs it"
            case _:
                assert line.startswith(SET_UP), f"{line}: what is this?"

    def run(self, code: str) -> str:
        """What a block of Python prints."""
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(code, "<README>", "exec"), self.names)
        return out.getvalue()


@contextlib.contextmanager
def interrupted(record: Path) -> Generator[None]:
    """Ctrl-C as soon as the training has begun, which its record shows."""
    over = threading.Event()

    def press() -> None:
        while not record.exists() and not over.is_set():
            time.sleep(0.01)
        if not over.is_set():
            os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=press)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.mark.long
def test_every_command_and_program_works_as_written(glassnet, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    reader = Reader(glassnet, tmp_path)
    printed: list[str] = []
    for kind, content in blocks(ROOT / "README.md"):
        if kind == "python":
            printed.append(reader.run(content))
        else:
            for line in content.splitlines():
                reader.type(line)
    assert len(reader.typed) > 20
    learned = numbers(printed[0])
    assert learned.round() == pytest.approx(np.array([0, 1, 1, 0]))
    # Each new flower is of the kind that it looks like.
    classes, chances = printed[1].split("] ", 1)
    assert classes == "['daisy', 'poppy', 'tulip'"
    kinds = numbers(chances).reshape(3, 3).argmax(axis=1)
    assert kinds.tolist() == [1, 2, 0]
    # The programs of the pages go on from the README's names.
    for page in sorted((ROOT / "docs").glob("*.md")):
        for kind, content in blocks(page):
            if kind == "python":
                reader.run(content)


def numbers(printed: str) -> np.ndarray:
    return np.array([float(found) for found in re.findall(r"\d\.\d*", printed)])
