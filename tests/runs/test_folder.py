"""A run's folder: never over another run, and whole after a kill at any moment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from glassnet.errors import SettingError
from glassnet.fitting import checkpoint_files
from glassnet.lock import in_use, locked
from glassnet.runs.folder import CHECKPOINT, RunFolder, locked_run, new_run_folder, safe_name


def make(out: Path, name: str, text: str, *, exact: bool = False) -> Path:
    with new_run_folder(out, name, exact=exact) as folder:
        folder.begin({"state": "training", "text": text})
    return folder.path


def test_runs_of_one_name_are_numbered_and_none_is_overwritten(tmp_path: Path) -> None:
    places = [make(tmp_path / "runs", "xor", text) for text in "abc"]
    assert [place.name for place in places] == ["xor", "xor-2", "xor-3"]
    assert [json.loads((place / "run.json").read_text())["text"] for place in places] == [*"abc"]


def test_nothing_is_left_of_a_run_that_did_not_begin(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"

    def fail_early() -> None:
        with new_run_folder(out, "xor") as folder:
            (folder.path / "file").write_text("half")
            raise KeyError

    with pytest.raises(KeyError):
        fail_early()
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_has_begun_stays_whatever_ends_it(tmp_path: Path) -> None:
    def fail_late() -> None:
        with new_run_folder(tmp_path, "xor") as folder:
            folder.begin({"state": "training"})
            raise KeyError

    with pytest.raises(KeyError):
        fail_late()
    assert (tmp_path / "xor" / "run.json").exists()


def test_a_folder_that_was_there_before_stays(tmp_path: Path) -> None:
    with pytest.raises(KeyError), new_run_folder(tmp_path, "xor"):
        raise KeyError
    assert tmp_path.is_dir()


def test_two_that_begin_at_once_get_two_names(tmp_path: Path) -> None:
    with new_run_folder(tmp_path, "xor") as first, new_run_folder(tmp_path, "xor") as second:
        assert [first.path.name, second.path.name] == ["xor", "xor-2"]


def test_a_name_of_the_users_own_is_not_changed(tmp_path: Path) -> None:
    make(tmp_path, "mine", "a", exact=True)
    with (
        pytest.raises(SettingError, match="mine exists"),
        new_run_folder(tmp_path, "mine", exact=True),
    ):
        pytest.fail("entered")
    assert os.listdir(tmp_path) == ["mine"]


def test_last_files_come_together_and_the_record_after_all_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: list[str] = []
    replace = Path.replace

    def noted(self: Path, target: Path) -> Path:
        moved.append(self.name)
        return replace(self, target)

    with new_run_folder(tmp_path, "xor") as folder:
        folder.begin({"state": "training"})
        with folder.final_files() as place:
            for name in ("run.json", "model.keras", "zzz"):
                (place / name).write_text("new")
            assert "training" in (folder.path / "run.json").read_text()
            monkeypatch.setattr(Path, "replace", noted)
    assert moved == ["model.keras", "zzz", "run.json"]
    assert sorted(os.listdir(folder.path)) == [".lock", "model.keras", "run.json", "zzz"]


def test_what_cannot_be_written_at_the_end_leaves_the_run_as_it_was(tmp_path: Path) -> None:
    with new_run_folder(tmp_path, "xor") as folder:
        folder.begin({"state": "training"})

        def end_on_a_full_disk() -> None:
            with folder.final_files() as place, open("/dev/full", "wb", buffering=0) as full:
                (place / "run.json").write_text("half")
                full.write(b"what a full disk does not take")

        with pytest.raises(SettingError, match=r"the disk is full.*no checkpoint yet"):
            end_on_a_full_disk()
        (folder.checkpoints / "00000030-00000000").mkdir(parents=True)
        (folder.checkpoints / "00001040-00000002").mkdir()
        with pytest.raises(SettingError, match="checkpoints are kept, the newest after 1,040 ep"):
            end_on_a_full_disk()
        left = [".lock", ".lock-holder", "checkpoints", "run.json"]
        assert sorted(os.listdir(folder.path)) == left
        assert "training" in (folder.path / "run.json").read_text()


def test_names_of_checkpoints_are_those_that_training_gives() -> None:
    assert CHECKPOINT == checkpoint_files.NAME


def state(place: Path) -> str:
    return json.loads((place / "run.json").read_text())["state"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, SettingError, ZeroDivisionError])
def test_a_run_left_before_its_end_was_interrupted(
    error: type[BaseException], tmp_path: Path
) -> None:
    def leave() -> None:
        with new_run_folder(tmp_path, "xor") as folder:
            folder.begin({"state": "training", "epochs": 5})
            raise error

    with pytest.raises(error):
        leave()
    written = json.loads((tmp_path / "xor" / "run.json").read_text())
    assert written == {"state": "interrupted", "epochs": 5}
    assert sorted(os.listdir(tmp_path / "xor")) == [".lock", "run.json"]


def test_a_run_that_ended_stays_what_it_is(tmp_path: Path) -> None:
    def end() -> None:
        with new_run_folder(tmp_path, "xor") as folder:
            folder.begin({"state": "training"})
            with folder.final_files() as place:
                (place / "run.json").write_text('{"state": "finished"}')
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        end()
    assert state(tmp_path / "xor") == "finished"


def test_a_run_that_could_not_be_taken_up_stays_what_it_was(tmp_path: Path) -> None:
    place = make(tmp_path, "xor", "training")
    (place / "run.json").write_text('{"state": "training"}')  # as if killed

    def refuse() -> None:
        with locked_run(RunFolder(place, begun=True)):
            raise SettingError

    with pytest.raises(SettingError):
        refuse()
    assert state(place) == "training"


HOLDER = """
import os, sys
from glassnet.runs.folder import new_run_folder
with new_run_folder(sys.argv[1], "xor") as folder:
    folder.begin({"pid": os.getpid()})
    print(flush=True)
    sys.stdin.read()
"""


def test_a_run_has_one_process_and_a_killed_one_does_not_count(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        assert in_use(tmp_path / "xor")
        with (
            pytest.raises(SettingError, match=f"xor is in use by process {process.pid};"),
            locked(tmp_path / "xor"),
        ):
            pytest.fail("entered")
        process.kill()
    assert not in_use(tmp_path / "xor")
    with locked(tmp_path / "xor"):
        assert in_use(tmp_path / "xor")


def test_out_that_is_a_file_or_inside_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file" / "sub"):
        with pytest.raises(SettingError, match="found a file"), new_run_folder(out, "xor"):
            pytest.fail("entered")


def test_out_that_cannot_be_made() -> None:
    with (
        pytest.raises(SettingError, match="cannot be written"),
        new_run_folder("/proc/none", "xor"),
    ):
        pytest.fail("entered")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("parity:4", "parity-4"),
        ("../../etc", "etc"),
        ("꽃 표", "꽃-표"),
        ("a.csv", "a.csv"),
        ("a" * 300, "a" * 200),
        ("꽃" * 100, "꽃" * 66),  # of 3 bytes each
    ],
)
def test_names_become_names_of_folders(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize("name", ["", "..", "///", " "])
def test_a_name_of_which_nothing_is_left(name: str) -> None:
    with pytest.raises(SettingError, match="letters or digits"):
        safe_name(name)
