"""Event files against TensorBoard's own writer and reader; a log that is cut back and goes on."""

from __future__ import annotations

import contextlib
import io
import os
import re
import resource
import socket
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from tensorboard.backend.event_processing import plugin_event_accumulator
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import LegacyEventFileLoader
from tensorboard.backend.event_processing.io_wrapper import IsTensorFlowEventsFile
from tensorboard.summary.writer.record_writer import RecordWriter
from tensorboard.util.tensor_util import make_ndarray

from glassnet.errors import DataError
from glassnet.recording import summaries
from glassnet.recording.encoding import serialised
from glassnet.recording.event_file import EventFile, lengths, truncate_logs


def points(tag: str, steps: Iterable[int], value: float = 0.0) -> list:
    steps = list(steps)
    column = summaries.scalars(tag, [step + value for step in steps])
    return list(serialised([column], steps, time.time()))


def written(folder: Path, events: Iterable = (), resumed_at: int | None = None) -> Path:
    """A new event file with these events."""
    with contextlib.closing(EventFile(folder, resumed_at=resumed_at)) as file:
        file.write(events)
    return file.path


def reader(folder: Path) -> EventAccumulator:
    return EventAccumulator(str(folder), size_guidance={"tensors": 0}).Reload()


def read(accumulator: EventAccumulator, tag: str) -> list[tuple[int, float]]:
    return [
        (event.step, make_ndarray(event.tensor_proto).item()) for event in accumulator.Tensors(tag)
    ]


# One file.


def test_the_bytes_are_those_of_tensorboards_own_writer(tmp_path: Path) -> None:
    file = EventFile(tmp_path / "made" / "when missing")
    file.write(points("loss", range(100)))
    file.close()
    expected = io.BytesIO()
    writer = RecordWriter(expected)
    for event in LegacyEventFileLoader(str(file.path)).Load():
        writer.write(event.SerializeToString())
    assert file.path.read_bytes() == expected.getvalue()
    assert file.position == len(expected.getvalue())


def test_the_first_record_is_the_version(tmp_path: Path) -> None:
    path = written(tmp_path)
    (event,) = LegacyEventFileLoader(str(path)).Load()
    assert event.file_version == "brain.Event:2"
    assert event.wall_time == pytest.approx(time.time(), abs=60)


def test_the_name_is_as_tensorflow_2_makes_it(tmp_path: Path) -> None:
    path = written(tmp_path)
    machine = f"{re.escape(socket.gethostname())}.{os.getpid()}"
    assert re.fullmatch(rf"events\.out\.tfevents\.\d{{10}}\.{machine}\.\d+\.v2", path.name)
    assert IsTensorFlowEventsFile(str(path))


def test_a_later_file_sorts_after_the_earlier_ones(tmp_path: Path) -> None:
    """Readers take files by name. Process 10000 comes before 9999, and clocks are set back."""
    future = f"events.out.tfevents.{int(time.time()) + 1000:010d}.host.9999.0.v2"
    (tmp_path / future).touch()
    names = [future] + [written(tmp_path).name for _ in range(12)]
    assert names == sorted(names)


def test_what_was_written_can_be_read_before_close(tmp_path: Path) -> None:
    file = EventFile(tmp_path)
    file.write(points("loss", [0]))
    file.sync()
    assert read(reader(tmp_path), "loss") == [(0, 0.0)]
    file.close()


