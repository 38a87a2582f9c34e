"""The boxes of a drawn trace, one for each node or, where there are many nodes, for each layer, and
their explanations; also in Graphviz' language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter

from glassnet.graph.builder import LOSS
from glassnet.graph.display_graph import DisplayGraph, differential
from glassnet.graph.gradient_paths import GradientPaths
from glassnet.graph.graph import Node, number_name
from glassnet.graph.scalar_graph import ScalarGraph
from glassnet.text.numbers import brief, format_number, product, total
from glassnet.tracing.chain import make_chain
from glassnet.tracing.nodes import TracedNode, largest_place, root_mean_square

MOST_BOXES = 60  # of more nodes each layer becomes one box
MOST_EXPLAINED = 12  # nodes of one box, those nearest to the loss
ROOM = 24  # characters of the numbers in a box
TIME_STEP = re.compile(r"\[(\d+)\]")
MOST_TERMS = 4  # of a sum that is written out
MOST_PATHS = 5
MOST_LINKS = 8  # of a path that is written out

Explain = Callable[[TracedNode], str]


@dataclass(frozen=True)
class Box:
    """The box of a node, or of a layer's nodes together."""

    name: str  # unique
    lines: tuple[str, str, str]  # value, label and gradient
    explanation: str  # its formulas with numbers
    paths: str  # of one node the largest paths to the loss
    operands: tuple[str, ...]  # the names of the boxes it is made from
    is_input: bool  # a weight or data
    strength: float  # of its gradient, 0 to 1


def make_boxes(
    nodes: Sequence[TracedNode],
    *,
    fold: bool | None = None,
    explain: Explain = lambda node: node.name,
    paths: Explain = lambda node: "",
) -> list[Box]:
    """The boxes, operands first.

    fold: whether each layer is one box. None: the loss is one, and of more than 60 boxes each
    layer. If these are still more, a recurrent layer's time steps are one box, and then each layer
    with its weights.
    """
    box_of = _boxes_of(nodes, fold)
    members: dict[str, list[TracedNode]] = {}
    for node in nodes:
        members.setdefault(box_of[node.name], []).append(node)
    operands = {
        name: tuple(
            dict.fromkeys(
                box_of[operand]
                for node in some
                for operand in node.operands
                if operand in box_of and box_of[operand] != name
            )
        )
        for name, some in members.items()
    }
    largest = max((root_mean_square(node.gradient) for node in nodes), default=0.0) or 1.0
    return [
        _box(name, members[name], operands[name], largest, explain, paths)
        for name in TopologicalSorter(operands).static_order()
    ]


def _boxes_of(nodes: Sequence[TracedNode], fold: bool | None) -> dict[str, str]:
    """The box of each node, by names."""
    if fold is False:
        return {node.name: node.name for node in nodes}
    layers = {_without_steps(node) for node in nodes if node.layer}
    by_loss = lambda node: LOSS if node.layer == LOSS else node.name
    folds = (_by_layer, _without_steps, lambda node: _with_weights(node, layers))
    found: dict[str, str] = {}
    for by in (by_loss, *folds) if fold is None else folds:
        found = _without_cycles(nodes, by)
        if len(set(found.values())) <= MOST_BOXES:
            break
    return found


def _by_layer(node: TracedNode) -> str:
    return node.layer or node.name


def _without_steps(node: TracedNode) -> str:
    """The name of a node's box, one for all time steps of a recurrent layer."""
    return _by_layer(node).partition("[")[0]


def _with_weights(node: TracedNode, layers: Set[str]) -> str:
    inside = [layer for layer in layers if node.name.startswith(f"{layer}/")]
    return _without_steps(node) if node.layer else max(inside, key=len, default=node.name)


def _without_cycles(nodes: Sequence[TracedNode], by: Callable[[TracedNode], str]) -> dict[str, str]:
    """The box of each node, so that no box is made from itself through others.

    Where a layer goes on with what others made of its results (it is used twice, or works before
    and after its time steps), the second part is a box of its own, marked by ′.
    """
    box_of: dict[str, str] = {}
    latest: dict[str, str] = {}
    made_from: dict[str, set[str]] = {}
    for node in nodes:
        box = latest.setdefault(by(node), by(node))
        operands = {box_of[each] for each in node.operands if each in box_of} - {box}
        if box in made_from and _reach(operands, box, made_from):
            box = latest[by(node)] = f"{box}′"
        made_from.setdefault(box, set()).update(operands - {box})
        box_of[node.name] = box
    return box_of


def _reach(starts: Set[str], wanted: str, operands: Mapping[str, Set[str]]) -> bool:
    """Whether some of the boxes is made from another, directly or not."""
    seen, waiting = set(starts), list(starts)
    while waiting:
        further = operands[waiting.pop()] - seen
        if wanted in further:
            return True
        seen |= further
        waiting += further
    return False


def _box(
    name: str,
    nodes: Sequence[TracedNode],
    operands: tuple[str, ...],
    largest: float,
    explain: Explain,
    paths: Explain,
) -> Box:
    last = nodes[-1]
    explained = [explain(node) for node in nodes[-MOST_EXPLAINED:]]
    if len(nodes) > MOST_EXPLAINED:
        explained = [f"… ({len(nodes)})", *explained]
    label = _with_time(name) if any("[" in node.layer for node in nodes) else name
    gradient = "" if last.gradient is None else f"∂ {brief(last.gradient, ROOM - 2)}"
    label = label if len(nodes) == 1 else f"{label} ({len(nodes)})"
    return Box(
        name,
        (brief(last.value, ROOM), label, gradient),
        "\n\n".join(explained),
        paths(last) if len(nodes) == 1 else "",
        operands,
        not last.formula,
        max(root_mean_square(node.gradient) for node in nodes) / largest,
    )


