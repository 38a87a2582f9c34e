"""Output that a full disk does not take is one line and exit code 2, whatever the command."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize("command", COMMANDS)
def test_output_that_cannot_be_written_is_one_line(command: str, on_a_full_disk) -> None:
    answer = on_a_full_disk(*command.split())
    assert (answer.code, answer.error) == (2, "glassnet: output: No space left on device.\n")
