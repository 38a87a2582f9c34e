"""What breaks a step that is finite where it is computed on its own: one result rounded otherwise.

A compiled loop may round a sigmoid to 1 where the same operation by itself gives 1 − 2⁻²³, and then
the logarithm of 1 − p is that of 0. Which operation breaks shows where one result after the other
is moved by a few units in its last place (as in Monte Carlo arithmetic: Parker 1997).
"""

from __future__ import annotations

import time
from functools import partial
from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.checks.nonfinite import nonfinite_forward
from glassnet.diagnosis.context import Context
from glassnet.diagnosis.finding import Finding
from glassnet.diagnosis.randomness import randomness_kept
from glassnet.graph import run_once
from glassnet.graph.graph import Array, Values, forward
from glassnet.tracing import Trace

# What XLA computes by other formulas in other surroundings, or sums in another order. Subtracting,
# clipping and the like are rounded once, and the same everywhere.
ROUNDED = frozenset(
    ("sigmoid", "tanh", "exp", "exp2", "expm1", "log", "log1p", "logaddexp", "power", "sqrt")
) | {"rsqrt", "cbrt", "erf", "erfc", "silu", "swish", "divide", "matmul", "sum", "convolution"}
PRECISE = (np.float32, np.float64)
MOST_NODES = 100  # that are moved, the last ones
MOST_SECONDS = 5.0  # of looking
MOST_ULPS = 4  # units in the last place by which XLA's exponentials may differ from each other


def find_rounded(
    model: Any, x: Any, y: Any, sample_weight: Any = None, *, row_numbers: NDArray[Any]
) -> Finding | None:
    """Find what makes the loss of these rows non-finite if one result is rounded otherwise; None
    if nothing does."""
    with randomness_kept():
        context = Context(model, x, y, sample_weight, row_numbers=row_numbers)
        values = _broken(context)
        if values is None:
            return None
        context.trace = Trace(context.subject, (values, {}))
        return next(nonfinite_forward(context), None)


def _broken(context: Context) -> Values | None:
    """The values of all nodes, where moving one makes the loss other than finite; else None."""
    graph, inputs = context.graph, context.subject.inputs
    end = time.monotonic() + MOST_SECONDS
    results = [node for step in graph.steps for node in step.results]
    moved = [node for node in results if node.operation in ROUNDED and node.dtype in PRECISE]

    @partial(jax.jit, compiler_options=run_once.options(graph.numbers))
    def values_with(added: list[Array]) -> tuple[Array, list[Array]]:
        values = forward(graph, inputs, dict(zip(moved, added, strict=True)))
        return values[graph.output], [values[node] for node in graph.nodes]

    none = [jnp.zeros(node.shape, node.dtype) for node in moved]
    last = reversed(range(max(0, len(moved) - MOST_NODES), len(moved)))
    for ulps, number, toward in product(range(1, MOST_ULPS + 1), last, (np.inf, -np.inf)):
        if time.monotonic() > end:
            return None
        value = other = np.nan_to_num(context.value(moved[number]))
        with np.errstate(over="ignore", under="ignore"):  # of the largest number and of 0
            for _ in range(ulps):
                other = np.nextafter(other, np.full_like(other, toward))
        loss, values = values_with([*none[:number], other - value, *none[number + 1 :]])
        if not np.isfinite(loss):
            return dict(zip(graph.nodes, values, strict=True))
    return None
