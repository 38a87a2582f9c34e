"""Runs on disk: read, with the rows they began with, listed, found, deleted; without Keras."""

from __future__ import annotations

import datetime
import json
import os
import shlex
import shutil
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glassnet.errors import GlassnetError, SettingError
from glassnet.lock import LOCK, in_use, locked
from glassnet.runs.folder import CHECKPOINTS, RECORD, epochs_kept
from glassnet.runs.record import (
    FORMAT,
    MISSING,
    Settings,
    digest,
    invalid_field,
    value_at,
)
from glassnet.text import did_you_mean, message, system_reason

if TYPE_CHECKING:
    from glassnet.data import Dataset

# What only a run's folder holds: one of these is enough to recognise it.
SIGNS = (RECORD, LOCK, CHECKPOINTS)
LARGEST_RECORD = 64 * 2**20  # bytes of run.json: ten thousand classes or columns are one or two
# Why a run is not read although its folder may be whole: nothing that asks to be deleted.
UNDAMAGED = ("run-starting", "run-unreadable", "run-format")
STATES = ("training", "interrupted", "finished", "diverged")  # in run.json


class DamagedRunError(GlassnetError):
    """A run's folder cannot be read."""


@dataclass(frozen=True)
class SavedRun:
    """A run on disk."""

    path: Path  # its folder
    record: Mapping[str, Any]  # its run.json
    settings: Settings  # those in run.json
    started: datetime.datetime  # that in run.json, in local time
    state: str  # that in run.json; "killed" or "lost" where the folder says otherwise

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.path.name

    @property
    def resumable(self) -> bool:
        """Whether its training can be resumed."""
        return self.state in ("killed", "interrupted")

    @property
    def epochs(self) -> int:
        """The number of epochs trained; for an unfinished run, those in its newest checkpoint."""
        if "epochs" in self.record:
            return self.record["epochs"]
        return epochs_kept(self.path / CHECKPOINTS) or 0

    @property
    def files(self) -> list[str]:
        """The names of the files in its folder, without hidden ones."""
        return sorted(entry.name for entry in self.path.iterdir() if entry.name[0] != ".")

    @property
    def results(self) -> dict[str, float]:
        """The last loss, and accuracy or R² of training and validation rows, as far as known."""
        if "results" not in self.record:
            return {}
        results = self.record["results"]
        known = {"loss": self.record["last_epoch"].get("loss")} | {
            f"{side} {name}": (results.get(side) or {}).get(name)
            for side in ("training", "validation")
            for name in ("accuracy", "r2")
        }
        # A loss that is no number is null in run.json.
        return {name: value for name, value in known.items() if value is not None}


def read_run(path: Path, *, locked_here: bool = False) -> SavedRun:
    """The run in a folder. Raises DamagedRunError with the reason.

    locked_here: this process holds the run's lock, so no other trains it.
    """
    used = not locked_here and in_use(path)
    record = _read_record(path, used)
    file_format, state = value_at(record, "format"), value_at(record, "state")
    if file_format != FORMAT:
        found = "none" if file_format is MISSING else repr(file_format)
        raise _damaged("run-format", path, found=found, expected=str(FORMAT))
    if not isinstance(state, str) or state not in STATES:
        found = "none" if state is MISSING else repr(state)
        raise _damaged("run-state", path, found=found, expected=", ".join(STATES))
    wrong = invalid_field(record, ended=state in ("finished", "diverged"))
    if wrong is not None:
        raise _damaged("run-field", path, field=wrong)
    saved: dict[str, Any] = record["settings"]
    try:
        saved["layers"] = tuple(saved["layers"])  # JSON has lists only
        settings = Settings(**saved)
        started = datetime.datetime.fromisoformat(record["started"]).astimezone()
    except (TypeError, ValueError, OverflowError) as error:  # year 1 has no other time zones
        raise _damaged("run-setting", path, reason=str(error).rstrip(".")) from None
    return SavedRun(path, record, settings, started, _true_state(path, record, used))


def _true_state(path: Path, record: Mapping[str, Any], used: bool) -> str:
    """Its state, "killed" where a training was not ended, or "lost" without a checkpoint to resume.

    used: whether a process holds the run's lock.
    """
    if record["state"] == "training" and not used:
        return "killed"
    trained = record["state"] == "interrupted" and record.get("epochs", 0)
    return "lost" if trained and epochs_kept(path / CHECKPOINTS) is None else record["state"]


