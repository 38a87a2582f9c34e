"""A file's columns as numbers, booleans or text, every cell checked.

A mistake is named by column and row. Rows are counted as a spreadsheet shows them: in a CSV file
the header is row 1 and blank lines count; a Parquet file has no header, so its first row is row 1.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow
import pyarrow.compute
from numpy.typing import NDArray

from glassnet.errors import DataError
from glassnet.text import did_you_mean, message

pa: Any = pyarrow  # pyarrow ships no types
compute: Any = pyarrow.compute

NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
COMMA_NUMBER = r"^[+-]?\d+(\.\d{3})*,\d+$"
# What pandas, R and spreadsheets write where a number is missing. In a column of text only the
# empty cell is missing: "None" and "NA" are words too.
MISSING = r"(?i)^([+-]?nan|[+-]?inf(inity)?|na|n/a|#n/a|null|none|-|\?|\.)?$"
DATE = r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})([T ].*)?$"
BOOLEAN = r"(?i)^(true|false)$"
LONGEST_CELL = 40  # characters of one in a message

Flags = NDArray[np.bool_]
# [rows]: float64, all finite; or bool; or object, words none of which is empty.
Cells = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Table:
    """A file as it was read.

    Attributes:
        name: name of the file.
        columns: name -> Arrow array, [rows]; text without the blanks round it.
        row_numbers: [rows], each row's number in the file.
        header_row: the header's number in the file; None where there is no header.
    """

    name: str
    columns: dict[str, Any]
    row_numbers: NDArray[np.int64]
    header_row: int | None

    def cells(self, column: str, *, exact: bool = False) -> Cells:
        """The column as numbers (float64), booleans or words (object).

        Text that spells numbers is numbers, and true/false in any case is booleans. exact: refuse
        numbers that float64 merges with another, and whole ones that it changes.

        Raises:
            DataError: a cell that is missing, infinite or not a number among numbers, or a column
                that is none of the three (dates, lists, bytes, ...).
        """
        cells = self.columns[column]
        kind = cells.type
        if pa.types.is_dictionary(kind):
            cells = cells.cast(kind.value_type)
            kind = cells.type
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            return self._from_text(column, compute.fill_null(cells, ""), exact)
        if cells.null_count:
            raise self._missing(column, compute.is_null(cells))
        if pa.types.is_boolean(kind):
            return np.asarray(cells.to_numpy(), np.bool_)
        if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            return self._numbers(column, cells, exact)
        if pa.types.is_temporal(kind):
            raise self.error("data-dates", column)
        raise self.error("data-column-type", column, type=str(kind))

    def error(self, key: str, column: str, **values: Any) -> DataError:
        """The error of a message about a column, with the file's name."""
        return DataError(message(key, file=self.name, column=column, **values))

    def check_column(self, column: str) -> None:
        """Raise DataError if there is no such column."""
        if column not in self.columns:
            raise self.error("data-no-column", column, hint=did_you_mean(column, self.columns))

    def _from_text(self, column: str, cells: Any, exact: bool) -> Cells:
        try:
            return self._numbers(column, cells, exact)
        except pa.ArrowInvalid:
            pass
        numeric, missing = _matches(cells, NUMBER), _matches(cells, MISSING)
        present = len(cells) - int(missing.sum())
        if not present or 2 * int(numeric.sum()) >= present:
            if missing.any():
                raise self._missing(column, missing)
            raise self._cell_error("data-text-among-numbers", column, cells, ~numeric)
        if _matches(cells, BOOLEAN).all():
            return np.asarray(compute.equal(compute.utf8_lower(cells), "true").to_numpy())
        empty = np.asarray(compute.equal(cells, "").to_numpy())
        if empty.any():
            raise self._missing(column, empty)
        if _matches(cells, DATE).all():
            raise self.error("data-dates", column)
        comma = _matches(cells, COMMA_NUMBER)
        if 2 * int(comma.sum()) >= len(cells):
            raise self._cell_error("data-decimal-comma", column, cells, comma)
        return np.asarray(cells.to_numpy(), np.object_)

    def _numbers(self, column: str, cells: Any, exact: bool) -> NDArray[np.float64]:
        numbers = np.asarray(compute.cast(cells, pa.float64(), safe=False).to_numpy(), np.float64)
        finite = np.isfinite(numbers)
        if not finite.all():
            raise self._missing(column, ~finite)
        if pa.types.is_floating(cells.type):
            return numbers  # nothing was rounded
        if exact:
            self._check_exact(column, cells)
        # x has 24 bits for a column's range: what float64 rounds off matters only where it is more
        # than they do. Halves, because the range itself may overflow.
        half_range = numbers.max() / 2 - numbers.min() / 2
        if half_range < 2**23 * np.spacing(np.abs(numbers).max()):
            self._check_distinct(column, cells, numbers)
        return numbers

    def _check_distinct(self, column: str, cells: Any, numbers: NDArray[np.float64]) -> None:
        exact = {Decimal(cell) for cell in compute.unique(cells).to_pylist()}
        found = len(np.unique(numbers))
        if len(exact) > found:
            counts = {"exact": len(exact), "found": found, "option": shlex.quote(column)}
            least = str(min(exact))[:LONGEST_CELL]
            raise self.error("data-numbers-merged", column, least=least, **counts)

    def _check_exact(self, column: str, cells: Any) -> None:
        """Raise unless numbers stay different as float64, and whole numbers stay what they are."""
        seen: dict[float, Decimal] = {}
        for number in map(Decimal, compute.unique(cells).to_pylist()):
            held = float(number)
            other = seen.setdefault(held, number)
            whole = number.as_tuple().exponent == 0  # written so: 12, not 12.0 or 1e3
            if other == number and not whole:
                continue
            if other != number or Decimal(held) != number:
                values = {"number": str(number)[:LONGEST_CELL], "held": repr(held)}
                option = shlex.quote(column)
                raise self.error("data-number-inexact", column, option=option, **values)

    def _missing(self, column: str, missing: Any) -> DataError:
        flags = np.asarray(missing, np.bool_)
        return self._cell_error("data-missing-cell", column, self.columns[column], flags)

    def _cell_error(self, key: str, column: str, cells: Any, flags: Flags) -> DataError:
        """The error for the first flagged cell. flags: [rows]."""
        row = int(np.argmax(flags))
        value = cells[row].as_py()
        empty = value is None or value == ""
        return self.error(
            key,
            column,
            row=str(self.row_numbers[row]),
            header=str(self.header_row),
            cell=message("data-empty-cell") if empty else repr(value)[:LONGEST_CELL],
            count=int(flags.sum()),
            rows=len(flags),
        )


def check_names(file: str, names: list[str]) -> None:
    """Raise DataError if a column has no name or two have the same."""
    places: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        if not name:
            raise DataError(message("data-column-unnamed", file=file, place=place))
        if name in places:
            two = {"first": places[name], "second": place}
            raise DataError(message("data-column-twice", file=file, name=name, **two))
        places[name] = place


def _matches(cells: Any, pattern: str) -> Flags:
    return np.asarray(compute.match_substring_regex(cells, pattern).to_numpy(), np.bool_)
