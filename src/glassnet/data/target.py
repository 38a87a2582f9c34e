"""The column to be learned: two classes, several, or a real number."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.data.dataset import Task
from glassnet.data.preparation import Number, Text
from glassnet.data.table import Booleans, Numbers, Table
from glassnet.errors import DataError

# Whole numbers are classes if there are at most this many of them, and each comes twice on average.
FEW_CLASSES = 20
# A softmax as wide as this is no longer a table of a few hundred thousand rows.
MOST_CLASSES = 1000


@dataclass(frozen=True, eq=False)
class ClassTarget:
    """labels: [rows] int32, indices into class_names. other_tasks: as what else it could be."""

    labels: NDArray[np.int32]
    class_names: tuple[str, ...]
    other_tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, eq=False)
class RealTarget:
    """y: [rows, 1] float32, standardised by `scaling`. other_tasks: as what else it could be."""

    y: NDArray[np.float32]
    scaling: Number
    other_tasks: tuple[Task, ...]


def read_target(table: Table, column: str, prefer: Collection[Task]) -> ClassTarget | RealTarget:
    """Text and booleans are classes; numbers are what of `_tasks` is preferred, or its first.

    Classes are in the order of their numbers, or of their words' code points. Raises DataError if
    there is one class only, or if every row has a word of its own.
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
    if len(values) == 1:
        raise _one_value(table, column, f"{values[0]:g}")
    tasks = _tasks(values, len(labels))
    task = next((task for task in tasks if task in prefer), tasks[0])
    others: tuple[Task, ...] = tuple(other for other in tasks if other != task)
    if task == "regression":
        scaling = Number.fitted(column, cells.cells)
        return RealTarget(scaling.encode(cells.cells), scaling, others)
    names = tuple(str(int(value)) for value in values)
    return ClassTarget(labels.astype(np.int32), names, others)


def _tasks(values: NDArray[np.float64], rows: int) -> tuple[Task, ...]:
    """As what numbers can be learned, the likeliest first. values: the different ones, sorted.

    Whole numbers that repeat are classes if they are few; two of them always are.
    """
    whole = bool((values == np.floor(values)).all())
    if not whole or len(values) > MOST_CLASSES or len(values) == rows > 2:
        return ("regression",)
    if len(values) == 2:
        return ("binary", "regression")
    few = rows >= 6 and len(values) <= min(FEW_CLASSES, rows // 2)
    return ("classes", "regression") if few else ("regression", "classes")


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
