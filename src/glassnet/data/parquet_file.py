"""Parquet -> Table."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from glassnet.data.arrow import compute, pa, parquet
from glassnet.data.table import Table, check_names
from glassnet.errors import DataError


def read_parquet(path: Path, max_bytes: int) -> Table:
    """All columns of a Parquet file, text trimmed.

    Raises DataError if the file is damaged, has no rows or columns of the same name, or would take
    more than max_bytes when unpacked (a few kilobytes can hold a billion equal rows).
    """
    try:
        file = parquet.ParquetFile(path)
        names = [field.name for field in file.schema_arrow]
        unpacked = file.metadata.num_rows * len(names) * np.dtype(np.float32).itemsize
        if unpacked > max_bytes:
            raise DataError(
                f"{path.name}: {file.metadata.num_rows:,} rows of {len(names)} columns unpack to "
                f"{unpacked:,} bytes or more, over the bound of {max_bytes:,}."
            )
        check_names(path.name, names)
        columns = dict(zip(names, file.read().columns, strict=True))
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{path.name}: not read as Parquet: {str(error).splitlines()[0]}") from None
    if not file.metadata.num_rows:
        raise DataError(f"{path.name}: columns but no rows.")
    for name, column in columns.items():
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            columns[name] = compute.utf8_trim_whitespace(column)
    return Table(
        path.name,
        columns,
        row_numbers=np.arange(1, int(file.metadata.num_rows) + 1, dtype=np.int64),
        counted="the first row is row 1",
    )
