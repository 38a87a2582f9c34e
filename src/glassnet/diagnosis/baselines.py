"""Plain rules as baselines of the data: the nearest other rows, a linear and a quadratic rule.

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
from scipy.stats import rankdata

from glassnet.diagnosis.context import Context
from glassnet.diagnosis.kernels import left_out, nearest, similarity
from glassnet.diagnosis.output_head import OutputHead
from glassnet.diagnosis.traced_rows import evenly

Array = NDArray[Any]
MOST_ROWS = 1000  # all pairs of rows are compared
SHUFFLES = 200
COLUMNS = 2000  # of all shuffles together, of at least 40: what takes a tenth of a second
MOST_CLASSES = 50  # whole numbers; targets with more values are quantities
MOST_QUANTITIES = 50  # of several a row, evenly chosen
# Fewest balanced rows (see `Targets.weight`) that tell a rule from chance: XOR's nearest rows are
# all of the other class.
FEWEST = 60
# And by the square root of the number of independent columns: a label that one of 40 to 3,200
# columns decides is missed in 1 of 60 draws at 10, in 1 in 7 at 8, in 3 in 4 at 4.
BY_WIDTH = 10.0


@dataclass(frozen=True, eq=False)
class Baselines:
    """Three plain rules for one output's targets."""

    rows: Array  # indices of the rows that are compared
    similarity: Array  # [rows, rows]
    targets: Targets  # of these rows

    @classmethod
    def of(cls, context: Context, head: OutputHead) -> Baselines | None:
        """The baselines of an output; None for whole images, or a class at every step."""
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
        """Arguments as for `similarity` and `encode_targets`; usable_rows: None for all."""
        if targets is None:
            return None
        rows = np.arange(len(targets)) if usable_rows is None else usable_rows
        if not len(rows):  # none is finite
            return None
        some = rows[evenly(len(rows), MOST_ROWS)]
        encoded = encode_targets(targets[some], units)
        kernel = similarity([x[some] for x in quantities], [x[some] for x in categories])
        return None if encoded is None or kernel is None else cls(some, kernel, encoded)

    @cached_property
    def hat_matrices(self) -> Mapping[str, Array]:
        """[rows, rows] by rule: each row's prediction from the others' centred targets."""
        return {
            "nearest": nearest(self.similarity),
            "linear": left_out(self.similarity),
            "quadratic": left_out((1 + self.similarity) ** 2),  # XOR is a product of two columns
        }

    @cached_property
    def scores(self) -> Mapping[str, float]:
        """Score of each rule on rows it has not seen: accuracy, or correlation for quantities."""
        return {name: self._score(hat @ self._centred) for name, hat in self.hat_matrices.items()}

    @property
    def chance(self) -> Mapping[str, float]:
        """Score of each rule where there is nothing to learn."""
        commonest = float(self._shares.max()) if self.targets.classes else 0.0
        return dict.fromkeys(self.hat_matrices, commonest)

    @cached_property
    def z_scores(self) -> Mapping[str, float]:
        """Standard deviations by which each rule's ⟨prediction, target⟩ exceeds that of shuffled
        targets.

        Unlike accuracy it grows before a rare class is ever the likeliest. Below 0, rows are unlike
        their neighbours, as in parity.
        """
        return dict(zip(self.hat_matrices, self._z_scores[:, 0].tolist(), strict=True))

    @property
    def independent_columns(self) -> float:
        """As many independent columns would make the rows as unlike each other as they are."""
        own = float(np.square(np.diagonal(self.similarity)).sum())
        rows = len(self.similarity)
        others = (float(np.square(self.similarity).sum()) - own) / max(rows * (rows - 1), 1)
        return 1 / max(others, 1e-12)

    @property
    def can_tell(self) -> bool:
        """Whether there are rows enough, for so many columns, to tell a rule from chance."""
        return self.targets.weight >= max(FEWEST, BY_WIDTH * self.independent_columns**0.5)

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
        if self.targets.classes:
            return float(np.mean((predicted + self._shares).argmax(axis=1) == self.targets.numbers))
        sizes = np.linalg.norm(predicted - predicted.mean(axis=0)) * np.linalg.norm(self._centred)
        return float(np.sum(predicted * self._centred) / sizes) if sizes > 0 else 0.0


@dataclass(frozen=True, eq=False)
class Targets:
    """Targets as columns of numbers, in which any connection with the rows would show."""

    columns: Array  # [rows, columns] one-hot classes, or the ranks of quantities: none lies far out
    values: Array | None  # the classes in order, as given; None for quantities
    balance: float  # 1 where all values are equally frequent, near 0 where nearly all are the same

    @property
    def classes(self) -> int:
        """Number of classes; 0 for quantities."""
        return 0 if self.values is None else len(self.values)

    @cached_property
    def numbers(self) -> Array:
        """[rows] class numbers."""
        return self.columns.argmax(axis=1)

    @property
    def weight(self) -> float:
        """Number of balanced rows that tell as much: 4·n·p·(1 − p) for two classes.

        400 rows with 8 in a hundred of one class weigh 118.
        """
        return self.balance * len(self.columns)


def encode_targets(targets: Array, units: int | None = None) -> Targets | None:
    """Encode targets as classes or as quantities.

    Args:
        targets: [rows, …].
        units: units of the output: one unit tells two classes apart, and other whole numbers, such
            as ratings, are then quantities.

    Returns:
        None for no rows, no numbers, too many classes, or a class at every place of a row.
    """
    if not targets.size or targets.dtype.kind not in "fiub":
        return None
    y = targets.reshape(len(targets), -1)
    if y.shape[1] > 1 and _is_one_hot(y):
        y = y.argmax(axis=1)[:, None]
    elif y.shape[1] > 1:
        several = y.dtype.kind in "iu" and units not in (None, targets.shape[-1])
        return None if several else _quantities(y)
    values = np.unique(y)
    if not np.all(values == np.round(values)) or (units == 1 and len(values) > 2):
        return _quantities(y)
    if len(values) > MOST_CLASSES:
        return None if units else _quantities(y)
    return Targets((y == values).astype(np.float64), values, _balance(y[:, 0]))


def _quantities(y: Array) -> Targets:
    moving = np.flatnonzero((y != y[:1]).any(axis=0))
    if not len(moving):
        return Targets(np.zeros((len(y), 1)), None, 0.0)
    some = moving[evenly(len(moving), MOST_QUANTITIES)]
    ranks = (rankdata(y[:, some], axis=0) - 1) / len(y)
    return Targets(ranks, None, float(np.mean([_balance(each) for each in y[:, some].T])))


def _balance(values: Array) -> float:
    shares = np.unique(values, return_counts=True)[1] / len(values)
    count = len(shares)
    return float((1 - np.sum(shares**2)) * count / (count - 1)) if count > 1 else 0.0


def _is_one_hot(y: Array) -> bool:
    return bool(np.all((y == 0) | (y == 1)) and np.all(y.sum(axis=1) == 1))
