"""How a model ends: each output's activation, its loss, and the targets it is compared with."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import jax
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.loss_specs import LOSSES, LossSpec, best_constants
from glassnet.diagnosis.model_ends import OutputLayer
from glassnet.graph.graph import Node
from glassnet.training import keras_outputs
from glassnet.training.compilation import kept_with_model
from glassnet.training.keras_model import Model, References

Array = NDArray[Any]

# Layers that leave numbers as they are.
UNCHANGING = ("Dropout", "Flatten", "Reshape", "Permute", "ActivityRegularization", "Identity")
# What Keras calls the activation of a layer that has none, and a function without a name.
UNNAMED = ("", "<lambda>")
# Layers, and operations without a layer, that are an activation.
BY_CLASS: Mapping[str, str] = {
    "Softmax": "softmax",
    "ReLU": "relu",
    "Relu": "relu",
    "ELU": "elu",
    "Elu": "elu",
    "LeakyReLU": "leaky_relu",
    "LeakyRelu": "leaky_relu",
    "Sigmoid": "sigmoid",
    "Tanh": "tanh",
    "Softplus": "softplus",
    "Softsign": "softsign",
}
MODES = (False, True)  # of Keras' `training`


@dataclass(frozen=True, eq=False)
class OutputHead:
    """One output and the loss that compares it with its targets; two heads if it has two losses.

    Attributes:
        name: the output's name; "" in a model with one output.
        layer: the layer that makes it; "" if unknown.
        activation: that layer's activation; "" if unknown.
        predictions: [rows, …] in inference, and in training.
        loss_function: the loss as Keras calls it; None without a loss.
        weight: weight of this loss in the sum.
        targets: [rows, …] what the predictions are compared with; None without a loss.
        target: their number among the leaves of y.
    """

    name: str
    layer: str
    activation: str
    predictions: Sequence[Array]
    loss_function: Any = None
    weight: float = 1.0
    targets: Array | None = None
    target: int | None = None

    @property
    def where(self) -> str:
        """Its targets' name in a finding."""
        return f"y/{self.name}" if self.name else "y"

    @property
    def evidence(self) -> dict[str, str]:
        """Which output of several, as evidence of a finding."""
        return {"output": self.name} if self.name else {}

    @property
    def units(self) -> int | None:
        """Size of the last axis; None if rows are the only axis."""
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
        """What the loss expects; None of a loss that is not in the table."""
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
        """Loss of the best constant prediction; None if unknown."""
        if self.targets is None:
            return None
        shape, counted = self.predictions[0].shape, self.counted(self.targets)
        targets = self.targets if counted.all() else self.targets[counted]
        candidates = best_constants(self.loss_name, self.from_logits, targets, shape)
        losses = [self.loss(np.broadcast_to(c, shape).astype(np.float32)) for c in candidates]
        return min((x for x in losses if x is not None and np.isfinite(x)), default=None)

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

        In inference, since dropout raises the training loss; or in training, since averages of
        batch statistics lag behind.
        """
        base = self.base_rate
        if base is None:
            return False
        losses = map(self.loss, self.predictions)
        return any(loss is not None and loss < share * base for loss in losses)


def predictions(model: Model, x: Any) -> tuple[Any, ...]:
    """Predict rows in inference and in training, from copies of the model's state.

    Args:
        model: a built model.
        x: arrays [rows, …], as nested as the model takes them.

    Returns:
        The outputs in each of MODES, as nested as the model gives them.
    """
    x = jax.tree.map(np.asarray, x)
    shapes = [(leaf.shape, str(leaf.dtype)) for leaf in jax.tree.leaves(x)]
    key = ("predictions", jax.tree.structure(x), *shapes)
    compiled = kept_with_model(model, key, lambda: jax.jit(_predict(model)))
    state = References.of(model).read()
    return compiled(state.trainable, state.non_trainable, x)


def _predict(model: Model) -> Any:
    takes_mode = {"training", "kwargs"} & set(inspect.signature(model.call).parameters)

    def run(trainable: Any, non_trainable: Any, x: Any) -> tuple[Any, ...]:
        options: list[Any] = [{"training": mode} if takes_mode else {} for mode in MODES]
        return tuple(
            model.stateless_call(trainable, non_trainable, x, **each)[0] for each in options
        )

    return run


def output_heads(
    model: Any, y: Any, inference: Any, training: Any, output_layer: Callable[[], OutputLayer]
) -> tuple[OutputHead, ...]:
    """Pair every output with its losses.

    Args:
        model: a compiled model whose losses Keras has paired with outputs.
        y: targets, as nested as the model takes them.
        inference, training: predictions in both modes.
        output_layer: the trace's, asked where Keras does not know how layers are connected, or what
            a custom layer computes.
    """
    names = keras_outputs.output_names(model, inference)
    targets = jax.tree.leaves(y)
    modes = [list(map(np.asarray, jax.tree.leaves(each))) for each in (inference, training)]
    both = list(zip(*modes, strict=True))
    comparisons = keras_outputs.comparisons(model, y, inference)
    heads: list[OutputHead] = []
    for place, name in enumerate(names):
        layer, activation = _last_layer(list(keras_outputs.producing_layers(model, place)))
        if activation in UNNAMED:
            traced = output_layer().find(both[place][1], activations_of(model))
            layer, activation = layer or traced[0], traced[1]
        head = OutputHead(name if len(names) > 1 else "", layer, activation, both[place])
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


def _last_layer(operations: Sequence[Any]) -> tuple[str, str]:
    """The layer that makes an output, and its activation; "" for what is not known.

    operations: last first, as they follow each other.
    """
    making = [each for each in operations if type(each).__name__ not in UNCHANGING]
    if not making:
        return "", ""
    last = next((each for each in making if not isinstance(each, keras.Model)), None)
    return making[0].name, "" if last is None else activation_of(last)


def activation_of(operation: Any) -> str:
    """Name of a layer's activation; "" if it has none or one without a name."""
    function = getattr(operation, "activation", None)
    name = getattr(function, "__name__", "") if callable(function) else ""
    return BY_CLASS.get(type(operation).__name__, name)


def activations_of(model: Any) -> dict[str, str]:
    """Activations of Keras' own layers, by layer: what others make of the attribute is unknown."""
    layers = [
        each for each in model._flatten_layers() if type(each).__module__.startswith("keras.")
    ]
    return {each.name: activation_of(each) for each in layers if each is not model}
