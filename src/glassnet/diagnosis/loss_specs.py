"""What losses expect, what activations can give, and the best constant prediction under a loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
INFINITE = float("inf")
TINY = 1e-7  # Keras keeps probabilities this far from 0 and 1


class LossSpec(NamedTuple):
    """What a loss compares.

    Attributes:
        output: what it takes the outputs for: `any` number, `probability`, or `distribution`.
        least, most: range of the targets.
        class_numbers: whether the targets are class numbers.
    """

    output: str
    least: float = -INFINITE
    most: float = INFINITE
    class_numbers: bool = False


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
PROBABILITIES = ("sigmoid", "hard_sigmoid", "softmax")


def best_constants(
    loss: str, from_logits: bool, targets: Array, shape: tuple[int, ...]
) -> list[Array]:
    """Candidates for the best prediction that is the same for all rows: the bar of learning.

    Args:
        loss: the loss's name.
        from_logits: whether it applies sigmoid or softmax itself.
        targets: [rows, …] what it compares with.
        shape: the outputs' shape.

    Returns:
        Arrays that broadcast to `shape`; the least loss tells the best. Empty if unknown.
    """
    spec = LOSSES.get(loss)
    if spec is not None and spec.class_numbers:
        share = _frequencies(targets, shape[-1])
        if share is None:
            return []
        return [np.log(share) if from_logits else share]
    try:
        aligned = targets.reshape(shape) if targets.size == np.prod(shape) else targets
        mean, median = aligned.mean(axis=0), np.median(aligned, axis=0)
        np.broadcast_shapes(mean.shape, shape)
    except (ValueError, TypeError):
        return []
    if from_logits and spec is not None and spec.output != "any":
        p = np.clip(mean, TINY, 1 - TINY)
        return [np.log(p) - np.log1p(-p) if spec.output == "probability" else np.log(p)]
    if loss in ("hinge", "squared_hinge"):
        return [np.full_like(mean, each, np.float32) for each in (-1, 0, 1)]
    return [mean, median]


def _frequencies(targets: Array, classes: int) -> Array | None:
    numbers = targets.astype(np.int64).ravel()
    if not numbers.size or numbers.min() < 0 or numbers.max() >= classes:
        return None
    share = np.bincount(numbers, minlength=classes) / numbers.size
    return np.clip(share, TINY, 1.0)
