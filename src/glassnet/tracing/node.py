"""One node of a trace with its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class TracedNode:
    """One node with its numbers.

    name, layer, operation, shape: as in the graph. operands: names of what it is computed from.
    value: an array of its shape. gradient: ∂loss/∂node, alike; None of what has none, such as a
    mask. formula, gradient_formula: both in words of mathematics, with names of other nodes.
    """

    name: str
    layer: str
    operation: str
    operands: tuple[str, ...]
    shape: tuple[int, ...]
    value: NDArray[Any]
    gradient: NDArray[Any] | None
    formula: str
    gradient_formula: str
