"""A derivation as it is printed: lines for a terminal, or a document as a whole.

Lines are (style, text) pairs, a text of one line or several.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import groupby

from rich.cells import cell_len
from sympy import Expr

from glassnet.calculus import Check, Derivation, FormulaStyle, LimitTable
from glassnet.calculus.cross_checks import WITNESSES
from glassnet.calculus.explain import ExplainedStep, explained_stages, reading_notes
from glassnet.calculus.expressions import extent
from glassnet.calculus.formula import Point, point_text
from glassnet.calculus.printing.style import derivative_equation
from glassnet.cli.derive.request import EMPTY, Lines
from glassnet.text import message

INDENT = 2
# Narrower than this no fraction can be read.
NARROWEST = 40
# Parts and levels of a formula that is drawn with fractions and powers as they stand in a book. A
# larger one fills the screen with blanks, and takes a time that grows with the cube of its levels.
MOST_PARTS, MOST_LEVELS = 250, 18


def formula(derivation: Derivation, width: int) -> Lines:
    """f(x) = x^2, below the definitions that it was written with, and how it was read."""
    read, style = derivation.formula, FormulaStyle.of(derivation.formula)
    inner = ((each.name, each.arguments, each.body) for each in read.definitions)
    shown: Lines = []
    for name, arguments, body in (*inner, (read.name, read.arguments, read.expression)):
        letters = ", ".join(map(str, arguments))
        left = f"{name}({letters}) = " if letters else f"{name} = "
        shown.append(("", _drawn(style, body, width, left)))
    return [*shown, *(("yellow", note) for note in reading_notes(read)), EMPTY]


def steps(derivation: Derivation, at: Point | None, width: int) -> Lines:
    """Every step with its rule, those that it needed below it; and what it all comes to."""
    style = FormulaStyle.of(derivation.formula)
    shown: Lines = []
    for heading, explained in explained_stages(
        derivation.formula, derivation.variables, derivation.stages, at
    ):
        shown += [*([EMPTY] if shown else []), ("bold", heading)]
        for each in explained:
            shown += _step(each, style, width)
    return [*shown, EMPTY, *result(derivation, derivation.label, derivation.result, width), EMPTY]


def _step(explained: ExplainedStep, style: FormulaStyle, width: int) -> Lines:
    space = " " * INDENT * explained.number.count(".")
    before = space + " " * (len(explained.number) + 1)
    f, x, forms = explained.step.before, explained.step.variable, explained.forms
    value = explained.value
    # A step inside may have no value where the whole has one; and no -0 is meant.
    is_number = value is not None and math.isfinite(value)
    behind = f"   = {value + 0.0:.6g}" if value is not None and is_number else ""
    if all(map(_can_be_drawn, (f, *forms))):
        room = max(NARROWEST, width)
        drawn = style.pretty_equation(f, x, forms, room, before, behind)
    else:
        drawn = f"{before}{style.unicode(derivative_equation(f, x, *forms))}{behind}"
    why = f": {explained.why}" if explained.why else ""
    return [EMPTY, ("cyan", f"{space}{explained.number} {explained.rule}{why}"), ("", drawn)]


def _drawn(style: FormulaStyle, f: Expr, width: int, before: str) -> str:
    """On several lines, as in a book; on one where that would be too large to be read."""
    if _can_be_drawn(f):
        return style.pretty(f, width, before)
    return f"{before}{style.unicode(f)}"


def _can_be_drawn(f: Expr) -> bool:
    parts, levels = extent(f)
    return parts <= MOST_PARTS and levels <= MOST_LEVELS


def result(derivation: Derivation, label: str, found: Expr, width: int) -> Lines:
    """df/dx = 2x, under a label."""
    return [("bold", _drawn(FormulaStyle.of(derivation.formula), found, width, f"{label} = "))]


def limit_table(derivation: Derivation, table: LimitTable, at: Point, width: int) -> Lines:
    """Difference quotients below their formula; a star where a smaller h gains no more."""
    names = [_right(message(key), 20) for key in ("limit-forward", "limit-central")]
    key = "limit-title-partial" if len(derivation.formula.letters) > 1 else "limit-title"
    style = FormulaStyle.of(derivation.formula)
    formula = _drawn(style, table.formula, width, f"{derivation.label} = ")
    shown: Lines = [("bold", message(key, where=point_text(at))), ("", formula), EMPTY]
    shown.append(("", f"  {'h':>7}  {names[0]}  {names[1]}"))
    for row in table.rows:
        forward = _quotient(row.forward, row.h == table.forward_turns)
        central = _quotient(row.central, row.h == table.central_turns)
        shown.append(("", f"  {row.h:>7.0e}  {forward} {central}"))
    turns = (table.forward_turns, table.central_turns)
    if all(map(math.isfinite, turns)):
        forward, central = (f"{h:.0e}" for h in turns)
        shown.append(("", f"  * {message('limit-turns', forward=forward, central=central)}"))
    value = f"{derivation.formula.name} = {table.value + 0.0:.10g}"  # no -0
    slope = f"{derivation.label} = {table.derivative + 0.0:.10g}"
    return [*shown, EMPTY, ("bold", f"{point_text(at)}: {value}, {slope}"), EMPTY]


def _right(words: str, width: int) -> str:
    """A Korean letter takes the room of two."""
    return " " * (width - cell_len(words)) + words


def _quotient(value: float, is_turn: bool) -> str:
    number = f"{round(value, 12) + 0.0:.12f}" if math.isfinite(value) else "–"
    return f"{number:>20}{'*' if is_turn else ' '}"


def checks(found: Sequence[Check]) -> Lines:
    """A line for each stage that says who agrees."""
    stages = groupby(found, key=lambda check: check.derivative)
    said = [(label, "; ".join(map(_verdict, each))) for label, each in stages]
    return [("", f"{message('check-title')}, {label}: {verdicts}.") for label, verdicts in said]


def disagreement(found: Sequence[Check]) -> str:
    """The first witness who disagrees, in one line; "" if none does."""
    wrong = (check for check in found if check.agrees is False)
    return next((f"{check.derivative}: {_verdict(check)}." for check in wrong), "")


def _verdict(check: Check) -> str:
    if check.agrees is None:
        key = "check-nowhere"
    elif check.agrees:
        key = "check-agrees" if check.worst else "check-agrees-exactly"
    else:
        apart = check.worst > WITNESSES[check.witness][1]
        key = "check-disagrees" if apart else "check-missing"
    witness, worst = message(f"check-{check.witness}"), f"{check.worst:.0e}"
    return message(key, witness=witness, points=check.points, worst=worst)


def latex_document(derivation: Derivation, values: Mapping[str, str]) -> str:
    """The derivation in LaTeX, the limit and the value at the point behind it."""
    found = (f"\\[\n{each}\n\\]" for each in _at_the_point(derivation, values))
    return "\n".join([derivation.latex(), *found])


def markdown_document(derivation: Derivation, values: Mapping[str, str]) -> str:
    """The same in Markdown."""
    found = (f"$${each}$$" for each in _at_the_point(derivation, values))
    return "\n\n".join([derivation.markdown(), *found])


def _at_the_point(derivation: Derivation, values: Mapping[str, str]) -> list[str]:
    if not values:
        return []
    document, at = derivation.document, derivation.point(values)
    return [document.limit, document.value(at, derivation.at(values))]
