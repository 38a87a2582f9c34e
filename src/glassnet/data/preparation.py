"""How the columns of a file become numbers, kept so that new rows can be treated the same way."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from glassnet.errors import DataError
from glassnet.text import did_you_mean


@dataclass(frozen=True)
class Number:
    """A column of numbers, standardised: (cell - mean) / scale.

    scale: the population's standard deviation (divisor n), 1 where every cell is the same.
    """

    kind: ClassVar[str] = "number"
    name: str
    mean: float
    scale: float

    @classmethod
    def fitted(cls, name: str, cells: NDArray[np.float64]) -> Number:
        """Mean and scale of cells, [rows]. Raises DataError if their sum is beyond float64."""
        if cells.min() == cells.max():
            return cls(name, float(cells[0]), 1.0)
        with np.errstate(over="ignore"):
            mean = float(cells.mean())
            centred = cells - mean
            # Divided by the largest first: squares of 1e200 overflow and squares of 1e-200 vanish.
            largest = float(np.abs(centred).max())
        if not math.isfinite(largest):
            raise DataError(f"column {name!r}: numbers as large as {np.abs(cells).max():g}.")
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
            raise DataError(f"column {self.name!r}: expected numbers; {error}.") from None
        if not np.isfinite(numbers).all():
            where = int(np.argmin(np.isfinite(numbers)))
            raise DataError(f"column {self.name!r}, value {where + 1}: {numbers[where]}.")
        return self._as_float32((numbers - self.mean) / self.scale)[:, None]

    def decode(self, features: ArrayLike) -> NDArray[np.float64]:
        """The inverse of encode, element by element: standardised -> the column's own unit."""
        return np.asarray(features, np.float64) * self.scale + self.mean

    def refitted(self, features: NDArray[np.float32]) -> Number:
        """The column standardised by these rows of it alone, [rows], which are encoded."""
        found = Number.fitted(self.name, features.astype(np.float64))
        varies = features.min() < features.max()
        scale = self.scale * found.scale if varies else 1.0
        return Number(self.name, float(self.decode(found.mean)), scale or 1.0)

    def encode_anew(self, features: NDArray[np.float32], new: Number) -> NDArray[np.float32]:
        """What `new` makes of the cells that this one made `features` of, [rows]."""
        cells = features.astype(np.float64) * self.scale  # from this one's mean on
        return self._as_float32((cells + (self.mean - new.mean)) / new.scale)

    def _as_float32(self, features: NDArray[np.float64]) -> NDArray[np.float32]:
        with np.errstate(over="ignore"):
            small = features.astype(np.float32)
        if not np.isfinite(small).all():
            furthest = features[np.argmax(np.abs(features))]
            raise DataError(
                f"column {self.name!r}: a cell lies {abs(furthest):.0e} standard deviations from "
                "the mean of those that are learned from; leave its row out."
            )
        return small


@dataclass(frozen=True)
class Boolean:
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


@dataclass(frozen=True)
class Text:
    """A column of words, one-hot: a feature for each word, 1 in the rows that hold it."""

    kind: ClassVar[str] = "text"
    name: str
    words: tuple[str, ...]

    @classmethod
    def fitted(cls, name: str, words: Iterable[str]) -> Text:
        """Its words are the distinct ones of a column, in the order of their code points."""
        return cls(name, tuple(sorted(set(words))))

    @property
    def feature_names(self) -> tuple[str, ...]:
        return tuple(f"{self.name}={word}" for word in self.words)

    def indices(self, cells: ArrayLike) -> NDArray[np.int32]:
        """[rows] words -> [rows], each word's place in `words`. Raises DataError for a new word."""
        words = [str(cell) for cell in np.asarray(cells)]
        return _indices(self.name, words, {word: i for i, word in enumerate(self.words)})

    def encode(self, cells: ArrayLike) -> NDArray[np.float32]:
        """[rows] words -> [rows, words]. Raises DataError for a word that the column never held."""
        return np.eye(len(self.words), dtype=np.float32)[self.indices(cells)]


def _indices(column: str, words: list[str], known: Mapping[str, int]) -> NDArray[np.int32]:
    found = np.fromiter((known.get(word, -1) for word in words), np.int32, len(words))
    if found.size and found.min() < 0:
        where = int(np.argmin(found))
        raise DataError(
            f"column {column!r}, value {where + 1}: {words[where]!r} is new to it."
            + did_you_mean(words[where], list(known)[:20])
        )
    return found


Column = Number | Boolean | Text
KINDS: dict[str, type[Number] | type[Boolean] | type[Text]] = {
    kind.kind: kind for kind in (Number, Boolean, Text)
}


@dataclass(frozen=True)
class Preparation:
    """The columns that became x, in order, and how a real y was standardised.

    target: None where y holds classes. For a regression, `target.decode(y)` is y in its own unit.
    """

    columns: tuple[Column, ...]
    target: Number | None = None

    @property
    def feature_names(self) -> tuple[str, ...]:
        return tuple(name for column in self.columns for name in column.feature_names)

    def refitted(
        self, x: NDArray[np.float32], y: NDArray[Any], rows: NDArray[np.bool_]
    ) -> tuple[Preparation, NDArray[np.float32], NDArray[Any]]:
        """(this with means and scales of the chosen rows alone, x and y as it makes them).

        x: [rows, features] and y, as this preparation made them; rows: [rows], those chosen. Words
        keep their columns: those that no chosen row has are 0 in all of them.
        """
        x, columns, place = x.copy(), list(self.columns), 0
        for index, column in enumerate(self.columns):
            if isinstance(column, Number):
                columns[index] = new = column.refitted(x[rows, place])
                x[:, place] = column.encode_anew(x[:, place], new)
            place += len(column.feature_names)
        target = None
        if self.target is not None:
            target = self.target.refitted(y[rows, 0])
            y = self.target.encode_anew(y[:, 0], target)[:, None]
        return Preparation(tuple(columns), target), x, y

    def apply(self, cells: Mapping[str, ArrayLike]) -> NDArray[np.float32]:
        """Rows never seen before, by column name -> x: [rows, features], as the network wants it.

        Columns that are not needed are ignored. Raises DataError if one is missing, is shorter than
        another, or holds a cell that its column cannot.
        """
        blocks: list[NDArray[np.float32]] = []
        for column in self.columns:
            if column.name not in cells:
                raise DataError(f"no column {column.name!r}.{did_you_mean(column.name, cells)}")
            blocks.append(column.encode(cells[column.name]))
            if len(blocks[-1]) != len(blocks[0]):
                raise DataError(
                    f"column {column.name!r}: {len(blocks[-1])} values, but "
                    f"{self.columns[0].name!r} has {len(blocks[0])}."
                )
        return np.concatenate(blocks, axis=1)

    def to_json(self) -> dict[str, Any]:
        """Plain lists, texts and numbers, from which `from_json` makes an equal preparation."""
        return {
            "columns": [{"kind": column.kind, **asdict(column)} for column in self.columns],
            "target": None if self.target is None else asdict(self.target),
        }

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> Preparation:
        columns: list[Column] = []
        for entry in saved["columns"]:
            fields: dict[str, Any] = dict(entry)
            if "words" in fields:  # JSON has lists only
                fields["words"] = tuple(fields["words"])
            columns.append(KINDS[fields.pop("kind")](**fields))
        target = saved["target"]
        return cls(tuple(columns), None if target is None else Number(**target))
