"""A graph as a person reads it: only what computes, each with its formula and its gradient's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

from glassnet.graph.evaluation import differentiable
from glassnet.graph.formulas import EXCHANGED, OUTER, Formula, formula_of, is_exchanged
from glassnet.graph.graph import Graph, Node, Step
from glassnet.graph.operations import ELEMENTWISE, RANDOM
from glassnet.graph.scalars.scalar_graph import only_moves
from glassnet.graph.views import Part, joined, moved

LOSS = "L"
OPERATORS = re.compile(r"[ *^+]|^-")  # of a formula's part; few layers' names have them


@dataclass(frozen=True, eq=False)
class Reading:
    """The nodes that a person wants to see, and how each follows from others of them.

    Left out are moves of one operand (its own name stands in their place, with an index where a
    part was taken), and what no gradient passes, such as the bits of a random mask; the mask itself
    stays.
    """

    graph: Graph

    @cached_property
    def nodes(self) -> list[Node]:
        """Inputs and results, in the order of computing."""
        seen = {*self._moving, *self._beside}
        return [
            node
            for node in self.graph.nodes
            if node in seen and self.origin(node) is node and node not in self.graph.constants
        ]

    def origin(self, node: Node) -> Node:
        """Where the numbers come from that were only moved."""
        source = self._source(node)
        while source is not None:
            node = source
            source = self._source(node)
        return node

    def _source(self, node: Node) -> Node | None:
        """What a node is only moved from; None of what computes."""
        step = self._makers.get(node)
        if step is None:
            return None
        if _is_folded(step) or self._stays_whole(step):
            return step.operands[0]
        return self._index(step)

    def _stays_whole(self, step: Step) -> bool:
        """Whether whole numbers become so again: Keras makes classes float32 on their way."""
        is_cast = step.operation == "convert_element_type" and step.results[0].dtype != bool
        return is_cast and not self.origin(step.operands[0]).is_float

    def _index(self, step: Step) -> Node | None:
        """Of an index from which JAX makes one from the start, the index as Python has it."""
        if step.operation != "where" or len(step.operands) != 3 or step.results[0].is_float:
            return None
        below, _, from_end = map(self._makers.get, step.operands)
        if below is None or from_end is None or below.operation != "lt":
            return None
        is_zero = below.operands[1] in self.graph.constants and below.operands[1].name == "0"
        same = step.operands[1] is below.operands[0] is from_end.operands[0]
        return step.operands[1] if is_zero and same and from_end.operation == "add" else None

    def part(self, node: Node) -> Part:
        """Which of the origin's numbers a node has."""
        moves: list[Step] = []
        origin = self.origin(node)
        while node is not origin:
            moves.append(self._makers[node])
            source = self._source(node)
            assert source is not None
            node = source
        found = Part.whole(origin.shape)
        for step in reversed(moves):
            found = moved(found, step, step.results[0])
        return found

    def called(self, node: Node) -> str:
        """`x[:,0]`: a node by the name of what it is a part of."""
        return self.part(node).text(self.origin(node).name)

    def operands(self, node: Node) -> list[Node]:
        """What a node is computed from, moves looked through."""
        return [self.origin(operand) for operand in node.operands]

    def formula(self, node: Node) -> str:
        """`σ(add)`: what a node is; "" of an input, and of what is made of nodes left out."""
        step = self._makers.get(node)
        if step is None or not self._shown.issuperset(self.operands(node)):
            return ""
        if step.operation == "split":
            return self._taken(step, node).text(_factor(self.origin(step.operands[0]), node))
        return self._filled(self._formula(step).value, step, node, node)

    def gradient_formula(self, node: Node) -> str:
        """`∂L/∂sigmoid · sigmoid(1 − sigmoid)`: a node's gradient, a term for each use of it."""
        is_loss = node is self.origin(self.graph.output)  # which may be moved last
        one = _placed("1", self.part(self.graph.output), node.name) if is_loss else "0"
        return _sum(self.gradient_terms(node)) or one

    def gradient_terms(self, node: Node) -> list[str]:
        """The terms of `gradient_formula`."""
        return [
            self._term(step, number, result, node)
            for step, number, result in self._uses.get(node, ())
        ]

    def gradient_shapes(self, node: Node, most: int) -> str:
        """`(4×2)ᵀ · (4×1)`: the first terms of `gradient_formula`, shapes in place of names.

        "" where nothing has another shape than the node.
        """
        uses = self._uses.get(node, ())
        shapes = {each.shape for step, _, result in uses for each in (*step.operands, result)}
        shapes -= {(), node.shape}
        terms = [
            self._formula(step)
            .gradients[number]
            .replace("({g})", "{g}")
            .format(*map(_shape, step.operands), g=_shape(result), y=_shape(result))
            for step, number, result in uses[:most]
        ]
        return _sum(terms) if shapes else ""

    def uses(self, node: Node) -> list[Node]:
        """What is computed from a node, moves looked through."""
        return [result for _, _, result in self._uses.get(node, ())]

    def reached_from(self, node: Node) -> set[Node]:
        """Everything that depends on a node."""
        found: set[Node] = set()
        waiting = [node]
        while waiting:
            for result in self.uses(waiting.pop()):
                if result not in found:
                    found.add(result)
                    waiting.append(result)
        return found

    def _formula(self, step: Step) -> Formula:
        """The table's, or that of a product as mathematics has it."""
        if step.operation == "multiply":
            sides = [self._side(operand) for operand in step.operands]
            return OUTER[sides[0]] if {*sides} == {0, 1} else formula_of(step)
        if is_exchanged(step) and self._used_by(step.results[0]) == ["transpose"]:
            return EXCHANGED
        return formula_of(step)

    def _side(self, node: Node) -> int:
        """0 of a column that is repeated as a matrix, 1 of such a row; else −1."""
        axes = self.part(node).axes
        if len(axes) != 2 or axes.count(None) != 1:
            return -1
        return axes.index(None) ^ 1

    def _used_by(self, node: Node) -> list[str]:
        return [step.operation for step in self.graph.steps if node in step.operands]

    def _term(self, step: Step, number: int, result: Node, node: Node) -> str:
        template = self._formula(step).gradients[number]
        if step.operation in ("concatenate", "stack"):
            template = joined(step, number).text("{{g}}").format()
        said = self._filled(template, step, result, node)
        operand = step.operands[number]
        size = result.size if step.operation in ELEMENTWISE else 0  # what is broadcast in it
        part = self._taken(step, result) if step.operation == "split" else self.part(operand)
        least = prod(map(len, self.part(operand).chosen))
        is_summed = least < max(operand.size, size) and self._formula(step) not in OUTER
        said = f"Σ {said}" if is_summed else said
        return _placed(said, part, _factor(node, result))

    def _taken(self, step: Step, result: Node) -> Part:
        """What a split gives, of its operand's origin."""
        return moved(self.part(step.operands[0]), step, result)

    def _filled(
        self, template: str, step: Step, result: Node, seen_from: Node | None = None
    ) -> str:
        reader = seen_from or result
        names = [
            self.part(operand).text(_factor(self.origin(operand), reader))
            for operand in step.operands
        ]
        said = template.format(*names, y=_factor(result, reader), g=_gradient(result, reader))
        for name in names:
            said = said.replace(f"({name})", name) if name.startswith("(") else said
        return said.replace("ᵀᵀ", "")

    @cached_property
    def _shown(self) -> set[Node]:
        return {*self.nodes, *self.graph.constants}

    @cached_property
    def _makers(self) -> dict[Node, Step]:
        return {result: step for step in self.graph.steps for result in step.results}

    @cached_property
    def _moving(self) -> set[Node]:
        return set(differentiable(self.graph))

    @cached_property
    def _beside(self) -> set[Node]:
        """Operands beside those with a gradient, masks and indices into tables, and what these
        follow from, unless they are drawn at random."""
        waiting = [
            self.origin(operand)
            for step in self.graph.steps
            if not self._moving.isdisjoint(step.results)
            for operand in step.operands
        ]
        waiting.append(self.origin(self.graph.output))
        found: set[Node] = set()
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                if node not in self._moving and node not in self._drawn:
                    waiting += self.operands(node)
        return found

    @cached_property
    def _drawn(self) -> set[Node]:
        """What follows from random bits."""
        found: set[Node] = set()
        for step in self.graph.steps:
            if step.operation in RANDOM or not found.isdisjoint(step.operands):
                found.update(step.results)
        return found

    @cached_property
    def _uses(self) -> dict[Node, list[tuple[Step, int, Node]]]:
        found: dict[Node, list[tuple[Step, int, Node]]] = {}
        for step in self.graph.steps:
            if _is_folded(step):
                continue
            for number, operand in enumerate(step.operands):
                for result in step.results:
                    if result in self._moving and operand in self._moving:
                        found.setdefault(self.origin(operand), []).append((step, number, result))
        return found