def _read_record(path: Path, used: bool) -> dict[str, Any]:
    """run.json, if it is a file, and no larger than a run writes it."""
    file = path / RECORD
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            raise _damaged("run-no-file", path)
        if found.st_size > LARGEST_RECORD:
            raise _damaged("run-too-large", path, size=found.st_size)
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _damaged("run-starting" if used else "run-no-record", path) from None
    except UnicodeDecodeError:
        raise _damaged("run-no-text", path) from None
    except OSError as error:
        raise _damaged("run-unreadable", path, reason=system_reason(error)) from None
    except DamagedRunError:
        raise
    except (ValueError, RecursionError) as error:
        raise _damaged("run-no-json", path, reason=str(error)) from None


def _damaged(key: str, path: Path, **values: Any) -> DamagedRunError:
    said = message(key, run=str(path), **values)
    if key not in UNDAMAGED:
        place = str(path) if len(path.parts) > 1 else os.path.join(os.curdir, path)
        command = shlex.join(["glassnet", "runs", "delete", place])
        said = message("run-damaged-delete", damage=said, command=command)
    return DamagedRunError(said)


def load_dataset(run: SavedRun) -> Dataset:
    """The rows that the run began with. Raises GlassnetError if they have changed or are gone."""
    from glassnet.data import load

    source: dict[str, Any] = run.record["source"]
    path = str(run.path)
    try:
        dataset = load(**source)
    except TypeError as error:
        raise DamagedRunError(message("run-source", run=path, reason=str(error))) from None
    except GlassnetError as error:
        if os.path.lexists(source["data"]):
            raise
        raise SettingError(message("run-data-gone", run=path, reason=str(error))) from None
    found, expected = digest(dataset), run.record["data"]["sha256"]
    if found != expected:
        digests = {"found": found[:12], "expected": expected[:12]}
        raise SettingError(message("resume-data", run=path, data=source["data"], **digests))
    return dataset


def list_runs(out: Path) -> tuple[list[SavedRun], list[str]]:
    """The runs in a folder, newest first, and a line for each that cannot be read."""
    runs: list[SavedRun] = []
    damaged: list[str] = []
    for path in _run_folders(out):
        try:
            runs.append(read_run(path))
        except DamagedRunError as error:
            damaged.append(str(error))
    return sorted(runs, key=lambda run: run.started, reverse=True), damaged


def find_run(out: Path, name: str) -> Path:
    """The folder of a run, readable or not. Raises SettingError for an unknown name.

    name: that of a run in `out`, or a path to any run, as `glassnet train` prints it.
    """
    folders = {path.name: path for path in _run_folders(out)}
    place = Path(name)
    if os.path.basename(name) != name and _is_run(place):
        return place
    if name not in folders:
        hint = did_you_mean(name, folders)
        raise SettingError(message("run-unknown", name=name, out=str(out), hint=hint))
    return folders[name]


def delete_run(path: Path) -> None:
    """Remove a run. Raises SettingError if a process uses it, or if it cannot be removed."""
    # Windows removes no file that is open: the lock's own goes after it is released.
    lock_is_left = sys.platform == "win32"
    try:
        with locked(path):
            shutil.rmtree(path, ignore_errors=lock_is_left)
        if lock_is_left:
            shutil.rmtree(path)
    except OSError as error:
        reason = system_reason(error)
        raise SettingError(message("run-undeletable", run=str(path), reason=reason)) from None


def _run_folders(out: Path) -> list[Path]:
    """The folders of runs, damaged ones included. Raises SettingError if `out` cannot be read."""
    try:
        with os.scandir(out) as entries:
            folders = [Path(entry) for entry in entries if entry.is_dir(follow_symlinks=False)]
    except FileNotFoundError:
        return []
    except OSError as error:
        reason = system_reason(error)
        raise SettingError(message("runs-unreadable", out=str(out), reason=reason)) from None
    return sorted(folder for folder in folders if _is_run(folder))


def _is_run(folder: Path) -> bool:
    try:
        return any(os.path.lexists(folder / sign) for sign in SIGNS)
    except OSError:  # unreadable: named, not passed over
        return True
