"""A file's table -> dataset: every column but the target becomes features."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from glassnet.data.dataset import Dataset, Task, classified
from glassnet.data.files import read_file
from glassnet.data.preparation import Boolean, Column, Number, Preparation, Text
from glassnet.data.table import NUMBER, Booleans, Cells, Numbers, Table, check_column, listing
from glassnet.data.target import RealTarget, read_target
from glassnet.errors import DataError

# One-hot columns beyond this are names or free text.
MOST_WORDS = 1000
PERCENT = NUMBER.removesuffix("$") + r"\s*%$"


def from_file(
    path: Path,
    target: str | None,
    ignore: Sequence[str],
    prefer: Collection[Task],
    max_bytes: int,
) -> Dataset:
    """Rows in the file's order; see `glassnet.data.load`."""
    table, target, names = columns_of(path, target, ignore, max_bytes)
    learned = read_target(table, target, prefer)
    cells = {name: table.cells(name) for name in names}
    columns = tuple(column_of(table, name, cells[name]) for name in names)
    preparation = Preparation(columns, learned.scaling if isinstance(learned, RealTarget) else None)
    check_width(table, preparation, max_bytes)

    x = np.empty((len(table.row_numbers), len(preparation.feature_names)), np.float32)
    start = 0
    for column in columns:
        block = column.encode(cells.pop(column.name).cells)
        x[:, start : start + block.shape[1]] = block
        start += block.shape[1]
    if not isinstance(learned, RealTarget):
        return classified(
            path.stem,
            x,
            learned.labels,
            feature_names=preparation.feature_names,
            target_name=target,
            class_names=learned.class_names,
            preparation=preparation,
            other_tasks=learned.other_tasks,
        )
    return Dataset(
        name=path.stem,
        x=x,
        y=learned.y,
        task="regression",
        feature_names=preparation.feature_names,
        target_name=target,
        class_names=(),
        exhaustive=False,
        preparation=preparation,
        other_tasks=learned.other_tasks,
    )


def columns_of(
    path: Path, target: str | None, ignore: Sequence[str], max_bytes: int
) -> tuple[Table, str, list[str]]:
    """The file, the target's name and the names of the columns to learn from; DataError."""
    table = read_file(path, max_bytes)
    if target is None:
        last = list(table.columns)[-1]
        raise DataError(
            f"{table.name}: which column is to be learned? Columns: {listing(table.columns)}. "
            f"The last is the usual one: --target {shlex.quote(last)}"
        )
    for column in (target, *ignore):
        check_column(table, column)
    if target in ignore:
        raise DataError(f"{table.name}: column {target!r} is the target; it cannot be left out.")
    names = [name for name in table.columns if name != target and name not in ignore]
    if not names:
        raise DataError(f"{table.name}: no column besides the target {target!r}.")
    return table, target, names


def column_of(table: Table, name: str, cells: Cells) -> Column:
    if isinstance(cells, Numbers):
        return Number.fitted(name, cells.cells)
    if isinstance(cells, Booleans):
        return Boolean(name)
    text = Text.fitted(name, cells.cells)
    rows = len(cells.cells)
    if all(re.match(PERCENT, word) for word in text.words):
        raise DataError(
            f"{table.name}: column {name!r} has numbers with a percent sign, such as "
            f"{text.words[0]!r}; write them without it."
        )
    if len(text.words) > MOST_WORDS or len(text.words) == rows > 2:
        raise DataError(
            f"{table.name}: column {name!r} has {len(text.words)} different words in {rows} rows, "
            f"such as {text.words[0][:40]!r}, as a name or an id has; nothing can be learned from "
            f"it: leave it out (--ignore {shlex.quote(name)})."
        )
    return text


def check_width(table: Table, preparation: Preparation, max_bytes: int) -> None:
    rows, features = len(table.row_numbers), len(preparation.feature_names)
    if rows * features * np.dtype(np.float32).itemsize > max_bytes:
        widest = max(preparation.columns, key=lambda column: len(column.feature_names))
        raise DataError(
            f"{table.name}: {rows:,} rows of {features:,} features pass the bound of "
            f"{max_bytes:,} bytes; column {widest.name!r} alone makes "
            f"{len(widest.feature_names):,} features."
        )
