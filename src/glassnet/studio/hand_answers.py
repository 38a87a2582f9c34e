"""What `answers.UnitsTried` and `answers.OneUnit` are made of."""

from __future__ import annotations

from msgspec import Struct

from glassnet.studio.state import Coordinate

Line = tuple[Coordinate, Coordinate, Coordinate, Coordinate]  # x, y of both ends


class TriedUnit(Struct, frozen=True):
    """A unit set by hand, on the rows of its truth table and over the plane.

    Attributes:
        name: of its output.
        formula: with its numbers: σ(5·x1 + 5·x2 − 8).
        sums, outputs: of each row.
        line: where its sum is 0, the side above 0 on the left of it; None where the plane has no
            such line. Of an output unit behind two hidden ones it lies in the plane of these.
        picture: [32 · 32] int16, little-endian, as a frame's; of the output unit [100 · 100].
    """

    name: str
    formula: str
    sums: tuple[Coordinate, ...]
    outputs: tuple[Coordinate, ...]
    line: Line | None
    picture: bytes


class MatrixForm(Struct, frozen=True):
    """Units side by side: outputs = symbol(inputs · kernel + bias), a column a unit.

    Attributes:
        kernel: [inputs][units].
    """

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    symbol: str
    kernel: tuple[tuple[Coordinate, ...], ...]
    bias: tuple[Coordinate, ...]


class HiddenPlane(Struct, frozen=True):
    """What the output unit sees: the plane of two hidden units' outputs, with its own output.

    Attributes:
        low, high: ends of both axes.
        picture: [32 · 32] int16, little-endian.
    """

    low: Coordinate
    high: Coordinate
    picture: bytes


class Mixture(Struct, frozen=True):
    """Rows of one class whose mixture is the common point: shares such as 1/2, of sum 1."""

    label: int
    rows: tuple[int, ...]
    shares: tuple[str, ...]


class Inequality(Struct, frozen=True):
    """What a row asks of a unit's sum: w1 + b > 0, or that it be at most 0; taken so many times."""

    row: int
    sum: str
    above: bool
    times: int
