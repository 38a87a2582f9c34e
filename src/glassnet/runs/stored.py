"""Runs as they lie on disk: read, listed, deleted. Nothing here loads Keras."""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from glassnet.errors import GlassnetError, SettingError, did_you_mean
from glassnet.runs.folder import CHECKPOINTS, LOCK, RECORD, in_use, locked
from glassnet.runs.record import FORMAT
from glassnet.runs.settings import Settings

# What a run's folder holds, and no other: one of these is enough to know it by.
SIGNS = (RECORD, LOCK, CHECKPOINTS)
# state in run.json -> whether its training can go on.
STATES = {"training": True, "interrupted": True, "finished": False, "diverged": False}
# What is read of run.json, as a path -> its type. The second table is that of runs that have ended.
READ: dict[tuple[str, ...], type | tuple[type, ...]] = {
    ("started",): str,
    ("source",): dict,
    ("source", "data"): str,
    ("data", "name"): str,
    ("data", "rows"): int,
    ("data", "sha256"): str,
    ("network",): list,
    ("settings",): dict,
    ("settings", "epochs"): int,
    ("versions",): dict,
}
READ_AT_THE_END: dict[tuple[str, ...], type | tuple[type, ...]] = {
    ("epochs",): int,
    ("seconds",): (int, float),
    ("last_epoch",): dict,
    ("results", "training"): dict,
}
CHECKPOINT = re.compile(r"(\d{8,})-(\d{8,})")  # epochs and steps: see training/checkpoint.py


class DamagedRun(GlassnetError):
    """A run's folder cannot be read as one."""


@dataclass(frozen=True)
class StoredRun:
    """A run on disk.

    place: its folder. record: its run.json. settings: those in it.
    state: run.json's, or "killed": said to be training, and nobody does.
    """

    place: Path
    record: Mapping[str, Any]
    settings: Settings
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
        return _epochs_in(self.place / CHECKPOINTS)

    @property
    def files(self) -> list[str]:
        """The names of what lies in its folder, hidden ones left out."""
        return sorted(entry.name for entry in self.place.iterdir() if entry.name[0] != ".")

    @property
    def results(self) -> dict[str, float]:
        """What is known of how well it went: the last loss, then a figure with its rows' name."""
        if "results" not in self.record:
            return {}
        figures: dict[str, float] = {}
        if isinstance(loss := self.record["last_epoch"].get("loss"), int | float):
            figures["loss"] = loss
        for side in ("training", "validation"):
            for name in ("accuracy", "r2"):
                value = self.record["results"].get(side, {}).get(name)
                if isinstance(value, int | float):
                    figures[f"{side} {name}"] = value
        return figures


def read(place: Path, *, locked_here: bool = False) -> StoredRun:
    """The run in a folder. Raises DamagedRun with the reason.

    locked_here: this process holds the run's lock, so nobody trains it.
    """
    used = not locked_here and in_use(place)
    try:
        text = (place / RECORD).read_text(encoding="utf-8")
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
    except ValueError as error:
        raise DamagedRun(f"{place}: {RECORD} is not JSON ({error}).") from None
    form = _at(record, ("format",))
    if form != FORMAT:
        raise DamagedRun(f"{place}: {RECORD} has format {form!r}, and {FORMAT} is read here.")
    state = _at(record, ("state",))
    if not isinstance(state, str) or state not in STATES:
        raise DamagedRun(f"{place}: {RECORD} has state {state!r}; expected {', '.join(STATES)}.")
    _check(place, record, READ if state == "training" else READ | READ_AT_THE_END)
    kept: dict[str, Any] = record["settings"]
    try:
        kept["layers"] = tuple(kept["layers"])  # JSON has lists only
        settings = Settings(**kept)
        datetime.datetime.fromisoformat(record["started"])
    except (TypeError, ValueError, KeyError) as error:
        raise DamagedRun(
            f"{place}: {RECORD} has a setting or a date of another kind ({error})."
        ) from None
    if state == "training" and not used:
        state = "killed"
    return StoredRun(place, record, settings, state)


def listed(out: Path) -> tuple[list[StoredRun], list[str]]:
    """(the runs in a folder, newest first; a line for each that cannot be read)."""
    runs: list[StoredRun] = []
    damaged: list[str] = []
    for place in _places(out):
        try:
            runs.append(read(place))
        except DamagedRun as error:
            damaged.append(str(error))
    return sorted(runs, key=lambda run: run.record["started"], reverse=True), damaged


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
        return any((folder / sign).exists() for sign in SIGNS)
    except OSError:  # unreadable: named, not passed over
        return True


def _check(
    place: Path, record: Any, table: Mapping[tuple[str, ...], type | tuple[type, ...]]
) -> None:
    for path, kind in table.items():
        if not isinstance(_at(record, path), kind):
            raise DamagedRun(f"{place}: {RECORD} lacks {'.'.join(path)}, or has it otherwise.")


def _at(record: Any, path: tuple[str, ...]) -> Any:
    """The value at a path of keys; None if it leads nowhere."""
    for key in path:
        record = cast(dict[str, Any], record).get(key) if isinstance(record, dict) else None
    return record


def _epochs_in(checkpoints: Path) -> int:
    try:
        names = [CHECKPOINT.fullmatch(name) for name in os.listdir(checkpoints)]
    except OSError:
        return 0
    return max((int(found[1]) for found in names if found), default=0)
