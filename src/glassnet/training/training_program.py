"""A model's training as compiled programs: many epochs, many steps, one validation.

Every loop here runs inside XLA over Keras' own `train_step`; its trip count is an argument, so one
compiled program serves chunks of any length.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
from jax import lax

from glassnet.training import keras_metrics
from glassnet.training.batching import BatchLayout, Fetch
from glassnet.training.compilation import (
    ChunkSize,
    CompiledFunction,
    tree_bytes,
    zeros_of,
)
from glassnet.training.epochs import in_blocks, one_by_one
from glassnet.training.fusion.fuse import around, fuse, repeated, unfused
from glassnet.training.fusion.soon import compiled_soon
from glassnet.training.keras_model import Model, Tree, Variables
from glassnet.training.observation import ObserverSet
from glassnet.training.refusals import has_own_train_step
from glassnet.training.sharding import divided
from glassnet.training.step_forms import Step, StepForms, alone

# What one call may hold of logs: 2¹⁸ epochs of six numbers, or 2,000 of a 30×30 confusion matrix.
LOG_BYTES = 8 * 2**20

Logs = dict[str, Any]  # name -> result, of the loss and of every metric


class Carry:
    """The variables on their way from one program to the next: after an error these are left."""

    def __init__(self, variables: Variables) -> None:
        self.variables = variables

    def through(self, compiled: CompiledFunction, *arguments: Any) -> Any:
        """Run a compiled part of a `TrainingProgram` on them; return its other result."""
        self.variables, logs = compiled(self.variables, *arguments)
        return logs


class TrainingProgram:
    """One model's compiled training. Holds for as long as the model is not compiled anew.

    Args:
        model: a compiled keras.Model.
        layout: the batches of arrays on the device; None for data that come in stacks of batches.
        validation: the batches of validation data on the device; None without.
        fused: rewrite steps into the form that XLA runs fastest (equal within float32 rounding);
            False: leave them as Keras wrote them (equal bit for bit).
        observers: of the steps; their records travel with the variables (see `observation`).
        donated: give the variables' buffers to each program: a network then trains in place.
        shared: by short trainings on any number of rows: what each of them adds, the batch that is
            left over, is compiled soon rather than run fast.
        length: steps of its longest training, which decide what is worth compiling; inf if not
            known. It may grow: steps of other shapes are then traced for that.
    """

    def __init__(
        self,
        model: Model,
        layout: BatchLayout | None,
        validation: BatchLayout | None,
        fused: bool,
        observers: ObserverSet,
        donated: bool,
        shared: bool,
        length: float,
    ) -> None:
        self._model = model
        self._observers = observers
        self._layout = layout
        self._validation = validation
        self._fused = fused
        self.forms = StepForms(model, observers, fuse if fused else alone(unfused), length)
        self._single_forms = self.forms
        if fused and shared:
            self._single_forms = StepForms(model, observers, alone(compiled_soon), length)
        self._room: int | None = None
        self.chunk_size = ChunkSize()

        def compiled(function: Any, of: StepForms = self.forms, **how: Any) -> CompiledFunction:
            return CompiledFunction(function, lambda _: of.compiler_options(), **how)

        self.epochs = compiled(self._epochs, donated=donated)
        self.steps = compiled(self._steps, donated=donated)
        self.rest = compiled(self._rest, donated=donated)
        self.batches = compiled(self._batches, donated=donated)
        self.single = compiled(self._single, self._single_forms, donated=donated)
        self.reset = compiled(self._reset_metrics)
        self.validate = compiled(self._validate)

    @property
    def compile_seconds(self) -> float:
        """Time spent on compiling training so far."""
        parts = self.steps, self.rest, self.batches, self.single, self.epochs
        return sum(each.compile_seconds for each in parts)

    def room(self, variables: Variables, data: Tree) -> int:
        """How many epochs one call of `epochs` can hold, with orders and logs."""
        if self._room is None:
            layout = _known(self._layout)
            if has_own_train_step(self._model):
                orders = jax.ShapeDtypeStruct((layout.rows,), "int32") if layout.shuffled else None
                logs = jax.eval_shape(self._epoch, variables, data, orders)[1]
            else:
                results = partial(keras_metrics.metric_results, self._model)
                logs = jax.eval_shape(results, variables.metrics)
            size = max(1, tree_bytes(logs)) * (2 if self._validation else 1)
            self._room = max(1, min(layout.most_epochs, LOG_BYTES // size))
        return self._room

    # Parts that are compiled ---------------------------------------------------------------------

    def _epochs(
        self,
        variables: Variables,
        data: Tree,
        orders: jax.Array | None,
        count: jax.Array,
        validation_data: Tree,
        due: jax.Array | None,
    ) -> tuple[Variables, Logs, Logs]:
        """`count` whole epochs, at most `room`: new state, logs and validation logs, values [room].

        orders: [room, rows] int32, or None without shuffling. validation_data: leaves [rows, …],
        or None. due: [room] bool, after which epochs to validate; None for after each.
        """
        layout = _known(self._layout)

        def epoch(variables: Variables, number: Any) -> tuple[Variables, tuple[Logs, Logs]]:
            order = None if orders is None else orders[number]
            variables, logs = self._epoch(self._reset(variables), data, order)
            if validation_data is None:
                return variables, (logs, {})
            validate = lambda v: self._validate(v, validation_data)
            if due is None:
                variables, validation_logs = validate(variables)
            else:
                empty = zeros_of(jax.eval_shape(validate, variables)[1])
                variables, validation_logs = lax.cond(
                    due[number], validate, lambda v: (v, empty), variables
                )
            return variables, (logs, validation_logs)

        single = layout.steps == 1 and validation_data is None
        blocks = self._fused and single and not self._observers
        loop = in_blocks if blocks else one_by_one
        room = self.room(variables, data)
        variables, (logs, validation_logs) = loop(epoch, variables, count, room)
        return variables, logs, validation_logs

    def _epoch(
        self, variables: Variables, data: Tree, order: jax.Array | None
    ) -> tuple[Variables, Logs]:
        return self._pass(self.forms.train_step, variables, _known(self._layout), data, order)

    def _pass(
        self,
        step_for: Callable[[Variables, Tree], Step],
        variables: Variables,
        layout: BatchLayout,
        data: Tree,
        order: jax.Array | None,
    ) -> tuple[Variables, Logs]:
        """Run all batches once, the partial one last."""
        fetch = layout.fetch(data, order)
        step = step_for(variables, fetch(0))
        variables, last = self._many(step, variables, fetch, layout.full_steps)
        if layout.remainder:
            rest = layout.fetch_rest(data, order)
            variables, last = around(step_for(variables, rest))(variables, rest)
        return variables, self._results(variables, last)

    def _steps(
        self,
        variables: Variables,
        data: Tree,
        order: jax.Array | None,
        first: jax.Array,
        count: jax.Array,
    ) -> tuple[Variables, Logs]:
        """`count` full batches of one epoch, from step `first` on: new state, metrics so far."""
        fetch = _known(self._layout).fetch(data, order)
        step = self.forms.train_step(variables, fetch(0))
        variables, last = self._many(step, variables, lambda k: fetch(first + k), count)
        return variables, self._results(variables, last)

    def _rest(
        self, variables: Variables, data: Tree, order: jax.Array | None
    ) -> tuple[Variables, Logs]:
        """The epoch's last, partial batch: new state, metrics after it."""
        batch = _known(self._layout).fetch_rest(data, order)
        variables, last = around(self.forms.train_step(variables, batch))(variables, batch)
        return variables, self._results(variables, last)

    def _batches(
        self, variables: Variables, stack: Tree, count: jax.Array
    ) -> tuple[Variables, Logs]:
        """The first `count` batches of a stack, whose leaves are [batches, batch, …]."""
        fetch = lambda k: divided(jax.tree.map(lambda a: a[k], stack))
        step = self.forms.train_step(variables, fetch(0))
        variables, last = self._many(step, variables, fetch, count)
        return variables, self._results(variables, last)

    def _single(self, variables: Variables, stack: Tree) -> tuple[Variables, Logs]:
        """The one batch of a stack, whose leaves are [1, batch, …]."""
        batch = divided(jax.tree.map(lambda a: a[0], stack))
        step = self._single_forms.train_step(variables, batch)
        variables, last = around(step)(variables, batch)
        return variables, self._results(variables, last)

    def _reset_metrics(self, metrics: list[jax.Array]) -> list[jax.Array]:
        return keras_metrics.reset_metrics(self._model, metrics)

    def _reset(self, variables: Variables) -> Variables:
        return self._opaque(variables._replace(metrics=self._reset_metrics(variables.metrics)))

    def _results(self, variables: Variables, last_logs: Tree) -> Logs:
        return keras_metrics.results(self._model, self._opaque(variables).metrics, last_logs)

    def _opaque(self, variables: Variables) -> Variables:
        """Hide from XLA that metrics start at zero: it would turn total / count into a product."""
        if self._fused:
            return variables
        return variables._replace(metrics=lax.optimization_barrier(variables.metrics))

    def _validate(self, variables: Variables, data: Tree) -> tuple[Variables, Logs]:
        """One pass over the validation data [rows, …]; logs have Keras' names, `val_…`."""
        layout = _known(self._validation)
        variables, logs = self._pass(
            self.forms.test_step, self._reset(variables), layout, data, None
        )
        return variables, {f"val_{name}": value for name, value in logs.items()}

    # Loops over steps ----------------------------------------------------------------------------

    def _many(
        self, step: Step, variables: Variables, fetch: Fetch, count: int | jax.Array
    ) -> tuple[Variables, Tree]:
        """`count` ≥ 1 steps; the last step's logs, or their names where the metrics hold them."""
        if isinstance(count, int) and count == 1:
            return step(variables, fetch(0))
        shapes = jax.eval_shape(step, variables, fetch(0))[1]
        # Where the results follow from the metrics' state, no step needs to compute them.
        follow = keras_metrics.hold(self._model, variables.metrics, shapes)
        logs = None if follow else zeros_of(shapes)
        variables, logs = repeated(step, count, variables, fetch, logs)
        return variables, dict.fromkeys(shapes) if follow else logs


def _known(layout: BatchLayout | None) -> BatchLayout:
    assert layout is not None
    return layout
