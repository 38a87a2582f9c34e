"""A derivation as data, for `--json`."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

from glassnet.calculus import Check, Derivation, FormulaStyle, LimitTable
from glassnet.calculus.explain import ExplainedStep, explained_stages, reading_notes
from glassnet.calculus.formula import Point


def formula(derivation: Derivation) -> dict[str, Any]:
    """What was read, and room for its derivatives."""
    read = derivation.formula
    return {
        "formula": read.text,
        "name": read.name,
        "letters": [str(each) for each in read.letters],
        "expression": FormulaStyle.of(read).plain(read.expression),
        "notes": reading_notes(read),
        "derivatives": [],
    }


def result(derivation: Derivation) -> dict[str, Any]:
    """A derivative without its steps."""
    return {
        "derivative": derivation.label,
        "wrt": [str(x) for x in derivation.variables],
        "result": FormulaStyle.of(derivation.formula).plain(derivation.result),
    }


def steps(derivation: Derivation, at: Point | None) -> dict[str, Any]:
    """Every step; at: to compute their values there."""
    style = FormulaStyle.of(derivation.formula)
    stages = explained_stages(derivation.formula, derivation.variables, derivation.stages, at)
    return {
        "latex": derivation.document.result,
        "steps": [_step(each, style) for _, steps in stages for each in steps],
    }


def _step(explained: ExplainedStep, style: FormulaStyle) -> dict[str, Any]:
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


def limit_table(derivation: Derivation, table: LimitTable) -> dict[str, Any]:
    """The value at the point, and the quotients that come closer to it."""
    rows = [
        {"h": row.h, "forward": _number(row.forward), "central": _number(row.central)}
        for row in table.rows
    ]
    return {
        "value": table.derivative,
        "limit_formula": FormulaStyle.of(derivation.formula).plain(table.formula),
        "limit_table": {
            "function_value": _number(table.value),
            "rows": rows,
            "forward_turns": _number(table.forward_turns),
            "central_turns": _number(table.central_turns),
        },
    }


def checks(found: Sequence[Check]) -> list[dict[str, Any]]:
    """What each witness says of each stage."""
    return [{**dataclasses.asdict(each), "worst": _number(each.worst)} for each in found]


def _number(value: float) -> float | None:
    """JSON has no NaN; and no -0 is meant."""
    return value + 0.0 if math.isfinite(value) else None
