"""A name for what is left out at random: dropout/mask rather than lt."""

from __future__ import annotations

from glassnet.graph.graph import Graph, Node
from glassnet.graph.operations import RANDOM, only_moves


def name_masks(graph: Graph) -> None:
    """Name the truth values that follow from random bits and choose between numbers."""
    drawn: set[Node] = set()
    source: dict[Node, Node] = {}
    for step in graph.steps:
        if only_moves(step) and len(step.operands) == len(step.results) == 1:
            [operand], [result] = step.operands, step.results
            source[result] = source.get(operand, operand)
        if step.operation == "where" and step.operands[0] in drawn and step.operands[0].layer:
            mask = source.get(step.operands[0], step.operands[0])
            drawn -= {mask, step.operands[0]}
            graph.rename(mask, f"{mask.layer}/mask")
        elif step.operation in RANDOM or not drawn.isdisjoint(step.operands):
            drawn.update(step.results)
