"""The `Context` that every check reads: one trace of a model and its data, and its consequences."""

from __future__ import annotations

import math
import time
from functools import cached_property
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.given_data import arrays_of, check_data, is_finite
from glassnet.diagnosis.model_ends import (
    FirstWeightInput,
    OutputLayer,
    first_weight_inputs,
)
from glassnet.diagnosis.output_head import OutputHead, output_heads, predictions
from glassnet.diagnosis.range_test import RangeTest, range_test
from glassnet.diagnosis.retraining import steps_to_reach
from glassnet.diagnosis.time_limit import OutOfTime, TimeLimit
from glassnet.diagnosis.traced_rows import MOST_ROWS, Data, TracedRows, select, trace_rows
from glassnet.graph.graph import Graph, Node, Step
from glassnet.tracing.keras_loss import model_subject
from glassnet.tracing.subject import Subject, leaf_names
from glassnet.tracing.trace import Trace
from glassnet.training import refusals
from glassnet.training.compilation import forward_operations
from glassnet.training.keras_data import as_arrays
from glassnet.training.keras_model import Model, Variables
from glassnet.training.keras_outputs import compares

Array = NDArray[Any]

# A loss below this share of the best constant's: the network learns. XOR's flat stretch lies at
# 0.98 to 1.02; healthy networks pass 0.5 within their first epochs or never need a diagnosis.
LEARNED = 0.5
LEFT = 0.05  # the same, below which there is little left to learn
FEWEST_STEPS = 100  # before them nobody can say that a training stands still
STILL = 0.002  # of the loss, gained in the range test's steps: less is standing still


