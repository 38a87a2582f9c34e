"""The user's folders for what can be made again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from glassnet.cache_folders import DAY, SWEPT, bound_cache, cache_folder


def test_a_folder_in_the_users_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder("xla") == tmp_path / "glassnet" / "xla"
    assert (tmp_path / "glassnet" / "xla").is_dir()


def test_no_folder_where_none_can_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    occupied = tmp_path / "a file"
    occupied.touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(occupied))
    assert cache_folder("xla") is None


def kept(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {SWEPT}


def test_the_cache_loses_what_was_used_longest_ago_once_a_day(tmp_path: Path) -> None:
    for name, used in {"old": 1, "newest": 3, "newer": 2}.items():
        (tmp_path / name).write_bytes(bytes(100))
        os.utime(tmp_path / name, (used, 9 - used))  # read last, written first
    bound_cache(tmp_path, most=250)
    assert kept(tmp_path) == {"newer", "newest"}
    bound_cache(tmp_path, most=150)
    assert kept(tmp_path) == {"newer", "newest"}, "looked twice in a day"
    yesterday = (tmp_path / SWEPT).stat().st_mtime - DAY - 1
    os.utime(tmp_path / SWEPT, (yesterday, yesterday))
    bound_cache(tmp_path, most=150)
    assert kept(tmp_path) == {"newest"}
