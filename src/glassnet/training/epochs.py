"""The logs of epochs that ended together, as columns: a chunk may hold tens of thousands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

History = dict[str, list[float]]
Columns = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Epochs:
    """`count` epochs that ended one after another.

    first: the number of the first, counted from 0.
    logs: training results by name, a value an epoch; names sorted, as Keras' callbacks get them.
    validation: validation results by name, a value for each epoch in `validated`.
    validated: the numbers of the epochs that were validated.
    """

    first: int
    count: int
    logs: Columns = field(default_factory=dict[str, Sequence[float]])
    validation: Columns = field(default_factory=dict[str, Sequence[float]])
    validated: Sequence[int] = ()

    def extend(self, history: History) -> None:
        """Append all values to a history's lists."""
        for columns in (self.logs, self.validation):
            for name, values in columns.items():
                history.setdefault(name, []).extend(values)

    def rows(self) -> Iterator[tuple[int, dict[str, float]]]:
        """Each epoch's number and logs, validation included where there was one."""
        validations = iter(zip(*self.validation.values(), strict=True))
        validated = set(self.validated)
        for number in range(self.count):
            epoch = self.first + number
            row = {name: values[number] for name, values in self.logs.items()}
            if epoch in validated:
                row.update(zip(self.validation, next(validations), strict=True))
            yield epoch, row

    def last(self) -> dict[str, float]:
        """The last epoch's logs; {} if no epoch ended."""
        if not self.count:
            return {}
        row = {name: values[-1] for name, values in self.logs.items()}
        if self.validated and self.validated[-1] == self.first + self.count - 1:
            row.update({name: values[-1] for name, values in self.validation.items()})
        return row

    def up_to(self, count: int) -> Epochs:
        """The first `count` of these epochs."""
        validated = [epoch for epoch in self.validated if epoch < self.first + count]
        return Epochs(
            self.first,
            count,
            {name: values[:count] for name, values in self.logs.items()},
            {name: values[: len(validated)] for name, values in self.validation.items()},
            validated,
        )

    def with_validation(self, logs: Mapping[str, float]) -> Epochs:
        """The same single epoch with validation results, named `val_…`."""
        columns = {name: [value] for name, value in logs.items()}
        return replace(self, validation=columns, validated=[self.first])


def columns_of(table: Mapping[str, Any], chosen: Sequence[int] | slice) -> Columns:
    """A program's logs, each value [room, …], as one list of floats a name.

    A metric with several results stands as several names, as in Keras' own logs.
    """
    columns: dict[str, Sequence[float]] = {}
    for name, values in sorted(table.items()):
        if isinstance(values, Mapping):
            columns.update(columns_of(values, chosen))
        else:
            column: NDArray[Any] = np.asarray(values)[chosen]
            columns[name] = column.tolist() if column.ndim == 1 else list(column)
    return columns
