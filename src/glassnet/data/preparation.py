"""How the columns of a file become numbers, kept so that new rows can be treated the same way."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glassnet.errors import DataError
from glassnet.text import did_you_mean, message


@dataclass(frozen=True)
class NumberColumn:
    """A column of numbers, standardised: (cell - mean) / scale.

    scale: the population's standard deviation (divisor n), 1 if all cells are equal.
    """

    kind: ClassVar[str] = "number"
    name: str
    mean: float
    scale: float

    @classmethod
    def fitted(cls, name: str, cells: NDArray[np.float64]) -> NumberColumn:
        """Mean and scale of cells, [rows]. Raises DataError if their sum is beyond float64."""
        if cells.min() == cells.max():
            return cls(name, float(cells[0]), 1.0)
        with np.errstate(over="ignore"):
            mean = float(cells.mean())
            centred = cells - mean
            # Divided by the largest first: squares of 1e200 overflow and squares of 1e-200 vanish.
            largest = float(np.abs(centred).max())
        if not math.isfinite(largest):
            size = f"{np.abs(cells).max():g}"
            raise DataError(message("data-numbers-too-large", column=name, size=size))
        scale = largest * math.sqrt(float(np.mean((centred / largest) ** 2)))
        return cls(name, mean, scale or 1.0)

    @property
    def feature_names(self) -> tuple[str, ...]:
        return (self.name,)

    def encode(self, cells: ArrayLike) -> NDArray[np.float32]:
        """[rows] numbers, or text that spells them -> [rows, 1]. Raises DataError otherwise."""
        try:
            numbers = np.asarray(cells).astype(np.float64)
        except (TypeError, ValueError) as error:
            said = message("data-not-numbers", column=self.name, reason=str(error))
            raise DataError(said) from None
        finite = np.isfinite(numbers)
        if not finite.all():
            row = int(np.argmin(finite))
            found = str(numbers[row])
            raise DataError(message("data-not-finite", column=self.name, row=row + 1, found=found))
        return self._as_float32((numbers - self.mean) / self.scale)[:, None]

    def decode(self, features: ArrayLike) -> NDArray[np.float64]:
        """The inverse of encode, element by element: standardised -> the column's own unit."""
        return np.asarray(features, np.float64) * self.scale + self.mean

    def refitted(self, features: NDArray[np.float32]) -> NumberColumn:
        """The column standardised by these encoded rows alone, [rows]."""
        found = NumberColumn.fitted(self.name, features.astype(np.float64))
        varies = features.min() < features.max()
        scale = self.scale * found.scale if varies else 1.0
        return NumberColumn(self.name, float(self.decode(found.mean)), scale or 1.0)

    def reencode(self, features: NDArray[np.float32], new: NumberColumn) -> NDArray[np.float32]:
        """`new.encode` of the cells that this column encoded as `features`, [rows]."""
        cells = features.astype(np.float64) * self.scale  # from this one's mean on
        return self._as_float32((cells + (self.mean - new.mean)) / new.scale)

    def _as_float32(self, features: NDArray[np.float64]) -> NDArray[np.float32]:
        with np.errstate(over="ignore"):
            small = features.astype(np.float32)
        if not np.isfinite(small).all():
            furthest = f"{np.abs(features).max():.0e}"
            raise DataError(message("data-far-from-mean", column=self.name, distance=furthest))
        return small


@dataclass(frozen=True)
class BooleanColumn:
    """A column of true and false, as 1 and 0."""

    kind: ClassVar[str] = "boolean"
    name: str

    @property
    def feature_names(self) -> tuple[str, ...]:
        return (self.name,)

    def encode(self, cells: ArrayLike) -> NDArray[np.float32]:
        """[rows] booleans, or text that spells them -> [rows, 1]. Raises DataError otherwise."""
        words = [str(cell).lower() for cell in np.asarray(cells)]
        return _indices(self.name, words, {"false": 0, "true": 1}).astype(np.float32)[:, None]

    def decode(self, features: ArrayLike) -> NDArray[np.str_]:
        """The inverse of encode: [rows, 1] -> [rows] of "true" and "false"."""
        return np.where(np.asarray(features)[:, 0] > 0, "true", "false")


