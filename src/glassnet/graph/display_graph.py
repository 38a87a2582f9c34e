"""A graph as a reader sees it: only nodes that compute, with formulas for values and gradients."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import NamedTuple

from glassnet.graph.graph import Graph, Node, Step
from glassnet.graph.operations import (
    ELEMENTWISE,
    EXCHANGED,
    OUTER,
    RANDOM,
    Formula,
    formula_of,
    is_exchanged,
    only_moves,
)
from glassnet.graph.views import View, operand_in_result, view_after
from glassnet.text.numbers import total

OPERATORS = re.compile(r"[ *^+]|^-")  # in a formula's part; hardly in a layer's name


class Use(NamedTuple):
    """An operand of a step, with one of the step's results."""

    step: Step
    operand: int
    result: Node


@dataclass(frozen=True, eq=False)
class DisplayGraph:
    """The nodes worth displaying, and how each follows from others of them.

    Left out are operations that only move numbers (their result is a view of the operand's base),
    unless it is what a layer returns, and what no gradient passes, such as the random bits of a
    dropout mask; the mask itself stays.
    """

    graph: Graph

    @cached_property
    def nodes(self) -> list[Node]:
        """Inputs and results, in the order of computing."""
        shown = {*self._differentiable, *self._without_gradient}
        return [
            node
            for node in self.graph.nodes
            if node in shown and self.base(node) is node and node not in self.graph.constants
        ]

    def base(self, node: Node) -> Node:
        """The node that this one is a view of; itself if it is none."""
        source = self._moved_from(node)
        return node if source is None else self.base(source)

    def view(self, node: Node) -> View:
        """The numbers of its base that a node has."""
        source = self._moved_from(node)
        if source is None:
            return View.whole(node.shape)
        return view_after(self.view(source), self.graph.makers[node], node)

    def text(self, node: Node) -> str:
        """A node in terms of its base's name: `x[:,0]`."""
        return self.view(node).text(self.base(node).name)

    def operands(self, node: Node) -> list[Node]:
        """The bases of a node's operands."""
        return [self.base(operand) for operand in node.operands]

    def users(self, node: Node) -> list[Node]:
        """The nodes that have this one among their operands, and a gradient."""
        return self._users.get(node, [])

    def formula(self, node: Node) -> str:
        """`σ(add)`: a node's value; "" for an input, and for what undisplayed nodes lead to."""
        step = self.graph.makers.get(node)
        if step is None or not self._known.issuperset(self.operands(node)):
            return ""
        if _is_part(step):
            return self._part_text(step, node)
        return self._filled(self._formula(step).value, step, node, node)

    def gradient_formula(self, node: Node) -> str:
        """`∂L/∂sigmoid · sigmoid(1 − sigmoid)`: a node's gradient, a term for each use."""
        is_loss = node is self.base(self.graph.output)
        last = _placed("1", self.view(self.graph.output), node.name) if is_loss else "0"
        terms = self.gradient_terms(node)
        return total(terms, len(terms)) or last

    def gradient_terms(self, node: Node) -> list[str]:
        """The terms of `gradient_formula`."""
        return [self._gradient_term(use, node) for use in self._uses.get(node, ())]

    def gradient_shapes(self, node: Node, most: int) -> str:
        """`(4×2)ᵀ · (4×1)`: the first terms of `gradient_formula` with shapes in place of names; ""
        where all have the node's shape."""
        uses = self._uses.get(node, ())
        shapes = {each.shape for use in uses for each in (*use.step.operands, use.result)}
        if not shapes - {(), node.shape}:
            return ""
        terms = [
            self._formula(step)
            .gradients[number]
            .replace("({g})", "{g}")
            .format(*map(_shape, step.operands), g=_shape(result), y=_shape(result))
            for step, number, result in uses[:most]
        ]
        return total(terms, most)

    def _moved_from(self, node: Node) -> Node | None:
        """The operand of a step that only moves numbers; None for a step that computes."""
        step = self.graph.makers.get(node)
        if step is None or node in self._results:
            return None
        if _is_view(step) or self._stays_integer(step):
            return step.operands[0]
        return self._python_index(step)

    def _stays_integer(self, step: Step) -> bool:
        """Whether integers become integers again: Keras makes classes float32 on their way."""
        is_cast = step.operation == "convert_element_type" and step.results[0].dtype != bool
        return is_cast and not self.base(step.operands[0]).is_float

    def _python_index(self, step: Step) -> Node | None:
        """The index that may be negative, before JAX makes it non-negative."""
        if step.operation != "where" or len(step.operands) != 3 or step.results[0].is_float:
            return None
        is_negative, _, from_end = map(self.graph.makers.get, step.operands)
        if is_negative is None or from_end is None or is_negative.operation != "lt":
            return None
        bound = is_negative.operands[1]
        same = step.operands[1] is is_negative.operands[0] is from_end.operands[0]
        is_zero = bound in self.graph.constants and bound.name == "0"
        return step.operands[1] if is_zero and same and from_end.operation == "add" else None

    def _formula(self, step: Step) -> Formula:
        """The table's row, or a matrix product as mathematics writes it."""
        if step.operation == "multiply":
            sides = [self._repeated_side(operand) for operand in step.operands]
            return OUTER[sides[0]] if {*sides} == {0, 1} else formula_of(step)
        users = self.graph.users[step.results[0]]
        if is_exchanged(step) and [each.operation for each in users] == ["transpose"]:
            return EXCHANGED
        return formula_of(step)

    def _repeated_side(self, node: Node) -> int:
        """0 for a column that is repeated as a matrix, 1 for such a row; else −1."""
        axes = self.view(node).axes
        if len(axes) != 2 or axes.count(None) != 1:
            return -1
        return axes.index(None) ^ 1

    def _gradient_term(self, use: Use, node: Node) -> str:
        step, number, result = use
        formula = self._formula(step)
        template = formula.gradients[number]
        if step.operation in ("concatenate", "stack"):
            template = operand_in_result(step, number).text("{{g}}").format()
        term = self._filled(template, step, result, node)
        operand = step.operands[number]
        view = self.view(operand)
        is_part = _is_part(step)
        broadcast_size = result.size if is_part or step.operation in ELEMENTWISE else 0
        is_repeated = prod(map(len, view.places)) < max(operand.size, broadcast_size)
        if is_repeated and formula not in OUTER:
            term = f"Σ {term}"
        view = self._part(step, result) if is_part else view
        return _placed(term, view, _name(node, result))

    def _part(self, step: Step, result: Node) -> View:
        return view_after(self.view(step.operands[0]), step, result)

    def _part_text(self, step: Step, result: Node) -> str:
        """`x[:,0]`; `reshape(x)` where the index says nothing of the other order of the numbers."""
        name = _name(self.base(step.operands[0]), result)
        text = self._part(step, result).text(name)
        is_same = text != name or step.operation == "identity"
        return text if is_same else f"{step.operation}({name})"

    def _filled(self, template: str, step: Step, result: Node, reader: Node) -> str:
        """A template with names; reader: in whose layer names need no layer."""
        names = [
            self.view(operand).text(_name(self.base(operand), reader)) for operand in step.operands
        ]
        gradient = f"∂L/{differential(_short_name(result, reader))}"
        text = template.format(*names, y=_name(result, reader), g=gradient)
        for name in names:
            text = text.replace(f"({name})", name) if name.startswith("(") else text
        return text.replace("ᵀᵀ", "")

    @cached_property
    def _results(self) -> set[Node]:
        return set(self.graph.results)

    @cached_property
    def _known(self) -> set[Node]:
        return {*self.nodes, *self.graph.constants}

    @cached_property
    def _differentiable(self) -> set[Node]:
        return set(self.graph.differentiable)

    @cached_property
    def _without_gradient(self) -> set[Node]:
        """Operands beside those with a gradient (masks, indices into tables), and what they follow
        from, unless that is random."""
        draws = [step for step in self.graph.steps if step.operation in RANDOM]
        stop = self.graph.descendants(result for step in draws for result in step.results)
        stop |= self._differentiable
        waiting = [
            self.base(operand)
            for step in self.graph.steps
            if not self._differentiable.isdisjoint(step.results)
            for operand in step.operands
        ]
        waiting.append(self.base(self.graph.output))
        found: set[Node] = set()
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting += [] if node in stop else self.operands(node)
        return found

    @cached_property
    def _users(self) -> dict[Node, list[Node]]:
        found: dict[Node, list[Node]] = {}
        for user in self.nodes:
            if user in self._differentiable:
                for operand in dict.fromkeys(self.operands(user)):
                    found.setdefault(operand, []).append(user)
        return found

    @cached_property
    def _uses(self) -> dict[Node, list[Use]]:
        found: dict[Node, list[Use]] = {}
        for step in self.graph.steps:
            if _is_view(step) and self._results.isdisjoint(step.results):
                continue
            for number, operand in enumerate(step.operands):
                for result in step.results:
                    if result in self._differentiable and operand in self._differentiable:
                        found.setdefault(self.base(operand), []).append(Use(step, number, result))
        return found


