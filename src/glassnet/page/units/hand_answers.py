"""The answers of the Units room."""

from __future__ import annotations

from msgspec import Struct

from glassnet.page.answer import Answer
from glassnet.page.state import Coordinate, GateName, HandUnit, HandUnits

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


class UnitsTried(Answer, frozen=True):
    """What units answer.

    Attributes:
        tried: the units, the output unit last.
        rows, targets, answers, right: the truth table.
        low, high: ends of both axes of the plane.
        hidden_plane: None unless there are two hidden units.
    """

    units: HandUnits
    tried: tuple[TriedUnit, ...]
    rows: tuple[tuple[int, ...], ...]
    targets: tuple[int, ...]
    answers: tuple[int, ...]
    right: tuple[bool, ...]
    low: Coordinate
    high: Coordinate
    layers: tuple[MatrixForm, ...]
    hidden_plane: HiddenPlane | None


class OneUnit(Answer, frozen=True):
    """Whether one unit solves a gate: the line of the largest margin, or the proof that none does.

    Attributes:
        said: the verdict and its proof, in lines, in the language of the page.
        unit, formula: of that line, with the margin, the margin's two edges, and the rows on them.
        common: a point in the convex hulls of both classes, in numbers and as it is written.
        mixtures: the proof that it is: of the first class, and of the second.
        inequalities: what the rows of the proof ask for; those above 0, and the others, have the
            same `total`.
    """

    gate: GateName
    said: tuple[str, ...]
    unit: HandUnit | None = None
    formula: str = ""
    line: Line | None = None
    margin: Coordinate = 0.0
    edges: tuple[Line, ...] = ()
    support: tuple[int, ...] = ()
    common: tuple[Coordinate, Coordinate] | None = None
    common_said: str = ""
    mixtures: tuple[Mixture, ...] = ()
    inequalities: tuple[Inequality, ...] = ()
    total: str = ""
