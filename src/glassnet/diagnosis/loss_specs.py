"""What losses expect of outputs and targets, and what activations can give: two tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

INFINITE = float("inf")


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