@dataclass(frozen=True)
class TextColumn:
    """A column of words, one-hot encoded: a feature a word, 1 in the rows that hold it."""

    kind: ClassVar[str] = "text"
    name: str
    words: tuple[str, ...]

    @classmethod
    def fitted(cls, name: str, words: Iterable[str]) -> TextColumn:
        """The distinct words of a column, in the order of their code points."""
        return cls(name, tuple(sorted(set(words))))

    @property
    def feature_names(self) -> tuple[str, ...]:
        return tuple(f"{self.name}={word}" for word in self.words)

    def indices(self, cells: ArrayLike) -> NDArray[np.int32]:
        """[rows] words -> [rows] places in `words`. Raises DataError for an unknown word."""
        words = [str(cell) for cell in np.asarray(cells)]
        return _indices(self.name, words, {word: i for i, word in enumerate(self.words)})

    def encode(self, cells: ArrayLike) -> NDArray[np.float32]:
        """[rows] words -> [rows, words]. Raises DataError for an unknown word."""
        return np.eye(len(self.words), dtype=np.float32)[self.indices(cells)]

    def decode(self, features: ArrayLike) -> NDArray[np.str_]:
        """The inverse of encode: [rows, words] -> [rows]."""
        return np.array(self.words)[np.asarray(features).argmax(axis=1)]


def _indices(column: str, words: list[str], known: Mapping[str, int]) -> NDArray[np.int32]:
    found = np.fromiter((known.get(word, -1) for word in words), np.int32, len(words))
    if found.size and found.min() < 0:
        row = int(np.argmin(found))
        given = {"word": words[row], "hint": did_you_mean(words[row], known)}
        raise DataError(message("data-unknown-word", column=column, row=row + 1, **given))
    return found


Column = NumberColumn | BooleanColumn | TextColumn
KINDS: dict[str, type[NumberColumn] | type[BooleanColumn] | type[TextColumn]] = {
    kind.kind: kind for kind in (NumberColumn, BooleanColumn, TextColumn)
}


@dataclass(frozen=True)
class Preparation:
    """How the columns of a file became x, and how a real y was standardised.

    Attributes:
        columns: the columns that became x, in order.
        target: None where y holds classes. For a regression, `target.decode(y)` is y in its own
            unit.
    """

    columns: tuple[Column, ...]
    target: NumberColumn | None = None

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The names of x's columns; a column of words gives several, such as `colour=red`."""
        return tuple(name for column in self.columns for name in column.feature_names)

    def refitted(
        self, x: NDArray[np.float32], y: NDArray[Any], rows: NDArray[np.bool_]
    ) -> tuple[Preparation, NDArray[np.float32], NDArray[Any]]:
        """Standardise x and y, as this preparation made them, by some rows alone. rows: [rows].

        Words keep their columns, also those that none of these rows has.

        Returns:
            The new preparation, and x and y as it makes them.
        """
        x, columns, place = x.copy(), list(self.columns), 0
        for index, column in enumerate(self.columns):
            if isinstance(column, NumberColumn):
                columns[index] = new = column.refitted(x[rows, place])
                x[:, place] = column.reencode(x[:, place], new)
            place += len(column.feature_names)
        target = None
        if self.target is not None:
            target = self.target.refitted(y[rows, 0])
            y = self.target.reencode(y[:, 0], target)[:, None]
        return Preparation(tuple(columns), target), x, y

    def apply(self, cells: Mapping[str, ArrayLike]) -> NDArray[np.float32]:
        """Encode new rows as the network expects them.

        Args:
            cells: column name -> [rows]; columns that are not needed are ignored.

        Returns:
            x: [rows, features].

        Raises:
            DataError: a column is missing or shorter than another, or holds a cell that cannot be
                encoded.
        """
        blocks: list[NDArray[np.float32]] = []
        for column in self.columns:
            if column.name not in cells:
                hint = did_you_mean(column.name, cells)
                raise DataError(message("data-column-missing", column=column.name, hint=hint))
            blocks.append(column.encode(cells[column.name]))
            if len(blocks[-1]) != len(blocks[0]):
                counts = {"found": len(blocks[-1]), "expected": len(blocks[0])}
                names = {"column": column.name, "other": self.columns[0].name}
                raise DataError(message("data-column-length", **names, **counts))
        return np.concatenate(blocks, axis=1)

    def to_json(self) -> dict[str, Any]:
        """Plain lists, texts and numbers, from which `from_json` makes an equal preparation."""
        return {
            "columns": [{"kind": column.kind, **asdict(column)} for column in self.columns],
            "target": None if self.target is None else asdict(self.target),
        }

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> Preparation:
        """The preparation that `to_json` gave."""
        columns: list[Column] = []
        for entry in saved["columns"]:
            fields: dict[str, Any] = dict(entry)
            if "words" in fields:  # JSON has lists only
                fields["words"] = tuple(fields["words"])
            columns.append(KINDS[fields.pop("kind")](**fields))
        target = saved["target"]
        return cls(tuple(columns), None if target is None else NumberColumn(**target))
