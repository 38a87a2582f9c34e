"""Runs as they lie on disk: read, listed, deleted. Nothing here loads Keras."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from glassnet.errors import GlassnetError, SettingError
from glassnet.lock import LOCK, in_use, locked
from glassnet.runs.folder import CHECKPOINTS, RECORD, epochs_kept
from glassnet.runs.form import MISSING, misfit, value_at
from glassnet.runs.record import FORMAT
from glassnet.runs.settings import Settings
from glassnet.text import did_you_mean

# What a run's folder holds, and no other: one of these is enough to know it by.
SIGNS = (RECORD, LOCK, CHECKPOINTS)
MOST_BYTES = 64 * 2**20  # of run.json: ten thousand classes or columns are one or two
# state in run.json -> whether its training can go on.
STATES = {"training": True, "interrupted": True, "finished": False, "diverged": False}


class DamagedRun(GlassnetError):
    """A run's folder cannot be read as one."""


@dataclass(frozen=True)
class StoredRun:
    """A run on disk.

    place: its folder. record: its run.json. settings, started: those in it, in local time.
    state: run.json's, or "killed": said to be training, and nobody does.
    """

    place: Path
    record: Mapping[str, Any]
    settings: Settings
    started: datetime.datetime
    state: str

    @property
    def name(self) -> str:
        return self.place.name

    @property
    def can_go_on(self) -> bool:
        return self.state == "killed" or (self.state != "training" and STATES[self.state])

    @property
    def epochs(self) -> int:
        """How many are trained; of a run that has not ended, those in its newest checkpoint."""
        if "epochs" in self.record:
            return self.record["epochs"]
        return epochs_kept(self.place / CHECKPOINTS) or 0

    @property
    def files(self) -> list[str]:
        """The names of what lies in its folder, hidden ones left out."""
        return sorted(entry.name for entry in self.place.iterdir() if entry.name[0] != ".")

    @property
    def results(self) -> dict[str, float]:
        """What is known of how well it went: the last loss, then a figure with its rows' name."""
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


def read(place: Path, *, locked_here: bool = False) -> StoredRun:
    """The run in a folder. Raises DamagedRun with the reason.

    locked_here: this process holds the run's lock, so nobody trains it.
    """
    used = not locked_here and in_use(place)
    try:
        text = _text(place / RECORD)
    except FileNotFoundError:
        raise DamagedRun(
            f"{place}: its training begins in this moment."
            if used
            else f"{place}: no {RECORD}; it was killed before its training began, or damaged since."
        ) from None
    except UnicodeDecodeError:
        raise DamagedRun(f"{place}: {RECORD} is no text.") from None
    except OSError as error:
        raise DamagedRun(f"{place}: {RECORD} cannot be read ({error.strerror}).") from None
    try:
        record = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DamagedRun(f"{place}: {RECORD} is not JSON ({error}).") from None
    form, state = (value_at(record, (key,)) for key in ("format", "state"))
    if form != FORMAT:
        found = "no format" if form is MISSING else f"format {form!r}"
        raise DamagedRun(f"{place}: {RECORD} has {found}, and {FORMAT} is read here.")
    if not isinstance(state, str) or state not in STATES:
        found = "no state" if state is MISSING else f"state {state!r}"
        raise DamagedRun(f"{place}: {RECORD} has {found}; expected {', '.join(STATES)}.")
    wrong = misfit(record, ended=state in ("finished", "diverged"))
    if wrong is not None:
        raise DamagedRun(f"{place}: {RECORD} lacks {wrong}, or has it of another kind.")
    kept: dict[str, Any] = record["settings"]
    try:
        kept["layers"] = tuple(kept["layers"])  # JSON has lists only
        settings = Settings(**kept)
        started = datetime.datetime.fromisoformat(record["started"]).astimezone()
    except (TypeError, ValueError, OverflowError) as error:  # year 1 has no other time zones
        raise DamagedRun(
            f"{place}: {RECORD} has a setting or a date of another kind ({error})."
        ) from None
    if state == "training" and not used:
        state = "killed"
    return StoredRun(place, record, settings, started, state)


def _text(path: Path) -> str:
    """What a file says, if it is one, and no larger than one that was written by a run."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise OSError(0, "it is no file")
    if found.st_size > MOST_BYTES:
        raise OSError(0, f"it has {found.st_size:,} bytes")
    return path.read_text(encoding="utf-8")


def listed(out: Path) -> tuple[list[StoredRun], list[str]]:
    """(the runs in a folder, newest first; a line for each that cannot be read)."""
    runs: list[StoredRun] = []
    damaged: list[str] = []
    for place in _places(out):
        try:
            runs.append(read(place))
        except DamagedRun as error:
            damaged.append(str(error))
    return sorted(runs, key=lambda run: run.started, reverse=True), damaged


def find(out: Path, name: str) -> Path:
    """The folder of a run, readable or not. Raises SettingError if there is none of that name."""
    places = {place.name: place for place in _places(out)}
    if name not in places:
        raise SettingError(f"no run {name!r} in {out}.{did_you_mean(name, places)}")
    return places[name]


def delete(place: Path) -> None:
    """Remove a run. Raises SettingError if a process uses it, or if it cannot be removed."""
    with locked(place):
        try:
            shutil.rmtree(place)
        except OSError as error:
            raise SettingError(f"{place}: cannot be removed ({error.strerror or error}).") from None


def _places(out: Path) -> list[Path]:
    """The folders of runs, damaged ones included. Raises SettingError if `out` cannot be read."""
    try:
        with os.scandir(out) as entries:
            folders = [Path(entry) for entry in entries if entry.is_dir(follow_symlinks=False)]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise SettingError(f"--out {out}: cannot be read ({error.strerror}).") from None
    return sorted(folder for folder in folders if _is_run(folder))


def _is_run(folder: Path) -> bool:
    try:
        return any(os.path.lexists(folder / sign) for sign in SIGNS)
    except OSError:  # unreadable: named, not passed over
        return True
