"""The choice of rows to trace: a trace keeps the values and gradients of all nodes at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from glassnet.graph import run_once
from glassnet.graph.builder import MOST_UNROLLED
from glassnet.tracing.keras_loss import model_subject
from glassnet.tracing.subject import Subject
from glassnet.training import keras_model
from glassnet.training.compilation import CompiledFunction, kept_with_model
from glassnet.training.keras_data import one_batch
from glassnet.training.keras_model import Model, References

Rows = NDArray[np.int64]
Data = tuple[Any, Any, Any]  # x, y, sample_weight: each as nested as the model takes it

MOST_ROWS = 1024
# Of the values that rows have; there are as many gradients. 1,024 rows of 64×64 pixels under two
# layers of 32 filters would have 4e9, a table's under 1,000 hidden units 2e7.
MOST_BYTES = 5e7
FEWEST_ROWS = 32


class TracedRows(NamedTuple):
    """The rows of the data that are traced."""

    rows: Rows | None  # their indices; None for all
    subject: Subject  # of these rows


def trace_rows(model: Model, data: Data, most_unrolled: int = MOST_UNROLLED) -> TracedRows:
    """Choose at most MOST_ROWS rows, evenly, and fewer where their values would exceed MOST_BYTES;
    one batch where the model fixes its size.

    Raises:
        DataError: the arrays have unequally many rows; as from `gn.trace`.
    """
    total, size = _count(data), fixed_rows(model)
    most = size or MOST_ROWS
    rows = None if total <= most else evenly(total, most)
    subject_of = partial(model_subject, model, caller="diagnose", most_unrolled=most_unrolled)
    subject = subject_of(*select(data, rows))
    count = total if rows is None else len(rows)
    if size is not None:
        return TracedRows(rows, subject)
    fewer = max(FEWEST_ROWS, int(count * MOST_BYTES / max(_bytes(subject, count), 1)))
    if fewer >= count:
        return TracedRows(rows, subject)
    rows = evenly(total, fewer)
    return TracedRows(rows, subject_of(*select(data, rows)))


def fixed_rows(model: Model) -> int | None:
    """The rows that every batch must have, as for a stateful layer; None for any number."""
    sizes = (each.shape[0] for each in getattr(model, "inputs", None) or ())
    return next((size for size in sizes if size is not None), None)


def select(data: Data, rows: Rows | None) -> Data:
    """These rows of all arrays; None for all rows."""
    return data if rows is None else jax.tree.map(lambda leaf: np.asarray(leaf)[rows], data)


def pieces(total: int, size: int) -> Iterator[Rows]:
    """Indices of the rows that would be traced of a small network, `size` at a time; the last
    piece reaches back to be as large as the others."""
    rows = evenly(total, MOST_ROWS)
    for first in range(0, len(rows), size):
        yield rows[min(first, len(rows) - size) :][:size]


def is_finite(model: Model, data: Data) -> bool:
    """Whether the loss of these rows and its gradient are finite."""
    soon = partial(run_once.unless_compared, run_once.LARGE)
    finite = kept_with_model(
        model, "finite", lambda: CompiledFunction(partial(_is_finite, model), soon)
    )
    state = References.of(model).read()
    batch = one_batch(model, *data, caller="diagnose")
    return bool(finite(state.trainable, state.non_trainable, batch))


def _is_finite(model: Model, trainable: Any, non_trainable: Any, batch: Any) -> Any:
    def loss(weights: Any) -> Any:
        return keras_model.loss(model, weights, non_trainable, batch, caller="diagnose")

    found = jax.tree.leaves(jax.value_and_grad(loss)(trainable))
    return jnp.array([jnp.isfinite(each).all() for each in found]).all()


def _count(data: Data) -> int:
    """Number of rows; 0 where arrays have unequally many."""
    counts = {np.shape(leaf)[:1] for leaf in jax.tree.leaves(data)}
    return sum(counts.pop()) if len(counts) == 1 else 0


def evenly(total: int, most: int) -> Rows:
    """Indices of at most `most` of `total`, evenly spaced."""
    return np.linspace(0, total - 1, min(total, most)).astype(np.int64)


def _bytes(subject: Subject, rows: int) -> int:
    """Bytes of the values that have rows; nothing is computed to know them.

    Values of weights alone do not shrink with the rows. Dropout masks follow from no data, and do.
    """
    graph = subject.compiled.graph
    found = graph.descendants(node for node in graph.inputs if node.name in subject.rows)
    found.update(node for node in graph.nodes if node.shape[:1] == (rows,))
    return sum(node.size * node.dtype.itemsize for node in found)
