"""What a page gets for a formula: its derivative, numbers at a point, and its graph."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from glassnet.page.answer import Answer
from glassnet.page.state import Pencil


class RuleUsed(Struct, frozen=True):
    """One step of a derivation; formulas are LaTeX, and between $ within `heading` and `why`.

    Attributes:
        number: `1.2` for the second step that `1` needed, which comes after it.
        heading: of the derivative that begins here; else "".
        sides: d/dx x², and what it is equal to: as the rule has it, and simplified.
    """

    number: str
    heading: str
    rule: str
    why: str
    sides: tuple[str, ...]


class Derivative(Struct, frozen=True):
    """A formula and its derivative in LaTeX.

    Attributes:
        lines: definitions, then the formula.
        name: of the derivative.
        result: the derivative itself.
        notes: on how the text was read where it can be read in two ways.
    """

    lines: tuple[str, ...]
    name: str
    result: str
    letters: tuple[str, ...]
    variable: str
    notes: tuple[str, ...]
    steps: tuple[RuleUsed, ...]


class Curve(Struct, frozen=True):
    """A function by its variable, at numbers evenly apart.

    Attributes:
        jumps: the numbers' indices behind which the function jumps.
        bottom, top: the ends of the axis upwards.
    """

    heights: tuple[float, ...]
    jumps: tuple[int, ...]
    bottom: float
    top: float


class PencilNumbers(Struct, frozen=True):
    """What a function is at a point. NaN where it has no value.

    Attributes:
        obstacle: why there is no slope; else "".
        end: the value at x + h.
        quotient: (f(x + h) − f(x))/h as float64 has it.
        most_h: the widest secant that is drawn.
    """

    x: float
    value: float
    slope: float
    obstacle: str
    end: float
    quotient: float
    most_h: float
    curve: Curve


class Derived(Answer, frozen=True):
    """A formula's derivative. pencil: with all that was not given."""

    pencil: Pencil
    derivative: Derivative
    numbers: PencilNumbers


class Evaluated(Answer, frozen=True):
    """Other numbers of the same derivative."""

    pencil: Pencil
    numbers: PencilNumbers


class Misread(Answer, frozen=True):
    """What a person wrote that cannot be used; the last that could goes on.

    Attributes:
        field: where.
        letter: whose value, of the point.
        column: in the formula's line, from 1; None if it is not one place.
    """

    field: Literal["formula", "wrt", "point", "h"]
    reason: str
    letter: str = ""
    line: int | None = None
    column: int | None = None


class FormulaNode(Struct, frozen=True):
    """A number of a computation.

    Attributes:
        name: the part of the formula that it is the value of.
        label: what computes it from its operands, in few signs, the only one of them as u; the name
            of a letter.
        gradient: of the result by this number.
    """

    name: str
    label: str
    value: float
    gradient: float


class FormulaEdge(Struct, frozen=True):
    """A local derivative, ∂target/∂source; both are numbers of nodes."""

    source: int
    target: int
    derivative: float


class FormulaTraced(Answer, frozen=True):
    """A formula as a graph. nodes: each after its operands, the result last; none if they are too
    many to be drawn."""

    nodes: tuple[FormulaNode, ...]
    edges: tuple[FormulaEdge, ...]
