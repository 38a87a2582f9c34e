"""What three plain methods make of the data: the nearest other rows, a linear and a quadratic rule.

None trains a network: where one of them predicts better than it does for shuffled targets, the data
have something to learn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.context import Examination
from glassnet.diagnosis.output_head import Ending
from glassnet.diagnosis.similarity import alike
from glassnet.diagnosis.targets import Targets, targets_of

Array = NDArray[Any]
MOST_ROWS = 1000  # all pairs of rows are compared
NEAR = 10  # rows, the second half as heavy as the first, the third a third
RIDGE = 1.0  # of the mean of a kernel's diagonal
SHUFFLES = 200
COLUMNS = 2000  # of all shuffles together, of at least 40: what takes a tenth of a second


@dataclass(frozen=True, eq=False)
class Table:
    """rows: their numbers in the data. alike: [rows, rows], see `alike`. targets: of these rows."""

    rows: Array
    alike: Array
    targets: Targets

    @classmethod
    def of(cls, examined: Examination, ending: Ending) -> Table | None:
        """Of one output. None where nothing can be said: whole images, a class at every step."""
        numbers, words = examined.numbers, examined.words
        given, told = examined.given(ending), examined.told(ending)
        return cls.from_arrays(numbers, given, ending.units, words, told)

    @classmethod
    def from_arrays(
        cls,
        numbers: Sequence[Array],
        given: Array | None,
        units: int | None = None,
        words: Sequence[Array] = (),
        told: Array | None = None,
    ) -> Table | None:
        """numbers, words: [rows, …] each. given, units: see `targets_of`. told: the numbers of the
        rows that count, None of all."""
        told = np.arange(0 if given is None else len(given)) if told is None else told
        if given is None or not len(told) or not [*numbers, *words]:
            return None
        some = told[np.linspace(0, len(told) - 1, min(len(told), MOST_ROWS)).astype(np.int64)]
        targets = targets_of(given[some], units)
        kernel = alike([each[some] for each in numbers], [each[some] for each in words])
        return None if targets is None or kernel is None else cls(some, kernel, targets)

    @property
    def classes(self) -> int:
        """How many; 0 of quantities."""
        return self.targets.classes

    @cached_property
    def makers(self) -> Mapping[str, Array]:
        """[rows, rows] each: a row's prediction is this by the others' targets, less their mean."""
        return {
            "nearest": nearest(self.alike),
            "linear": _left_out(self.alike),
            "quadratic": _left_out((1 + self.alike) ** 2),  # XOR is a product of two columns
        }

    @cached_property
    def rules(self) -> Mapping[str, float]:
        """What each of the three makes of rows that it has not seen: the share that is right, or
        the correlation with quantities."""
        return {name: self._agreement(maker @ self._centred) for name, maker in self.makers.items()}

    @property
    def bars(self) -> Mapping[str, float]:
        """What each of them reaches where there is nothing to learn."""
        return dict.fromkeys(self.makers, float(self._shares.max()) if self.classes else 0.0)

    @cached_property
    def sureness(self) -> Mapping[str, float]:
        """By how many standard deviations of shuffled targets each is more connected with them.

        The connection is ⟨prediction, target⟩, which unlike the share that is right grows before a
        rare class is ever the likeliest. Below 0: rows are unlike their neighbours, as parity's.
        """
        return dict(zip(self.makers, self._sureness[:, 0].tolist(), strict=True))

    @cached_property
    def by_chance(self) -> float:
        """The share of shuffles in which one of the three is as connected, or as unlike: of targets
        that have nothing to do with the rows each share is as likely (a permutation test, of the
        largest of three statistics)."""
        largest = np.abs(self._sureness).max(axis=0)
        return float(np.mean(largest >= largest[0]))

    @cached_property
    def _sureness(self) -> Array:
        """[rules, 1 + shuffles], of the targets as they are first."""
        targets = self._centred.astype(np.float32)
        rows, columns = targets.shape
        random = np.random.default_rng(0)
        count = max(40, min(SHUFFLES, COLUMNS // columns))
        orders = [np.arange(rows), *(random.permutation(rows) for _ in range(count))]
        shuffled = np.concatenate([targets[order] for order in orders], axis=1)
        found: list[Array] = []
        for maker in self.makers.values():
            both = (maker.astype(np.float32) @ shuffled) * shuffled
            connected = both.sum(axis=0, dtype=np.float64).reshape(-1, columns).sum(axis=1)
            chance = connected[1:]
            found.append((connected - chance.mean()) / max(float(chance.std()), 1e-12))
        return np.stack(found)

    @property
    def _centred(self) -> Array:
        return self.targets.columns - self.targets.columns.mean(axis=0)

    @property
    def _shares(self) -> Array:
        return self.targets.columns.mean(axis=0)

    def _agreement(self, found: Array) -> float:
        """found: [rows, columns] predictions, less the mean."""
        if self.classes:
            return float(np.mean((found + self._shares).argmax(axis=1) == self.targets.numbers))
        sizes = np.linalg.norm(found - found.mean(axis=0)) * np.linalg.norm(self._centred)
        return float(np.sum(found * self._centred) / sizes) if sizes > 0 else 0.0


def nearest(kernel: Array) -> Array:
    """[rows, rows] the shares of the nearest other rows in a mean of theirs."""
    rows, own = len(kernel), np.diagonal(kernel)
    distance = own[:, None] + own[None, :] - 2 * kernel
    np.fill_diagonal(distance, np.inf)
    count = min(NEAR, rows - 1)
    places = np.argsort(distance, axis=1, kind="stable")[:, :count]
    weights = 1 / np.arange(1, count + 1)
    found = np.zeros((rows, rows))
    np.put_along_axis(found, places, weights / weights.sum(), axis=1)
    return found


def _left_out(kernel: Array) -> Array:
    """Ridge regression on a kernel; each row's prediction without its own target."""
    rows, mean = len(kernel), kernel.mean(axis=0)
    kernel = kernel - mean - mean[:, None] + mean.mean()
    ridge = RIDGE * max(float(np.trace(kernel)) / rows, 1e-12)
    hat = kernel @ np.linalg.inv(kernel + ridge * np.eye(rows))
    own = np.diagonal(hat).copy()
    np.fill_diagonal(hat, 0.0)
    return hat / np.maximum(1 - own, 1e-6)[:, None]
