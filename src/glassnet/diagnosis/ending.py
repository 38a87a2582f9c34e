"""How a model ends: the activation of its output, its loss, and what these expect of each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
INFINITE = float("inf")
TINY = 1e-7  # Keras keeps probabilities this far from 0 and 1


class Wants(NamedTuple):
    """What a loss compares: outputs (`any`, `probability`, `distribution`) with targets in a range.

    whole: the targets are class numbers.
    """

    output: str
    least: float = -INFINITE
    most: float = INFINITE
    whole: bool = False


LOSSES: Mapping[str, Wants] = {
    "binary_crossentropy": Wants("probability", 0, 1),
    "binary_focal_crossentropy": Wants("probability", 0, 1),
    "categorical_crossentropy": Wants("distribution", 0, 1),
    "categorical_focal_crossentropy": Wants("distribution", 0, 1),
    "kl_divergence": Wants("distribution", 0, 1),
    "sparse_categorical_crossentropy": Wants("distribution", 0, whole=True),
    "mean_squared_error": Wants("any"),
    "mean_absolute_error": Wants("any"),
    "huber": Wants("any"),
    "log_cosh": Wants("any"),
    "hinge": Wants("any", -1, 1),
    "squared_hinge": Wants("any", -1, 1),
    "categorical_hinge": Wants("any", 0, 1),
    "poisson": Wants("any", 0),
    "mean_squared_logarithmic_error": Wants("any", -1),
}

# Activation -> the least and the largest of its values.
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
PROBABILITIES = ("sigmoid", "hard_sigmoid", "softmax")

# Layers that leave numbers as they are.
PASSING = ("Dropout", "Flatten", "Reshape", "Permute", "ActivityRegularization", "Identity")
# Layers that are an activation.
BY_CLASS = {"Softmax": "softmax", "ReLU": "relu", "ELU": "elu", "LeakyReLU": "leaky_relu"}


@dataclass(frozen=True)
class Ending:
    """activation: the output's, "" where it is not known. units: of the output's last axis, None
    where it is not known. loss: its name, "" of several or of one's own. from_logits: whether the
    loss applies sigmoid or softmax itself."""

    activation: str
    units: int | None
    loss: str
    from_logits: bool
    function: Any = None

    @classmethod
    def of(cls, model: Any) -> Ending:
        """Read it off a model with one output; little is known of others."""
        shape = getattr(model, "output_shape", None)
        units = shape[-1] if isinstance(shape, tuple) and len(shape) > 1 else None
        function = _single(model.loss)
        if function is None:
            return cls(output_activation(model), units, "", False)
        try:
            function = keras.losses.get(function)
        except ValueError:
            return cls(output_activation(model), units, "", False)
        instance = isinstance(function, keras.losses.Loss)
        name = type(function).__name__ if instance else getattr(function, "__name__", "")
        settings = function.get_config() if instance else {}
        snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
        return cls(
            output_activation(model),
            units if isinstance(units, int) else None,
            snake.replace("kldivergence", "kl_divergence").replace("logcosh", "log_cosh"),
            bool(settings.get("from_logits", False)),
            function,
        )

    @property
    def wants(self) -> Wants | None:
        """What the loss expects; None of a loss that is not in the table."""
        return LOSSES.get(self.loss)

    def measured(self, targets: Array, outputs: Any) -> list[float]:
        """The loss of outputs, penalties left out; empty where it cannot be asked."""
        if self.function is None:
            return []
        try:
            found = np.asarray(self.function(targets, outputs), np.float64)
        except (ValueError, TypeError):
            return []
        return [float(found.mean())]

    def best_constant(self, targets: Array, shape: tuple[int, ...]) -> float | None:
        """The least loss that one prediction for all rows reaches."""
        constants = self._constants(targets, shape)
        found = [
            loss
            for each in constants
            for loss in self.measured(targets, np.broadcast_to(each, shape).astype(np.float32))
            if np.isfinite(loss)
        ]
        return min(found, default=None)

    def _constants(self, targets: Array, shape: tuple[int, ...]) -> list[Array]:
        wants = self.wants
        if wants is not None and wants.whole:
            share = _frequencies(targets, shape[-1])
            if share is None:
                return []
            return [np.log(share) if self.from_logits else share]
        try:
            aligned = targets.reshape(shape) if targets.size == np.prod(shape) else targets
            mean, median = aligned.mean(axis=0), np.median(aligned, axis=0)
            np.broadcast_shapes(mean.shape, shape)
        except (ValueError, TypeError):
            return []
        if self.from_logits and wants is not None and wants.output != "any":
            p = np.clip(mean, TINY, 1 - TINY)
            return [np.log(p) - np.log1p(-p) if wants.output == "probability" else np.log(p)]
        if self.loss in ("hinge", "squared_hinge"):
            return [np.full_like(mean, each, np.float32) for each in (-1, 0, 1)]
        return [mean, median]


def output_activation(model: Any) -> str:
    """The name of the activation that the last layer ends with; "" where it is not known."""
    for layer in reversed(getattr(model, "layers", [])):
        kind = type(layer).__name__
        if kind in PASSING:
            continue
        if isinstance(layer, keras.Model):
            return output_activation(layer)
        if kind in BY_CLASS:
            return BY_CLASS[kind]
        return activation_of(layer)
    return ""


def activation_of(layer: Any) -> str:
    """The name of a layer's activation; "" of a layer that has none or one without a name."""
    found = getattr(layer, "activation", None)
    return getattr(found, "__name__", "") if callable(found) else ""


def _single(loss: Any) -> Any:
    """The loss of the only output; None of several."""
    if isinstance(loss, dict):
        loss = list(loss.values())
    if isinstance(loss, list | tuple):
        return loss[0] if len(loss) == 1 else None
    return loss


def _frequencies(targets: Array, classes: int) -> Array | None:
    numbers = targets.astype(np.int64).ravel()
    if not numbers.size or numbers.min() < 0 or numbers.max() >= classes:
        return None
    share = np.bincount(numbers, minlength=classes) / numbers.size
    return np.clip(share, TINY, 1.0)
