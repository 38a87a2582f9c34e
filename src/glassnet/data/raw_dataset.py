"""Rows of two or more classes with their numbers as they are written, for what is exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from glassnet.data.files import DEFAULT_MAX_BYTES
from glassnet.data.preparation import Column, Preparation
from glassnet.data.sources import built_in, load, path_of
from glassnet.errors import DataError

if TYPE_CHECKING:
    from glassnet.data.table import Cells


@dataclass(frozen=True, eq=False)
class AsWritten:
    """Rows that nothing was done to: a file's own numbers, words one-hot, true and false 1 and 0.

    x: [rows, features] float64. labels: [rows], places in class_names. row_numbers: [rows], what
    each row is called; in a file as a spreadsheet counts, where the header is row 1.
    """

    name: str
    x: NDArray[np.float64]
    labels: NDArray[np.int64]
    feature_names: tuple[str, ...]
    target_name: str
    class_names: tuple[str, ...]
    row_numbers: NDArray[np.int64]


def as_written(
    data: str,
    *,
    target: str | None = None,
    ignore: Sequence[str] = (),
    seed: int = 0,
    rows: int | None = None,
    noise: float | None = None,
    max_bytes: int = DEFAULT_MAX_BYTES,
) -> AsWritten:
    """The data a person named, as `load` finds them.

    Raises DataError and SettingError as `load` does, and DataError if the target is no class, or if
    64-bit floats do not tell a number from another, or change a whole one.
    """
    if not built_in(data):
        return _file(data, target, ignore, max_bytes, rows=rows, noise=noise)
    found = load(data, target=target, ignore=ignore, seed=seed, rows=rows, noise=noise)
    return AsWritten(
        found.name,
        found.x.astype(str).astype(np.float64),  # 0.1 is 0.1, not the float32 next to it
        found.y.reshape(-1).astype(np.int64),
        found.feature_names,
        found.target_name,
        found.class_names,
        np.arange(1, len(found.x) + 1),
    )


def _file(
    data: str, target: str | None, ignore: Sequence[str], max_bytes: int, **settings: object
) -> AsWritten:
    # pyarrow loads with these, which a truth table does not need.
    from glassnet.data.from_file import check_width, column_of, columns_of
    from glassnet.data.target import RealTarget, read_target

    path = path_of(data, **settings)
    table, target, names = columns_of(path, target, ignore, max_bytes)
    learned = read_target(table, target, ("binary", "classes"))
    if isinstance(learned, RealTarget):
        raise DataError(
            f"{table.name}: target {target!r} has numbers that hardly repeat; expected classes."
        )
    cells = {name: table.cells(name, exact=True) for name in names}
    columns = tuple(column_of(table, name, cells[name]) for name in names)
    preparation = Preparation(columns, None)
    check_width(table, preparation, max_bytes)
    x = np.concatenate([_block(column, cells[column.name]) for column in columns], axis=1)
    return AsWritten(
        path.stem,
        x,
        learned.labels.astype(np.int64),
        preparation.feature_names,
        target,
        learned.class_names,
        table.row_numbers,
    )


def _block(column: Column, cells: Cells) -> NDArray[np.float64]:
    """[rows, features of the column]."""
    from glassnet.data.table import Numbers

    if isinstance(cells, Numbers):
        return cells.cells[:, np.newaxis]
    return column.encode(cells.cells).astype(np.float64)
