"""A path a person gave -> Table, after what can be known without reading it all."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from glassnet.data.kind_of_file import kind_and_size
from glassnet.errors import DataError

if TYPE_CHECKING:
    from glassnet.data.table import Table

DEFAULT_MAX_BYTES = 2 * 2**30

# How files begin that are often given by mistake, or under another's name.
FOREIGN = {
    b"PK\x03\x04": "a ZIP archive or an Excel workbook; export the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook; export the sheet as CSV",
    b"\x1f\x8b": "compressed with gzip; unpack it",
    b"\x89HDF": "an HDF5 file; expected CSV or Parquet",
    b"\x93NUMPY": "a NumPy array; expected CSV or Parquet",
    b"%PDF": "a PDF document; expected CSV or Parquet",
    b"\xff\xfe": "UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as UTF-8",
}
# How names end of what may be meant where there is no such file.
TABLES = ("", ".csv", ".tsv", ".txt", ".data", ".parquet", ".pq")
PARQUET = b"PAR1"  # how it begins, and ends


def read_file(path: Path, max_bytes: int = DEFAULT_MAX_BYTES) -> Table:
    """A CSV or Parquet file, told apart by its first bytes; a name only has to fit them.

    Raises DataError if it is missing, a directory, not a plain file, unreadable, empty, larger than
    max_bytes, neither CSV nor Parquet, or its name is not UTF-8.
    """
    _check_size(path, max_bytes)
    try:
        str(path).encode()
    except UnicodeEncodeError:  # pyarrow opens no such file
        raise DataError(f"{str(path)!a}: a name that is not UTF-8; rename the file.") from None
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}.") from None
    for magic, what in FOREIGN.items():
        if start.startswith(magic):
            raise DataError(f"{path.name}: {what}.")
    # pyarrow loads here and not with the room: a truth table does not need it.
    if start.startswith(PARQUET):
        from glassnet.data.parquet_file import read_parquet

        return read_parquet(path, max_bytes)
    if path.suffix == ".parquet":
        raise DataError(
            f"{path.name}: no Parquet file, which begins with {PARQUET.decode()}; if it is text, "
            "name it .csv."
        )
    if b"\0" in start:
        raise DataError(f"{path.name}: binary, neither CSV text nor Parquet.")
    from glassnet.data.readers import read_csv

    return read_csv(path)


def _check_size(path: Path, max_bytes: int) -> None:
    try:
        kind, size = kind_and_size(path)
    except OSError as error:
        raise DataError(f"{str(path)!r}: cannot be read: {error.strerror}.") from None
    if kind == "missing":
        raise DataError(f"no file {str(path)!r}.{_neighbour(path)}")
    if kind == "folder":
        raise DataError(f"{path}: a directory; expected a CSV or Parquet file.")
    if kind == "device":
        raise DataError(f"{path}: a pipe or device; expected a CSV or Parquet file on disk.")
    if not size:
        raise DataError(f"{path.name}: an empty file; expected a header and rows.")
    if size > max_bytes:
        raise DataError(
            f"{path.name}: {size:,} bytes, over the bound of {max_bytes:,} for a file "
            "that is read into memory; give fewer rows, or stream it through gn.fit."
        )


def _neighbour(path: Path) -> str:
    """' Did you mean data.csv?' if the folder holds such a name, else ''."""
    try:
        names = [Path(name) for name in sorted(os.listdir(path.parent))]
    except OSError:
        return f" There is no folder {path.parent}."
    read = {*TABLES, path.suffix.lower()}
    stems = {each.stem: each.name for each in names if each.suffix.lower() in read}
    # By their stems: `nofile.csv` and `ko.csv` have little in common but the ending.
    near = difflib.get_close_matches(path.stem, stems, n=1)
    return f" Did you mean {stems[near[0]]}?" if near else ""
