"""The Pencil room's computation graph: a formula's trace, node by node."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import numpy as np
from sympy import preorder_traversal

from glassnet.calculus import read_formula
from glassnet.graph.graph import Node
from glassnet.page.pencil.pencil_answers import FormulaEdge, FormulaNode, FormulaTraced, Misread
from glassnet.page.pencil.pencil_reading import MisreadError, formula_of, point_of
from glassnet.page.state import Pencil
from glassnet.tracing.formula import formula_subject
from glassnet.tracing.subject import CompiledGraph

MOST_NODES = 50  # that a person can look through; more take seconds to compile
KEPT = 16  # compiled formulas
SHORT = 10  # signs of a label
# Operations that have a sign of their own.
SIGNS = {"add": "+", "subtract": "−", "multiply": "×", "divide": "÷"}
NAMES = {"sigmoid": "σ", "sqrt": "√"}
FUNCTION = re.compile(r"(\w+)\(u\)")
POWER = re.compile(r"\^(\d+)")
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def trace_formula(pencil: Pencil) -> FormulaTraced | Misread:
    """The graph of a formula with its values and gradients at a point."""
    try:
        formula = formula_of(pencil.formula)
        at = point_of(formula.letters, pencil)
    except MisreadError as error:
        return error.answer
    if not formula.letters or _operations(formula.expression) > MOST_NODES:
        return FormulaTraced((), ())
    compiled = _compiled(pencil.formula)
    values, gradients = compiled.run([np.float64(at[each]) for each in formula.letters])
    scalars = compiled.scalars(values)
    slopes = [
        (scalars.owner[source], scalars.owner[target], slope)
        for each in scalars.edges
        for source, target, slope in zip(
            each.source.tolist(), each.target.tolist(), each.derivative.tolist(), strict=True
        )
    ]
    # Of step and sign the comparisons have no slope: they are part of the one number.
    ends = {*compiled.graph.inputs, compiled.graph.output}
    ends.update(node for *both, _ in slopes for node in both)
    shown = [node for node in compiled.display.nodes if node in ends]
    places = {node: place for place, node in enumerate(shown)}
    if len(shown) > MOST_NODES:
        return FormulaTraced((), ())
    return FormulaTraced(
        nodes=tuple(
            FormulaNode(
                _name(compiled, node),
                label(compiled, node),
                float(values[node]),
                float(gradients[node]),
            )
            for node in shown
        ),
        edges=tuple(
            FormulaEdge(places[source], places[target], slope) for source, target, slope in slopes
        ),
    )


def _operations(f: Any) -> int:
    """About how many nodes an expression makes: a part that occurs twice is computed once."""
    parts = {part for part in preorder_traversal(f) if not part.is_number}
    return sum(max(1, len(part.args) - 1) for part in parts)


@lru_cache(KEPT)
def _compiled(text: str) -> CompiledGraph:
    letters = read_formula(text).letters
    return formula_subject(text, {str(each): 1.0 for each in letters}).compiled


def label(compiled: CompiledGraph, node: Node) -> str:
    """What computes a number, in few signs: `×`, `exp`, `1 + u`; of a letter its name."""
    if not node.operands:
        return node.name
    if node.operation in SIGNS and all(not _is_number(compiled, each) for each in node.operands):
        return SIGNS[node.operation]
    inside = {each for each in node.operands if not _is_number(compiled, each)}
    for whole in (node.name, compiled.display.formula(node)):
        text = whole
        for place, each in enumerate(sorted(inside, key=lambda each: each.name)):
            text = _put(text, each.name, "uv"[place % 2])
        found = FUNCTION.fullmatch(text)
        if found:
            return NAMES.get(found[1], found[1])
        if text != whole and len(text) <= SHORT:
            raised = POWER.sub(lambda found: found[1].translate(RAISED), text)
            return raised.replace("*", "·").replace("-", "−")
    return node.operation.replace("_", " ")[:SHORT]


def _name(compiled: CompiledGraph, node: Node) -> str:
    """The part of the formula; where the formula has none, as in w*x + b of w*x + b - y, its
    computation."""
    is_numbered = re.fullmatch(rf"{node.operation}(_\d+)?", node.name) is not None
    return (is_numbered and compiled.display.formula(node)) or node.name


def _is_number(compiled: CompiledGraph, node: Node) -> bool:
    return node in compiled.graph.constants


def _put(text: str, name: str, letter: str) -> str:
    """u for a part of a text, which may be in parentheses that are then not needed."""
    part = re.escape(name)
    return re.sub(rf"(?<!\w)\({part}\)|(?<![\w.]){part}(?!\w)", letter, text)
