"""CSV and Parquet files as a `Table`."""

from __future__ import annotations

import csv
import itertools
import re
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.csv
import pyarrow.parquet

from glassnet.data.table import NUMBER, Table, check_names, compute, pa
from glassnet.errors import DataError
from glassnet.text import message

arrow_csv: Any = pyarrow.csv
arrow_parquet: Any = pyarrow.parquet

DELIMITERS = (",", ";", "\t", "|")
# A row has to fit in a block; pyarrow's own 1 MB is too little for a few thousand columns of text.
BLOCK_BYTES = 16 * 2**20
# A name in quotes, as far as its line goes: what is in it delimits nothing.
QUOTED = re.compile(r'(^|[,;\t|])"([^"]|"")*("|$)')


def read_csv(path: Path) -> Table:
    """Read UTF-8 text with a header, split by whichever of `, ; tab |` the header holds most.

    Blank lines are skipped. Cells are read as text first, so that a mistake is shown as written.

    Raises:
        DataError: ragged rows, a missing header, unnamed or doubled columns, another encoding, or
            no rows.
    """
    header, delimiter, blank_lines = csv_header(path)
    check_names(path.name, header)
    cells = _read_text(path, len(header), delimiter, blank_lines)
    columns = [compute.utf8_trim_whitespace(cells.column(i)) for i in range(len(header))]
    filled = np.zeros(cells.num_rows, np.bool_)
    for column in columns:
        filled |= np.asarray(compute.not_equal(column, "").to_numpy(), np.bool_)
    filled[0] = False  # the header itself
    rows = np.flatnonzero(filled)
    if not rows.size:
        raise DataError(message("data-no-rows", file=path.name))
    return Table(
        path.name,
        # A slice shares the text; taking rows copies it, which only blank lines make necessary.
        {
            name: column.slice(1) if len(rows) == len(column) - 1 else column.take(rows)
            for name, column in zip(header, columns, strict=True)
        },
        row_numbers=rows + blank_lines + 1,
        header_row=blank_lines + 1,
    )


def read_parquet(path: Path, max_bytes: int) -> Table:
    """Read all columns of a Parquet file, text trimmed.

    Raises:
        DataError: the file is damaged, has no rows or columns of the same name, or would take more
            than `max_bytes` when unpacked (a few kilobytes can hold a billion equal rows).
    """
    try:
        file = arrow_parquet.ParquetFile(path)
        names = [field.name for field in file.schema_arrow]
        rows = int(file.metadata.num_rows)
        unpacked = rows * len(names) * np.dtype(np.float32).itemsize
        if unpacked > max_bytes:
            sizes = {"rows": rows, "columns": len(names), "size": unpacked, "most": max_bytes}
            raise DataError(message("data-parquet-too-large", file=path.name, **sizes))
        check_names(path.name, names)
        columns = dict(zip(names, file.read().columns, strict=True))
    except (pa.ArrowException, OSError) as error:
        raise _unread(path, "Parquet", error) from None
    if not rows:
        raise DataError(message("data-no-rows", file=path.name))
    for name, column in columns.items():
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            columns[name] = compute.utf8_trim_whitespace(column)
    return Table(path.name, columns, np.arange(1, rows + 1, dtype=np.int64), header_row=None)


def csv_header(path: Path) -> tuple[list[str], str, int]:
    """The columns' names, the delimiter, and the number of blank lines above them."""
    blank_lines = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = next(file, "")
            while first and not first.strip():
                first = next(file, "")
                blank_lines += 1
            delimiter = max(DELIMITERS, key=QUOTED.sub(r"\1", first).count)
            rows = csv.reader(itertools.chain([first], file), delimiter=delimiter)
            names = [name.strip() for name in next(rows, ())]
    except UnicodeDecodeError:
        raise _not_utf8(path) from None
    except csv.Error as error:
        raise _unread(path, "CSV", error) from None
    if not any(names):
        raise DataError(message("data-empty-file", file=path.name))
    # pandas numbers the columns of a table that had no names: 0, 1, 2, ... is a header.
    if all(re.match(NUMBER, name) for name in names) and names != [*map(str, range(len(names)))]:
        first = ", ".join(names[:4])
        raise DataError(message("data-no-header", file=path.name, first=first))
    return names, delimiter, blank_lines


def _read_text(path: Path, width: int, delimiter: str, blank_lines: int) -> Any:
    """Every cell as a string, in `width` columns."""
    ragged: list[Any] = []

    def stop(row: Any) -> str:
        ragged.append(row)
        return "error"

    try:
        return arrow_csv.read_csv(
            path,
            # Without threads, or pyarrow does not know the number of a ragged row.
            arrow_csv.ReadOptions(
                use_threads=False,
                block_size=BLOCK_BYTES,
                skip_rows=blank_lines,
                autogenerate_column_names=True,
            ),
            arrow_csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=stop,
            ),
            arrow_csv.ConvertOptions(
                column_types={f"f{i}": pa.string() for i in range(width)}, strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        if ragged:
            row = ragged[0]
            rows = {"row": str(row.number), "header": str(blank_lines + 1)}
            cells = {"found": row.actual_columns, "expected": width, "text": repr(row.text[:60])}
            raise DataError(message("data-ragged", file=path.name, **rows, **cells)) from None
        if "UTF8" in str(error):
            raise _not_utf8(path) from None
        if "Empty CSV file" in str(error):  # the header has no end of line
            raise DataError(message("data-no-rows", file=path.name)) from None
        raise _unread(path, "CSV", error) from None


def _unread(path: Path, form: str, error: Exception) -> DataError:
    reason = str(error).splitlines()[0].rstrip(".")
    return DataError(message("data-unread", file=path.name, format=form, reason=reason))


def _not_utf8(path: Path) -> DataError:
    return DataError(message("data-not-utf8", file=path.name, argument=shlex.quote(path.name)))
