"""What the lessons record for TensorBoard, read by TensorBoard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import google_crc32c
import numpy as np
import pytest
from note_golden import LINES
from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
from tensorboard.compat.tensorflow_stub import pywrap_tensorflow
from tensorboard.plugins.histogram import summary_v2 as histogram_summary
from tensorboard.util import tensor_util

import glassnet as gn
from glassnet import lessons

# The note's third program, as its TensorFlow writes them: steps 1 to 3000.
TAGS = {
    *("loss", "hypothesis"),
    *(f"{kind}{number}" for kind in ("weights", "biases") for number in (1, 2, 3, 4)),
    *("layer1", "layer2", "layer3"),
}


@pytest.fixture(autouse=True)
def compiled_checksums(monkeypatch: pytest.MonkeyPatch) -> None:
    """TensorBoard's own are Python and most of the time of reading; `tests/recording` has them."""
    monkeypatch.setattr(pywrap_tensorflow, "crc32c", google_crc32c.value)


def recorded(folder: Path) -> EventAccumulator:
    accumulator = EventAccumulator(str(folder), size_guidance={"tensors": 0})
    accumulator.Reload()
    return accumulator


def points(accumulator: EventAccumulator, tag: str) -> tuple[list[int], list[Any]]:
    events = accumulator.Tensors(tag)
    values = [tensor_util.make_ndarray(event.tensor_proto) for event in events]
    return [event.step for event in events], values


def outputs(model: Any, x: Any) -> list[Any]:
    """Each layer's output by plain arithmetic."""
    found = []
    for kernel, bias in zip(model.get_weights()[::2], model.get_weights()[1::2], strict=True):
        x = 1 / (1 + np.exp(-(x @ kernel + bias)))
        found.append(x)
    return found


def test_the_third_program_records_its_13_tags_at_each_of_its_3000_steps(tmp_path: Path) -> None:
    result = lessons.run("xor-deep", log_dir=str(tmp_path))
    assert "\n".join(result.lines) == LINES["xor-deep"]
    log = recorded(tmp_path / "train")
    assert len(TAGS) == 13
    assert set(log.Tags()["tensors"]) >= TAGS
    for tag in TAGS:
        events = log.Tensors(tag)
        assert [event.step for event in events] == list(range(1, 3001))
        sizes = {tuple(d.size for d in e.tensor_proto.tensor_shape.dim) for e in events}
        assert sizes == ({()} if tag == "loss" else {(30, 3)})
    assert points(log, "loss")[1] == pytest.approx(result.losses)


def test_weights_are_those_after_the_update_and_outputs_those_before_it(tmp_path: Path) -> None:
    steps = 20
    lessons.run("xor-deep", epochs=steps, log_dir=str(tmp_path))
    log = recorded(tmp_path / "train")
    seen = {tag: points(log, tag)[1] for tag in TAGS}
    lesson = lessons.find("xor-deep")
    model: Any = lesson.build()
    x, y = lesson.data()

    trainer = gn.Trainer(model, x, y, batch_size=4, shuffle=False)
    for step in range(steps):
        before = outputs(model, x)
        trainer.run(steps=1)
        kernels, biases = model.get_weights()[::2], model.get_weights()[1::2]
        for number, layer in enumerate(["layer1", "layer2", "layer3", "hypothesis"]):
            for tag, expected in (
                (f"weights{number + 1}", kernels[number]),
                (f"biases{number + 1}", biases[number]),
                (layer, before[number]),
            ):
                proto = histogram_summary.histogram_pb("tag", expected).value[0].tensor
                reference = tensor_util.make_ndarray(proto)
                # Outputs are computed here by NumPy: the last bit may differ, and with it a bucket.
                np.testing.assert_allclose(seen[tag][step][:, :2], reference[:, :2], atol=1e-6)
                moved = np.abs(seen[tag][step][:, 2] - reference[:, 2]).sum()
                assert moved <= (2 if tag == layer else 0)


def test_the_fourth_program_writes_the_images_that_tensorflow_does_not(tmp_path: Path) -> None:
    lessons.run("xor-keras", epochs=50, log_dir=str(tmp_path))
    log = recorded(tmp_path / "train")
    images = [tag for tag in log.Tags()["tensors"] if tag.endswith("/image")]
    assert len(images) == 8  # four kernels and four biases
    steps, values = points(log, "xor_keras/layer1/kernel/image")
    assert steps == list(range(0, 50, 5))
    assert values[0][0].decode() == "10"  # the width
    assert values[0][2].startswith(b"\x89PNG")


# The others are above.
@pytest.mark.parametrize("name", [pytest.param("xor-units", marks=pytest.mark.long), "xor-hidden"])
def test_every_lesson_can_be_recorded(name: str, tmp_path: Path) -> None:
    lessons.run(name, epochs=5, log_dir=str(tmp_path))
    assert "epoch_loss" in recorded(tmp_path / "train").Tags()["tensors"]
