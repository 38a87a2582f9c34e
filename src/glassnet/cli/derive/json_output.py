"""A derivation as data, for `--json`."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

from glassnet.calculus import Derivation, LimitTable
from glassnet.calculus.explain import Line, lines
from glassnet.calculus.point import Point
from glassnet.calculus.printing import document
from glassnet.calculus.printing.style import FormulaStyle
from glassnet.cli.derive.checks import Stage


def formula(derivation: Derivation) -> dict[str, Any]:
    given, writing = derivation.formula, FormulaStyle.of(derivation.formula)
    return {
        "formula": given.text,
        "name": given.name,
        "letters": [str(each) for each in given.letters],
        "expression": writing.plain(given.expression),
        "derivatives": [],
    }


def result(derivation: Derivation) -> dict[str, Any]:
    return {
        "derivative": derivation.label,
        "wrt": [str(x) for x in derivation.variables],
        "result": FormulaStyle.of(derivation.formula).plain(derivation.result),
    }


def steps(derivation: Derivation, at: Point | None) -> dict[str, Any]:
    writing = FormulaStyle.of(derivation.formula)
    return {
        "latex": document.result(derivation),
        "steps": [_line(line, writing) for line in lines(derivation.stages, writing, at)],
    }


def _line(line: Line, writing: FormulaStyle) -> dict[str, Any]:
    step = line.step
    data: dict[str, Any] = {
        "number": line.number,
        "rule": step.rule,
        "name": line.rule,
        "why": line.why,
        "wrt": str(step.variable),
        "before": writing.plain(step.before),
        "after": writing.plain(step.after),
    }
    if step.inner is not None:
        outer, inside = step.parts
        data["inner"] = {
            "letter": str(step.inner[0]),
            "function": writing.plain(step.inner[1]),
            "outer_derivative": writing.plain(outer.after),
            "inner_derivative": writing.plain(inside.after),
        }
    if line.value is not None:
        data["value"] = _number(line.value)
    return data


def limit_table(table: LimitTable) -> dict[str, Any]:
    return {
        "function_value": _number(table.value),
        "rows": [
            {"h": row.h, "forward": _number(row.forward), "central": _number(row.central)}
            for row in table.rows
        ],
        "forward_turns": _number(table.forward_turns),
        "central_turns": _number(table.central_turns),
    }


def checks(stages: Sequence[Stage]) -> list[dict[str, Any]]:
    return [
        {
            "derivative": stage.label,
            **dataclasses.asdict(each),
            "worst": _number(each.worst),
            "agrees": each.agrees,
        }
        for stage in stages
        for each in stage.found
    ]


def _number(value: float | None) -> float | None:
    """JSON has no NaN; and no -0 is meant."""
    return None if value is None or not math.isfinite(value) else value + 0.0
