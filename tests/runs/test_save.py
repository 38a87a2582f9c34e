"""A run on disk, and a disk that is full."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import pytest

from glassnet.errors import SettingError
from glassnet.runs.folder import staged
from glassnet.runs.save import save


def model() -> keras.Model:
    made = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    made.compile("sgd", "mse")
    return made


def test_what_was_saved_is_read_back(tmp_path: Path) -> None:
    made = model()
    with staged(tmp_path, "xor") as folder:
        place = save(
            folder, record={"a": 1}, model=made, history={"loss": [0.5]}, draw=lambda: None
        )
    assert sorted(os.listdir(place)) == ["history.csv", "model.keras", "run.json"]
    read = keras.saving.load_model(place / "model.keras")
    for ours, theirs in zip(made.get_weights(), read.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 12 KiB: room for a folder and a history, none for a model."""
    mount = shutil.which("mount")
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or mount is None:
        pytest.skip("only root can mount a small file system")
    command = [mount, "-t", "tmpfs", "-o", "size=12k", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_nothing(small_disk: Path) -> None:
    with (
        staged(small_disk / "runs", "xor") as folder,
        pytest.raises(SettingError, match=r"the disk is full.*nothing of it was kept"),
    ):
        save(folder, record={}, model=model(), history={"loss": [0.5]}, draw=lambda: None)
    assert os.listdir(small_disk) == []


def test_a_picture_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    def draw() -> None:
        # What a write to a full disk raises, from the device that always is one.
        with open("/dev/full", "wb", buffering=0) as full:
            full.write(b"png")

    with (
        staged(tmp_path / "runs", "xor") as folder,
        pytest.raises(SettingError, match="the disk is full"),
    ):
        save(folder, record={}, model=model(), history={"loss": [0.5]}, draw=draw)
    assert os.listdir(tmp_path) == []