class Context:
    """A compiled model, its data, and everything that is computed of both, each once.

    Args:
        model: a compiled model.
        x, y, sample_weight: arrays [rows, …] or nested structures of them.
        row_numbers: numbers of these rows in the whole data set, if they are one batch of it, which
            is then traced whole. None if they are the data set.

    Raises:
        SettingError: the model is not compiled or has a `train_step` of its own.
        DataError: the data do not fit the model.
    """

    def __init__(
        self,
        model: Model,
        x: Any,
        y: Any,
        sample_weight: Any = None,
        *,
        row_numbers: NDArray[Any] | None = None,
    ) -> None:
        refusals.check_compiled(model, "diagnose")
        refusals.check_train_step(model, "diagnose")
        self.model = model
        check_data(x=x, y=y, sample_weight=sample_weight)
        self._data = as_arrays(x, y, sample_weight)
        self.is_whole = row_numbers is None  # whether these are all rows of the data set
        self._row_numbers = row_numbers
        self.limit = TimeLimit()
        self.x, self.y, _ = map(arrays_of, self._data)
        self.data: dict[str, Array] = {
            name: array
            for part, tree in zip(("x", "y", "sample_weight"), self._data, strict=True)
            for name, array in zip(leaf_names(part, tree), arrays_of(tree), strict=True)
        }

    @cached_property
    def _traced(self) -> TracedRows:
        self.limit.require_forward(self._operations)
        if self._row_numbers is None:
            found = trace_rows(self.model, self._data)
            # A loop that is not unrolled is compiled once, and says less.
            if self.limit.has_time_to_trace(len(found.subject.compiled.graph.steps)):
                return found
            return trace_rows(self.model, self._data, most_unrolled=0)
        return TracedRows(None, model_subject(self.model, *self._data, caller="diagnose"))

    @cached_property
    def trace(self) -> Trace:
        """The loss of the traced rows, in training mode."""
        began, subject = time.perf_counter(), self._traced.subject
        if not self.limit.has_time_to_trace(len(subject.compiled.graph.steps)):
            raise OutOfTime
        trace = Trace(subject)
        _ = trace.value  # computes all
        self.limit.of_trace = time.perf_counter() - began
        return trace

    @cached_property
    def _operations(self) -> int:
        """Of a forward pass; not counted where there is no limit."""
        return forward_operations(self.model) if self.limit.left < math.inf else 0

    @property
    def subject(self) -> Subject:
        """What is traced: the loss of the traced rows."""
        return self._traced.subject

    @property
    def graph(self) -> Graph:
        return self.trace.graph

    def value(self, node: Node) -> Array:
        return self.trace.value_at(node)

    def gradient(self, node: Node) -> Array | None:
        """∂loss/∂node; None if the node has no gradient."""
        return self.trace.gradient_at(node)

    def gradient_norm(self, *nodes: Node) -> float:
        """‖∂L/∂nodes‖ of nodes that have a gradient."""
        found = (np.asarray(self.gradient(node), np.float64) for node in nodes)
        return math.hypot(*(float(np.linalg.norm(each.ravel())) for each in found))

    @cached_property
    def parameters(self) -> dict[str, Node]:
        """The trainable variables' nodes, by name."""
        by_name = {node.name: node for node in self.graph.inputs}
        return {name: by_name[name] for name in self.trace.parameters}

    def filled(self, template: str, step: Step) -> str:
        """A template of `graph.operations`, with the names that a step's nodes are shown by."""
        result = step.results[0].name
        names = map(self.trace.display.text, step.operands)
        return template.format(*names, y=result, g=f"∂L/∂{result}")

    # Rows ----------------------------------------------------------------------------------------

    @property
    def rows(self) -> int:
        """Number of traced rows."""
        return int(jax.tree.leaves(self.trace.batch)[0].shape[0])

    @property
    def traced_rows(self) -> NDArray[np.int64]:
        """Indices of the traced rows in `x` and `y`."""
        rows = self._traced.rows
        return np.arange(self.rows) if rows is None else rows

    def traced_row_number(self, row: int) -> int:
        """Number in the whole data set of a traced row."""
        return int(self._numbers_of(self.traced_rows[row]))

    def of_rows(self, rows: NDArray[np.int64]) -> Context:
        """Context of the same model for these rows of `x` and `y`."""
        numbers = self._numbers_of(rows)
        return Context(self.model, *self.data_of(rows), row_numbers=numbers)

    def data_of(self, rows: NDArray[np.int64]) -> Data:
        return select(self._data, rows)

    def _numbers_of(self, rows: Any) -> Any:
        return rows if self._row_numbers is None else self._row_numbers[rows]

    @property
    def leaves_rows_out(self) -> bool:
        """Whether not all rows are traced that would be of a small network."""
        return self._traced.rows is not None and self.rows < MOST_ROWS

    # Outputs -------------------------------------------------------------------------------------

    @cached_property
    def heads(self) -> tuple[OutputHead, ...]:
        """Every output with every loss that compares it with targets."""
        self.limit.require_forward(self._operations)
        if not compares(self.model):
            _ = self.subject  # which shows Keras a first batch
        return self.heads_with(None)

    def heads_with(self, state: Variables | None, copy: Any = None) -> tuple[OutputHead, ...]:
        """The same with other values of the variables, or of a copy; None for the model's own."""
        x, y, _ = select(self._data, self._traced.rows)
        layers, model = lambda: OutputLayer(self.trace), copy or self.model
        return output_heads(model, y, predictions(model, x, state), layers)

    @cached_property
    def heads_with_loss(self) -> tuple[OutputHead, ...]:
        """The outputs that have a loss; none in a model that computes its own."""
        return tuple(head for head in self.heads if head.loss_function is not None)

    @cached_property
    def unlearned(self) -> tuple[OutputHead, ...]:
        """Outputs whose loss is not below LEARNED × the best constant's, or whose best constant is
        unknown. An output without a loss has nothing to learn beside others that have one."""
        judged = self.heads_with_loss or self.heads
        return tuple(head for head in judged if not head.has_fallen_to(LEARNED))

    @property
    def has_learned(self) -> bool:
        return not self.unlearned

    @cached_property
    def base_rate(self) -> float | None:
        """Loss of the best constant for every output, without penalties; None if unknown."""
        rates = [(head.weight, head.base_rate) for head in self.heads_with_loss]
        known = [weight * rate for weight, rate in rates if rate is not None]
        return sum(known) if rates and len(known) == len(rates) else None

    def targets_of(self, head: OutputHead) -> Array | None:
        """Targets of an output in all rows; None without a loss or if they are not numbers."""
        if head.target is None:
            return None
        targets = self.y[head.target]
        targets = targets.astype(np.float32) if targets.dtype == bool else targets
        return targets if np.issubdtype(targets.dtype, np.number) else None

    def usable_rows(self, head: OutputHead) -> NDArray[np.int64]:
        """Rows that an output can be learned from: finite, and with no target left out."""
        targets = self.targets_of(head)
        if targets is None:
            return np.zeros(0, np.int64)
        usable = [head.counted(targets), *map(is_finite, (targets, *self.x))]
        flat = [each.reshape(len(each), -1).all(axis=1) for each in usable]
        return np.flatnonzero(np.all(flat, axis=0))

    def ancestors_of(self, head: OutputHead) -> set[Node]:
        """Nodes that an output is computed from; all nodes if its layer is unknown or no loss
        compares it."""
        ends = [node for node in self.graph.nodes if head.computes(node)]
        if not ends or head.loss_function is None:
            return set(self.graph.nodes)
        return self.graph.ancestors(ends)

    @cached_property
    def unlearned_ancestors(self) -> set[Node]:
        """Nodes that an unlearned output is computed from: where a cause may lie."""
        return set().union(*(self.ancestors_of(head) for head in self.unlearned))

    # Inputs --------------------------------------------------------------------------------------

    @cached_property
    def first_weight_inputs(self) -> list[FirstWeightInput]:
        """The values that reach the first weights, for each array of `x`."""
        by_name = {node.name: node for node in self.graph.inputs}
        inputs = [by_name[name] for name in self.data if name.split("/")[0] == "x"]
        return first_weight_inputs(self.graph, inputs, list(self.parameters.values()))

    @property
    def quantities(self) -> list[Array]:
        """The arrays of `x` whose numbers are multiplied by weights, or are floats."""
        pairs = zip(self.x, self.first_weight_inputs, strict=True)
        return [x for x, to in pairs if to.nodes or (x.dtype.kind == "f" and not to.looked_up)]

    @property
    def categories(self) -> list[Array]:
        """The arrays of `x` whose numbers only name something: looked up in a table, or one-hot."""
        pairs = zip(self.x, self.first_weight_inputs, strict=True)
        return [x for x, to in pairs if to.looked_up or not (to.nodes or x.dtype.kind == "f")]

    # The next steps ------------------------------------------------------------------------------

    @cached_property
    def range_test(self) -> RangeTest:
        """A few training steps from copies of the state, at several learning rates."""
        batch = self.trace.batch
        self.limit.require_step()
        return range_test(self.model, batch, ends=self.limit.ends)

    @cached_property
    def stands_still(self) -> bool:
        """Whether a trained network is still wrong and the next steps leave it where it is."""
        if int(self.model.optimizer.iterations) < FEWEST_STEPS:
            return False
        wrong = any(not head.has_fallen_to(LEFT) for head in self.heads_with_loss or self.heads)
        return wrong and self.range_test.gain < STILL

    @cached_property
    def steps_to_learn(self) -> int | None:
        """Steps until a copy that goes on training does better than LEARNED × the best constant;
        None if it does not in as many as are tried."""
        if self.base_rate is None:
            return None
        self.limit.require_step()
        batch = jax.tree.map(lambda leaf: leaf[self.range_test.rows], self.trace.batch)
        return steps_to_reach(self.model, batch, LEARNED * self.base_rate)

    @cached_property
    def gain(self) -> float:
        """Share of the loss that the range test's steps take away, beyond what a constant gains: of
        nine equal labels in ten a bias takes 0.69 to 0.33. With sample weights all of it counts."""
        test = self.range_test
        heads = self.heads_with_loss if self._data[2] is None else ()
        constant = sum(abs(head.weight) * head.above_constant(test.rows) for head in heads)
        return test.gain - constant / max(abs(test.before), 1e-30)
