"""A derivation as it is read in a terminal: (style, text) pairs, a text of one line or several."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.cells import cell_len
from sympy import Expr

from glassnet.calculus import Check, Derivation, LimitTable
from glassnet.calculus.account import Line, lines, opening
from glassnet.calculus.point import Point, spoken
from glassnet.calculus.writing import Writing, equation
from glassnet.messages import text

Lines = list[tuple[str, str]]
EMPTY = ("", "")
INDENT = 2
# Narrower than this no fraction can be read.
NARROWEST = 40


def formula(derivation: Derivation, width: int) -> Lines:
    """f(x) = x^2."""
    given = derivation.formula
    letters = ", ".join(map(str, given.letters))
    called = f"{given.name}({letters}) = " if letters else f"{given.name} = "
    return [("", Writing.of(given).pretty(given.expression, width, called)), EMPTY]


def steps(derivation: Derivation, at: Point | None, width: int) -> Lines:
    """Every step with its rule, those that it needed below it; and what it all comes to."""
    given, writing = derivation.formula, Writing.of(derivation.formula)
    first, *others = derivation.variables
    shown: Lines = [("bold", f"{derivation.label}: {opening(given.name, given.letters, first)}")]
    again = iter(others)
    for line in lines(derivation.stages, writing, at):
        if "." not in line.number and line.number != "1":
            shown += [EMPTY, ("bold", text("derivation-stage", x=str(next(again))))]
        shown += _step(line, writing, width)
    return [*shown, EMPTY, *result(derivation, derivation.label, derivation.result, width), EMPTY]


def _step(line: Line, writing: Writing, width: int) -> Lines:
    step, space = line.step, " " * INDENT * line.number.count(".")
    inside = space + " " * (len(line.number) + 1)
    value = "" if line.value is None else f"   = {line.value:.6g}"
    whole = equation(step.before, step.variable, step.after)
    drawn = writing.pretty(whole, max(NARROWEST, width), inside, value)
    why = f": {line.why}" if line.why else ""
    return [EMPTY, ("cyan", f"{space}{line.number} {line.rule}{why}"), ("", drawn)]


def result(derivation: Derivation, label: str, found: Expr, width: int) -> Lines:
    """df/dx = 2x, under a label."""
    return [("bold", Writing.of(derivation.formula).pretty(found, width, f"{label} = "))]


def limit_table(derivation: Derivation, table: LimitTable, at: Point) -> Lines:
    """Difference quotients below each other; a star where a smaller h gains no more."""
    names = [_right(text(key), 20) for key in ("limit-forward", "limit-central")]
    shown: Lines = [("bold", text("limit-title", where=spoken(at)))]
    shown.append(("", f"  {'h':>7}  {names[0]}  {names[1]}"))
    for row in table.rows:
        forward = _quotient(row.forward, row.h == table.forward_turns)
        central = _quotient(row.central, row.h == table.central_turns)
        shown.append(("", f"  {row.h:>7.0e}  {forward} {central}"))
    turns = {"forward": f"{table.forward_turns:.0e}", "central": f"{table.central_turns:.0e}"}
    shown += [("", f"  * {text('limit-turns', **turns)}"), EMPTY]
    value = f"{derivation.formula.name} = {table.value:.10g}"
    slope = f"{derivation.label} = {table.derivative:.10g}"
    return [*shown, ("bold", f"{spoken(at)}: {value}, {slope}"), EMPTY]


def _right(words: str, width: int) -> str:
    """A Korean letter takes the room of two."""
    return " " * (width - cell_len(words)) + words


def _quotient(value: float, is_turn: bool) -> str:
    number = f"{value:.12f}" if math.isfinite(value) else "–"
    return f"{number:>20}{'*' if is_turn else ' '}"


def checks(derivation: Derivation, found: Sequence[Check]) -> Lines:
    """One line that says who agrees."""
    told = "; ".join(map(_told, found))
    return [("", f"{text('check-title')}, {derivation.label}: {told}.")]


def _told(check: Check) -> str:
    witness = text(f"check-{check.witness}")
    return text(_outcome(check), witness=witness, points=check.points, worst=f"{check.worst:.0e}")


def _outcome(check: Check) -> str:
    if not check.agrees:
        return "check-disagrees"
    if not check.points:
        return "check-nowhere"
    return "check-agrees" if check.worst else "check-agrees-exactly"
