"""A trace's arrays by the names of their nodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.graph.evaluation import Values
from glassnet.graph.graph import Node


class Named(Mapping[str, Any]):
    """Arrays by their nodes' names, brought from JAX when they are asked for."""

    def __init__(self, nodes: Mapping[str, Node], arrays: Values) -> None:
        self._nodes = {name: node for name, node in nodes.items() if node in arrays}
        self._arrays = arrays

    def __getitem__(self, name: str) -> NDArray[Any]:
        return np.asarray(self._arrays[self._nodes[name]])

    def __iter__(self) -> Any:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)
