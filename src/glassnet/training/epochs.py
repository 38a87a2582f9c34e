"""The logs of epochs that ended together, as columns: a chunk may hold tens of thousands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = dict[str, NDArray[Any]]
"""A name -> its values, [epochs, …]: float32 as computed, or float64 as Keras' `evaluate` gives."""


@dataclass(frozen=True)
class EpochLogs:
    """The logs of `count` epochs that ended one after another."""

    first: int  # the number of the first, counted from 0
    count: int  # how many there are
    # Training results by name, a value an epoch; names sorted, as Keras' callbacks get them.
    logs: Columns = field(default_factory=Columns)
    # Validation results by name, a value for each epoch in `validated`.
    validation: Columns = field(default_factory=Columns)
    validated: Sequence[int] = ()  # the numbers of the epochs that were validated

    def extend(self, history: dict[str, list[Any]]) -> None:
        """Append all values to the lists of a Keras History; new names come in Keras' order."""
        columns = {**self.logs, **self.validation}
        at_first = columns if self.first in self.validated else self.logs
        for name in (*sorted(at_first), *sorted(columns.keys() - at_first.keys())):
            history.setdefault(name, []).extend(_plain(columns[name]))

    def rows(self) -> Iterator[tuple[int, dict[str, float]]]:
        """Each epoch's number and logs, validation included where there was one."""
        rows: Iterable[Sequence[Any]] = zip(*map(_plain, self.logs.values()), strict=True)
        if not self.logs:
            rows = repeat((), self.count)  # a train step of the model's own may log nothing
        validations = zip(*map(_plain, self.validation.values()), strict=True)
        validated = set(self.validated)
        for epoch, values in zip(range(self.first, self.first + self.count), rows, strict=True):
            row = dict(zip(self.logs, values, strict=True))
            if epoch in validated:
                row.update(zip(self.validation, next(validations), strict=True))
            yield epoch, row

    def last(self) -> dict[str, float]:
        """The last epoch's logs; {} if no epoch ended."""
        if not self.count:
            return {}
        row = {name: _plain(values[-1:])[0] for name, values in self.logs.items()}
        if self.validated and self.validated[-1] == self.first + self.count - 1:
            row.update({name: _plain(values[-1:])[0] for name, values in self.validation.items()})
        return row

    def up_to(self, count: int) -> EpochLogs:
        """The first `count` of these epochs."""
        validated = [epoch for epoch in self.validated if epoch < self.first + count]
        return EpochLogs(
            self.first,
            count,
            {name: values[:count] for name, values in self.logs.items()},
            {name: values[: len(validated)] for name, values in self.validation.items()},
            validated,
        )

    def with_validation(self, logs: Mapping[str, float]) -> EpochLogs:
        """This single epoch with validation results, named `val_…`."""
        return replace(self, validation=one_row(logs), validated=[self.first])


def one_row(logs: Mapping[str, float]) -> Columns:
    """One epoch's logs as columns."""
    return {name: np.array([value]) for name, value in logs.items()}


def joined(parts: Sequence[EpochLogs]) -> Columns:
    """Concatenate the logs of chunks that followed one another."""
    columns: dict[str, list[NDArray[Any]]] = {}
    for part in parts:
        for name, values in (*part.logs.items(), *part.validation.items()):
            columns.setdefault(name, []).append(values)
    return {name: np.concatenate(values) for name, values in columns.items()}


def _plain(values: NDArray[Any]) -> list[Any]:
    """Values as Keras' logs hold them: floats, or arrays for a metric with a result per class."""
    return values.tolist() if values.ndim == 1 else list(values)


def columns_of(table: Mapping[str, Any], chosen: Sequence[int] | slice) -> Columns:
    """Pick the chosen epochs of a program's logs, whose values are [epochs, …]."""
    return {name: np.asarray(values)[chosen] for name, values in sorted(table.items())}
