"""One folder a run, never over another run, and what a kill at any moment leaves of it.

| moment | in the folder | `state` in run.json | its lock |
|---|---|---|---|
| before the first step | nothing, and it goes again if there is none | no run.json | held |
| training | checkpoints | training | held |
| killed | the same | training | free |
| left by a signal, an error, a full disk | the same | interrupted, if it can be written | free |
| ended | model, history, pictures too | finished, interrupted or diverged | free |

Every file is written beside its place and renamed into it, run.json after all others: who reads
that a run has ended finds all of it.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from glassnet.errors import SettingError
from glassnet.lock import locked
from glassnet.runs.record import to_json
from glassnet.runs.signals import interrupts_deferred

RECORD = "run.json"
CHECKPOINTS = "checkpoints"
EVENTS = "events"
ENDING = ".ending"
# Epochs and steps: NAME in fitting/checkpoint.py, which only Keras' 0.8 s would bring here.
CHECKPOINT = re.compile(r"(\d{8,})-(\d{8,})")
MOST_BYTES = 200  # of a name; file systems take 255, and a number is added


class RunFolder:
    """The folder of a run that this process trains, locked.

    path: where it lies. begun: whether training has begun, after which it stays whatever happens.
    ended: whether its last files are written.
    """

    def __init__(self, path: Path, *, begun: bool) -> None:
        self.path = path
        self.begun = begun
        self.ended = False
        self._training: Mapping[str, Any] | None = None  # its run.json, while that says so

    @property
    def checkpoints(self) -> Path:
        return self.path / CHECKPOINTS

    @property
    def events(self) -> Path:
        """TensorBoard's log, where there is one."""
        return self.path / EVENTS

    def begin(self, record: Mapping[str, Any]) -> None:
        """Write the run.json of a run that trains."""
        with _writing(self.path, "nothing of it was kept"):
            self._write(record)
        self.begun = True
        self._training = record

    def leave(self) -> None:
        """Say that a training which began and did not end was interrupted, where that can be."""
        if self._training is not None:
            with suppress(OSError):
                self._write({**self._training, "state": "interrupted"})
            self._training = None

    def _write(self, record: Mapping[str, Any]) -> None:
        beside = self.path / f".{RECORD}"
        try:
            beside.write_text(to_json(record) + "\n", encoding="utf-8")
            beside.replace(self.path / RECORD)
        finally:
            beside.unlink(missing_ok=True)

    @contextmanager
    def ending(self) -> Generator[Path]:
        """An empty folder for a run's last files; after the context they lie in the run's own.

        Raises SettingError if they cannot be written: the run can still be taken up again.
        """
        beside = self.path / ENDING
        shutil.rmtree(beside, ignore_errors=True)  # a killed process left it
        epochs = epochs_kept(self.checkpoints)
        kept = "it has no checkpoint yet and will begin again"
        if epochs is not None:
            kept = f"only its checkpoints are kept, the newest after {epochs:,} epochs"
        try:
            with _writing(self.path, kept):
                beside.mkdir()
                yield beside
                with interrupts_deferred():
                    self._move(beside)
                    self._training = None
                    self.ended = True
                if epochs is None:
                    shutil.rmtree(self.checkpoints, ignore_errors=True)
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def _move(self, files: Path) -> None:
        for file in sorted(files.iterdir(), key=lambda file: (file.name == RECORD, file)):
            file.replace(self.path / file.name)


@contextmanager
def held(folder: RunFolder) -> Generator[None]:
    """A run's folder, locked; a training that is left before its end is said to be interrupted."""
    with locked(folder.path):
        try:
            yield
        finally:
            folder.leave()


@contextmanager
def new_folder(out: str | Path, name: str, *, exact: bool = False) -> Generator[RunFolder]:
    """A folder in `out` for a new run, locked; removed again if its training does not begin.

    Enter it before training: an `out` that cannot be written is found before time is spent.
    out: made if missing. name: any text; what a file name should not hold becomes `-`, and if
        there is such a run already, `-2`, `-3`, ... is added.
    exact: `name` was the user's wish, so a run of that name is an error.

    Raises SettingError: out is a file, or cannot be made or written; the name is taken, or holds
    no letter or digit.
    """
    out = Path(out)
    stem = safe_name(name)
    missing = [folder for folder in (out, *out.parents) if not folder.exists()]
    try:
        out.mkdir(parents=True, exist_ok=True)
        path = _claimed(out, stem, exact)
    except (FileExistsError, NotADirectoryError):
        raise SettingError(f"--out {out}: expected a folder, and this is a file.") from None
    except OSError as error:
        _remove_empty(missing)
        raise SettingError(
            f"--out {out}: cannot be written ({error.strerror}); name a folder of your own."
        ) from None
    folder = RunFolder(path, begun=False)
    try:
        with held(folder):
            yield folder
    finally:
        if not folder.begun:
            shutil.rmtree(path, ignore_errors=True)
        _remove_empty(missing)


def epochs_kept(checkpoints: Path) -> int | None:
    """The epochs that the newest checkpoint in a folder has; None if there is none."""
    try:
        names = [CHECKPOINT.fullmatch(name) for name in os.listdir(checkpoints)]
    except OSError:
        return None
    return max((int(found[1]) for found in names if found), default=None)


def safe_name(name: str) -> str:
    """`name` as a folder's name: `parity:4` becomes `parity-4`.

    Raises SettingError if nothing is left of it.
    """
    safe = re.sub(r"[^\w.+-]+", "-", name).strip("-.")
    safe = safe.encode()[:MOST_BYTES].decode(errors="ignore")
    if not safe:
        raise SettingError(f"name {name!r}: expected letters or digits.")
    return safe


def _claimed(out: Path, stem: str, exact: bool) -> Path:
    """A new folder under the first free name; making it is what tells two processes apart."""
    for name in _names(stem):
        place = out / name
        try:
            place.mkdir()
            return place
        except FileExistsError:
            if exact:
                raise SettingError(
                    f"--name {name}: {place} exists and is not overwritten; choose another name."
                ) from None
    raise AssertionError("names do not end")


def _names(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


@contextmanager
def _writing(place: Path, kept: str) -> Generator[None]:
    try:
        yield
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror or error
        raise SettingError(f"{place}: the run could not be written ({reason}); {kept}.") from error


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return
