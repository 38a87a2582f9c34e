"""The quantities that can be recorded of a training step: a table, and how each is computed.

A quantity has a value for each name (a variable's path, a layer's name, a metric's name), which is
reduced before it is recorded, to a histogram for instance. All of it is traced into a program.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import jax
import jax.numpy as jnp
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.recording.summaries import BUCKETS
from glassnet.training import keras_metrics, keras_model
from glassnet.training.keras_model import Model, Tree, variable_names
from glassnet.training.keras_outputs import layer_outputs
from glassnet.training.observation import ObservedStep

Values = Mapping[str, jax.Array]
Reduction = Literal["histogram", "scalar", "values"]
StepPart = Literal["before", "after", "gradients", "metrics", "schedule"]
Parts = Mapping[StepPart, Any]

# The picture of a decision boundary has so many points on each side.
GRID_SIDE = 64
GRID_MARGIN = 0.25  # of the data's width, beyond it on each side


class ProbedModel(NamedTuple):
    """A model and the data on which it is observed."""

    model: Model  # built
    # The batch on which its layers' outputs are shown, leaves [rows, …]; None if no recorded
    # quantity needs it.
    probe: Tree = None
    # [points, 2], where a model of two inputs is asked for its decision boundary; None for other
    # models.
    grid: NDArray[np.float32] | None = None

    @property
    def trainable(self) -> list[str]:
        """The trainable variables' paths, such as hidden/kernel."""
        return variable_names(self.model)[: len(self.model.trainable_variables)]


class Histogram(NamedTuple):
    """TensorBoard's histogram of the finite values of an array."""

    minimum: jax.Array  # [] float32, infinite where there are none
    maximum: jax.Array  # [] float32, infinite where there are none
    counts: jax.Array  # [30] int32: values in each of 30 equal buckets between the two


def histogram(values: jax.Array) -> Histogram:
    """TensorBoard's own bucketing of all finite elements, to the value.

    TensorBoard computes in float64, and so does this: in float32 a value at a bucket's edge may
    fall on its other side. A scatter, 1.5 ns a value; comparing with each edge takes 19.
    """
    with jax.enable_x64(True):
        flat = values.reshape(-1)
        finite = jnp.isfinite(flat)
        minimum = jnp.min(flat, where=finite, initial=jnp.inf)
        maximum = jnp.max(flat, where=finite, initial=-jnp.inf)
        wide, low, high = (each.astype(jnp.float64) for each in (flat, minimum, maximum))
        position = jnp.floor((wide - low) / ((high - low) / BUCKETS))
        # Where all values are equal the position is NaN; they belong in the last bucket.
        last = jnp.float64(BUCKETS - 1)
        bucket = jnp.where(jnp.isnan(position), last, jnp.minimum(position, last))
        bucket = jnp.where(finite, bucket, BUCKETS).astype(jnp.int32)  # out of bounds: dropped
        counts = jnp.zeros(BUCKETS, jnp.int32).at[bucket].add(jnp.int32(1), mode="drop")
        return Histogram(minimum.astype(jnp.float32), maximum.astype(jnp.float32), counts)


def boundary_grid(x: NDArray[Any]) -> NDArray[np.float32]:
    """The points round the data where a model is asked: [GRID_SIDE², 2]. x: [rows, 2]."""
    low, high = x.min(axis=0), x.max(axis=0)
    width = np.where(high > low, high - low, 1)
    first, second = (
        np.linspace(low[i] - GRID_MARGIN * width[i], high[i] + GRID_MARGIN * width[i], GRID_SIDE)
        for i in (0, 1)
    )
    # The first row is the top of the picture, where the second feature is largest.
    return np.stack(np.meshgrid(first, second[::-1]), axis=-1).reshape(-1, 2).astype(np.float32)


# What is kept of a step for the quantities that need it.
STEP_PARTS: Mapping[StepPart, Callable[[ProbedModel, ObservedStep], Tree]] = {
    "before": lambda probed, seen: (seen.before.trainable, seen.before.non_trainable),
    "after": lambda probed, seen: (seen.after.trainable, seen.after.non_trainable),
    "gradients": lambda probed, seen: list(seen.gradients),
    "metrics": lambda probed, seen: seen.after.metrics,
    # The step count and the learning rate, which are numbers; the rest are the size of the weights.
    "schedule": lambda probed, seen: [
        value if np.ndim(value) == 0 else () for value in seen.after.optimizer
    ],
}


