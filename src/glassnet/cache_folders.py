"""Folders of the user's for what can be made again: compiled programs, the grammar of formulas."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

CACHE_BYTES = 2**30
SWEPT = ".swept"  # a file whose date says when the cache was last swept
DAY = 24 * 3600


def cache_folder(name: str) -> Path | None:
    """Make the folder `$XDG_CACHE_HOME/glassnet/name`; None where nothing can be written there."""
    try:
        base = os.environ.get("XDG_CACHE_HOME")
        folder = (Path(base) if base else Path.home() / ".cache") / "glassnet" / name
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # RuntimeError: no home folder is known
        return None
    return folder if os.access(folder, os.W_OK) else None


def bound_cache(folder: Path, most: int = CACHE_BYTES) -> None:
    """Remove the least recently used files until at most `most` bytes are left, once a day.

    Among 20,000 compiled programs that takes half a second. JAX's own bound
    (`jax_compilation_cache_max_size`) takes as long for each program that it adds to them, and adds
    none any more once a process was killed between the two files that it writes for one.
    """
    stamp = folder / SWEPT
    with suppress(OSError):  # another process removes files too
        if stamp.exists() and time.time() - stamp.stat().st_mtime < DAY:
            return
        stamp.touch()
        entries = [(entry, entry.stat()) for entry in os.scandir(folder) if entry.is_file()]
        total = sum(found.st_size for _, found in entries)
        for entry, found in sorted(entries, key=lambda pair: pair[1].st_atime):
            if total <= most:
                return
            with suppress(FileNotFoundError):
                os.unlink(entry.path)
            total -= found.st_size
