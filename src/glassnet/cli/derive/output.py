"""A derivation as it is read in a terminal: (style, text) pairs, a text of one line or several."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.cells import cell_len
from sympy import Expr

from glassnet.calculus import Derivation, LimitTable
from glassnet.calculus.explain import Line, headings, lines
from glassnet.calculus.expressions import extent
from glassnet.calculus.point import Point, spoken
from glassnet.calculus.printing.style import FormulaStyle, derivative_equation
from glassnet.cli.derive.checks import Stage, told
from glassnet.cli.derive.parts import EMPTY, Lines
from glassnet.text import message

INDENT = 2
# Narrower than this no fraction can be read.
NARROWEST = 40
# Parts and levels of a formula that is drawn with fractions and powers as they stand in a book. A
# larger one fills the screen with blanks, and takes a time that grows with the cube of its levels.
MOST_PARTS, MOST_LEVELS = 250, 18


def formula(derivation: Derivation, width: int) -> Lines:
    """f(x) = x^2, below the definitions that it was written with."""
    given, writing = derivation.formula, FormulaStyle.of(derivation.formula)
    whole = (given.name, given.arguments, given.expression)
    shown: Lines = []
    for name, arguments, body in (
        *((each.name, each.arguments, each.body) for each in given.definitions),
        whole,
    ):
        letters = ", ".join(map(str, arguments))
        called = f"{name}({letters}) = " if letters else f"{name} = "
        shown.append(("", _drawn(writing, body, width, called)))
    return [*shown, EMPTY]


def steps(derivation: Derivation, at: Point | None, width: int) -> Lines:
    """Every step with its rule, those that it needed below it; and what it all comes to."""
    given, writing = derivation.formula, FormulaStyle.of(derivation.formula)
    stages = iter(headings(given, derivation.variables))
    shown: Lines = []
    for line in lines(derivation.stages, writing, at):
        if "." not in line.number:
            shown += [*([EMPTY] if shown else []), ("bold", next(stages))]
        shown += _step(line, writing, width)
    return [*shown, EMPTY, *result(derivation, derivation.label, derivation.result, width), EMPTY]


def _step(line: Line, writing: FormulaStyle, width: int) -> Lines:
    space = " " * INDENT * line.number.count(".")
    inside = space + " " * (len(line.number) + 1)
    drawn = _equation(line, writing, max(NARROWEST, width), inside, _value(line.value))
    why = f": {line.why}" if line.why else ""
    return [EMPTY, ("cyan", f"{space}{line.number} {line.rule}{why}"), ("", drawn)]


def _value(value: float | None) -> str:
    """Nothing where there is none: a step inside may have no value where the whole has one."""
    if value is None or not math.isfinite(value):
        return ""
    return f"   = {value + 0.0:.6g}"  # no -0


def _equation(line: Line, writing: FormulaStyle, width: int, before: str, behind: str) -> str:
    f, x, forms = line.step.before, line.step.variable, line.forms
    if all(map(_can_be_drawn, (f, *forms))):
        return writing.pretty_equation(f, x, forms, width, before, behind)
    return f"{before}{writing.unicode(derivative_equation(f, x, *forms))}{behind}"


def _drawn(writing: FormulaStyle, f: Expr, width: int, before: str) -> str:
    """Of several lines, as in a book; on one line where that would be too large to be read."""
    if _can_be_drawn(f):
        return writing.pretty(f, width, before)
    return f"{before}{writing.unicode(f)}"


def _can_be_drawn(f: Expr) -> bool:
    parts, levels = extent(f)
    return parts <= MOST_PARTS and levels <= MOST_LEVELS


def result(derivation: Derivation, label: str, found: Expr, width: int) -> Lines:
    """df/dx = 2x, under a label."""
    return [("bold", _drawn(FormulaStyle.of(derivation.formula), found, width, f"{label} = "))]


def limit_table(derivation: Derivation, table: LimitTable, at: Point) -> Lines:
    """Difference quotients below each other; a star where a smaller h gains no more."""
    names = [_right(message(key), 20) for key in ("limit-forward", "limit-central")]
    key = "limit-title-partial" if len(derivation.formula.letters) > 1 else "limit-title"
    shown: Lines = [("bold", message(key, where=spoken(at)))]
    shown.append(("", f"  {'h':>7}  {names[0]}  {names[1]}"))
    for row in table.rows:
        forward = _quotient(row.forward, row.h == table.forward_turns)
        central = _quotient(row.central, row.h == table.central_turns)
        shown.append(("", f"  {row.h:>7.0e}  {forward} {central}"))
    turns = (table.forward_turns, table.central_turns)
    if all(map(_is_number, turns)):
        forward, central = (f"{h:.0e}" for h in turns)
        shown.append(("", f"  * {message('limit-turns', forward=forward, central=central)}"))
    shown.append(EMPTY)
    value = f"{derivation.formula.name} = {table.value + 0.0:.10g}"  # no -0
    slope = f"{derivation.label} = {table.derivative + 0.0:.10g}"
    return [*shown, ("bold", f"{spoken(at)}: {value}, {slope}"), EMPTY]


def _right(words: str, width: int) -> str:
    """A Korean letter takes the room of two."""
    return " " * (width - cell_len(words)) + words


def _quotient(value: float | None, is_turn: bool) -> str:
    number = f"{round(value, 12) + 0.0:.12f}" if value is not None and _is_number(value) else "–"
    return f"{number:>20}{'*' if is_turn else ' '}"


def _is_number(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def checks(stages: Sequence[Stage]) -> Lines:
    """A line for each stage that says who agrees."""
    said = [(stage.label, "; ".join(map(told, stage.found))) for stage in stages]
    return [("", f"{message('check-title')}, {label}: {verdicts}.") for label, verdicts in said]