def differential(name: str) -> str:
    """∂ before a name; before a part of a formula with parentheses: ∂(w*x)."""
    return f"∂({name})" if OPERATORS.search(name) else f"∂{name}"


def _placed(term: str, view: View, name: str) -> str:
    """`([:,0] ← ∂L/∂add)`: a term in the place of a view, and 0 elsewhere. name: its base's."""
    term = f"({term})ᵀ" if view.is_transposed and not view.is_reshaped else term
    target = view.target(name)
    return f"({target} ← {term})" if target else term


def _shape(node: Node) -> str:
    return f"({'×'.join(map(str, node.shape))})" if node.shape else "1"


def _is_view(step: Step) -> bool:
    """Whether the result is a view of the operand: not the parts of a split, which are displayed,
    nor floats made integers or truth values."""
    if not only_moves(step) or not len(step.operands) == len(step.results) == 1:
        return False
    [operand], [result] = step.operands, step.results
    becomes_truth = result.dtype == bool and operand.dtype != bool
    return not becomes_truth and (result.is_float or not operand.is_float)


def _is_part(step: Step) -> bool:
    """Whether each result is a part of the one operand's numbers, in some order."""
    return step.operation == "split" or _is_view(step)


def _short_name(node: Node, reader: Node) -> str:
    """A node's name without the layer, for a reader in the same layer."""
    return node.name.removeprefix(f"{reader.layer}/")


def _name(node: Node, reader: Node) -> str:
    """A node's name beside others: `w*x + b`, from a formula, gets parentheses."""
    name = _short_name(node, reader)
    return f"({name})" if " " in name else name
