"""What can be recorded of a step: a table, and how each of its rows is computed.

A quantity has values by name (a variable's path, a layer's name, a metric's name) and a form in
which they are recorded. Everything here is traced into the program that sums up what was kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import jax
import jax.numpy as jnp
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.recording.histogram import histogram
from glassnet.recording.layer_outputs import layer_outputs
from glassnet.training import keras_model
from glassnet.training.keras_model import Model, Tree, variable_names
from glassnet.training.observation import ObservedStep

Values = Mapping[str, jax.Array]
Form = Literal["histogram", "scalar", "values"]
Material = Literal["before", "after", "gradients", "metrics", "schedule"]


class Subject(NamedTuple):
    """What is looked at.

    model: built. probe: the batch on which its layers' outputs are shown, leaves [rows, …]; None
    where nothing that is recorded needs it. grid: [points, 2], where a model of two inputs is asked
    for its decision boundary; None for other models.
    """

    model: Model
    probe: Tree = None
    grid: NDArray[np.float32] | None = None

    @property
    def trainable(self) -> list[str]:
        """The trainable variables' paths, such as hidden/kernel."""
        return variable_names(self.model)[: len(self.model.trainable_variables)]

    @property
    def non_trainable(self) -> list[str]:
        """As `trainable`: BatchNorm's statistics, seeds."""
        return variable_names(self.model)[len(self.model.trainable_variables) :]


# What has to be kept of a step for a quantity -> it, from the step.
MATERIALS: Mapping[Material, Callable[[Subject, ObservedStep], Tree]] = {
    "before": lambda subject, seen: (seen.before.trainable, seen.before.non_trainable),
    "after": lambda subject, seen: (seen.after.trainable, seen.after.non_trainable),
    "gradients": lambda subject, seen: list(seen.gradients),
    "metrics": lambda subject, seen: seen.after.metrics,
    # The step count and the learning rate, which are numbers; the rest are the size of the weights.
    "schedule": lambda subject, seen: [
        value if np.ndim(value) == 0 else () for value in seen.after.optimizer
    ],
}

Kept = Mapping[Material, Any]


def _weights(subject: Subject, kept: Kept) -> Values:
    trainable, non_trainable = kept["after"]
    names = [*subject.trainable, *subject.non_trainable]
    values = zip(names, [*trainable, *non_trainable], strict=True)
    return {name: value for name, value in values if jnp.issubdtype(value.dtype, jnp.floating)}


def _gradients(subject: Subject, kept: Kept) -> Values:
    return dict(zip(subject.trainable, kept["gradients"], strict=True))


def _updates(subject: Subject, kept: Kept) -> Values:
    pairs = zip(kept["after"][0], kept["before"][0], strict=True)
    return dict(zip(subject.trainable, [after - before for after, before in pairs], strict=True))


def _update_ratios(subject: Subject, kept: Kept) -> Values:
    before = dict(zip(subject.trainable, kept["before"][0], strict=True))
    updates = _updates(subject, kept)
    return {name: _norm(updates[name]) / _norm(weights) for name, weights in before.items()}


def _activations(subject: Subject, kept: Kept) -> Values:
    trainable, non_trainable = kept["before"]
    return layer_outputs(subject.model, trainable, non_trainable, subject.probe)


def _metrics(subject: Subject, kept: Kept) -> Values:
    results = keras_model.metric_results(subject.model, kept["metrics"])
    return {name: value for name, value in results.items() if jnp.ndim(value) == 0}


def _learning_rate(subject: Subject, kept: Kept) -> Values:
    optimizer = subject.model.optimizer
    pairs = zip(optimizer.variables, kept["schedule"], strict=True)
    known = [(variable, value) for variable, value in pairs if not isinstance(value, tuple)]
    with keras.StatelessScope(state_mapping=known):
        return {"learning_rate": jnp.asarray(optimizer.learning_rate)}


def _outputs(subject: Subject, kept: Kept) -> Values:
    return _answers(subject.model, kept, subject.probe)


def _boundary(subject: Subject, kept: Kept) -> Values:
    if subject.grid is None:
        return {}
    return _answers(subject.model, kept, subject.grid)


def _answers(model: Model, kept: Kept, x: Tree) -> Values:
    outputs, _ = model.stateless_call(*kept["after"], x, training=False)
    leaves = jax.tree_util.tree_leaves_with_path(outputs)
    name = lambda path: jax.tree_util.keystr(path, simple=True, separator="/") or "output"
    return {name(path): leaf for path, leaf in leaves}


def _norms(of: Callable[[Subject, Kept], Values]) -> Callable[[Subject, Kept], Values]:
    return lambda subject, kept: {name: _norm(v) for name, v in of(subject, kept).items()}


def _norm(value: jax.Array) -> jax.Array:
    return jnp.sqrt(jnp.sum(jnp.square(value.astype(jnp.float32))))


@dataclass(frozen=True)
class Quantity:
    """One kind of value.

    needs: what is kept of a step for it. tag: of a value, by its name. on_probe: whether it is seen
    on the probe batch.
    """

    values: Callable[[Subject, Kept], Values]
    needs: tuple[Material, ...]
    form: Form
    tag: str
    on_probe: bool = False


QUANTITIES: Mapping[str, Quantity] = {
    "weights": Quantity(_weights, ("after",), "histogram", "{name}/histogram"),
    "gradients": Quantity(_gradients, ("gradients",), "histogram", "{name}/gradient"),
    "updates": Quantity(_updates, ("before", "after"), "histogram", "{name}/update"),
    "activations": Quantity(_activations, ("before",), "histogram", "{name}/output", True),
    "weight_norms": Quantity(_norms(_weights), ("after",), "scalar", "{name}/norm"),
    "gradient_norms": Quantity(
        _norms(_gradients), ("gradients",), "scalar", "{name}/gradient_norm"
    ),
    "update_norms": Quantity(_norms(_updates), ("before", "after"), "scalar", "{name}/update_norm"),
    "update_ratios": Quantity(_update_ratios, ("before", "after"), "scalar", "{name}/update_ratio"),
    "metrics": Quantity(_metrics, ("metrics",), "scalar", "{name}"),
    "learning_rate": Quantity(_learning_rate, ("schedule",), "scalar", "{name}"),
    "images": Quantity(_weights, ("after",), "values", "{name}/image"),
    "boundary": Quantity(_boundary, ("after",), "values", "decision_boundary"),
    "pr_curves": Quantity(_outputs, ("after",), "values", "{name}", True),
}

# How a value is recorded -> what the program makes of it.
FORMS: Mapping[Form, Callable[[jax.Array], Tree]] = {
    "histogram": histogram,
    "scalar": lambda value: jnp.asarray(value, jnp.float32),
    "values": lambda value: value,
}
