"""The dataset that every source of data becomes, ready for a network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.data.preparation import NumberColumn, Preparation
from glassnet.text import message, shortened
from glassnet.text.html_rows import html_row
from glassnet.text.numbers import format_number, rounded

Task = Literal["binary", "classes", "regression"]

# Shown in a notebook.
FIRST_ROWS = 5
FIRST_COLUMNS = 12
FIRST_CLASSES = 20
LONGEST_NAME = 30
DIGITS = 5  # of a number, below the first digit of its column's scale


@dataclass(frozen=True, eq=False)
class Dataset:
    """Rows to learn from, with the names needed to speak about them.

    Attributes:
        name: the built-in name or the file's stem.
        x: [rows, features] float32.
        y: binary: [rows, 1] float32 of 0 and 1; classes: [rows] int32, an index into
            `class_names`; regression: [rows, 1] float32, standardised where `preparation` says so.
        task: binary, classes or regression.
        feature_names: a name for each column of x.
        target_name: the name of y.
        class_names: names of y's 0, 1, 2, ...; () for regression.
        exhaustive: True for truth tables, which hold every possible row: nothing to hold out.
        preparation: how the columns of a file became x and y; None for the built-in sets, whose
            numbers are used as they are.
        other_tasks: the other tasks that the target's whole numbers allow (see `load`).
    """

    name: str
    x: NDArray[np.float32]
    y: NDArray[Any]
    task: Task
    feature_names: tuple[str, ...]
    target_name: str
    class_names: tuple[str, ...]
    exhaustive: bool
    preparation: Preparation | None = None
    other_tasks: tuple[Task, ...] = ()

    def shuffled(self, seed: int) -> Dataset:
        """The same rows in an order drawn from `seed`.

        Files are often sorted by class, and a validation split takes the last rows as they stand.
        """
        order = np.random.default_rng(seed).permutation(len(self.x))
        return replace(self, x=self.x[order], y=self.y[order])

    def feature_in_own_unit(self, number: int, values: NDArray[Any]) -> NDArray[np.float64]:
        """Values of one of two features with its standardising undone, if there was one."""
        columns = () if self.preparation is None else self.preparation.columns
        # With two features and two columns each feature is a column; one of words has both.
        column = columns[number] if len(columns) == 2 else None
        return column.decode(values) if isinstance(column, NumberColumn) else values.astype(float)

    def target_in_own_unit(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """Real y or predictions of it, of any shape -> [values], with the standardising undone."""
        target = None if self.preparation is None else self.preparation.target
        flat = values.reshape(-1).astype(np.float64)
        return flat if target is None else target.decode(flat)

    def standardised_by(self, rows: NDArray[np.bool_]) -> Dataset:
        """All rows, standardised by means and scales of the chosen ones alone. rows: [rows]."""
        if self.preparation is None:
            return self
        preparation, x, y = self.preparation.refitted(self.x, self.y, rows)
        return replace(self, x=x, y=y, preparation=preparation)

    def _repr_html_(self) -> str:
        """Size, target and the first rows in their own units, for a notebook."""
        rows, features = self.x.shape
        classes = ", ".join(self.class_names[:FIRST_CLASSES])
        size = message("dataset-size", name=self.name, rows=rows, features=features)
        target = message(
            "dataset-target",
            name=shortened(self.target_name, LONGEST_NAME),
            task=self.task,
            classes=classes,
            more=max(0, len(self.class_names) - FIRST_CLASSES),
        )
        columns = list(self._columns())
        hidden = len(columns) - 1 - FIRST_COLUMNS
        if hidden > 0:
            left_out = message("dataset-more-columns", count=hidden)
            columns[FIRST_COLUMNS:-1] = [(left_out, ["…"] * min(rows, FIRST_ROWS))]
        lines = list(zip(*(cells for _, cells in columns), strict=True))
        below = rows - len(lines)
        return (
            f"<p>{escape(size)}<br>{escape(target)}</p><table>"
            f"<thead>{html_row('th', [shortened(name, LONGEST_NAME) for name, _ in columns])}"
            f"</thead><tbody>{''.join(html_row('td', line) for line in lines)}</tbody></table>"
            + (f"<p>{escape(message('dataset-more-rows', count=below))}</p>" if below else "")
        )

    def _columns(self) -> Iterator[tuple[str, list[str]]]:
        """The name and first cells of each column as it was before the preparation, y the last."""
        if self.preparation is None:
            for name, values in zip(self.feature_names, self.x[:FIRST_ROWS].T, strict=True):
                yield name, [format_number(value) for value in values.tolist()]
        else:
            start = 0
            for column in self.preparation.columns:
                width = len(column.feature_names)
                block = self.x[:FIRST_ROWS, start : start + width]
                start += width
                cells = column.decode(block).reshape(-1).tolist()
                scale = column.scale if isinstance(column, NumberColumn) else 0
                yield column.name, [_cell(cell, scale) for cell in cells]
        y = self.y[:FIRST_ROWS]
        if self.class_names:
            cells = [self.class_names[label] for label in y.reshape(-1).astype(int).tolist()]
        else:
            target = self.preparation.target if self.preparation else None
            values = self.target_in_own_unit(y).tolist()
            cells = [
                _cell(value, target.scale if target else float(self.y.std())) for value in values
            ]
        yield self.target_name, cells


@dataclass(frozen=True, eq=False)
class RawDataset:
    """Rows without any scaling: a file's own numbers, words one-hot, true and false 1 and 0.

    Attributes:
        name, feature_names, target_name, class_names: as in `Dataset`.
        x: [rows, features] float64.
        labels: [rows], indices into `class_names`.
        row_numbers: [rows], each row's number; in a CSV file the header is row 1.
    """

    name: str
    x: NDArray[np.float64]
    labels: NDArray[np.int64]
    feature_names: tuple[str, ...]
    target_name: str
    class_names: tuple[str, ...]
    row_numbers: NDArray[np.int64]


def class_targets(labels: NDArray[Any], classes: int) -> tuple[NDArray[Any], Task]:
    """y and the task of class labels: one column of 0 and 1 for two classes, else the indices.

    labels: [rows], each from 0 to `classes` - 1.
    """
    if classes == 2:
        return labels.astype(np.float32).reshape(-1, 1), "binary"
    return labels.astype(np.int32), "classes"


def _cell(value: Any, scale: float) -> str:
    return rounded(value, scale, DIGITS) if isinstance(value, float) else shortened(str(value), 30)
