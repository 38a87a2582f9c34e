"""CSV text -> Table. Cells are read as text first, so that a mistake is shown as written."""

from __future__ import annotations

import csv
import itertools
import re
import shlex
from pathlib import Path
from typing import Any

import numpy as np

from glassnet.data import arrow
from glassnet.data.arrow import compute, pa
from glassnet.data.table import NUMBER, Table, check_names
from glassnet.errors import DataError

DELIMITERS = (",", ";", "\t", "|")
# A row has to fit in a block; pyarrow's own 1 MB is too little for a few thousand columns of text.
BLOCK_BYTES = 16 * 2**20
# A name in quotes, as far as its line goes: what is in it delimits nothing.
QUOTED = re.compile(r'(^|[,;\t|])"([^"]|"")*("|$)')


def read_csv(path: Path) -> Table:
    """UTF-8 text with a header, split by whichever of `, ; tab |` the header holds most.

    Blank lines are skipped. Raises DataError for ragged rows, a header that is missing, unnamed or
    doubled columns, other encodings, no rows.
    """
    header, delimiter, above = _header(path)
    check_names(path.name, header)
    cells = _read(path, len(header), delimiter, above)
    columns = [compute.utf8_trim_whitespace(cells.column(i)) for i in range(len(header))]
    filled = np.zeros(cells.num_rows, np.bool_)
    for column in columns:
        filled |= np.asarray(compute.not_equal(column, "").to_numpy(), np.bool_)
    filled[0] = False  # the header itself
    rows = np.flatnonzero(filled)
    if not rows.size:
        raise _no_rows(path)
    return Table(
        path.name,
        {name: _rows(column, rows) for name, column in zip(header, columns, strict=True)},
        row_numbers=rows + above + 1,
        counted=f"the header is row {above + 1}",
    )


def _header(path: Path) -> tuple[list[str], str, int]:
    """The columns' names, the delimiter, and how many blank lines are above them."""
    above = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = next(file, "")
            while first and not first.strip():
                first = next(file, "")
                above += 1
            delimiter = max(DELIMITERS, key=QUOTED.sub(r"\1", first).count)
            rows = csv.reader(itertools.chain([first], file), delimiter=delimiter)
            names = [name.strip() for name in next(rows, ())]
    except UnicodeDecodeError:
        raise _not_utf8(path) from None
    except csv.Error as error:
        raise DataError(f"{path.name}: the header cannot be read as CSV: {error}.") from None
    if not any(names):
        raise DataError(f"{path.name}: an empty file; expected a header and rows.")
    # pandas numbers the columns of a table that had no names: 0, 1, 2, ... is a header.
    if all(re.match(NUMBER, name) for name in names) and names != [*map(str, range(len(names)))]:
        raise DataError(
            f"{path.name}: the first row is all numbers ({', '.join(names[:4])}, ...); expected a "
            "header with the columns' names."
        )
    return names, delimiter, above


def _rows(column: Any, rows: Any) -> Any:
    # A slice shares the text; taking rows copies it, which only blank lines make necessary.
    every = len(rows) == len(column) - 1
    return column.slice(1) if every else column.take(rows)


def _read(path: Path, width: int, delimiter: str, above: int) -> Any:
    ragged: list[Any] = []

    def stop(row: Any) -> str:
        ragged.append(row)
        return "error"

    try:
        return arrow.csv.read_csv(
            path,
            # Without threads, or pyarrow does not know the number of a ragged row.
            arrow.csv.ReadOptions(
                use_threads=False,
                block_size=BLOCK_BYTES,
                skip_rows=above,
                autogenerate_column_names=True,
            ),
            arrow.csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=stop,
            ),
            arrow.csv.ConvertOptions(
                column_types={f"f{i}": pa.string() for i in range(width)},
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        if ragged:
            row = ragged[0]
            raise DataError(
                f"{path.name}: row {row.number} (the header is row {above + 1}) has "
                f"{row.actual_columns} cells, the header {width}: {row.text[:60]!r}."
            ) from None
        if "UTF8" in str(error):
            raise _not_utf8(path) from None
        if "Empty CSV file" in str(error):  # the header has no end of line
            raise _no_rows(path) from None
        raise DataError(f"{path.name}: not read as CSV: {str(error).splitlines()[0]}.") from None


def _no_rows(path: Path) -> DataError:
    return DataError(f"{path.name}: a header but no rows below it.")


def _not_utf8(path: Path) -> DataError:
    return DataError(
        f"{path.name}: not UTF-8 text; save it as UTF-8 (for a Korean spreadsheet: "
        f"iconv -f cp949 -t utf-8 {shlex.quote(path.name)} > utf8.csv)."
    )
