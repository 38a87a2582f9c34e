"""How a model ends: each output's activation, its loss, and the targets it is compared with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import jax
import keras
import numpy as np
from numpy.typing import NDArray

from glassnet.diagnosis.best_constant import constants
from glassnet.diagnosis.loss_specs import LOSSES, Wants
from glassnet.diagnosis.output_layer import Makers
from glassnet.training import keras_outputs

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


@dataclass(frozen=True, eq=False)
class Ending:
    """One output and the loss that compares it with its targets; with two losses it ends twice.

    name: the output's, "" of a model's only one. layer: what makes it, activation: its; "" where
    they are not known. outputs: [rows, …] what the model predicts, in inference and, after it, in
    training. function: the loss as Keras calls it, None of no loss. weight: of this loss in the
    sum. targets: [rows, …] what the outputs are compared with; None of no loss. target: their
    number among the leaves of y.
    """

    name: str
    layer: str
    activation: str
    outputs: Sequence[Array]
    function: Any = None
    weight: float = 1.0
    targets: Array | None = None
    target: int | None = None

    @property
    def where(self) -> str:
        """What its targets are called in a finding."""
        return f"y/{self.name}" if self.name else "y"

    @property
    def named(self) -> dict[str, str]:
        """What a finding's evidence says of it: which one of several it is."""
        return {"output": self.name} if self.name else {}

    @property
    def units(self) -> int | None:
        """Of the output's last axis; None where there is none but the rows'."""
        shape = self.outputs[0].shape
        return shape[-1] if len(shape) > 1 else None

    @property
    def loss(self) -> str:
        """The loss's name as Keras writes it; "" of none or of one without a name."""
        if self.function is None:
            return ""
        # Keras wraps what is no `Loss`: a function, or the name of one.
        own = getattr(self.function, "fn", None)
        kind = type(self.function).__name__
        name = getattr(own, "__name__", "") if kind == "LossFunctionWrapper" else kind
        snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
        return snake.replace("kldivergence", "kl_divergence").replace("logcosh", "log_cosh")

    @property
    def from_logits(self) -> bool:
        """Whether the loss applies sigmoid or softmax itself."""
        return bool(getattr(self.function, "from_logits", False))

    def counted(self, targets: Array) -> Array:
        """Of each target whether the loss compares it: it may ignore a class, which is no class
        then."""
        return targets != getattr(self.function, "ignore_class", None)

    @property
    def wants(self) -> Wants | None:
        """What the loss expects; None of a loss that is not in the table."""
        return LOSSES.get(self.loss)

    def measured(self, outputs: Any) -> Iterator[float]:
        """The loss of outputs, penalties and weights left out; nothing where it cannot be asked."""
        if self.function is None or self.targets is None:
            return
        try:
            found = np.asarray(self.function(self.targets, outputs), np.float64)
        except (ValueError, TypeError):
            return
        yield float(found.mean())

    @cached_property
    def base_rate(self) -> float | None:
        """The least loss that one prediction for all rows reaches; None where it is not known."""
        if self.targets is None:
            return None
        shape, counted = self.outputs[0].shape, self.counted(self.targets)
        told = self.targets if counted.all() else self.targets[counted]
        found = [
            loss
            for each in constants(self.loss, self.from_logits, told, shape)
            for loss in self.measured(np.broadcast_to(each, shape).astype(np.float32))
            if np.isfinite(loss)
        ]
        return min(found, default=None)

    def above_constant(self, rows: Array) -> float:
        """By how much the loss of these rows, in training, lies above their best constant's; 0
        where it lies below, or where that is not known."""
        if self.targets is None:
            return 0.0
        outputs = [each[rows] for each in self.outputs]
        some = replace(self, outputs=outputs, targets=self.targets[rows])
        base = some.base_rate
        return 0.0 if base is None else max(0.0, *(x - base for x in some.measured(outputs[-1])))

    def has_fallen_to(self, share: float) -> bool:
        """Whether the loss lies below this share of the base rate.

        In inference, since dropout raises the loss of training; or in training, since averages of
        batch statistics lag behind.
        """
        base = self.base_rate
        if base is None:
            return False
        losses = (loss for each in self.outputs for loss in self.measured(each))
        return any(loss < share * base for loss in losses)


def endings_of(
    model: Any, y: Any, inference: Any, training: Any, makers_of: Callable[[], Makers]
) -> tuple[Ending, ...]:
    """Every output with its losses. y, and the outputs in both modes: as nested as the model's.

    makers_of: the trace's, asked for where Keras does not know how layers are connected, and what a
    layer of one's own computes.
    """
    names = keras_outputs.output_names(model, inference)
    targets = jax.tree.leaves(y)
    modes = [list(map(np.asarray, jax.tree.leaves(each))) for each in (inference, training)]
    both = list(zip(*modes, strict=True))
    compared = keras_outputs.comparisons(model, y, inference)
    found: list[Ending] = []
    for place, name in enumerate(names):
        layer, activation = made_by(list(keras_outputs.makers(model, place)))
        if activation in UNNAMED:
            traced = makers_of().of(both[place][1], activations_of(model))
            layer, activation = layer or traced[0], traced[1]
        ending = Ending(name if len(names) > 1 else "", layer, activation, both[place])
        terms = [
            replace(
                ending,
                function=each.loss,
                weight=each.weight,
                targets=np.asarray(targets[each.target]),
                target=each.target,
            )
            for each in compared
            if each.output == place
        ]
        found += terms or [ending]
    return tuple(found)


def made_by(makers: Sequence[Any]) -> tuple[str, str]:
    """The layer that makes an output and the activation that it ends with; "" for what is not
    known. makers: last first, as they follow each other."""
    making = [each for each in makers if type(each).__name__ not in UNCHANGING]
    if not making:
        return "", ""
    last = next((each for each in making if not isinstance(each, keras.Model)), None)
    return making[0].name, "" if last is None else activation_of(last)


def activation_of(operation: Any) -> str:
    """The name of a layer's activation; "" of a layer that has none or one without a name."""
    found = getattr(operation, "activation", None)
    own = getattr(found, "__name__", "") if callable(found) else ""
    return BY_CLASS.get(type(operation).__name__, own)


def activations_of(model: Any) -> dict[str, str]:
    """Of Keras' own layers by their names: what others make of an attribute is not known."""
    layers = [
        each for each in model._flatten_layers() if type(each).__module__.startswith("keras.")
    ]
    return {each.name: activation_of(each) for each in layers if each is not model}