def _with_time(name: str) -> str:
    """`lstm/forget_gate, t = 0` for `lstm[0]/forget_gate`."""
    steps = TIME_STEP.findall(name)
    without = TIME_STEP.sub("", name).removeprefix("/")
    return f"{without}, t = {', '.join(steps)}" if steps else name


def dot(boxes: Sequence[Box]) -> str:
    """The graph for `dot`, which lays it out itself."""
    lines = ["digraph trace {", "  rankdir=LR;", '  node [shape=box, fontname="monospace"];']
    lines += [f"  {_quoted(b.name)} [label={_quoted(chr(10).join(b.lines))}];" for b in boxes]
    lines += [f"  {_quoted(o)} -> {_quoted(b.name)};" for b in boxes for o in b.operands]
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


@dataclass(frozen=True, eq=False)
class Explanations:
    """Explanations of nodes: the value of each, and how its gradient comes about.

    The chain rule in one step: a gradient is the sum, over all uses, of the gradient of what is
    made there times the local derivative. A tensor's is shown in matrix form with shapes, and in
    numbers for the one of its numbers that has the largest gradient.
    """

    display: DisplayGraph
    nodes: Mapping[str, Node]
    scalars: ScalarGraph | None  # None of a graph that is too large for single numbers
    formulas: bool = True  # whether gradients have some: complex numbers on the way make them wrong

    def explain(self, node: TracedNode) -> str:
        """Value and gradient, each with its formula and numbers."""
        shape = f"   {'×'.join(map(str, node.shape))}" if node.shape else ""
        names = dict.fromkeys(filter(None, (node.name, node.formula)))
        lines = [" = ".join([*names, brief(node.value)]) + shape]
        if node.gradient is not None:
            lines += self._gradient(node, brief(node.gradient))
        return "\n".join(lines)

    def paths(self, node: TracedNode) -> str:
        """The largest products of single paths to the loss, each with the nodes it passes."""
        place = self._largest_place(node)
        if place is None or self.scalars is None:
            return ""
        made = self.nodes[node.name]
        chain = make_chain(self.scalars, self._all_paths, made, place, row=None, most=MOST_PATHS)
        moving = [path for path in chain.paths if path.product != 0]
        lines = [chain.headline]
        for path in moving:
            names = [chain.name, *(factor.target for factor in path.factors)]
            if len(names) > MOST_LINKS:
                names = [*names[: MOST_LINKS // 2], "…", *names[-MOST_LINKS // 2 :]]
            lines += [f"  {path}", f"    {' → '.join(names)}"]
        if round(chain.share, 3) < 1:
            lines.append(f"  … {len(moving)}/{chain.count:,.0f}: {chain.share:.1%}")
        return "\n".join(lines)

    def _gradient(self, node: TracedNode, gradient: str) -> list[str]:
        left = f"∂L/{differential(node.name)}"
        if not self.formulas:
            return [f"{left} = {gradient}"]
        made = self.nodes[node.name]
        terms = self.display.gradient_terms(made)
        formula = total(terms, MOST_TERMS) or node.gradient_formula
        place = self._largest_place(node)
        numbers = "" if place is None else self._in_numbers(node, place)
        if not node.shape:
            sides = [left, *(each for each in (formula, numbers) if each not in ("", gradient))]
            return [" = ".join(dict.fromkeys([*sides, gradient]))]
        lines = [f"{left} = {formula}"]
        shapes = self.display.gradient_shapes(made, MOST_TERMS)
        if shapes:
            more = " + …" if len(terms) > MOST_TERMS else ""
            lines.append(f"  {'×'.join(map(str, node.shape))} = {shapes}{more}")
        lines.append(f"  = {gradient}")
        if numbers and place is not None and node.gradient is not None:
            largest = format_number(float(node.gradient[place]))
            left = f"∂L/{differential(number_name(node.name, place))}"
            lines.append(" = ".join(dict.fromkeys([left, numbers, largest])))
        return lines

    def _in_numbers(self, node: TracedNode, place: tuple[int, ...]) -> str:
        """`−0.12 · 0.21 + 0.4 · 0.3`: a gradient times a local derivative for each use."""
        assert self.scalars is not None
        vertex = int(self.scalars.vertices[self.nodes[node.name]][place])
        uses = self._all_paths.uses(vertex)
        if node.shape:
            uses = [use for use in uses if use.product] or uses
        if len(uses) > MOST_TERMS:  # else they stand in the formula's order
            uses.sort(key=lambda use: -abs(use.product))
        return total([product([use.gradient, use.derivative]) for use in uses], MOST_TERMS)

    def _largest_place(self, node: TracedNode) -> tuple[int, ...] | None:
        """The index of the largest gradient; None where single numbers are not followed."""
        if self.scalars is None or self.nodes[node.name] not in self.scalars.start:
            return None
        if node.gradient is None or not node.gradient.size:
            return None
        return largest_place(node.gradient)

    @cached_property
    def _all_paths(self) -> GradientPaths:
        assert self.scalars is not None
        return GradientPaths(self.scalars)
