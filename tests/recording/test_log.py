"""A run's log folder, read by TensorBoard's own reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from glassnet.errors import DataError, SettingError
from glassnet.recording.log import Log
from glassnet.recording.summaries import scalars
from glassnet.text import using


def steps(folder: Path, tag: str) -> list[int]:
    reader = EventAccumulator(str(folder), size_guidance={"tensors": 0})
    reader.Reload()
    return [event.step for event in reader.Tensors(tag)]


def write(log: Log, part: str, *numbers: int) -> None:
    log.columns(part, [scalars("loss", np.ones(len(numbers)))], np.array(numbers))


def test_each_part_is_a_folder_of_its_own(tmp_path: Path) -> None:
    log = Log(tmp_path / "new" / "run")
    for number, part in enumerate(("", "train", "validation")):
        write(log, part, number, number + 1)
    log.close()
    for number, part in enumerate((".", "train", "validation")):
        assert steps(tmp_path / "new/run" / part, "loss") == [number, number + 1]


def test_what_came_after_the_position_is_taken_out(tmp_path: Path) -> None:
    log = Log(tmp_path)
    write(log, "train", 1, 2)
    position: Any = json.loads(json.dumps(log.position()))  # as a checkpoint keeps it
    assert position["step"] == 2
    write(log, "train", 3, 4)
    write(log, "validation", 3)
    log.close()
    log = Log(tmp_path, position)
    write(log, "train", 3, 5)
    log.close()
    assert steps(tmp_path / "train", "loss") == [1, 2, 3, 5]
    assert list((tmp_path / "validation").iterdir()) == []


def test_without_a_position_what_is_there_stays(tmp_path: Path) -> None:
    for numbers in ((1, 2), (3, 4)):
        log = Log(tmp_path)
        write(log, "train", *numbers)
        log.close()
    assert steps(tmp_path / "train", "loss") == [1, 2, 3, 4]


def test_what_others_wrote_into_the_folder_stays(tmp_path: Path) -> None:
    before = Log(tmp_path)
    write(before, "train", 1, 2)
    before.close()
    log = Log(tmp_path)
    write(log, "train", 3)
    position = log.position()
    write(log, "train", 4)
    log.close()
    after = Log(tmp_path)
    write(after, "train", 6)
    write(after, "validation", 6)
    after.close()
    log = Log(tmp_path, position)
    write(log, "train", 7)
    log.close()
    assert steps(tmp_path / "train", "loss") == [1, 2, 3, 6, 7]
    assert steps(tmp_path / "validation", "loss") == [6]


def test_a_log_whose_files_were_moved_away_goes_on_without_them(tmp_path: Path) -> None:
    log = Log(tmp_path / "log")
    write(log, "train", 1, 2)
    position = log.position()
    log.close()
    (tmp_path / "log").rename(tmp_path / "away")
    with pytest.warns(UserWarning, match="of this training's first 3 steps are gone"):
        log = Log(tmp_path / "log", position)
    write(log, "train", 3)
    log.close()
    assert steps(tmp_path / "log" / "train", "loss") == [3]


def test_a_log_that_became_shorter(tmp_path: Path) -> None:
    log = Log(tmp_path)
    write(log, "train", 1)
    position = log.position()
    log.close()
    (file,) = (tmp_path / "train").iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(DataError, match="bytes when the checkpoint was written"):
        Log(tmp_path, position)


@pytest.mark.parametrize("name", ["run", "run/train"])
def test_a_file_in_the_way(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("mine")
    with pytest.raises(SettingError, match=f"{name}: File exists: choose a log_dir") as raised:
        Log(tmp_path / "run")
    assert "\n" not in str(raised.value)
    assert file.read_text() == "mine"
    with using("ko"), pytest.raises(SettingError, match="같은 이름의 파일이 있습니다"):
        Log(tmp_path / "run")


def test_what_a_job_raises_comes_to_the_caller(tmp_path: Path) -> None:
    def fails() -> None:
        raise OSError(28, "No space left on device")

    log = Log(tmp_path)
    log.job(fails)
    with pytest.raises(OSError, match="No space left"):
        log.position()
    with pytest.raises(OSError, match="No space left"):
        log.close()