def _weights(probed: ProbedModel, parts: Parts) -> Values:
    trainable, non_trainable = parts["after"]
    values = zip(variable_names(probed.model), [*trainable, *non_trainable], strict=True)
    return {name: value for name, value in values if jnp.issubdtype(value.dtype, jnp.floating)}


def _gradients(probed: ProbedModel, parts: Parts) -> Values:
    return dict(zip(probed.trainable, parts["gradients"], strict=True))


def _updates(probed: ProbedModel, parts: Parts) -> Values:
    pairs = zip(parts["after"][0], parts["before"][0], strict=True)
    return dict(zip(probed.trainable, [after - before for after, before in pairs], strict=True))


def _update_ratios(probed: ProbedModel, parts: Parts) -> Values:
    before = dict(zip(probed.trainable, parts["before"][0], strict=True))
    updates = _updates(probed, parts)
    return {name: _norm(updates[name]) / _norm(weights) for name, weights in before.items()}


def _activations(probed: ProbedModel, parts: Parts) -> Values:
    trainable, non_trainable = parts["before"]
    return layer_outputs(probed.model, trainable, non_trainable, probed.probe)


def _metrics(probed: ProbedModel, parts: Parts) -> Values:
    results = keras_metrics.metric_results(probed.model, parts["metrics"])
    return {
        f"{name}{place}": value[index]
        for name, value in results.items()
        for place, index in places_of(value.shape)
    }


MOST_CHARTS = 100  # of one metric: F1Score has a number per class, a confusion matrix classes²


def places_of(shape: Sequence[int]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """What each number of a metric's result adds to its tag, `/0` or `/0,1`, and its index.

    Nothing of a single number; none where there are more numbers than MOST_CHARTS.
    """
    if np.prod(shape) <= MOST_CHARTS:
        for index in np.ndindex(*shape):
            yield f"/{','.join(map(str, index))}" if index else "", index


def _learning_rate(probed: ProbedModel, parts: Parts) -> Values:
    optimizer = probed.model.optimizer
    pairs = zip(optimizer.variables, parts["schedule"], strict=True)
    known = [(variable, value) for variable, value in pairs if not isinstance(value, tuple)]
    with keras.StatelessScope(state_mapping=known):
        return {"learning_rate": jnp.asarray(optimizer.learning_rate)}


def _outputs(probed: ProbedModel, parts: Parts) -> Values:
    return _predictions(probed.model, parts, probed.probe)


def _boundary(probed: ProbedModel, parts: Parts) -> Values:
    return {} if probed.grid is None else _predictions(probed.model, parts, probed.grid)


def _predictions(model: Model, parts: Parts, x: Tree) -> Values:
    outputs, _ = model.stateless_call(*parts["after"], x, training=False)
    leaves = jax.tree_util.tree_leaves_with_path(outputs)
    name = lambda path: jax.tree_util.keystr(path, simple=True, separator="/") or "output"
    return {name(path): leaf for path, leaf in leaves}


Compute = Callable[[ProbedModel, Parts], Values]


def _norms(compute: Compute) -> Compute:
    return lambda probed, parts: {name: _norm(v) for name, v in compute(probed, parts).items()}


def _norm(value: jax.Array) -> jax.Array:
    return jnp.sqrt(jnp.sum(jnp.square(value.astype(jnp.float32))))


@dataclass(frozen=True)
class Quantity:
    """One row of QUANTITIES."""

    compute: Compute  # its values, by name
    needs: tuple[StepPart, ...]  # what is kept of a step for it
    reduction: Reduction  # what is recorded of a value
    tag: str  # of a value, with `{name}`
    on_probe: bool = False  # whether it is computed on the probe batch


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

REDUCTIONS: Mapping[Reduction, Callable[[jax.Array], Tree]] = {
    "histogram": histogram,
    "scalar": lambda value: jnp.asarray(value, jnp.float32),
    "values": lambda value: value,
}


def initial_boundary(probed: ProbedModel) -> Callable[[], NDArray[Any] | None]:
    """A function that predicts on the boundary's grid with the weights that the model has now.

    Copies of them are kept. Nothing is computed before it is called: it has to be compiled.
    """
    if probed.grid is None:
        return lambda: None
    copies = keras_model.References.of(probed.model).copy()[:2]

    @functools.cache
    def predict() -> NDArray[Any]:
        found = jax.jit(lambda after: _boundary(probed, {"after": after}))(copies)
        return np.asarray(next(iter(found.values())))

    return predict