def test_a_write_that_fails_midway_leaves_whole_records(tmp_path: Path) -> None:
    file = EventFile(tmp_path)
    file.write(points("loss", range(5)))
    whole = file.position
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (whole + 100, hard))  # room for one record and a half
    try:
        with pytest.raises(OSError, match="File too large"):
            file.write(points("loss", range(5, 50)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert file.path.stat().st_size == file.position == whole
    file.write(points("loss", [5]))
    file.close()
    assert [step for step, _ in read(reader(tmp_path), "loss")] == list(range(6))


# A log that goes on from a checkpoint.


def begun(folder: Path, kept: int, lost: int) -> dict[str, int]:
    """What a checkpoint knew: points at steps below `kept`. Those below `lost` were added after."""
    with contextlib.closing(EventFile(folder)) as file:
        file.write(points("loss", range(kept)))
        checkpoint = lengths(folder)
        file.write(points("loss", range(kept, lost)))
    return checkpoint


@pytest.mark.parametrize(("kept", "lost", "until"), [(10, 15, 20), (1, 40, 2), (10, 10, 11)])
def test_a_resumed_log_has_no_gap_and_no_double_step(kept, lost, until, tmp_path: Path) -> None:
    checkpoint = begun(tmp_path, kept, lost)
    written(tmp_path, points("other", range(lost)))  # begun after the checkpoint
    truncate_logs(tmp_path, checkpoint)
    written(tmp_path, points("loss", range(kept, until), value=0.5), resumed_at=kept)
    log = reader(tmp_path)
    assert log.Tags()["tensors"] == ["loss"]
    expected = [(step, step + 0.5 * (step >= kept)) for step in range(until)]
    assert read(log, "loss") == expected


def test_twice_killed_before_the_next_checkpoint(tmp_path: Path) -> None:
    checkpoint = begun(tmp_path, kept=3, lost=9)
    for value in (0.25, 0.5):
        truncate_logs(tmp_path, checkpoint)
        written(tmp_path, points("loss", range(3, 6), value), resumed_at=3)
    assert read(reader(tmp_path), "loss") == [(0, 0), (1, 1), (2, 2), (3, 3.5), (4, 4.5), (5, 5.5)]


def test_a_running_tensorboard_that_has_seen_the_lost_points_drops_them(tmp_path: Path) -> None:
    """Its loader in Python. Its data server is asked in tests/cli/test_board.py."""
    checkpoint = begun(tmp_path, kept=3, lost=9)
    running = plugin_event_accumulator.EventAccumulator(
        str(tmp_path), size_guidance={"tensors": 0}
    ).Reload()
    assert len(running.Tensors("loss")) == 9
    truncate_logs(tmp_path, checkpoint)
    written(tmp_path, points("loss", range(3, 6), value=0.5), resumed_at=3)
    assert read(running.Reload(), "loss") == [(0, 0), (1, 1), (2, 2), (3, 3.5), (4, 4.5), (5, 5.5)]


def test_tags_that_count_other_steps_keep_theirs(tmp_path: Path) -> None:
    """Two epochs of five batches: 10 is above every step of both tags."""
    written(tmp_path, [*points("batch_loss", range(10)), *points("epoch_loss", range(2))])
    truncate_logs(tmp_path, lengths(tmp_path))
    later = [*points("batch_loss", range(10, 15)), *points("epoch_loss", [2])]
    written(tmp_path, later, resumed_at=10)
    log = reader(tmp_path)
    assert [step for step, _ in read(log, "batch_loss")] == list(range(15))
    assert [step for step, _ in read(log, "epoch_loss")] == [0, 1, 2]


def test_a_second_run_in_the_folder_hides_nothing_of_the_first(tmp_path: Path) -> None:
    """Such as model.fit, then model.fit with initial_epoch, both with the same log_dir."""
    written(tmp_path, points("loss", range(3)))
    written(tmp_path, points("loss", range(3, 5)))
    assert [step for step, _ in read(reader(tmp_path), "loss")] == list(range(5))


def test_only_event_files_of_the_folder_itself_are_touched(tmp_path: Path) -> None:
    others = [tmp_path / "notes.txt", written(tmp_path / "run")]
    others[0].write_text("mine")
    kept = {path: path.read_bytes() for path in others}
    written(tmp_path)
    truncate_logs(tmp_path, {})
    assert lengths(tmp_path) == {}
    assert {path: path.read_bytes() for path in others} == kept


@pytest.mark.parametrize("damage", ["missing", "shorter"])
def test_a_log_that_lost_what_the_checkpoint_knew_is_named_and_not_changed(
    damage: str, tmp_path: Path
) -> None:
    path = written(tmp_path, points("loss", range(9)))
    checkpoint = lengths(tmp_path)
    written(tmp_path)
    if damage == "missing":
        path.unlink()
    else:
        os.truncate(path, 50)
    before = lengths(tmp_path)
    with pytest.raises(DataError, match=re.escape(path.name)):
        truncate_logs(tmp_path, checkpoint)
    assert lengths(tmp_path) == before


def test_a_folder_that_does_not_exist_has_no_event_files(tmp_path: Path) -> None:
    assert lengths(tmp_path / "none") == {}
