"""A model and its data, looked at once: what every check reads."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.ending import Ending
from glassnet.diagnosis.range_test import RangeTest, range_test
from glassnet.errors import DataError
from glassnet.graph.graph import Graph, Node
from glassnet.tracing.keras_loss import of_model
from glassnet.tracing.trace import Trace
from glassnet.training import keras_model
from glassnet.training.keras_model import Model, References
from glassnet.training.source import as_arrays

Array = NDArray[Any]

# Of more rows so many are traced, evenly chosen: all values of all nodes are kept at once.
MOST_ROWS = 1024
# A loss below this share of the best constant's: the network learns. XOR's flat stretch lies at
# 0.98 to 1.02; healthy networks pass 0.5 within their first epochs or never need a diagnosis.
LEARNED = 0.5
LOSS = "loss"  # the scope of what computes the loss


class Examination:
    """One trace of a batch, and what follows from it.

    rows: the numbers that the rows given have in all data, which are then one batch of them and
    traced all; None where they are the data.
    Raises what `gn.trace` raises for a model that is not compiled and for data that do not fit.
    """

    def __init__(
        self,
        model: Model,
        x: Any,
        y: Any,
        sample_weight: Any = None,
        *,
        rows: NDArray[Any] | None = None,
    ) -> None:
        keras_model.check_compiled(model, "diagnose")
        x, y, sample_weight = as_arrays(x, y, sample_weight)
        self.model = model
        self.x: list[Array] = [np.asarray(leaf) for leaf in _leaves(x)]
        self.y: list[Array] = [np.asarray(leaf) for leaf in _leaves(y)]
        self.chosen = rows if rows is not None else _chosen(self.x, self.y)
        if rows is None and self.chosen is not None:
            x, y, sample_weight = jax.tree.map(
                lambda leaf: np.asarray(leaf)[self.chosen], (x, y, sample_weight)
            )
        self._batch = x, y, sample_weight

    @cached_property
    def trace(self) -> Trace:
        """The loss of the traced rows, in training mode."""
        return Trace(of_model(self.model, *self._batch, asked="diagnose"))

    @property
    def graph(self) -> Graph:
        """The loss as a graph."""
        return self.trace.graph

    @property
    def loss(self) -> float:
        """Of the traced rows, in training mode, penalties included."""
        return self.trace.value

    @property
    def rows(self) -> int:
        """How many rows are traced."""
        return int(jax.tree.leaves(self.trace.batch)[0].shape[0])

    def row(self, place: int) -> int:
        """The number, in the data given, of a traced row."""
        return place if self.chosen is None else int(self.chosen[place])

    def value(self, node: Node) -> Array:
        """What a node is."""
        return self.trace.value_at(node)

    def gradient(self, node: Node) -> Array | None:
        """∂loss/∂node."""
        return self.trace.gradient_at(node)

    @cached_property
    def ending(self) -> Ending:
        """How the model ends: its last activation and its loss."""
        return Ending.of(self.model)

    @cached_property
    def outputs(self) -> Array | None:
        """What the model predicts for the traced rows, in inference; None of several outputs."""
        x = self._batch[0]
        state = References.of(self.model).read()
        known = inspect.signature(self.model.call).parameters
        mode = {"training": False} if {"training", "kwargs"} & set(known) else {}
        found, _ = self.model.stateless_call(state.trainable, state.non_trainable, x, **mode)
        leaves = jax.tree.leaves(found)
        return np.asarray(leaves[0]) if len(leaves) == 1 else None

    @cached_property
    def targets(self) -> Array | None:
        """What the outputs are compared with, of the traced rows; None unless there is one."""
        leaves = jax.tree.leaves(self._batch[1])
        return np.asarray(leaves[0]) if len(leaves) == 1 else None

    @cached_property
    def base_rate(self) -> float | None:
        """The loss of the best constant prediction; None where it is not known how to find it."""
        if self.outputs is None or self.targets is None:
            return None
        return self.ending.best_constant(self.targets, self.outputs.shape)

    @cached_property
    def has_learned(self) -> bool:
        """Whether the loss lies far below what a constant reaches."""
        if self.base_rate is None or self.outputs is None or self.targets is None:
            return False
        # Dropout and penalties raise the loss of training above that of prediction, which is
        # asked first: it needs no trace.
        losses = self.ending.measured(self.targets, self.outputs)
        bar = LEARNED * self.base_rate
        return any(loss < bar for loss in losses) or self.loss < bar

    @cached_property
    def range_test(self) -> RangeTest:
        """Some steps with copies of the state, at several learning rates."""
        return range_test(self.model, self.trace.batch)


def _leaves(tree: Any) -> list[Any]:
    """The arrays of a structure, a dictionary's in the order of its keys, as JAX has them."""
    if tree is None:
        return []
    if isinstance(tree, Mapping):
        parts: Mapping[str, Any] = tree
        return [leaf for key in sorted(parts) for leaf in _leaves(parts[key])]
    if isinstance(tree, list | tuple):
        several: Sequence[Any] = tree
        return [leaf for part in several for leaf in _leaves(part)]
    if not hasattr(tree, "shape"):
        raise DataError(
            f"diagnose: expected arrays [rows, …] for x and y, got {type(tree).__name__}: give "
            "the rows of one batch."
        )
    return [tree]


def _chosen(x: list[Array], y: list[Array]) -> NDArray[np.int64] | None:
    """Which rows are traced; None for all, and where rows do not match: `gn.trace` says so."""
    counts = {len(leaf) for leaf in [*x, *y]}
    if len(counts) != 1 or max(counts) <= MOST_ROWS:
        return None
    return np.linspace(0, counts.pop() - 1, MOST_ROWS).astype(np.int64)
