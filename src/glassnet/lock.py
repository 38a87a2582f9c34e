"""A folder that one process at a time writes to.

The lock is the system's own on an open file, which ends with the process that holds it, however
that ended; so nothing has to be cleaned up after a kill.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress
from os import getpid
from pathlib import Path

from filelock import FileLock, Timeout

from glassnet.errors import SettingError
from glassnet.text import message, system_reason

LOCK = ".lock"
HOLDER = ".lock-holder"  # beside it: who tries a lock empties its file
# A listing holds a lock for the moment in which it asks whether it is free.
SECONDS_TO_WAIT = 0.5


@contextmanager
def locked(folder: Path) -> Generator[None]:
    """Keep other processes out of this context for the same folder while it lasts.

    Raises:
        SettingError: a process is in it, or the folder cannot be written.
    """
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=SECONDS_TO_WAIT)
    except Timeout:
        named = {"folder": str(folder), "process": _holder(folder)}
        raise SettingError(message("folder-in-use", **named)) from None
    except OSError as error:
        named = {"folder": str(folder), "reason": system_reason(error)}
        raise SettingError(message("folder-not-writable", **named)) from None
    try:
        with suppress(OSError):  # a full disk: nobody else needs to know
            (folder / HOLDER).write_text(str(getpid()))
        yield
    finally:
        with suppress(OSError):
            (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def in_use(folder: Path) -> bool:
    """Whether a process holds the folder's lock, as far as can be seen."""
    if not (folder / LOCK).exists():
        return False
    try:
        with FileLock(folder / LOCK, blocking=False):
            return False
    except Timeout:
        return True
    except OSError:  # somebody else's folder, in which no lock can be tried
        return True


def _holder(folder: Path) -> str:
    try:
        return str(int((folder / HOLDER).read_text()))
    except (OSError, ValueError):
        return "unknown"  # in this moment
