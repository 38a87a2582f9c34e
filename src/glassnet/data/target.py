"""The column to be learned: two classes, several, or a real number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.preparation import Number, Text
from glassnet.data.table import Booleans, Numbers, Table
from glassnet.errors import DataError

# Whole numbers are classes if there are at most this many of them, and each comes twice on average.
FEW_CLASSES = 20
# A softmax as wide as this is no longer a table of a few hundred thousand rows.
MOST_CLASSES = 1000


@dataclass(frozen=True, eq=False)
class ClassTarget:
    """labels: [rows] int32, indices into class_names."""

    labels: NDArray[np.int32]
    class_names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class RealTarget:
    """y: [rows, 1] float32, standardised by `scaling`."""

    y: NDArray[np.float32]
    scaling: Number


def read_target(table: Table, column: str) -> ClassTarget | RealTarget:
    """Text and booleans are classes; numbers are, if they are whole and few; else they are real.

    Two distinct whole numbers are always two classes. Classes are in the order of their numbers,
    or of their words' code points. Raises DataError if there is one class only, or if every row has
    a class of its own.
    """
    cells = table.cells(column)
    if not isinstance(cells, Numbers):
        words = cells.cells
        if isinstance(cells, Booleans):
            words = np.where(words, "true", "false")
        text = Text.fitted(column, words)
        _check_classes(table, column, text.words)
        return ClassTarget(text.indices(words), text.words)
    values, labels = np.unique(cells.cells, return_inverse=True)
    if _are_classes(values, len(labels)):
        names = tuple(str(int(value)) for value in values)
        _check_classes(table, column, names)
        return ClassTarget(labels.astype(np.int32), names)
    if len(values) == 1:
        raise _one_value(table, column, f"{values[0]:g}")
    scaling = Number.fitted(column, cells.cells)
    return RealTarget(scaling.encode(cells.cells), scaling)


def _are_classes(values: NDArray[Any], rows: int) -> bool:
    whole = bool((values == np.floor(values)).all())
    return whole and len(values) <= (2 if rows < 6 else min(FEW_CLASSES, rows // 2))


def _check_classes(table: Table, column: str, names: tuple[str, ...]) -> None:
    rows = len(table.row_numbers)
    if len(names) == 1:
        raise _one_value(table, column, names[0])
    if len(names) > 2 and (len(names) == rows or len(names) > MOST_CLASSES):
        raise DataError(
            f"{table.name}: target {column!r} has {len(names)} different words in {rows} rows; "
            "expected a few classes that repeat, or numbers."
        )


def _one_value(table: Table, column: str, value: str) -> DataError:
    return DataError(
        f"{table.name}: target {column!r} is {value} in every row; there is nothing to tell apart. "
        "Give rows of at least two classes."
    )
