"""What every source of data becomes: one dataset, ready for a network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.data.preparation import Number, Preparation

Task = Literal["binary", "classes", "regression"]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Rows to learn from, with the names needed to speak about them.

    x: [rows, features] float32.
    y: by task. binary: [rows, 1] float32 of 0 and 1; classes: [rows] int32, an index into
        `class_names`; regression: [rows, 1] float32, standardised where `preparation` says so.
    class_names: what y's 0, 1, 2, ... mean; () for regression.
    exhaustive: True for truth tables: every possible row is there, so there is nothing to hold out.
    preparation: how the columns of a file became x and y; None for the built-in sets, whose numbers
        are used as they are.
    other_tasks: as what else the target's whole numbers could have been learned (see `load`).
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
        """One of two features with its standardising undone, if there was one."""
        columns = () if self.preparation is None else self.preparation.columns
        # With two features and two columns each feature is a column; one of words has both.
        column = columns[number] if len(columns) == 2 else None
        return column.decode(values) if isinstance(column, Number) else values.astype(np.float64)

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


def classified(
    name: str,
    x: NDArray[Any],
    labels: NDArray[Any],
    *,
    feature_names: tuple[str, ...],
    target_name: str,
    class_names: tuple[str, ...],
    exhaustive: bool = False,
    preparation: Preparation | None = None,
    other_tasks: tuple[Task, ...] = (),
) -> Dataset:
    """A dataset of two classes (y is one column of 0 and 1) or of more (y is the class's index).

    x: [rows, features]; labels: [rows], indices into class_names.
    """
    binary = len(class_names) == 2
    y = labels.astype(np.float32).reshape(-1, 1) if binary else labels.astype(np.int32)
    return Dataset(
        name=name,
        x=np.ascontiguousarray(x, np.float32),
        y=y,
        task="binary" if binary else "classes",
        feature_names=feature_names,
        target_name=target_name,
        class_names=class_names,
        exhaustive=exhaustive,
        preparation=preparation,
        other_tasks=other_tasks,
    )
