"""`glassnet train --tensorboard`: what is recorded, and that a kill leaves no gap in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import google_crc32c
import keras
import pytest
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
from tensorboard.compat.tensorflow_stub import pywrap_tensorflow

ARGUMENTS = ("train", "moons", "--rows", "40", "--batch-size", "8", "--layers", "4", "--quiet")


@pytest.fixture(autouse=True)
def compiled_checksums(monkeypatch: pytest.MonkeyPatch) -> None:
    """TensorBoard's own are Python and most of the time of reading; `tests/recording` has them."""
    monkeypatch.setattr(pywrap_tensorflow, "crc32c", google_crc32c.value)


def points(run: Path) -> dict[str, list[tuple[int, bytes]]]:
    """Every tag's steps and values."""
    found: dict[str, list[tuple[int, bytes]]] = {}
    for part in ("train", ""):
        log = EventAccumulator(str(run / "events" / part), size_guidance={"tensors": 0})
        log.Reload()
        for tag in log.Tags()["tensors"]:
            events = log.Tensors(tag)
            values = [(event.step, event.tensor_proto.SerializeToString()) for event in events]
            found[f"{part}/{tag}"] = values
    return found


def test_a_run_is_recorded_in_its_folder(glassnet: Any) -> None:
    answer = glassnet(
        *(*ARGUMENTS, "--optimizer", "sgd", "--epochs", "6", "--name", "one"),
        *("--tensorboard", "--record", "gradients"),
    )
    assert answer.code == 0
    tags = points(Path("runs/one"))
    assert [step for step, _ in tags["train/epoch_loss"]] == list(range(6))
    for tag in ("hidden1/kernel/gradient", "hidden1/output", "decision_boundary"):
        assert [step for step, _ in tags[f"train/{tag}"]] == list(range(6))
    assert "/_hparams_/session_end_info" in tags


RECORDED = (*ARGUMENTS, "--epochs", "400", "--tensorboard")


@pytest.fixture(scope="module")
def whole(run_in_folder: Callable[..., Path]) -> Path:
    """A run that nobody killed."""
    keras.backend.clear_session()  # Keras numbers names within a process
    return run_in_folder(*RECORDED) / "runs" / "moons"


@pytest.mark.parametrize(
    "more", [("--checkpoint-every", "20"), pytest.param((), marks=pytest.mark.long)]
)
def test_a_killed_and_resumed_run_has_the_same_points(
    more: tuple[str, ...], whole: Path, glassnet: Any, glassnet_process: Any, tmp_path: Path
) -> None:
    killed = glassnet_process(*RECORDED, *more, "--name", "cut")
    # Killed while it writes: the log has points that no checkpoint knows of.
    events = tmp_path / "runs" / "cut" / "events" / "train"
    while not any(file.stat().st_size > 200_000 for file in events.glob("*")):
        assert killed.poll() is None
        time.sleep(0.005)
    killed.kill()
    killed.communicate()
    keras.backend.clear_session()
    answer = glassnet("train", "--resume", "cut", "--quiet")
    assert answer.code == 0, answer.error
    cut = tmp_path / "runs" / "cut"
    assert (cut / "history.csv").read_bytes() == (whole / "history.csv").read_bytes()
    expected, found = points(whole), points(cut)
    assert found.keys() == expected.keys()
    for tag, values in expected.items():
        if "graph" not in tag and "hparams" not in tag:  # these hold addresses and times
            assert found[tag] == values, tag


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--record", "gradiens"), "Did you mean gradients?"),
        (("--record-every", "0"), "every 0 steps: expected a whole number of at least 1"),
    ],
)
def test_mistakes_in_what_to_record(arguments: Any, said: str, glassnet: Any) -> None:
    answer = glassnet(*ARGUMENTS, *arguments)
    assert answer.code == 2
    assert said in answer.error
    assert len(answer.error.splitlines()) == 1
    assert not Path("runs").exists()
