"""`glassnet train --plot`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from test_runs import as_if_killed

LINE = ["train", "xor", "--layers", "3", "--epochs", "20", "--checkpoint-every", "5", "--quiet"]


@pytest.fixture(scope="module")
def drawn(run_in_folder: Callable[..., Path]) -> Path:
    """A folder with one run in its runs/, whose pictures over time are drawn."""
    return run_in_folder(*LINE, "--plot")


def test_what_happened_over_time_is_drawn(drawn: Path) -> None:
    run = drawn / "runs" / "xor"
    assert not (run / "history.png").exists()  # loss.png is the same
    for name in ("weights", "activations", "gradients", "boundaries"):
        with Image.open(run / f"{name}.png") as picture:
            assert min(picture.size) > 100
            assert len(picture.convert("L").getcolors(256) or []) > 10
        assert (run / f"{name}.svg").read_text().count("<path") > 5


def test_three_inputs_have_no_boundary_to_draw(glassnet: Any) -> None:
    line = ["train", "parity:3", "--layers", "3", "--epochs", "5", "--plot", "--quiet"]
    assert glassnet(*line).code == 0
    assert not Path("runs/parity-3/boundaries.png").exists()
    assert Path("runs/parity-3/gradients.svg").exists()


@pytest.mark.parametrize("recorded", [True, False])
def test_pictures_of_a_resumed_run_say_where_they_begin(
    glassnet: Any, drawn: Path, recorded: bool
) -> None:
    if recorded:
        shutil.copytree(drawn / "runs", "runs")
    else:
        assert glassnet(*LINE).code == 0
    run = Path("runs/xor")
    whole = (run / "boundaries.svg").read_text() if recorded else ""
    as_if_killed(run)
    answer = glassnet("train", "--resume", "xor", "--plot")
    assert answer.code == 0
    said = "Pictures over time begin after epoch 10: nothing was recorded before that."
    assert (said in answer.out) == (not recorded)
    # The same frames as of a training that nobody interrupted.
    assert ((run / "boundaries.svg").read_text() == whole) == recorded
