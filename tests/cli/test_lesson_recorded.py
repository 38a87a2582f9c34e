"""`glassnet lesson NAME --tensorboard`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any


def test_in_the_shell_a_second_log_gets_a_folder_of_its_own(glassnet: Any) -> None:
    for name in ("logs/xor-hidden", "logs/xor-hidden-2"):
        answer = glassnet("lesson", "xor-hidden", "--epochs", "3", "--tensorboard")
        assert answer.code == 0
        assert answer.out.endswith(f"Recorded in {name}. To see it: glassnet board {name}\n")
        assert list(Path(name, "train").glob("events.out.tfevents.*"))


def test_a_picture_that_cannot_be_written_is_refused_before_the_training() -> None:
    words = [sys.executable, "-m", "glassnet", "lesson", "lstm", "--plot", "no-such-folder/a.png"]
    answer = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout) == (2, "")
    said = "there is no folder no-such-folder; make it first, or choose another."
    assert answer.stderr == f"glassnet: no-such-folder/a.png: {said}\n"
