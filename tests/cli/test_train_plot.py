"""`glassnet train --plot`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image


def test_what_happened_over_time_is_drawn(glassnet: Any) -> None:
    answer = glassnet("train", "xor", "--epochs", "30", "--layers", "3", "--plot", "--quiet")
    assert answer.code == 0
    run = Path("runs/xor")
    assert not (run / "history.png").exists()  # loss.png is the same
    for name in ("weights", "activations", "gradients", "boundaries"):
        with Image.open(run / f"{name}.png") as picture:
            assert min(picture.size) > 100
            assert len(picture.convert("L").getcolors(256) or []) > 10
        assert (run / f"{name}.svg").read_text().count("<path") > 5


def test_three_inputs_have_no_boundary_to_draw(glassnet: Any) -> None:
    answer = glassnet("train", "parity:3", "--epochs", "5", "--plot", "--quiet")
    assert answer.code == 0
    assert not Path("runs/parity-3/boundaries.png").exists()
    assert Path("runs/parity-3/gradients.svg").exists()
