"""The outputs of a model, each with its activation, its targets and what its loss expects."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.model_ends import UNNAMED, OutputLayer, activations_of, last_layer
from glassnet.graph import run_once
from glassnet.graph.graph import Node
from glassnet.training import keras_outputs
from glassnet.training.compilation import kept_with_model
from glassnet.training.keras_model import Model, References, Variables

Array = NDArray[Any]
MODES = (False, True)  # of Keras' `training`
INFINITE = float("inf")
TINY = 1e-7  # Keras keeps probabilities this far from 0 and 1
PROBABILITIES = ("sigmoid", "hard_sigmoid", "softmax")


class LossSpec(NamedTuple):
    """The targets and outputs that a loss compares."""

    output: str  # what it takes the outputs for: `any` number, `probability`, or `distribution`
    least: float = -INFINITE  # of the targets
    most: float = INFINITE
    class_numbers: bool = False  # whether the targets are such


LOSSES: Mapping[str, LossSpec] = {
    "binary_crossentropy": LossSpec("probability", 0, 1),
    "binary_focal_crossentropy": LossSpec("probability", 0, 1),
    "categorical_crossentropy": LossSpec("distribution", 0, 1),
    "categorical_focal_crossentropy": LossSpec("distribution", 0, 1),
    "kl_divergence": LossSpec("distribution", 0, 1),
    "sparse_categorical_crossentropy": LossSpec("distribution", 0, class_numbers=True),
    "mean_squared_error": LossSpec("any"),
    "mean_absolute_error": LossSpec("any"),
    "huber": LossSpec("any"),
    "log_cosh": LossSpec("any"),
    "hinge": LossSpec("any", -1, 1),
    "squared_hinge": LossSpec("any", -1, 1),
    "categorical_hinge": LossSpec("any", 0, 1),
    "poisson": LossSpec("any", 0),
    "mean_squared_logarithmic_error": LossSpec("any", -1),
    "mean_absolute_percentage_error": LossSpec("any"),
}

# Activation -> its least and largest value.
RANGES: Mapping[str, tuple[float, float]] = {
    "sigmoid": (0, 1),
    "hard_sigmoid": (0, 1),
    "softmax": (0, 1),
    "tanh": (-1, 1),
    "softsign": (-1, 1),
    "hard_tanh": (-1, 1),
    "relu": (0, INFINITE),
    "relu6": (0, 6),
    "softplus": (0, INFINITE),
    "exponential": (0, INFINITE),
    "elu": (-1, INFINITE),
    "linear": (-INFINITE, INFINITE),
}


@dataclass(frozen=True, eq=False)
class OutputHead:
    """One output and the loss that compares it with its targets; two heads if it has two losses."""

    name: str  # the output's; "" in a model with one output
    layer: str  # that makes it; "" if unknown
    activation: str  # that layer's; "" if unknown
    predictions: Sequence[Array]  # [rows, …] in inference, and in training
    loss_function: Any = None  # as Keras calls it; None without a loss
    place: int = 0  # among the model's outputs
    weight: float = 1.0  # of this loss in the sum
    targets: Array | None = None  # [rows, …]; None without a loss
    target: int | None = None  # their number among the leaves of y

    @property
    def where(self) -> str:
        """The name of its targets in a finding."""
        return f"y/{self.name}" if self.name else "y"

    @property
    def evidence(self) -> dict[str, str]:
        """Which output of several, as evidence of a finding."""
        return {"output": self.name} if self.name else {}

    @property
    def units(self) -> int | None:
        """The size of the last axis; None if rows are the only axis."""
        shape = self.predictions[0].shape
        return shape[-1] if len(shape) > 1 else None

    @property
    def loss_name(self) -> str:
        """The loss's name as Keras writes it; "" without a loss or without a name."""
        if self.loss_function is None:
            return ""
        # Keras wraps what is no `Loss`: a function, or the name of one.
        function = getattr(self.loss_function, "fn", None)
        kind = type(self.loss_function).__name__
        name = getattr(function, "__name__", "") if kind == "LossFunctionWrapper" else kind
        snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
        return snake.replace("kldivergence", "kl_divergence").replace("logcosh", "log_cosh")

    @property
    def spec(self) -> LossSpec | None:
        """The `LossSpec` of the loss; None for a loss that is not in the table."""
        return LOSSES.get(self.loss_name)

    @property
    def from_logits(self) -> bool:
        """Whether the loss applies sigmoid or softmax itself."""
        return bool(getattr(self.loss_function, "from_logits", False))

    def counted(self, targets: Array) -> Array:
        """Mask of the targets that the loss compares: it may ignore a class."""
        return targets != getattr(self.loss_function, "ignore_class", None)

    def computes(self, node: Node) -> bool:
        """Whether a node is computed in the output's layer."""
        inside = node.layer.startswith((f"{self.layer}/", f"{self.layer}["))
        return bool(self.layer) and (node.layer == self.layer or inside)

    def loss(self, predictions: Any) -> float | None:
        """Mean loss of predictions, without penalties and weights; None if unknown."""
        if self.loss_function is None or self.targets is None:
            return None
        try:
            return float(np.mean(np.asarray(self.loss_function(self.targets, predictions), float)))
        except (ValueError, TypeError):
            return None

    @cached_property
    def base_rate(self) -> float | None:
        """Loss of the best constant prediction, the bar of learning; None if unknown."""
        if self.targets is None:
            return None
        shape, counted = self.predictions[0].shape, self.counted(self.targets)
        candidates = self._constants(self.targets if counted.all() else self.targets[counted])
        losses = [self.loss(np.broadcast_to(c, shape).astype(np.float32)) for c in candidates]
        return min((x for x in losses if x is not None and np.isfinite(x)), default=None)

    def _constants(self, targets: Array) -> list[Array]:
        """Candidates for the best prediction that is the same for all rows; none if unknown."""
        shape, spec = self.predictions[0].shape, self.spec
        if spec is not None and spec.class_numbers:
            numbers = targets.astype(np.int64).ravel()
            if not numbers.size or numbers.min() < 0 or numbers.max() >= shape[-1]:
                return []
            shares = np.bincount(numbers, minlength=shape[-1]) / numbers.size
            shares = np.clip(shares, TINY, 1.0)
            return [np.log(shares) if self.from_logits else shares]
        try:
            aligned = targets.reshape(shape) if targets.size == np.prod(shape) else targets
            mean, median = aligned.mean(axis=0), np.median(aligned, axis=0)
            np.broadcast_shapes(mean.shape, shape)
        except (ValueError, TypeError):
            return []
        if self.from_logits and spec is not None and spec.output != "any":
            p = np.clip(mean, TINY, 1 - TINY)
            return [np.log(p) - np.log1p(-p) if spec.output == "probability" else np.log(p)]
        if self.loss_name in ("hinge", "squared_hinge"):
            return [np.full_like(mean, each, np.float32) for each in (-1, 0, 1)]
        return [mean, median]

    def above_constant(self, rows: Array) -> float:
        """How far the training loss of these rows lies above their best constant's; 0 if it lies
        below, or if that is unknown."""
        if self.targets is None:
            return 0.0
        predictions = [each[rows] for each in self.predictions]
        some = replace(self, predictions=predictions, targets=self.targets[rows])
        loss, base = some.loss(predictions[-1]), some.base_rate
        return 0.0 if loss is None or base is None else max(0.0, loss - base)

    def has_fallen_to(self, share: float) -> bool:
        """Whether the loss lies below this share of the base rate.

        Measured in inference, since dropout raises the training loss; or in training, since
        averages of batch statistics lag behind.
        """
        base = self.base_rate
        if base is None:
            return False
        losses = map(self.loss, self.predictions)
        return any(loss is not None and loss < share * base for loss in losses)

    @property
    def least_loss(self) -> float | None:
        """The loss in inference or in training, whichever is less; None if unknown."""
        losses = (self.loss(each) for each in self.predictions)
        return min((loss for loss in losses if loss is not None), default=None)