def _sum(terms: Sequence[str]) -> str:
    return " + ".join(terms).replace("+ −", "− ")


def _placed(term: str, part: Part, name: str) -> str:
    """`([:,0] ← ∂L/∂add)`: a term at the place of a part, and 0 elsewhere. name: of the whole."""
    term = f"({term})ᵀ" if part.is_turned and not part.reshaped else term
    place = part.place(name)
    return f"({place} ← {term})" if place else term


def _shape(node: Node) -> str:
    return f"({'×'.join(map(str, node.shape))})" if node.shape else "1"


def _is_folded(step: Step) -> bool:
    """A move of one operand to one result; the parts of a split are results in their own right, and
    a number that is made a whole one or a truth value is another."""
    if not only_moves(step) or not len(step.operands) == len(step.results) == 1:
        return False
    [operand], [result] = step.operands, step.results
    is_truth = result.dtype == bool and operand.dtype != bool
    return not is_truth and (result.is_float or not operand.is_float)


def _short(node: Node, reader: Node) -> str:
    """A node's name, without the layer where the reader is of the same one."""
    return node.name.removeprefix(f"{reader.layer}/")


def _factor(node: Node, reader: Node) -> str:
    """A name as it stands beside others: `w*x + b`, of a formula, in parentheses."""
    name = _short(node, reader)
    return f"({name})" if " " in name else name


def differential(name: str) -> str:
    """∂ of a node; of a formula's part in parentheses: ∂(w*x)."""
    return f"∂({name})" if OPERATORS.search(name) else f"∂{name}"


def _gradient(node: Node, reader: Node) -> str:
    return f"∂{LOSS}/{differential(_short(node, reader))}"
