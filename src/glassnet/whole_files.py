"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from glassnet.errors import SettingError
from glassnet.text import system_reason


def check_writable(path: Path) -> None:
    """Raise SettingError if no file can be written there: before the work that it would hold."""
    _written(path, b"", is_trial=True)


def write_whole(path: Path, body: bytes) -> None:
    """Write a file under another name first, so that none is half-written. Raises SettingError."""
    _written(path, body)


def _written(path: Path, body: bytes, *, is_trial: bool = False) -> None:
    beside = path.with_name(f".{path.name}.part")
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        beside.write_bytes(body)
        if not is_trial:
            beside.replace(path)
    except OSError as error:
        raise SettingError(f"{path}: {system_reason(error)}.") from None
    finally:
        with suppress(OSError):  # not there, or its folder is none: the error above says more
            beside.unlink()
