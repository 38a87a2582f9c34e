"""A run on disk, and a disk that is full."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from glassnet.errors import SettingError
from glassnet.runs.folder import new_run_folder, write_final_files


def model() -> keras.Model:
    made = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    made.compile("sgd", "mse")
    return made


def test_what_was_saved_is_read_back(tmp_path: Path) -> None:
    made = model()
    write_final_files(
        tmp_path, record={"a": 1}, model=made, history={"loss": [0.5]}, draw=lambda: None
    )
    assert sorted(os.listdir(tmp_path)) == ["history.csv", "model.keras", "run.json"]
    read: Any = keras.saving.load_model(tmp_path / "model.keras")
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


def test_a_full_disk_leaves_the_run_to_be_taken_up(small_disk: Path) -> None:
    with new_run_folder(small_disk / "runs", "xor") as folder:
        folder.begin({"state": "training"})
        with (
            pytest.raises(SettingError, match=r"the disk is full.*no checkpoint yet"),
            folder.final_files() as place,
        ):
            write_final_files(
                place, record={}, model=model(), history={"loss": [0.5]}, draw=lambda: None
            )
    assert sorted(os.listdir(folder.path)) == [".lock", "run.json"]
    assert "interrupted" in (folder.path / "run.json").read_text()
