"""A folder for each run: none overwrites another, and a kill at any moment leaves it readable.

| moment | in the folder | `state` in run.json | its lock |
|---|---|---|---|
| before the first step | nothing; removed if there is no first step | no run.json | held |
| training | checkpoints | training | held |
| killed | the same | training | free |
| left by a signal, an error, a full disk | the same | interrupted, if it can be written | free |
| ended | model, history, pictures too | finished, interrupted or diverged | free |

Every file is written beside its place and renamed into it, run.json after all others: a reader of
a run that has ended finds all of it.
"""

from __future__ import annotations

import errno
import itertools
import os
import re
import shutil
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from glassnet.errors import SettingError
from glassnet.lock import locked
from glassnet.runs.record import history_csv, to_json
from glassnet.signals import interrupts_deferred
from glassnet.text import message, system_reason

RECORD = "run.json"
CHECKPOINTS = "checkpoints"
EVENTS = "events"
FINAL_FILES = ".ending"
# Epochs and steps: NAME in fitting/checkpoint_files.py, whose import takes the 0.8 s of Keras.
CHECKPOINT = re.compile(r"(\d{8,})-(\d{8,})")
LONGEST_NAME = 200  # bytes; file systems take 255, and a number is added


class RunFolder:
    """The folder of a run that this process trains, locked."""

    def __init__(self, path: Path, *, begun: bool) -> None:
        self.path = path
        self.begun = begun  # training has: from then on the folder stays whatever happens
        self.ended = False  # the final files are written
        self._training: Mapping[str, Any] | None = None  # its run.json, while that says so

    @property
    def checkpoints(self) -> Path:
        """The folder of its checkpoints."""
        return self.path / CHECKPOINTS

    @property
    def events(self) -> Path:
        """TensorBoard's log, where there is one."""
        return self.path / EVENTS

    def begin(self, record: Mapping[str, Any]) -> None:
        """Write the run.json of a run that trains."""
        with _writing(self.path, lambda: message("run-kept-nothing")):
            self._write(record)
        self.begun = True
        self._training = record

    def mark_interrupted(self) -> None:
        """Say so in run.json if the training began and did not end, and if that can be written."""
        if self._training is not None:
            with suppress(OSError):
                self._write({**self._training, "state": "interrupted"})
            self._training = None

    @contextmanager
    def final_files(self) -> Generator[Path]:
        """An empty folder to write a run's last files to; after the context they are in the run's.

        Raises:
            SettingError: they cannot be written; the run can still be resumed.
        """
        beside = self.path / FINAL_FILES
        shutil.rmtree(beside, ignore_errors=True)  # a killed process left it
        epochs = epochs_kept(self.checkpoints)

        def kept() -> str:
            if epochs is None:
                return message("run-kept-no-checkpoint")
            return message("run-kept-checkpoints", epochs=epochs)

        try:
            with _writing(self.path, kept):
                beside.mkdir()
                yield beside
                with interrupts_deferred():
                    for file in sorted(beside.iterdir(), key=_record_last):
                        file.replace(self.path / file.name)
                    self._training = None
                    self.ended = True
                if epochs is None:
                    shutil.rmtree(self.checkpoints, ignore_errors=True)
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def _write(self, record: Mapping[str, Any]) -> None:
        beside = self.path / f".{RECORD}"
        try:
            beside.write_text(to_json(record) + "\n", encoding="utf-8")
            beside.replace(self.path / RECORD)
        finally:
            beside.unlink(missing_ok=True)


def _record_last(file: Path) -> tuple[bool, Path]:
    return file.name == RECORD, file


def write_final_files(
    place: Path,
    *,
    record: Mapping[str, Any],
    model: Any,
    history: Mapping[str, Sequence[float]],
    draw: Callable[[], None],
) -> None:
    """Write run.json, model.keras, history.csv and the pictures.

    place: folder from `RunFolder.final_files`. draw: writes the pictures there, or waits for them.
    """
    (place / "history.csv").write_text(history_csv(history), encoding="utf-8")
    model.save(place / "model.keras")
    draw()
    (place / RECORD).write_text(to_json(record) + "\n", encoding="utf-8")


@contextmanager
def locked_run(folder: RunFolder) -> Generator[None]:
    """Hold a run's lock; a training that is left before its end is marked as interrupted."""
    with locked(folder.path):
        try:
            yield
        finally:
            folder.mark_interrupted()


@contextmanager
def new_run_folder(out: str | Path, name: str, *, exact: bool = False) -> Generator[RunFolder]:
    """Make and lock a folder for a new run; it is removed again if the training does not begin.

    Enter it before training: an `out` that cannot be written is found before time is spent.

    Args:
        out: the folder of all runs, made if missing.
        name: any text; what a file name should not hold becomes `-`. If there is such a run
            already, `-2`, `-3`, ... is added.
        exact: the user chose the name, so a run of that name is an error.

    Raises:
        SettingError: `out` is a file, or cannot be made or written; the name is taken, holds no
            letter or digit, or is a path and was chosen by the user.
    """
    out = Path(out)
    if exact and os.path.basename(name) != name:
        raise SettingError(message("run-name-path", name=name))
    stem = safe_name(name)
    missing = [folder for folder in (out, *out.parents) if not folder.exists()]
    folder = None
    try:
        with interrupts_deferred():  # a folder is made and known, or neither
            out.mkdir(parents=True, exist_ok=True)
            folder = RunFolder(_make_folder(out, stem, exact), begun=False)
        with locked_run(folder):
            yield folder
    except (FileExistsError, NotADirectoryError):
        if folder is not None:
            raise
        raise SettingError(message("run-out-is-file", out=str(out))) from None
    except OSError as error:
        if folder is not None:
            raise
        reason = system_reason(error)
        raise SettingError(message("run-out-unwritable", out=str(out), reason=reason)) from None
    finally:
        if folder is not None and not folder.begun:
            shutil.rmtree(folder.path, ignore_errors=True)
        _remove_empty(missing)


def epochs_kept(checkpoints: Path) -> int | None:
    """The epochs of the newest checkpoint in a folder; None if there is none."""
    try:
        names = [CHECKPOINT.fullmatch(name) for name in os.listdir(checkpoints)]
    except OSError:
        return None
    return max((int(found[1]) for found in names if found), default=None)


def safe_name(name: str) -> str:
    """`name` as a folder's name: `parity:4` becomes `parity-4`.

    Raises:
        SettingError: nothing is left of it.
    """
    safe = re.sub(r"[^\w.+-]+", "-", name).strip("-.")
    safe = safe.encode()[:LONGEST_NAME].decode(errors="ignore")
    if not safe:
        raise SettingError(message("run-name", name=name))
    return safe


def _make_folder(out: Path, stem: str, exact: bool) -> Path:
    """A new folder under the first free name; making it is what tells two processes apart."""
    numbered = (f"{stem}-{number}" for number in itertools.count(2))
    for name in itertools.chain([stem], numbered):
        try:
            (out / name).mkdir()
            return out / name
        except FileExistsError:
            if exact:
                taken = str(out / name)
                raise SettingError(message("run-name-taken", name=name, run=taken)) from None
    raise AssertionError("names do not end")


@contextmanager
def _writing(run: Path, kept: Callable[[], str]) -> Generator[None]:
    """Turn an OSError into a SettingError. kept: says what is left of the run."""
    try:
        yield
    except OSError as error:
        full = error.errno == errno.ENOSPC
        reason = message("run-disk-full") if full else system_reason(error)
        said = message("run-unwritten", run=str(run), reason=reason, kept=kept())
        raise SettingError(said) from error


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return
