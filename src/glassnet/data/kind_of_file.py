"""What stands under a path, known before a byte of it is read."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Literal

Kind = Literal["file", "folder", "device", "missing"]
"""device: a pipe, a socket or a device, which may never end; of links what they lead to."""


def kind_and_size(path: Path) -> tuple[Kind, int]:
    """(what it is, its bytes). Raises OSError where that cannot be found out."""
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return "missing", 0
    except ValueError as error:  # a NUL in the name
        raise OSError(errno.EINVAL, str(error)) from None
    if stat.S_ISDIR(found.st_mode):
        return "folder", 0
    return ("file" if stat.S_ISREG(found.st_mode) else "device"), found.st_size