def predictions(model: Model, x: Any, state: Variables | None = None) -> tuple[Any, ...]:
    """The outputs in each of MODES, as nested as the model gives them.

    Args:
        model: a built model; its state stays as it is.
        x: arrays [rows, …], as nested as the model takes them.
        state: the variables to use; None for the model's own.
    """
    takes_mode = {"training", "kwargs"} & set(inspect.signature(model.call).parameters)

    def run(*arguments: Any) -> tuple[Any, ...]:
        options: list[Any] = [{"training": mode} if takes_mode else {} for mode in MODES]
        return tuple(model.stateless_call(*arguments, **each)[0] for each in options)

    x = jax.tree.map(np.asarray, x)
    shapes = [(leaf.shape, str(leaf.dtype)) for leaf in jax.tree.leaves(x)]
    key = ("predictions", jax.tree.structure(x), *shapes)
    state = state or References.of(model).read()
    compiled = kept_with_model(
        model, key, lambda: jax.jit(run, compiler_options=dict(run_once.LARGE))
    )
    return compiled(state.trainable, state.non_trainable, x)


def output_heads(
    model: Any, y: Any, predicted: Sequence[Any], output_layer: Callable[[], OutputLayer]
) -> tuple[OutputHead, ...]:
    """Pair every output with its losses.

    Args:
        model: a compiled model; Keras has paired its losses with outputs.
        y: targets, as nested as the model takes them.
        predicted: the `predictions`.
        output_layer: asked where Keras does not know how layers are connected, or what a custom
            layer computes.
    """
    names = keras_outputs.output_names(model, predicted[0])
    targets = jax.tree.leaves(y)
    modes = [list(map(np.asarray, jax.tree.leaves(each))) for each in predicted]
    both = list(zip(*modes, strict=True))
    comparisons = keras_outputs.comparisons(model, y, predicted[0])
    heads: list[OutputHead] = []
    for place, name in enumerate(names):
        layer, activation = last_layer(list(keras_outputs.producing_layers(model, place)))
        if activation in UNNAMED:
            traced = output_layer().find(both[place][1], activations_of(model))
            layer, activation = layer or traced[0], traced[1]
        head = OutputHead(
            name if len(names) > 1 else "", layer, activation, both[place], place=place
        )
        compared = [
            replace(
                head,
                loss_function=each.loss,
                weight=each.weight,
                targets=np.asarray(targets[each.target]),
                target=each.target,
            )
            for each in comparisons
            if each.output == place
        ]
        heads += compared or [head]
    return tuple(heads)
