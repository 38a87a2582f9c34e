"""A model and its data, looked at once: what every check reads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.first_weight_inputs import Arrival, arrivals
from glassnet.diagnosis.output_head import Ending, endings_of
from glassnet.diagnosis.output_layer import Makers
from glassnet.diagnosis.predictions import predictions
from glassnet.diagnosis.range_test import RangeTest, range_test
from glassnet.diagnosis.traced_rows import MOST_ROWS, Traced, broken, part, traced
from glassnet.errors import DataError
from glassnet.graph.display_graph import DisplayGraph
from glassnet.graph.graph import Graph, Node
from glassnet.tracing.keras_loss import model_subject
from glassnet.tracing.subject import leaf_names
from glassnet.tracing.trace import Trace
from glassnet.training import checks
from glassnet.training.keras_data import as_arrays
from glassnet.training.keras_model import Model
from glassnet.training.keras_outputs import compares

Array = NDArray[Any]

# A loss below this share of the best constant's: the network learns. XOR's flat stretch lies at
# 0.98 to 1.02; healthy networks pass 0.5 within their first epochs or never need a diagnosis.
LEARNED = 0.5
LOSS = "loss"  # the scope of what computes the loss


class Examination:
    """One trace of a batch, and what follows from it.

    rows: the numbers that the rows given have in all data, which are then one batch of them and
    traced all; None where they are the data.
    Raises what `gn.trace` raises for a model that is not compiled or has a train_step of its own,
    and for data that do not fit.
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
        checks.check_compiled(model, "diagnose")
        checks.check_train_step(model, "diagnose")
        self._all = x, y, sample_weight = as_arrays(x, y, sample_weight)
        self.model = model
        self.x: list[Array] = [np.asarray(leaf) for leaf in _leaves(x)]
        self.y: list[Array] = [np.asarray(leaf) for leaf in _leaves(y)]
        parts = {"x": x, "y": y, "sample_weight": sample_weight}
        self.data: dict[str, Array] = {
            name: np.asarray(leaf)
            for part, tree in parts.items()
            for name, leaf in zip(leaf_names(part, tree), _leaves(tree), strict=True)
        }
        self._numbers = rows
        self._given = x, y, sample_weight

    @cached_property
    def _traced(self) -> Traced:
        if self._numbers is None:
            return traced(self.model, self._given)
        return Traced(None, model_subject(self.model, *self._given, caller="diagnose"))

    @property
    def _chosen(self) -> NDArray[np.int64] | None:
        """Which of the rows given are traced; None for all."""
        return self._traced.rows

    @property
    def _batch(self) -> tuple[Any, Any, Any]:
        return part(self._given, self._chosen)

    @cached_property
    def trace(self) -> Trace:
        """The loss of the traced rows, in training mode."""
        return Trace(self._traced.subject)

    def broken_elsewhere(self) -> Examination | None:
        """Of rows that are not traced because the network makes much of each, the first whose loss
        or its gradient is not finite."""
        if self._chosen is None or self.rows >= MOST_ROWS:
            return None
        rows = broken(self.model, self._given, self.rows)
        return (
            None if rows is None else Examination(self.model, *part(self._given, rows), rows=rows)
        )

    @property
    def traced(self) -> NDArray[np.int64]:
        """Which rows of the data are traced."""
        return np.arange(self.rows) if self._chosen is None else self._chosen

    def of_rows(self, rows: NDArray[np.int64]) -> Examination:
        """The same model, looked at with these rows of the data."""
        some = jax.tree.map(lambda leaf: np.asarray(leaf)[rows], self._all)
        return Examination(
            self.model, *some, rows=np.array([self.row_given(int(each)) for each in rows])
        )

    @property
    def graph(self) -> Graph:
        """The loss as a graph."""
        return self.trace.graph

    @property
    def display(self) -> DisplayGraph:
        """The graph as a person reads it."""
        return self.trace.display

    @property
    def loss(self) -> float:
        """Of the traced rows, in training mode, penalties included."""
        return self.trace.value

    @property
    def rows(self) -> int:
        """How many rows are traced."""
        return int(jax.tree.leaves(self.trace.batch)[0].shape[0])

    def row_given(self, place: int) -> int:
        """The number, in all data, of a row of `x` and `y`."""
        return place if self._numbers is None else int(self._numbers[place])

    def row(self, place: int) -> int:
        """The same of a traced row."""
        return self.row_given(place if self._chosen is None else int(self._chosen[place]))

    def value(self, node: Node) -> Array:
        """What a node is."""
        return self.trace.value_at(node)

    def gradient(self, node: Node) -> Array | None:
        """∂loss/∂node."""
        return self.trace.gradient_at(node)

    @cached_property
    def endings(self) -> tuple[Ending, ...]:
        """How the model ends: each output and the loss that compares it with its targets."""
        if not compares(self.model):
            _ = self.trace  # which shows Keras a first batch
        x, y, _ = self._batch
        inference, training = predictions(self.model, x)
        return endings_of(self.model, y, inference, training, lambda: Makers(self.trace, LOSS))

    @cached_property
    def compared(self) -> tuple[Ending, ...]:
        """Those that a loss compares with targets; none of a model that computes its own."""
        return tuple(each for each in self.endings if each.function is not None)

    @cached_property
    def unlearned(self) -> tuple[Ending, ...]:
        """Those whose loss is not far below what a constant reaches, or of which that is not known.

        An output without a loss has nothing to learn, beside others that have one.
        """
        judged = self.compared or self.endings
        return tuple(each for each in judged if not each.has_fallen_to(LEARNED))

    @property
    def has_learned(self) -> bool:
        """Whether every output has."""
        return not self.unlearned

    @cached_property
    def base_rate(self) -> float | None:
        """The loss when every output is its best constant, penalties left out; None where it is not
        known how to find it."""
        rates = [(each.weight, each.base_rate) for each in self.compared]
        known = [weight * rate for weight, rate in rates if rate is not None]
        return sum(known) if rates and len(known) == len(rates) else None

    def given(self, ending: Ending) -> Array | None:
        """An output's targets in all rows; None of no loss, and of what is no number."""
        if ending.target is None:
            return None
        found = self.y[ending.target]
        found = found.astype(np.float32) if found.dtype == bool else found
        return found if np.issubdtype(found.dtype, np.number) else None

    def told(self, ending: Ending) -> NDArray[np.int64]:
        """The numbers of the rows that an output can be learned from: all of whose targets count,
        and which hold no number that is not finite, as a mask may leave out."""
        given = self.given(ending)
        if given is None:
            return np.zeros(0, np.int64)
        counted = [ending.counted(given), *map(_finite, (given, *self.x))]
        return np.flatnonzero(np.all([_of_rows(each) for each in counted], axis=0))

    @cached_property
    def open(self) -> set[Node]:
        """What the outputs depend on that have not learned: where a cause may lie."""
        return set().union(*(self.behind(each) for each in self.unlearned))

    def behind(self, ending: Ending) -> set[Node]:
        """What an output depends on; all there is where it is not known what makes it, or what is
        learned does not go through it."""
        ends = [node for node in self.graph.nodes if makes(ending, node)]
        if not ends or ending.function is None:
            return set(self.graph.nodes)
        found = set(ends)
        for step in reversed(self.graph.steps):
            if not found.isdisjoint(step.results):
                found.update(step.operands)
        return found

    @cached_property
    def arrivals(self) -> list[Arrival]:
        """Of each array of `x`, in their order, what arrives of it at the first weights."""
        by_name = {node.name: node for node in self.graph.inputs}
        names = [name for name in self.data if name == "x" or name.startswith("x/")]
        parameters = [by_name[name] for name in self.trace.parameters]
        return arrivals(self.graph, [by_name[name] for name in names], parameters)

    @property
    def numbers(self) -> list[Array]:
        """The arrays of `x` that are quantities, with all rows."""
        return [
            each
            for each, arrival in self._arriving
            if arrival.nodes or (each.dtype.kind == "f" and not arrival.looked_up)
        ]

    @property
    def words(self) -> list[Array]:
        """Those whose numbers only name something: they choose rows of a table, or are one-hot."""
        return [
            each
            for each, arrival in self._arriving
            if arrival.looked_up or not (arrival.nodes or each.dtype.kind == "f")
        ]

    @property
    def _arriving(self) -> Iterable[tuple[Array, Arrival]]:
        return zip(self.x, self.arrivals, strict=True)

    @cached_property
    def range_test(self) -> RangeTest:
        """Some steps with copies of the state, at several learning rates."""
        return range_test(self.model, self.trace.batch)

    @cached_property
    def gain(self) -> float:
        """How much of the loss is gone after the range test's steps, without what a constant gains.

        Where nine labels in ten are the same, a bias alone takes 0.69 to 0.33. Of weighted rows all
        counts: their best constant is not known.
        """
        test = self.range_test
        compared = self.compared if self._batch[2] is None else ()
        constant = sum(abs(each.weight) * each.above_constant(test.rows) for each in compared)
        return test.gain - constant / max(abs(test.before), 1e-30)


