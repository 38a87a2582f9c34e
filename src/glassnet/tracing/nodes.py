"""One node of a trace with its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from glassnet.tracing.numbers import as_json


@dataclass(frozen=True, eq=False)
class TracedNode:
    """One node with its numbers.

    name, layer, operation, shape: as in the graph. operands: names of what it is computed from.
    value: an array of its shape. gradient: ∂loss/∂node, alike; None of what has none, such as a
    mask. formula, gradient_formula: both in words of mathematics, with names of other nodes; the
    second is "" where complex numbers are on the way, which are not followed.
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

    def to_dict(self) -> dict[str, Any]:
        """All of it, as JSON can hold it; what is not finite is None."""
        return {
            "name": self.name,
            "layer": self.layer,
            "operation": self.operation,
            "operands": list(self.operands),
            "shape": list(self.shape),
            "value": as_json(self.value),
            "gradient": None if self.gradient is None else as_json(self.gradient),
            "formula": self.formula,
            "gradient_formula": self.gradient_formula,
        }
