"""A node of a recurrent layer at all time steps: its values, and the gradient that comes back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.tracing import Trace


def values(trace: Trace, layer: str, node: str, steps: int) -> NDArray[Any]:
    """The node's values, [rows, steps, units]. node: such as `lstm_cell/forget_gate`."""
    return np.stack([trace[f"{layer}[{step}]/{node}"].value for step in range(steps)], axis=1)


def gradient_norms(trace: Trace, layer: str, node: str, steps: int) -> NDArray[np.float64]:
    """The norm of the loss' gradient by the node, [steps]."""
    found: list[Any] = [trace[f"{layer}[{step}]/{node}"].gradient for step in range(steps)]
    return np.array([float(np.linalg.norm(np.asarray(each, np.float64))) for each in found])
