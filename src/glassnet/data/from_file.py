"""A file's table as a dataset: one column becomes the target, every other one features."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.dataset import Dataset, RawDataset, Task, class_targets
from glassnet.data.files import read_file
from glassnet.data.preparation import BooleanColumn, Column, NumberColumn, Preparation, TextColumn
from glassnet.data.table import NUMBER, Cells, Table
from glassnet.text.lookup import MOST_LISTED

# One-hot columns beyond this are names or free text.
MOST_WORDS = 1000
# Whole numbers are classes if there are at most this many of them, and each comes twice on average.
FEW_CLASSES = 20
# A softmax as wide as this is no longer a table of a few hundred thousand rows.
MOST_CLASSES = 1000

PERCENT = NUMBER.removesuffix("$") + r"\s*%$"


def from_file(
    path: Path, target: str | None, ignore: Sequence[str], prefer: Collection[Task], max_bytes: int
) -> Dataset:
    """Rows in the file's order; see `glassnet.data.load`."""
    table, target, features = _split_columns(path, target, ignore, max_bytes)
    learned = _read_target(table, target, prefer)
    cells = {name: table.cells(name) for name in features}
    preparation = _prepared(table, cells, learned.scaling, max_bytes)
    x = np.empty((len(table.row_numbers), len(preparation.feature_names)), np.float32)
    start = 0
    for column in preparation.columns:
        block = column.encode(cells.pop(column.name))
        x[:, start : start + block.shape[1]] = block
        start += block.shape[1]
    return Dataset(
        name=path.stem,
        x=x,
        y=learned.y,
        task=learned.task,
        feature_names=preparation.feature_names,
        target_name=target,
        class_names=learned.class_names,
        exhaustive=False,
        preparation=preparation,
        other_tasks=learned.other_tasks,
    )


def raw_from_file(
    path: Path, target: str | None, ignore: Sequence[str], max_bytes: int
) -> RawDataset:
    """Rows in the file's order, unscaled; see `glassnet.data.sources.load_raw`."""
    table, target, features = _split_columns(path, target, ignore, max_bytes)
    learned = _read_target(table, target, ("binary", "classes"))
    if learned.task == "regression":
        raise table.error("data-target-not-classes", target)
    cells = {name: table.cells(name, exact=True) for name in features}
    preparation = _prepared(table, cells, None, max_bytes)
    blocks = [
        values[:, None] if values.dtype.kind == "f" else column.encode(values).astype(np.float64)
        for column, values in zip(preparation.columns, cells.values(), strict=True)
    ]
    return RawDataset(
        path.stem,
        np.concatenate(blocks, axis=1),
        learned.y.reshape(-1).astype(np.int64),
        preparation.feature_names,
        target,
        learned.class_names,
        table.row_numbers,
    )


@dataclass(frozen=True, eq=False)
class Target:
    """The column to learn, as `Dataset` has it. scaling: what standardised y; None for classes."""

    y: NDArray[Any]
    task: Task
    class_names: tuple[str, ...]
    scaling: NumberColumn | None = None
    other_tasks: tuple[Task, ...] = ()


def _split_columns(
    path: Path, target: str | None, ignore: Sequence[str], max_bytes: int
) -> tuple[Table, str, list[str]]:
    """The file's table, its target and the names of its features. Raises DataError."""
    table = read_file(path, max_bytes)
    names = list(table.columns)
    if target is None:
        columns, more = ", ".join(names[:MOST_LISTED]), max(0, len(names) - MOST_LISTED)
        last = shlex.quote(names[-1])
        raise table.error("data-which-target", last, columns=columns, more=more)
    for column in (target, *ignore):
        table.check_column(column)
    if target in ignore:
        raise table.error("data-target-ignored", target)
    features = [name for name in names if name != target and name not in ignore]
    if not features:
        raise table.error("data-only-target", target)
    return table, target, features


def _column(table: Table, name: str, cells: Cells) -> Column:
    """How a column becomes features. Raises DataError for percentages, names and free text."""
    if cells.dtype.kind == "f":
        return NumberColumn.fitted(name, cells)
    if cells.dtype.kind == "b":
        return BooleanColumn(name)
    text = TextColumn.fitted(name, cells)
    first, found, rows = text.words[0][:40], len(text.words), len(cells)
    if all(re.match(PERCENT, word) for word in text.words):
        raise table.error("data-percent", name, first=first)
    if found > MOST_WORDS or found == rows > 2:
        counts = {"found": found, "rows": rows, "option": shlex.quote(name)}
        raise table.error("data-too-many-words", name, first=first, **counts)
    return text


def _prepared(
    table: Table, cells: dict[str, Cells], scaling: NumberColumn | None, max_bytes: int
) -> Preparation:
    """How the columns become x. Raises DataError if x would have more than `max_bytes`."""
    preparation = Preparation(tuple(_column(table, *each) for each in cells.items()), scaling)
    rows, features = len(table.row_numbers), len(preparation.feature_names)
    if rows * features * np.dtype(np.float32).itemsize > max_bytes:
        widest = max(preparation.columns, key=lambda column: len(column.feature_names))
        counts = {"rows": rows, "features": features, "most": max_bytes}
        width = len(widest.feature_names)
        raise table.error("data-too-wide", widest.name, width=width, **counts)
    return preparation


def _read_target(table: Table, column: str, prefer: Collection[Task]) -> Target:
    """Text and booleans are classes; numbers the first task they allow that is preferred, if any.

    Classes are in the order of their numbers, or of their words' code points.

    Raises:
        DataError: there is a single class, or a word for every row.
    """
    cells = table.cells(column)
    if cells.dtype.kind != "f":
        words = np.where(cells, "true", "false") if cells.dtype.kind == "b" else cells
        text = TextColumn.fitted(column, words)
        _check_classes(table, column, text.words)
        return Target(*class_targets(text.indices(words), len(text.words)), text.words)
    values, labels = np.unique(cells, return_inverse=True)
    if len(values) == 1:
        raise table.error("data-one-class", column, value=f"{values[0]:g}")
    tasks = _allowed_tasks(values, len(labels))
    task = next((task for task in tasks if task in prefer), tasks[0])
    others: tuple[Task, ...] = tuple(other for other in tasks if other != task)
    if task == "regression":
        scaling = NumberColumn.fitted(column, cells)
        return Target(scaling.encode(cells), task, (), scaling, others)
    names = tuple(str(int(value)) for value in values)
    return Target(*class_targets(labels, len(names)), names, other_tasks=others)


def _allowed_tasks(values: NDArray[np.float64], rows: int) -> tuple[Task, ...]:
    """The tasks that numbers can be learned by, likeliest first. values: the distinct ones, sorted.

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
    found, rows = len(names), len(table.row_numbers)
    if found == 1:
        raise table.error("data-one-class", column, value=names[0])
    if found > 2 and (found == rows or found > MOST_CLASSES):
        raise table.error("data-target-words", column, found=found, rows=rows)
