"""The kind of a file, told by its size and its first bytes, and the reader for it."""

from __future__ import annotations

import difflib
import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from glassnet.errors import DataError
from glassnet.text import message, system_reason

if TYPE_CHECKING:
    from glassnet.data.table import Table

DEFAULT_MAX_BYTES = 2 * 2**30

# The first bytes of formats that are often given by mistake, or under another's name.
FOREIGN_FORMATS = {
    b"PK\x03\x04": "zip",
    b"\xd0\xcf\x11\xe0": "excel",
    b"\x1f\x8b": "gzip",
    b"\x89HDF": "hdf5",
    b"\x93NUMPY": "numpy",
    b"%PDF": "pdf",
    b"\xff\xfe": "utf16",
    b"\xfe\xff": "utf16",
}
# Endings of names that may be meant where a file is missing.
TABLE_SUFFIXES = ("", ".csv", ".tsv", ".txt", ".data", ".parquet", ".pq")
PARQUET = b"PAR1"  # how it begins, and ends

# device: a pipe, a socket or a device, which may never end. Links are followed.
FileKind = Literal["file", "folder", "device", "missing"]


def file_kind_and_size(path: Path) -> tuple[FileKind, int]:
    """The kind of what a path names, and its size in bytes. OSError if it cannot be found out."""
    try:
        found = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return "missing", 0
    except ValueError as error:  # a NUL in the name
        raise OSError(errno.EINVAL, str(error)) from None
    if stat.S_ISDIR(found.st_mode):
        return "folder", 0
    return ("file" if stat.S_ISREG(found.st_mode) else "device"), found.st_size


def read_file(path: Path, max_bytes: int = DEFAULT_MAX_BYTES) -> Table:
    """Read a CSV or Parquet file, told apart by its first bytes.

    Raises:
        DataError: it is missing, a folder, not a plain file, unreadable, empty, larger than
            `max_bytes`, neither CSV nor Parquet, or its name is not UTF-8.
    """
    start = _first_bytes(path, max_bytes)
    file = path.name
    for magic, kind in FOREIGN_FORMATS.items():
        if start.startswith(magic):
            raise DataError(message("data-foreign-format", file=file, kind=kind))
    # pyarrow loads here and not with the room: a truth table does not need it.
    if start.startswith(PARQUET):
        from glassnet.data.readers import read_parquet

        return read_parquet(path, max_bytes)
    if path.suffix == ".parquet":
        raise DataError(message("data-not-parquet", file=file))
    if b"\0" in start:
        raise DataError(message("data-binary", file=file))
    from glassnet.data.readers import read_csv

    return read_csv(path)


def _first_bytes(path: Path, max_bytes: int) -> bytes:
    name = str(path)
    try:
        kind, size = file_kind_and_size(path)
        if kind == "missing":
            hint = near_file(path, TABLE_SUFFIXES)
            raise DataError(message("data-no-file", path=name, hint=hint))
        if kind != "file":
            raise DataError(message("data-no-plain-file", path=name, kind=kind))
        if not size:
            raise DataError(message("data-empty-file", file=path.name))
        if size > max_bytes:
            raise DataError(
                message("data-file-too-large", file=path.name, size=size, most=max_bytes)
            )
        try:
            name.encode()
        except UnicodeEncodeError:  # pyarrow opens no such file
            raise DataError(message("data-name-not-utf8", path=name)) from None
        with path.open("rb") as file:
            return file.read(4096)
    except OSError as error:
        reason = system_reason(error)
        raise DataError(message("data-unreadable", path=name, reason=reason)) from None


def near_file(path: Path, suffixes: Iterable[str]) -> str:
    """' Did you mean data.csv?' if the folder holds such a name with one of the endings or the
    path's own; ' There is no folder ...' without one; else ''."""
    try:
        names = [Path(name) for name in sorted(os.listdir(path.parent))]
    except OSError:
        return " " + message("data-no-folder", path=str(path.parent))
    allowed = {*suffixes, path.suffix.lower()}
    stems = {each.stem.casefold(): each for each in names if each.suffix.lower() in allowed}
    # By their stems: `nofile.csv` and `ko.csv` have little in common but the ending.
    near = difflib.get_close_matches(path.stem.casefold(), stems, n=1)
    return " " + message("did-you-mean", name=stems[near[0]].name) if near else ""