def makes(ending: Ending, node: Node) -> bool:
    """Whether a node is computed in the layer that an output comes from."""
    here = ending.layer
    return bool(here) and (node.layer == here or node.layer.startswith((f"{here}/", f"{here}[")))


def _finite(values: Array) -> NDArray[np.bool_]:
    """Of what is no number: that it is no number is said elsewhere."""
    return np.isfinite(values) if values.dtype.kind in "fc" else np.ones(len(values), bool)


def _of_rows(each: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.logical_and.reduce(each.reshape(len(each), -1), axis=1)


def _leaves(tree: Any) -> list[Any]:
    """The arrays of a structure, in JAX' order: of a dictionary in that of its keys."""
    if tree is None:
        return []
    if isinstance(tree, Mapping):
        parts: Mapping[str, Any] = tree
        order = parts if isinstance(parts, OrderedDict) else sorted(parts)
        return [leaf for key in order for leaf in _leaves(parts[key])]
    if isinstance(tree, list | tuple):
        several: Sequence[Any] = tree
        return [leaf for part in several for leaf in _leaves(part)]
    if not hasattr(tree, "shape"):
        raise DataError(
            f"diagnose: expected arrays [rows, …] for x and y, got {type(tree).__name__}: give "
            "the rows of one batch."
        )
    return [tree]
