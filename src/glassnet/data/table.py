"""A file's columns, each told to be numbers, booleans or text, every cell checked.

A mistake is named by column and row. Rows are counted as a spreadsheet shows them: in a CSV file
the header is row 1 and blank lines count; a Parquet file has no header, so its first row is row 1.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from glassnet.data.arrow import compute, pa
from glassnet.errors import DataError
from glassnet.text import did_you_mean

NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
COMMA_NUMBER = r"^[+-]?\d+(\.\d{3})*,\d+$"
# What pandas, R and spreadsheets write where a number is missing. In a column of text only the
# empty cell is missing: "None" and "NA" are words too.
MISSING = r"(?i)^([+-]?nan|[+-]?inf(inity)?|na|n/a|#n/a|null|none|-|\?|\.)?$"
DATE = r"^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})([T ].*)?$"
BOOLEAN = r"(?i)^(true|false)$"

# A listing in an error stays one line that can be read.
MOST_LISTED = 20


@dataclass(frozen=True, eq=False)
class Numbers:
    """cells: [rows] float64, all finite."""

    cells: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Booleans:
    """cells: [rows] bool."""

    cells: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Words:
    """cells: [rows] str, none empty."""

    cells: NDArray[np.object_]


Cells = Numbers | Booleans | Words


@dataclass(frozen=True, eq=False)
class Table:
    """A file as it was read.

    columns: name -> Arrow array, [rows]; text without the blanks round it.
    row_numbers: [rows], each row's number in the file; counted: how, for a person.
    """

    name: str
    columns: dict[str, Any]
    row_numbers: NDArray[np.int64]
    counted: str

    def cells(self, column: str, *, exact: bool = False) -> Cells:
        """The column as numbers, booleans or words.

        exact: whether different numbers have to stay different, and whole ones what they are.

        Text that spells numbers is numbers, and true/false in any case is booleans. Raises
        DataError for a cell that is missing, infinite or not a number among numbers, and for a
        column that is neither of the three (dates, lists, bytes, ...).
        """
        cells = self.columns[column]
        kind = cells.type
        if pa.types.is_dictionary(kind):
            cells = cells.cast(kind.value_type)
            kind = cells.type
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            return self._from_text(column, compute.fill_null(cells, ""), exact)
        if cells.null_count:
            self._refuse_missing(column, compute.is_null(cells))
        if pa.types.is_boolean(kind):
            return Booleans(np.asarray(cells.to_numpy(), np.bool_))
        if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            return self._numbers(column, cells, exact)
        if pa.types.is_temporal(kind):
            self._refuse_dates(column)
        raise DataError(
            f"{self.name}: column {column!r} is of type {kind}; expected numbers, booleans or text."
        )

    def _from_text(self, column: str, cells: Any, exact: bool) -> Cells:
        try:
            return self._numbers(column, cells, exact)
        except pa.ArrowInvalid:
            pass
        numeric, missing = _matches(cells, NUMBER), _matches(cells, MISSING)
        present = len(cells) - int(missing.sum())
        if not present or 2 * int(numeric.sum()) >= present:
            if missing.any():
                self._refuse_missing(column, missing)
            self._refuse_word(column, cells, ~numeric)
        if _matches(cells, BOOLEAN).all():
            return Booleans(np.asarray(compute.equal(compute.utf8_lower(cells), "true").to_numpy()))
        empty = np.asarray(compute.equal(cells, "").to_numpy())
        if empty.any():
            self._refuse_missing(column, empty)
        if _matches(cells, DATE).all():
            self._refuse_dates(column)
        comma = _matches(cells, COMMA_NUMBER)
        if 2 * int(comma.sum()) >= len(cells):
            at = int(np.argmax(comma))
            raise DataError(
                f"{self.name}: {self._where(column, at)}: {_show(cells[at])} has a comma; write "
                "numbers without one, with a point before decimals."
            )
        return Words(np.asarray(cells.to_numpy(), np.object_))

    def _numbers(self, column: str, cells: Any, exact: bool) -> Numbers:
        numbers = np.asarray(compute.cast(cells, pa.float64(), safe=False).to_numpy(), np.float64)
        finite = np.isfinite(numbers)
        if not finite.all():
            self._refuse_missing(column, ~finite)
        if exact:
            self._check_exact(column, cells)
        # x has 24 bits for a column's range: what float64 rounds off matters only where it is more
        # than they do. Halves, because the range itself may overflow.
        half_range = numbers.max() / 2 - numbers.min() / 2
        if half_range < 2**23 * np.spacing(np.abs(numbers).max()):
            self._check_told_apart(column, cells, numbers)
        return Numbers(numbers)

    def _check_told_apart(self, column: str, cells: Any, numbers: NDArray[np.float64]) -> None:
        if pa.types.is_floating(cells.type):
            return  # nothing was rounded
        exact = {Decimal(cell) for cell in compute.unique(cells).to_pylist()}
        found = len(np.unique(numbers))
        if len(exact) > found:
            raise DataError(
                f"{self.name}: column {column!r} has {len(exact)} different numbers from "
                f"{str(min(exact))[:40]} on, as 64-bit floats only {found}; subtract the smallest "
                f"from all, or leave an id out (--ignore {shlex.quote(column)})."
            )

    def _check_exact(self, column: str, cells: Any) -> None:
        """That no two numbers become one float, and that a whole number is its float."""
        if pa.types.is_floating(cells.type):
            return
        seen: dict[float, Decimal] = {}
        for number in map(Decimal, compute.unique(cells).to_pylist()):
            held = float(number)
            other = seen.setdefault(held, number)
            if other == number and not _whole(number):
                continue
            if other != number or Decimal(held) != number:
                raise DataError(
                    f"{self.name}: column {column!r} has {str(number)[:40]}, as a 64-bit float "
                    f"{held!r}; write fewer digits, subtract the same number from all, or leave "
                    f"the column out (--ignore {shlex.quote(column)})."
                )

    def _refuse_missing(self, column: str, missing: Any) -> NoReturn:
        flags = np.asarray(missing, np.bool_)
        at, count = int(np.argmax(flags)), int(flags.sum())
        others = f" ({count} such cells in the column)" if count > 1 else ""
        raise DataError(
            f"{self.name}: {self._where(column, at)}: {_show(self.columns[column][at])}, no finite "
            f"number or word{others}; fill the cell or remove the row."
        )

    def _refuse_word(self, column: str, cells: Any, words: NDArray[np.bool_]) -> NoReturn:
        at, count = int(np.argmax(words)), int(words.sum())
        raise DataError(
            f"{self.name}: {self._where(column, at)}: {_show(cells[at])} in a column of numbers "
            f"({count} of {len(words)} cells are text); write a number, or leave the column out."
        )

    def _refuse_dates(self, column: str) -> NoReturn:
        raise DataError(
            f"{self.name}: column {column!r} holds dates; write what matters of them as numbers "
            "(days since a start, month, hour), or leave the column out."
        )

    def _where(self, column: str, at: int) -> str:
        return f"column {column!r}, row {self.row_numbers[at]} ({self.counted})"


def _whole(number: Decimal) -> bool:
    """Whether it is written as a whole number: 12, not 12.0 or 1e3."""
    return number.as_tuple().exponent == 0


def _matches(cells: Any, pattern: str) -> NDArray[np.bool_]:
    return np.asarray(compute.match_substring_regex(cells, pattern).to_numpy(), np.bool_)


def _show(cell: Any) -> str:
    value = cell.as_py()
    return "an empty cell" if value is None or value == "" else repr(value)[:40]


def check_names(file: str, names: list[str]) -> None:
    """Raises DataError if a column has no name or two have the same."""
    places: dict[str, int] = {}
    for place, name in enumerate(names, 1):
        if not name:
            raise DataError(
                f"{file}: column {place} has no name; name it in the header, or remove it "
                "(pandas: to_csv(..., index=False))."
            )
        if name in places:
            raise DataError(
                f"{file}: columns {places[name]} and {place} are both named {name!r}; rename one."
            )
        places[name] = place


def check_column(table: Table, column: str) -> None:
    """Raises DataError if the table lacks the column, naming the nearest or all of them."""
    if column not in table.columns:
        near = did_you_mean(column, table.columns)
        hint = f" Columns: {listing(table.columns)}." if "Known:" in near else near
        raise DataError(f"{table.name}: no column {column!r}.{hint}")


def listing(names: Iterable[str]) -> str:
    """The first 20 names, and how many more there are."""
    every = [name if name.isprintable() else repr(name) for name in names]
    more = len(every) - MOST_LISTED
    return ", ".join(every[:MOST_LISTED]) + (f", ... ({more} more)" if more > 0 else "")
