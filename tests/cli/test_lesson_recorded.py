"""`glassnet lesson NAME --tensorboard`."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_in_the_shell_a_second_log_gets_a_folder_of_its_own(glassnet: Any) -> None:
    for name in ("logs/xor-hidden", "logs/xor-hidden-2"):
        answer = glassnet("lesson", "xor-hidden", "--epochs", "3", "--tensorboard")
        assert answer.code == 0
        assert answer.out.endswith(f"Recorded in {name}. To see it: glassnet board {name}\n")
        assert list(Path(name, "train").glob("events.out.tfevents.*"))
