"""What is told of a node beside its box: its value, and how its gradient comes about.

The chain rule in one step: a gradient is a sum over all uses, of each the gradient of what is made
there times the local derivative. Of a tensor that is told in its matrix form with shapes, and in
numbers of the one of its numbers whose gradient is the largest.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from glassnet.graph.display_graph import DisplayGraph, differential
from glassnet.graph.graph import Node
from glassnet.graph.scalars.gradient_paths import GradientPaths
from glassnet.graph.scalars.scalar_graph import ScalarGraph
from glassnet.text.numbers import brief, format_number, product, total
from glassnet.tracing.chain import Chain, chain_of
from glassnet.tracing.nodes import TracedNode

MOST_TERMS = 4  # of a sum that is written out
MOST_PATHS = 5
MOST_LINKS = 8  # of a path that is written out


class Hover:
    """The texts of a trace's nodes.

    nodes: the graph's, by name. scalars: None of a graph that is too large for single numbers.
    formulas: whether gradients are told by formulas, which complex numbers on the way make wrong.
    """

    def __init__(
        self,
        display: DisplayGraph,
        nodes: Mapping[str, Node],
        scalars: ScalarGraph | None,
        *,
        formulas: bool = True,
    ) -> None:
        self._formulas = formulas
        self._display = display
        self._nodes = nodes
        self._scalars = scalars

    def told(self, node: TracedNode) -> str:
        """Value and gradient, each with its formula and numbers."""
        lines = [_equation(node.name, node.formula, node)]
        if node.gradient is not None:
            lines += self._gradient(node, node.gradient.shape)
        return "\n".join(lines)

    def paths(self, node: TracedNode) -> str:
        """The largest products of single paths from it to the loss, with what each passes."""
        place = self._place(node)
        if place is None or self._scalars is None:
            return ""
        made = self._nodes[node.name]
        found = chain_of(self._scalars, self._paths, made, place, row=None, most=MOST_PATHS)
        return "\n".join(_path_lines(found))

    def _gradient(self, node: TracedNode, shape: tuple[int, ...]) -> list[str]:
        assert node.gradient is not None
        if not self._formulas:
            return [f"∂L/{differential(node.name)} = {brief(node.gradient)}"]
        made = self._nodes[node.name]
        terms = self._display.gradient_terms(made)
        formula = total(terms, MOST_TERMS) or node.gradient_formula
        left = f"∂L/{differential(node.name)}"
        numbers = self._numbers(node)
        if not shape:
            said = [each for each in (formula, numbers) if each != brief(node.gradient)]
            return [" = ".join(dict.fromkeys([left, *filter(None, said), brief(node.gradient)]))]
        lines = [f"{left} = {formula}"]
        shapes = self._display.gradient_shapes(made, MOST_TERMS)
        if shapes:
            more = " + …" if len(terms) > MOST_TERMS else ""
            lines.append(f"  {'×'.join(map(str, shape))} = {shapes}{more}")
        lines.append(f"  = {brief(node.gradient)}")
        place = self._place(node)
        if numbers and place is not None:
            at = f"[{','.join(map(str, place))}]"
            largest = format_number(float(node.gradient[place]))
            said = dict.fromkeys([f"∂L/{differential(node.name + at)}", numbers, largest])
            lines.append(" = ".join(said))
        return lines

    def _numbers(self, node: TracedNode) -> str:
        """`−0.12 · 0.21 + 0.4 · 0.3`, of the number with the largest gradient."""
        place = self._place(node)
        if place is None or self._scalars is None:
            return ""
        vertex = int(self._scalars.vertices[self._nodes[node.name]][place])
        uses = self._paths.uses(vertex)
        if node.shape:
            uses = [use for use in uses if use.product] or uses
        if len(uses) > MOST_TERMS:  # else they stand in the formula's order
            uses.sort(key=lambda use: -abs(use.product))
        return total([product([use.gradient, use.derivative]) for use in uses], MOST_TERMS)

    def _place(self, node: TracedNode) -> tuple[int, ...] | None:
        """Of the largest gradient; None where there are no single numbers, or those of others."""
        if self._scalars is None or self._nodes[node.name] not in self._scalars.start:
            return None
        if node.gradient is None or not node.gradient.size:
            return None
        largest = np.argmax(np.nan_to_num(np.abs(node.gradient), nan=np.inf))
        return tuple(map(int, np.unravel_index(largest, node.gradient.shape)))

    @cached_property
    def _paths(self) -> GradientPaths:
        assert self._scalars is not None
        return GradientPaths.all(self._scalars)


def _equation(name: str, formula: str, node: TracedNode) -> str:
    """`σ(z) = 0.35`, and what is no single number with its shape."""
    shape = f"   {'×'.join(map(str, node.shape))}" if node.shape else ""
    said = [name] if formula in ("", name) else [name, formula]
    return " = ".join([*said, brief(node.value)]) + shape


def _path_lines(chain: Chain) -> list[str]:
    moving = [path for path in chain.paths if path.product != 0]
    lines = [f"∂L/{differential(chain.name)} = {format_number(chain.gradient)}"]
    for path in moving:
        names = [chain.name, *(factor.target for factor in path.factors)]
        if len(names) > MOST_LINKS:
            names = [*names[: MOST_LINKS // 2], "…", *names[-MOST_LINKS // 2 :]]
        lines += [f"  {path}", f"    {' → '.join(names)}"]
    if round(chain.share, 3) < 1:
        lines.append(f"  … {len(moving)}/{chain.count:,.0f}: {chain.share:.1%}")
    return lines
