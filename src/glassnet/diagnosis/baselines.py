"""What plain methods make of the data: the nearest other rows, a linear and a quadratic rule.

None trains a network: where one of them predicts better than it does for shuffled targets, the data
have something to learn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.context import Context
from glassnet.diagnosis.output_head import OutputHead
from glassnet.diagnosis.similarity import centred, similarity, standardised
from glassnet.diagnosis.targets import Targets, encode_targets

Array = NDArray[Any]
MOST_ROWS = 1000  # all pairs of rows are compared
NEAR = 10  # rows, the second half as heavy as the first, the third a third
RIDGE = 1.0  # of the mean of a kernel's diagonal
SHUFFLES = 200
COLUMNS = 2000  # of all shuffles together, of at least 40: what takes a tenth of a second
FEW = 40  # rows: a neighbour says nothing of a truth table


@dataclass(frozen=True, eq=False)
class Baselines:
    """Three plain rules for one output's targets.

    Attributes:
        rows: indices of the rows that are compared.
        similarity: [rows, rows].
        targets: targets of these rows.
    """

    rows: Array
    similarity: Array
    targets: Targets

    @classmethod
    def of(cls, context: Context, head: OutputHead) -> Baselines | None:
        """Baselines of one output; None where there are none: whole images, a class at every
        step."""
        targets, rows = context.targets_of(head), context.usable_rows(head)
        return cls.from_arrays(context.quantities, targets, head.units, context.categories, rows)

    @classmethod
    def from_arrays(
        cls,
        quantities: Sequence[Array],
        targets: Array | None,
        units: int | None = None,
        categories: Sequence[Array] = (),
        usable_rows: Array | None = None,
    ) -> Baselines | None:
        """Baselines of arrays.

        Args:
            quantities, categories: [rows, …] each, as in `similarity`.
            targets, units: as in `encode_targets`.
            usable_rows: indices of the rows that count; None for all.
        """
        rows = np.arange(0 if targets is None else len(targets))
        rows = rows if usable_rows is None else usable_rows
        if targets is None or not len(rows) or not [*quantities, *categories]:
            return None
        some = rows[np.linspace(0, len(rows) - 1, min(len(rows), MOST_ROWS)).astype(np.int64)]
        encoded = encode_targets(targets[some], units)
        kernel = similarity(
            [each[some] for each in quantities], [each[some] for each in categories]
        )
        return None if encoded is None or kernel is None else cls(some, kernel, encoded)

    @property
    def classes(self) -> int:
        """Number of classes; 0 for quantities."""
        return self.targets.classes

    @cached_property
    def hat_matrices(self) -> Mapping[str, Array]:
        """[rows, rows] by rule: each row's prediction from the others' centred targets."""
        return {
            "nearest": nearest(self.similarity),
            "linear": _left_out(self.similarity),
            "quadratic": _left_out((1 + self.similarity) ** 2),  # XOR is a product of two columns
        }

    @cached_property
    def scores(self) -> Mapping[str, float]:
        """Score of each rule on rows it has not seen: accuracy, or correlation with quantities."""
        return {name: self._score(hat @ self._centred) for name, hat in self.hat_matrices.items()}

    @property
    def chance(self) -> Mapping[str, float]:
        """Score of each rule where there is nothing to learn."""
        return dict.fromkeys(self.hat_matrices, float(self._shares.max()) if self.classes else 0.0)

    @cached_property
    def z_scores(self) -> Mapping[str, float]:
        """Standard deviations by which each rule's ⟨prediction, target⟩ exceeds that of shuffled
        targets.

        Unlike accuracy it grows before a rare class is ever the likeliest. Below 0, rows are unlike
        their neighbours, as in parity.
        """
        return dict(zip(self.hat_matrices, self._z_scores[:, 0].tolist(), strict=True))

    @cached_property
    def p_value(self) -> float:
        """Share of shuffles for which a rule's |z-score| is as large: a permutation test of the
        largest of three statistics. Uniform if targets have nothing to do with the rows."""
        largest = np.abs(self._z_scores).max(axis=0)
        return float(np.mean(largest >= largest[0]))

    @cached_property
    def _z_scores(self) -> Array:
        """[rules, 1 + shuffles]; the first column is of the targets as they are."""
        targets = self._centred.astype(np.float32)
        rows, columns = targets.shape
        random = np.random.default_rng(0)
        count = max(40, min(SHUFFLES, COLUMNS // columns))
        orders = [np.arange(rows), *(random.permutation(rows) for _ in range(count))]
        shuffled = np.concatenate([targets[order] for order in orders], axis=1)
        found: list[Array] = []
        for hat in self.hat_matrices.values():
            products = (hat.astype(np.float32) @ shuffled) * shuffled
            inner = products.sum(axis=0, dtype=np.float64).reshape(-1, columns).sum(axis=1)
            chance = inner[1:]
            found.append((inner - chance.mean()) / max(float(chance.std()), 1e-12))
        return np.stack(found)

    @property
    def _centred(self) -> Array:
        return self.targets.columns - self._shares

    @property
    def _shares(self) -> Array:
        return self.targets.columns.mean(axis=0)

    def _score(self, predicted: Array) -> float:
        """predicted: [rows, columns], less the mean."""
        if self.classes:
            return float(np.mean((predicted + self._shares).argmax(axis=1) == self.targets.numbers))
        sizes = np.linalg.norm(predicted - predicted.mean(axis=0)) * np.linalg.norm(self._centred)
        return float(np.sum(predicted * self._centred) / sizes) if sizes > 0 else 0.0


class ClassPair(NamedTuple):
    """Two classes, and how well a line tells them apart.

    Attributes:
        rows: indices of the rows of both.
        labels: [rows] 0 for the first class, 1 for the second.
        classes: both, as given.
        linear_accuracy: of the least-squares line, on the rows it was fitted to.
        linear_gap: accuracy that the line lacks beside the nearest rows, as a share of the rows of
            all classes.
    """

    rows: Array
    labels: Array
    classes: tuple[Any, Any]
    linear_accuracy: float
    linear_gap: float


def class_pairs(baselines: Baselines, x: Array) -> Iterator[ClassPair]:
    """Every two classes. x: [rows, …] of all data.

    A linear softmax has a line between each two: its argmax is the first's where
    w₁·x + b₁ > w₂·x + b₂.
    """
    numbers, values = baselines.targets.numbers, baselines.targets.values
    assert values is not None
    for one, other in combinations(range(len(values)), 2):
        places = np.flatnonzero((numbers == one) | (numbers == other))
        labels = (numbers[places] == other).astype(np.int64)
        rows = baselines.rows[places]
        line = _linear_accuracy(x[rows].reshape(len(rows), -1), labels)
        near = nearest(baselines.similarity[np.ix_(places, places)]) @ labels
        reach = 1.0 if len(numbers) < FEW else _accuracy(near > 0.5, labels)
        gap = (reach - line) * len(rows) / len(numbers)
        yield ClassPair(rows, labels, (values[one], values[other]), line, gap)


def _linear_accuracy(flat: Array, labels: Array) -> float:
    design = np.concatenate([standardised(flat), np.ones((len(flat), 1))], axis=1)
    weights, *_ = np.linalg.lstsq(design, labels - 0.5, rcond=None)
    return _accuracy(design @ weights > 0, labels)


def _accuracy(predicted: Array, labels: Array) -> float:
    return float(np.mean(predicted == (labels > 0)))


def nearest(kernel: Array) -> Array:
    """[rows, rows] weights of the nearest other rows in a mean of theirs."""
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
    """Kernel ridge regression; each row's prediction without its own target."""
    kernel = centred(kernel)
    ridge = RIDGE * max(float(np.trace(kernel)) / len(kernel), 1e-12)
    hat = kernel @ np.linalg.inv(kernel + ridge * np.eye(len(kernel)))
    own = np.diagonal(hat).copy()
    np.fill_diagonal(hat, 0.0)
    return hat / np.maximum(1 - own, 1e-6)[:, None]
