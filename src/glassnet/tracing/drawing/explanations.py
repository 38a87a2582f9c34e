"""What is said of a node beside its box: its value, and how its gradient comes about.

The chain rule in one step: a gradient is the sum, over all uses, of the gradient of what is made
there times the local derivative. A tensor's is shown in matrix form with shapes, and in numbers for
the one of its numbers that has the largest gradient.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from glassnet.graph.display_graph import DisplayGraph, differential
from glassnet.graph.gradient_paths import GradientPaths
from glassnet.graph.graph import Node
from glassnet.graph.scalar_graph import ScalarGraph
from glassnet.text.numbers import brief, format_number, product, total
from glassnet.tracing.chain import make_chain
from glassnet.tracing.nodes import TracedNode

MOST_TERMS = 4  # of a sum that is written out
MOST_PATHS = 5
MOST_LINKS = 8  # of a path that is written out


class Explanations:
    """The explanations of a trace's nodes.

    scalars: None of a graph that is too large for single numbers. formulas: whether gradients have
    formulas; complex numbers on the way make them wrong.
    """

    def __init__(
        self,
        display: DisplayGraph,
        nodes: Mapping[str, Node],
        scalars: ScalarGraph | None,
        *,
        formulas: bool = True,
    ) -> None:
        self._display = display
        self._nodes = nodes
        self._scalars = scalars
        self._formulas = formulas

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
        if place is None or self._scalars is None:
            return ""
        made = self._nodes[node.name]
        chain = make_chain(self._scalars, self._all_paths, made, place, row=None, most=MOST_PATHS)
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
        if not self._formulas:
            return [f"{left} = {gradient}"]
        made = self._nodes[node.name]
        terms = self._display.gradient_terms(made)
        formula = total(terms, MOST_TERMS) or node.gradient_formula
        place = self._largest_place(node)
        numbers = "" if place is None else self._in_numbers(node, place)
        if not node.shape:
            sides = [left, *(each for each in (formula, numbers) if each not in ("", gradient))]
            return [" = ".join(dict.fromkeys([*sides, gradient]))]
        lines = [f"{left} = {formula}"]
        shapes = self._display.gradient_shapes(made, MOST_TERMS)
        if shapes:
            more = " + …" if len(terms) > MOST_TERMS else ""
            lines.append(f"  {'×'.join(map(str, node.shape))} = {shapes}{more}")
        lines.append(f"  = {gradient}")
        if numbers and place is not None and node.gradient is not None:
            index = f"[{','.join(map(str, place))}]"
            largest = format_number(float(node.gradient[place]))
            left = f"∂L/{differential(node.name + index)}"
            lines.append(" = ".join(dict.fromkeys([left, numbers, largest])))
        return lines

    def _in_numbers(self, node: TracedNode, place: tuple[int, ...]) -> str:
        """`−0.12 · 0.21 + 0.4 · 0.3`: a gradient times a local derivative for each use."""
        assert self._scalars is not None
        vertex = int(self._scalars.vertices[self._nodes[node.name]][place])
        uses = self._all_paths.uses(vertex)
        if node.shape:
            uses = [use for use in uses if use.product] or uses
        if len(uses) > MOST_TERMS:  # else they stand in the formula's order
            uses.sort(key=lambda use: -abs(use.product))
        return total([product([use.gradient, use.derivative]) for use in uses], MOST_TERMS)

    def _largest_place(self, node: TracedNode) -> tuple[int, ...] | None:
        """The index of the largest gradient; None where single numbers are not followed."""
        if self._scalars is None or self._nodes[node.name] not in self._scalars.start:
            return None
        if node.gradient is None or not node.gradient.size:
            return None
        largest = np.argmax(np.nan_to_num(np.abs(node.gradient), nan=np.inf))
        return tuple(map(int, np.unravel_index(largest, node.gradient.shape)))

    @cached_property
    def _all_paths(self) -> GradientPaths:
        assert self._scalars is not None
        return GradientPaths(self._scalars)
