"""Output that a full disk does not take is one line and exit code 2, whatever the command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

COMMANDS = [
    "--version",
    "derive x",
    "derive x --json",
    "derive x --latex",
    "units xor",
    "units xor --json",
    "units --search xor --hidden 0",
    "separable xor",
    "trace x --at x=1",
    "trace x --at x=1 --json",
    "diagnose xor-hidden",
]


def test_output_that_cannot_be_written_is_one_line(on_a_full_disk) -> None:
    for command in COMMANDS:
        answer = on_a_full_disk(*command.split())
        expected = (2, "glassnet: output: No space left on device.\n")
        assert (answer.code, answer.error) == expected, command


def test_so_it_is_for_a_process() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "glassnet", "--version"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    expected = (2, "glassnet: output: No space left on device.\n")
    assert (done.returncode, done.stderr) == expected
