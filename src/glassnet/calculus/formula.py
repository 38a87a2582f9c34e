"""From a person's text to a formula. No part of the text is ever evaluated as code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sympy
from sympy import Expr, Symbol

from glassnet.calculus import bounds
from glassnet.calculus.errors import FormulaError
from glassnet.calculus.names import free_name, letter
from glassnet.calculus.parser import Definition, Reader
from glassnet.text import message

__all__ = ["Formula", "letter", "read"]


@dataclass(frozen=True)
class Formula:
    """An expression as it was written.

    text: what was read. expression: SymPy's, unevaluated, with every definition put in its place.
    name: what it is called, "f" unless the text says or f is a letter. arguments: those in
    `f(x, y) = …`, in their order, or else all its letters, as they first come. letters: the
    arguments, and after them what else it has, held constant unless somebody asks.
    definitions: those before it, in their order.
    named: inner expressions that the text gives a name, for a chain rule to use.
    decimals: whether numbers are written with a decimal point. ln: whether log is written ln.
    """

    text: str
    expression: Expr
    name: str = "f"
    arguments: tuple[Symbol, ...] = ()
    letters: tuple[Symbol, ...] = ()
    definitions: tuple[Definition, ...] = ()
    named: Mapping[Expr, Symbol] = field(default_factory=dict)
    decimals: bool = False
    ln: bool = False


def read(source: str) -> Formula:
    """A formula, of one line or of several: definitions such as `u = w*x + b` first.

    Raises FormulaError, with the column, for what is no formula, and for one that is larger than
    what is worked with.
    """
    lines = [(n, line) for n, line in enumerate(source.splitlines(), 1) if line.strip()]
    if not lines:
        raise FormulaError(message("formula-empty"))
    if len(lines) > bounds.LINES:
        raise FormulaError(message("formula-too-many-lines", found=len(lines), most=bounds.LINES))
    reader = Reader()
    for number, line in lines[:-1]:
        if not reader.line(line, number, alone=False).name:
            raise FormulaError(message("formula-no-definition", line=number), 1, number)
    number, line = lines[-1]
    last = reader.line(line, number, alone=len(lines) == 1)
    inner = [each for each in reader.definitions.values() if each is not last]
    letters = _letters(last.body)
    taken = {*map(str, letters), *reader.definitions}
    return Formula(
        text=source.strip(),
        expression=last.body,
        name=last.name or free_name(taken),
        arguments=last.arguments or letters,
        letters=tuple(dict.fromkeys((*last.arguments, *letters))),
        definitions=tuple(inner),
        # A function's body is no inner expression: its arguments are letters of its own.
        named={each.body: letter(each.name) for each in inner if not each.arguments},
        decimals=reader.decimals,
        ln=reader.ln,
    )


def _letters(expression: Expr) -> tuple[Symbol, ...]:
    """As they first come."""
    found = (part for part in sympy.preorder_traversal(expression) if isinstance(part, Symbol))
    return tuple(dict.fromkeys(found))
