"""Which rows are traced: of a trace all values of all nodes are kept at once, and all gradients."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.first_weight_inputs import after
from glassnet.tracing.keras_loss import model_subject
from glassnet.tracing.subject import Subject
from glassnet.training import keras_model
from glassnet.training.compilation import CompiledFunction, kept_with_model
from glassnet.training.keras_data import one_batch
from glassnet.training.keras_model import Model, References

Rows = NDArray[np.int64]
Given = tuple[Any, Any, Any]  # x, y, sample_weight: each as nested as the model takes it

MOST_ROWS = 1024
# Of the values that rows have; there are as many gradients. 1,024 rows of 64×64 pixels under two
# layers of 32 filters would have 4e9, a table's under 1,000 hidden units 2e7.
MOST_BYTES = 2e8
FEWEST_ROWS = 32


class Traced(NamedTuple):
    """rows: their numbers among those given, None for all. subject: what is traced, of them."""

    rows: Rows | None
    subject: Subject


def traced(model: Model, given: Given) -> Traced:
    """At most so many rows, evenly chosen; fewer where the network makes much of each.

    Where arrays have unequally many it is said as `gn.trace` says it.
    """
    total = _total(given)
    rows = _spread(total, MOST_ROWS)
    subject = model_subject(model, *part(given, rows), caller="diagnose")
    count = total if rows is None else len(rows)
    fewer = max(FEWEST_ROWS, int(count * MOST_BYTES / max(_size(subject, count), 1)))
    if fewer >= count:
        return Traced(rows, subject)
    rows = _spread(total, fewer)
    return Traced(rows, model_subject(model, *part(given, rows), caller="diagnose"))


def part(given: Given, rows: Rows | None) -> Given:
    """Some rows of all arrays."""
    return given if rows is None else jax.tree.map(lambda leaf: np.asarray(leaf)[rows], given)


def broken(model: Model, given: Given, size: int) -> Rows | None:
    """The first rows, so many, whose loss or its gradient is not finite; None where there are none.

    Looked for in all that a small network would be traced of, piece by piece.
    """
    spread = _spread(_total(given), MOST_ROWS)
    rows = np.arange(_total(given)) if spread is None else spread
    finite = kept_with_model(
        model, "finite", lambda: CompiledFunction(partial(_finite, model), dict)
    )
    state = References.of(model).read()
    for first in range(0, len(rows), size):
        piece = rows[min(first, len(rows) - size) :][:size]  # the last as large as the others
        batch = one_batch(model, *part(given, piece), caller="diagnose")
        if not finite(state.trainable, state.non_trainable, batch):
            return piece
    return None


def _finite(model: Model, trainable: Any, non_trainable: Any, batch: Any) -> Any:
    def loss(weights: Any) -> Any:
        return keras_model.loss(model, weights, non_trainable, batch, caller="diagnose")

    found = jax.tree.leaves(jax.value_and_grad(loss)(trainable))
    return jnp.array([jnp.isfinite(each).all() for each in found]).all()


def _total(given: Given) -> int:
    """How many rows there are; 0 where arrays have unequally many."""
    counts = {np.shape(leaf)[:1] for leaf in jax.tree.leaves(given)}
    return sum(counts.pop()) if len(counts) == 1 else 0


def _spread(total: int, most: int) -> Rows | None:
    return None if total <= most else np.linspace(0, total - 1, most).astype(np.int64)


def _size(subject: Subject, rows: int) -> int:
    """Bytes of what is computed for each row: what is computed of weights alone is as large for few
    rows. Dropout's masks follow from no data, and have rows. Nothing is computed to know it."""
    graph = subject.compiled.graph
    found = after(graph, [node for node in graph.inputs if node.name in subject.rows])
    found.update(node for node in graph.nodes if node.shape[:1] == (rows,))
    return sum(node.size * node.dtype.itemsize for node in found)
