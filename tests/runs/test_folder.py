"""A run's folder: whole or not at all, never over another run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from glassnet.errors import SettingError
from glassnet.runs.folder import safe_name, staged


def publish(out: Path, name: str, text: str, *, exact: bool = False) -> Path:
    with staged(out, name, exact=exact) as folder:
        (folder.path / "file").write_text(text)
        return folder.publish()


def test_runs_of_one_name_are_numbered_and_none_is_overwritten(tmp_path: Path) -> None:
    places = [publish(tmp_path / "runs", "xor", text) for text in "abc"]
    assert [place.name for place in places] == ["xor", "xor-2", "xor-3"]
    assert [(place / "file").read_text() for place in places] == ["a", "b", "c"]
    assert sorted(os.listdir(tmp_path / "runs")) == ["xor", "xor-2", "xor-3"]


def test_nothing_is_left_of_a_run_that_was_not_published(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"

    def fail_halfway() -> None:
        with staged(out, "xor") as folder:
            (folder.path / "file").write_text("half")
            raise KeyError

    with pytest.raises(KeyError):
        fail_halfway()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_there_before_stays(tmp_path: Path) -> None:
    with pytest.raises(KeyError), staged(tmp_path, "xor"):
        raise KeyError
    assert tmp_path.is_dir()


def test_a_name_that_another_process_takes_meanwhile(tmp_path: Path) -> None:
    with staged(tmp_path, "xor") as first, staged(tmp_path, "xor") as second:
        (first.path / "file").write_text("first")
        (second.path / "file").write_text("second")
        assert second.publish().name == "xor"
        assert first.publish().name == "xor-2"


def test_a_name_of_the_users_own_is_not_changed(tmp_path: Path) -> None:
    publish(tmp_path, "mine", "a", exact=True)
    with pytest.raises(SettingError, match="mine exists"), staged(tmp_path, "mine", exact=True):
        pytest.fail("entered")
    assert os.listdir(tmp_path) == ["mine"]


def test_permissions_are_those_of_any_new_folder(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    assert publish(tmp_path, "xor", "").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_out_that_is_a_file_or_inside_one(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file" / "sub"):
        with pytest.raises(SettingError, match="this is a file"), staged(out, "xor"):
            pytest.fail("entered")


def test_out_that_cannot_be_made() -> None:
    with pytest.raises(SettingError, match="cannot be written"), staged("/proc/none", "xor"):
        pytest.fail("entered")


@pytest.mark.parametrize(
    ("name", "safe"),
    [("parity:4", "parity-4"), ("../../etc", "etc"), ("꽃 표", "꽃-표"), ("a.csv", "a.csv")],
)
def test_names_become_names_of_folders(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize("name", ["", "..", "///", " "])
def test_a_name_of_which_nothing_is_left(name: str) -> None:
    with pytest.raises(SettingError, match="letters or digits"):
        safe_name(name)
