"""A model's training as compiled programs: many epochs, many steps, one validation.

Every loop here runs inside XLA over Keras' own `train_step`; its trip count is an argument, so one
compiled program serves chunks of any length.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from glassnet.training import keras_model
from glassnet.training.compilation import CompiledFunction, kept_with_model
from glassnet.training.epoch_loop import in_blocks, one_by_one
from glassnet.training.fusion.fuse import fuse, unfused
from glassnet.training.keras_model import Model, Tree, Variables
from glassnet.training.layout import Fetch, Layout
from glassnet.training.observation import Watch, without_gradients
from glassnet.training.pace import Pace

# What one call may hold of logs: 2¹⁸ epochs of six numbers, or 2,000 of a 30×30 confusion matrix.
LOG_BYTES = 8 * 2**20

Logs = dict[str, Any]  # a metric's name -> its result, or nested for a metric with several
Step = Callable[[Variables, Tree], tuple[Variables, Tree]]


class Carry:
    """The variables on their way from one program to the next.

    A program is given them for good; so after an error these are the ones that are left.
    """

    def __init__(self, variables: Variables) -> None:
        self.variables = variables

    def through(self, compiled: CompiledFunction, *arguments: Any) -> Any:
        """Run a compiled part of `Program` on them. Returns what it gives beside the variables."""
        self.variables, logs = compiled(self.variables, *arguments)
        return logs


class Program:
    """One model's compiled training. Holds for as long as the model is not compiled anew.

    fused: whether each step's small operations are rewritten into the form that XLA runs fastest
        (equal within float32 rounding) or left as Keras wrote them (equal bit for bit).
    watch: whose view of the steps comes with the variables, if they hold records; see there.
    """

    def __init__(
        self,
        model: Model,
        layout: Layout | None,
        validation: Layout | None,
        fused: bool,
        watch: Watch,
    ) -> None:
        self._model = model
        self.watch = watch
        self._layout = layout
        self._validation = validation
        self._fused = fused
        self._made: dict[Any, Step] = {}
        self._room: int | None = None
        self.pace = Pace()
        self.epochs = CompiledFunction(self._epochs, self._options, donated=True)
        self.steps = CompiledFunction(self._steps, self._options, donated=True)
        self.rest = CompiledFunction(self._rest, self._options, donated=True)
        self.batches = CompiledFunction(self._batches, self._options, donated=True)
        self.reset = CompiledFunction(self._reset_metrics, self._options)
        self.validate = CompiledFunction(self._validate, self._options)

    @property
    def compile_seconds(self) -> float:
        """Time spent compiling so far."""
        parts = (self.steps, self.rest, self.batches, self.epochs)
        return sum(part.compile_seconds for part in parts)

    def _options(self) -> Mapping[str, Any]:
        """The compiler's options that all steps traced so far want."""
        wanted = [dict(getattr(step, "compiler_options", {})) for step in self._made.values()]
        first = wanted[0] if wanted else {}
        return first if all(options == first for options in wanted) else {}

    def room(self, variables: Variables, data: Tree) -> int:
        """How many epochs one call of `epochs` can hold: their orders and their logs."""
        if self._room is None:
            layout = _known(self._layout)
            if keras_model.has_own_train_step(self._model):
                orders = jax.ShapeDtypeStruct((layout.rows,), "int32") if layout.shuffled else None
                logs = jax.eval_shape(self._epoch, variables, data, orders)[1]
            else:
                results = partial(keras_model.metric_results, self._model)
                logs = jax.eval_shape(results, variables.metrics)
            size = sum(leaf.size * leaf.dtype.itemsize for leaf in jax.tree.leaves(logs))
            if self._validation:
                size *= 2
            self._room = max(1, min(layout.room, LOG_BYTES // max(size, 1)))
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
        """`count` whole epochs, at most `room`.

        orders: [room, rows] int32, or None without shuffling.
        validation_data: leaves [rows, …]; None for no validation.
        due: [room] bool, after which epochs to validate; None for after each.
        Returns the new state, and the logs and validation logs, each value [room].
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
                empty = _zeros(jax.eval_shape(validate, variables)[1])
                variables, validation_logs = lax.cond(
                    due[number], validate, lambda v: (v, empty), variables
                )
            return variables, (logs, validation_logs)

        single = layout.steps == 1 and validation_data is None
        blocks = self._fused and single and not self.watch
        loop = in_blocks if blocks else one_by_one
        room = self.room(variables, data)
        variables, (logs, validation_logs) = loop(epoch, variables, count, room)
        return variables, logs, validation_logs

    def _epoch(
        self, variables: Variables, data: Tree, order: jax.Array | None
    ) -> tuple[Variables, Logs]:
        layout = _known(self._layout)
        fetch = layout.fetch(data, order)
        step = self._train_step(variables, fetch(0))
        variables, last = self._many(step, variables, fetch, layout.full_steps)
        if layout.remainder:
            rest = layout.fetch_rest(data, order)
            variables, last = self._train_step(variables, rest)(variables, rest)
        return variables, self._results(variables, last)

    def _steps(
        self,
        variables: Variables,
        data: Tree,
        order: jax.Array | None,
        first: jax.Array,
        count: jax.Array,
    ) -> tuple[Variables, Logs]:
        """`count` full batches of one epoch, from step `first` on; the metrics so far."""
        fetch = _known(self._layout).fetch(data, order)
        step = self._train_step(variables, fetch(0))
        variables, last = self._many(step, variables, lambda k: fetch(first + k), count)
        return variables, self._results(variables, last)

    def _rest(
        self, variables: Variables, data: Tree, order: jax.Array | None
    ) -> tuple[Variables, Logs]:
        """The epoch's last, partial batch; the metrics after it."""
        batch = _known(self._layout).fetch_rest(data, order)
        variables, last = self._train_step(variables, batch)(variables, batch)
        return variables, self._results(variables, last)

    def _batches(
        self, variables: Variables, stack: Tree, count: jax.Array
    ) -> tuple[Variables, Logs]:
        """The first `count` batches of a stack, whose leaves are [batches, batch, …]."""
        fetch = lambda k: jax.tree.map(lambda a: a[k], stack)
        step = self._train_step(variables, fetch(0))
        variables, last = self._many(step, variables, fetch, count)
        return variables, self._results(variables, last)

    def _reset_metrics(self, metrics: list[jax.Array]) -> list[jax.Array]:
        return keras_model.reset_metrics(self._model, metrics)

    def _reset(self, variables: Variables) -> Variables:
        return self._opaque(variables._replace(metrics=self._reset_metrics(variables.metrics)))

    def _results(self, variables: Variables, last_logs: Tree) -> Logs:
        return keras_model.results(self._model, self._opaque(variables), last_logs)

    def _opaque(self, variables: Variables) -> Variables:
        """Hide from XLA that metrics start at zero: it would turn total / count into a product."""
        if self._fused:
            return variables
        return variables._replace(metrics=lax.optimization_barrier(variables.metrics))

    def _validate(self, variables: Variables, data: Tree) -> tuple[Variables, Logs]:
        """One pass over the validation data [rows, …]; logs named as Keras does, `val_…`."""
        layout = _known(self._validation)
        variables = self._reset(variables)
        fetch = layout.fetch(data, None)
        step = self._test_step(variables, fetch(0))
        variables, last = self._many(step, variables, fetch, layout.full_steps)
        if layout.remainder:
            rest = layout.fetch_rest(data, None)
            variables, last = self._test_step(variables, rest)(variables, rest)
        logs = self._results(variables, last)
        return variables, {f"val_{name}": value for name, value in logs.items()}

    # Loops over steps ----------------------------------------------------------------------------

    def _many(
        self, step: Step, variables: Variables, fetch: Fetch, count: int | jax.Array
    ) -> tuple[Variables, Tree]:
        """`count` ≥ 1 steps; the last step's logs, or their names where the metrics hold them."""
        if isinstance(count, int) and count == 1:
            return step(variables, fetch(0))
        shapes = jax.eval_shape(step, variables, fetch(0))[1]
        if self._are_metrics(variables, shapes):
            # The results follow from the metrics' state: no step needs to compute them.
            body = lambda k, v: step(v, fetch(k))[0]
            return lax.fori_loop(0, count, body, variables), dict.fromkeys(shapes)
        return lax.fori_loop(
            0, count, lambda k, carry: step(carry[0], fetch(k)), (variables, _zeros(shapes))
        )

    def _are_metrics(self, variables: Variables, logs: Tree) -> bool:
        """Whether a step's logs are the model's metrics (they are not for some custom steps)."""
        if not isinstance(logs, dict):
            return False
        names = dict.fromkeys(logs)
        found = jax.eval_shape(lambda v: keras_model.results(self._model, v, names), variables)
        return all(value is not None for value in found.values()) and set(found) == set(names)

    def _train_step(self, variables: Variables, batch: Tree) -> Step:
        if not self.watch:
            return self._step(keras_model.train_step, variables, batch)
        alone = variables._replace(records=())
        step = self._step(keras_model.train_step, alone, batch)
        if self.watch.wants_gradients:
            seen = self._step(keras_model.train_step_with_gradients, alone, batch)
        else:
            seen = without_gradients(step)
        return self.watch.step(step, seen)

    def _test_step(self, variables: Variables, batch: Tree) -> Step:
        return self._step(keras_model.test_step, variables, batch)

    def _step(self, kind: Callable[..., Any], variables: Variables, batch: Tree) -> Step:
        """Keras' step for batches of this shape, traced once: Keras takes 0.1 s to run through."""
        example = _shapes((variables, batch))
        leaves, structure = jax.tree.flatten(example)
        key = (kind, structure, *((leaf.shape, leaf.dtype) for leaf in leaves))
        if key not in self._made:
            step = lambda v, b: kind(self._model, v, b)
            others = [made for k, made in self._made.items() if k[1:] != key[1:]]
            self._made[key] = (
                fuse(step, *example, beside=others) if self._fused else unfused(step, *example)
            )
        return self._made[key]


def program_for(
    model: Model, *, layout: Layout | None, validation: Layout | None, fused: bool, watch: Watch
) -> Program:
    """The model's training program for these layouts and observers: a second fit compiles none."""
    key = (layout, validation, fused, watch.key)
    return kept_with_model(model, key, lambda: Program(model, layout, validation, fused, watch))


def _known(layout: Layout | None) -> Layout:
    if layout is None:
        raise TypeError("this program was made without a layout")
    return layout


def _shapes(tree: Tree) -> Any:
    return jax.tree.map(lambda a: jax.ShapeDtypeStruct(np.shape(a), a.dtype), tree)


def _zeros(shapes: Tree) -> Tree:
    return jax.tree.map(lambda s: jnp.zeros(s.shape, s.dtype), shapes)
