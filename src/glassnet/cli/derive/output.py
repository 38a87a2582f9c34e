"""The parts of an answer: each as data for JSON, and as lines for a terminal or a document."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.cells import cell_len
from sympy import Expr

from glassnet.calculus import Check, Derivation, FormulaStyle, LimitTable
from glassnet.calculus.cross_checks import WITNESSES
from glassnet.calculus.explain import ExplainedStep, explained_stages, reading_notes
from glassnet.calculus.expressions import extent
from glassnet.calculus.formula import Point, point_text
from glassnet.calculus.printing.style import derivative_equation
from glassnet.cli.derive.process import EMPTY, Lines, Part
from glassnet.text import message

INDENT = 2
# Narrower than this no fraction can be read.
NARROWEST = 40
# Parts and levels of a formula that is drawn with fractions and powers as they stand in a book. A
# larger one fills the screen with blanks, and takes a time that grows with the cube of its levels.
MOST_PARTS, MOST_LEVELS = 250, 18
# Form -> what writes a derivation, what stands round a formula behind it, and what between them.
DOCUMENTS: Mapping[str, tuple[Callable[[Derivation], str], str, str]] = {
    "latex": (Derivation.latex, "\\[\n{}\n\\]", "\n"),
    "markdown": (Derivation.markdown, "$${}$$", "\n\n"),
}


def document(derivation: Derivation, values: Mapping[str, str], form: str) -> str:
    """The derivation as a document, the limit and the value at the point behind it."""
    write, display, between = DOCUMENTS[form]
    behind: list[str] = []
    if values:
        at, slope = derivation.point(values), derivation.at(values)
        behind = [derivation.document.limit, derivation.document.value(at, slope)]
    return between.join([write(derivation), *map(display.format, behind)])


def opening(derivations: Sequence[Derivation], width: int) -> Part:
    """f(x) = x^2, below the definitions that it was written with, and how it was read.

    As data also every derivative, without its steps.
    """
    read = derivations[0].formula
    style, notes = FormulaStyle.of(read), reading_notes(read)
    lines: Lines = []
    for each in read.lines:
        letters = ", ".join(map(str, each.arguments))
        left = f"{each.name}({letters}) = " if letters else f"{each.name} = "
        lines.append(("", _drawn(style, each.body, width, left)))
    lines += [*(("yellow", note) for note in notes), EMPTY]
    data = {
        "formula": read.text,
        "name": read.name,
        "letters": [str(each) for each in read.letters],
        "expression": style.plain(read.expression),
        "notes": notes,
        "derivatives": [
            {
                "derivative": each.label,
                "wrt": [str(x) for x in each.variables],
                "result": style.plain(each.result),
            }
            for each in derivations
        ],
    }
    return Part(data, lines=lines, next=message("took-too-long-steps"))


def steps(derivation: Derivation, place: int, at: Point | None, width: int) -> Part:
    """Every step with its rule, those that it needed below it; and what it all comes to."""
    style = FormulaStyle.of(derivation.formula)
    stages = explained_stages(derivation.formula, derivation.variables, derivation.stages, at)
    lines: Lines = []
    for heading, explained in stages:
        lines += [*([EMPTY] if lines else []), ("bold", heading)]
        for each in explained:
            lines += _step_lines(each, style, width)
    lines += [EMPTY, *result(derivation, derivation.label, derivation.result, width), EMPTY]
    data = {
        "latex": derivation.document.result,
        "steps": [_step_data(each, style) for _, explained in stages for each in explained],
    }
    return Part(data, place, lines)


def _step_lines(explained: ExplainedStep, style: FormulaStyle, width: int) -> Lines:
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


def _step_data(explained: ExplainedStep, style: FormulaStyle) -> dict[str, Any]:
    step = explained.step
    data: dict[str, Any] = {
        "number": explained.number,
        "rule": step.rule,
        "name": explained.rule,
        "why": explained.why,
        "wrt": str(step.variable),
        "before": style.plain(step.before),
        "after": style.plain(step.after),
    }
    if step.inner is not None:
        outer, inside = step.parts
        data["inner"] = {
            "letter": str(step.inner[0]),
            "function": style.plain(step.inner[1]),
            "outer_derivative": style.plain(outer.after),
            "inner_derivative": style.plain(inside.after),
        }
    if explained.value is not None:
        data["value"] = _number(explained.value)
    return data


def result(derivation: Derivation, label: str, found: Expr, width: int) -> Lines:
    """df/dx = 2x, under a label."""
    return [("bold", _drawn(FormulaStyle.of(derivation.formula), found, width, f"{label} = "))]


def _drawn(style: FormulaStyle, f: Expr, width: int, before: str) -> str:
    """An expression on several lines, as in a book; on one where that would be unreadably large."""
    if _can_be_drawn(f):
        return style.pretty(f, width, before)
    return f"{before}{style.unicode(f)}"


def _can_be_drawn(f: Expr) -> bool:
    parts, levels = extent(f)
    return parts <= MOST_PARTS and levels <= MOST_LEVELS


def limit_table(
    derivation: Derivation, place: int, table: LimitTable, at: Point, width: int
) -> Part:
    """Difference quotients below their formula; a star where a smaller h gains no more."""
    names = [_right(message(key), 20) for key in ("limit-forward", "limit-central")]
    key = "limit-title-partial" if len(derivation.formula.letters) > 1 else "limit-title"
    style = FormulaStyle.of(derivation.formula)
    formula = _drawn(style, table.formula, width, f"{derivation.label} = ")
    lines: Lines = [("bold", message(key, where=point_text(at))), ("", formula), EMPTY]
    lines.append(("", f"  {'h':>7}  {names[0]}  {names[1]}"))
    turns = (table.forward_turns, table.central_turns)
    for row in table.rows:
        forward = _quotient(row.forward, row.h == turns[0])
        central = _quotient(row.central, row.h == turns[1])
        lines.append(("", f"  {row.h:>7.0e}  {forward} {central}"))
    if all(map(math.isfinite, turns)):
        forward, central = (f"{h:.0e}" for h in turns)
        lines.append(("", f"  * {message('limit-turns', forward=forward, central=central)}"))
    value = f"{derivation.formula.name} = {table.value + 0.0:.10g}"  # no -0
    slope = f"{derivation.label} = {table.derivative + 0.0:.10g}"
    lines += [EMPTY, ("bold", f"{point_text(at)}: {value}, {slope}"), EMPTY]
    data = {
        "value": table.derivative,
        "limit_formula": style.plain(table.formula),
        "limit_table": {
            "function_value": _number(table.value),
            "rows": [
                {"h": row.h, "forward": _number(row.forward), "central": _number(row.central)}
                for row in table.rows
            ],
            "forward_turns": _number(turns[0]),
            "central_turns": _number(turns[1]),
        },
    }
    return Part(data, place, lines)


def _right(words: str, width: int) -> str:
    """Words aligned to the right; a Korean letter takes the room of two."""
    return " " * (width - cell_len(words)) + words


def _quotient(value: float, is_turn: bool) -> str:
    number = f"{round(value, 12) + 0.0:.12f}" if math.isfinite(value) else "–"
    return f"{number:>20}{'*' if is_turn else ' '}"


def _number(value: float) -> float | None:
    """A value for JSON, which has no NaN; -0 becomes 0."""
    return value + 0.0 if math.isfinite(value) else None


def checks(found: Sequence[Check], place: int, *, shown: bool) -> Part:
    """A line for each stage that says who agrees, if it is shown; else only who disagrees."""
    stages = groupby(found, key=lambda check: check.derivative) if shown else ()
    said = [(label, "; ".join(map(_verdict, each))) for label, each in stages]
    lines = [("", f"{message('check-title')}, {label}: {verdicts}.") for label, verdicts in said]
    wrong = (check for check in found if check.agrees is False)
    error = next((f"{check.derivative}: {_verdict(check)}." for check in wrong), "")
    data = [{**dataclasses.asdict(each), "worst": _number(each.worst)} for each in found]
    return Part({"checks": data}, place, lines, error=error)


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
