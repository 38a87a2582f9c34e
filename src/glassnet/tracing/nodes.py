"""The nodes of a trace with their numbers: by name, and as JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.graph.graph import Node, Values
from glassnet.text import did_you_mean, message


@dataclass(frozen=True, eq=False)
class TracedNode:
    """One node of a trace with its numbers.

    Attributes:
        name: such as `hidden/kernel`.
        layer: where it is computed, "" outside of layers.
        operation: what makes it (`matmul`), or `input`.
        operands: the names of what it is computed from.
        shape: of its value and its gradient.
        value: an array.
        gradient: ∂loss/∂node; None of what has none, such as a dropout mask.
        formula: its value in terms of other nodes' names; "" of an input.
        gradient_formula: its gradient likewise; "" where complex numbers are on the way.
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
        """All of it for JSON; NaN and ±∞ become None."""
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


class NamedArrays(Mapping[str, NDArray[Any]]):
    """Arrays by their nodes' names, copied from JAX when they are asked for."""

    def __init__(self, nodes: Mapping[str, Node], arrays: Values) -> None:
        self._nodes = {name: node for name, node in nodes.items() if node in arrays}
        self._arrays = arrays

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._nodes:
            raise KeyError(no_node(name, self._nodes))
        return np.asarray(self._arrays[self._nodes[name]])

    def __contains__(self, name: object) -> bool:
        return name in self._nodes

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)


def no_node(given: Any, names: Mapping[str, Any]) -> str:
    """The message for a name that no node has: the nearest one, or those there are."""
    return message("trace-no-node", given=str(given), near=did_you_mean(str(given), names))


def root_mean_square(values: NDArray[Any] | None) -> float:
    """Of the finite numbers; 0 of none."""
    if values is None or not values.size:
        return 0.0
    finite = values[np.isfinite(values)].astype(np.float64)
    return float(np.sqrt(np.mean(np.square(finite)))) if finite.size else 0.0


def as_json(values: Any) -> Any:
    """An array as nested lists; NaN and ±∞, which JSON does not have, become None."""
    values = np.asarray(values)
    if not jnp.issubdtype(values.dtype, np.floating):  # NumPy does not know bfloat16
        return values.tolist()
    values = values.astype(np.float64)
    found = values.astype(object)
    found[~np.isfinite(values)] = None
    return found.tolist()


def fields_as_json(instance: Any) -> dict[str, Any]:
    """A dataclass, and those inside it, as dictionaries; NaN and ±∞ become None."""
    return _finite(asdict(instance))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        items = cast(dict[str, Any], value)
        return {name: _finite(each) for name, each in items.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in cast(Sequence[Any], value)]
    return None if isinstance(value, float) and not math.isfinite(value) else value
