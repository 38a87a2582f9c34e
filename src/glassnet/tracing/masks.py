"""A name for what is left out at random: dropout/mask rather than lt."""

from __future__ import annotations

from glassnet.graph.graph import Graph, Node

RANDOM = frozenset(("random_bits", "threefry2x32"))


def name_masks(graph: Graph) -> None:
    """Name the truth values that follow from random bits and choose between numbers."""
    drawn: set[Node] = set()
    for step in graph.steps:
        if step.operation == "where" and step.operands[0] in drawn and step.operands[0].layer:
            mask = step.operands[0]
            drawn.remove(mask)
            graph.rename(mask, f"{mask.layer}/mask")
        elif step.operation in RANDOM or not drawn.isdisjoint(step.operands):
            drawn.update(step.results)
