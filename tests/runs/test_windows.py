"""What Windows does not allow, refused here as it refuses it: open files and folders."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from pathlib import Path

import pytest

from glassnet.fitting import checkpoint_files
from glassnet.lock import LOCK, in_use
from glassnet.runs.saved_runs import delete_run


@pytest.fixture(autouse=True)
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")


def test_files_are_synchronised_and_folders_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: dict[int, int] = {}
    synchronised: list[int] = []
    really_open = os.open

    def open_(path: Path, flags: int) -> int:
        if path.is_dir():
            raise PermissionError(errno.EACCES, "Permission denied")
        descriptor = really_open(path, flags)
        opened[descriptor] = flags
        return descriptor

    def fsync(descriptor: int) -> None:
        if not opened[descriptor] & os.O_RDWR:
            raise OSError(errno.EBADF, "Bad file descriptor")
        synchronised.append(descriptor)

    monkeypatch.setattr(os, "open", open_)
    monkeypatch.setattr(os, "fsync", fsync)
    (tmp_path / "file").write_bytes(b"kept")
    for path in (tmp_path / "file", tmp_path):
        checkpoint_files._sync(path)
    assert len(synchronised) == 1
    assert (tmp_path / "file").read_bytes() == b"kept"


def test_a_run_is_deleted_with_its_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really_remove = shutil.rmtree

    def rmtree(path: Path, ignore_errors: bool = False) -> None:
        if not in_use(path):
            really_remove(path)
            return
        for each in path.iterdir():
            if each.name != LOCK:
                each.unlink()
        if not ignore_errors:
            raise PermissionError(errno.EACCES, "Permission denied", str(path / LOCK))

    run = tmp_path / "run"
    run.mkdir()
    (run / "run.json").write_text("{}")
    monkeypatch.setattr(shutil, "rmtree", rmtree)
    delete_run(run)
    assert not run.exists()
